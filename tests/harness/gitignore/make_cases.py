#!/usr/bin/env python3
"""make_cases.py [FILE] - writes cases.jsonl.gz: trees with ignore files, paths, and what real git says of them.

One JSON object a line: {"name", "ignore_files": {path: text}, "dirs": [...], "paths": [...],
"expect": {path: {"ignored": bool, "rule": "file:line:pattern" or null}}}. The oracle is
`git check-ignore --no-index -v -n --stdin -z`; a path inside an ignored folder counts as ignored.
"""
import gzip
import json
import os
import subprocess
import sys
import tempfile

ENVIRONMENT = dict(os.environ, GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_SYSTEM="/dev/null", HOME="/nonexistent")

PATHS = [
    "a", "b", "a.txt", "x/a", "x/a.txt", "x/y/a", "x/y/a.txt", "c/", "c/a", "d/", "d/a/", "d/a/g", ".env", ".env.local", "é.txt", "日本.txt", "A",
    "build/", "build/o.js", "x/build/", "x/build/o.js", "buildx", "#h", "!n", "sp ace", "tab\tx", "new\nline", "-dash", "[b]", "a*b", "q?z",
    "back\\slash", "..dots", "x/..y",
]

PATTERNS = [
    "a", "/a", "a/", "/a/", "*/a", "**/a", "a/**", "**/a/**", "x/**/a", "x/*/a", "x/**", "x/", "*.txt", "!a", "\\!n", "\\#h", "#h", "", "   ", "\t", "a ",
    "a\\ ", " a", "a\r", "*", "/*", "*/", "**", "**/", "/**", "**/*", ".*", ".env*", "!.env", "é.txt", "日*", "*.tx?", "[ab]", "[!a]", "[^a]", "[a-c].txt",
    "[[:alpha:]]", "\\[b\\]", "[[]b]", "a\\*b", "q\\?z", "back\\\\slash", "back\\slash", "build", "build/", "/build/", "**/build", "build/**", "x/build", "./a",
    "a/.", "../a", "a//f", "//a", "x//a", "a/f/", "-dash", "tab\tx", "sp ace", '"a"', "{a,b}", "a|b", "+(a)", "A", "[A]", "***", "a***", "x/***/a", "x/**a",
    "x**/a", "**a", "a**", "[", "a[", "\\", "a\\", "[]a]", "[z-a]", "[a", "/", "//", "!", "!!a", "!/a", "**/**/a", "*/**/a", "x/y/", "x/y/**", "x/y/*", "?", "??",
    "..*", "*\n!*/\n!*.txt", "x/\n!x/a.txt", "x/*\n!x/a.txt", "a\n!a\na", "*.txt\n!x/a.txt\nx/", "/x/*\n!/x/y/\n/x/y/*\n!/x/y/a.txt", "\ufeffa",
    "\ufeff# c\na", "a\r\nb\r\n", "*.txt\r\n!a.txt\r\n",
]

CASES = [(f"pattern {json.dumps(pattern)}", {".gitignore": pattern + "\n"}, PATHS) for pattern in PATTERNS] + [
    ("no final newline", {".gitignore": "a"}, PATHS),
    ("empty file", {".gitignore": ""}, PATHS),
    ("deeper file overrides", {".gitignore": "*.txt\n", "x/.gitignore": "!a.txt\n", "x/y/.gitignore": "a.txt\n"}, PATHS),
    ("what lies in an ignored folder cannot be brought back", {".gitignore": "x/\n", "x/.gitignore": "!a\n"}, PATHS),
    ("nested and anchored", {"x/.gitignore": "/a\n/y/a\n"}, PATHS),
    ("nested with a slash", {"x/.gitignore": "y/a\n"}, PATHS),
    ("the order of info/exclude", {".gitignore": "!a\n", ".git/info/exclude": "a\nb\n"}, PATHS),
    ("a long pattern", {".gitignore": "a" * 5000 + "\n"}, ["a" * 200, "a"]),
    ("ten thousand patterns", {".gitignore": "".join(f"p{i}\n" for i in range(10000)) + "a\n"}, ["a", "p1", "p9999", "p10000", "x/p77"]),
]


def write(root, path, text):
    full = os.path.join(root, path)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "wb") as file:
        file.write(text.encode())


def verdicts(ignore_files, paths):
    """What git says of each path; None when it refuses one."""
    with tempfile.TemporaryDirectory() as root:
        subprocess.run(["git", "init", "-q", "--template=", root], check=True, env=ENVIRONMENT)
        for path in paths:
            try:
                if path.endswith("/"):
                    os.makedirs(os.path.join(root, path), exist_ok=True)
                elif not os.path.isdir(os.path.join(root, path)):
                    write(root, path, "")
            except OSError:
                pass  # a file where another path needs a folder: git answers by name alone
        for path, text in ignore_files.items():
            write(root, path, text)
        asked = b"".join(path.rstrip("/").encode() + b"\0" for path in paths)
        run = subprocess.run(
            ["git", "-C", root, "check-ignore", "--no-index", "-v", "-n", "--stdin", "-z"], input=asked, capture_output=True, env=ENVIRONMENT, timeout=20)
        if run.returncode not in (0, 1):
            return None
        fields = run.stdout.decode().split("\0")
        found = {}
        for at in range(0, len(fields) - 3, 4):
            source, line, pattern, path = fields[at:at + 4]
            found[path] = {"ignored": bool(pattern) and not pattern.startswith("!"), "rule": f"{source}:{line}:{pattern}" if pattern else None}
        return found


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases.jsonl.gz")
    lines, count = [], 0
    for name, ignore_files, paths in CASES:
        expect = verdicts(ignore_files, paths)
        if expect is None:
            print("refused by git:", name)
            continue
        count += len(expect)
        lines.append(json.dumps({"name": name, "ignore_files": ignore_files, "dirs": [], "paths": paths, "expect": expect}) + "\n")
    with open(out, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as file:
        file.write("".join(lines).encode())
    print(len(lines), "trees,", count, "verdicts;", subprocess.run(["git", "--version"], capture_output=True, text=True).stdout.strip())


main()
