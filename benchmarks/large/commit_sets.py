#!/usr/bin/env python3
"""commit_sets.py GIT NAME LANGUAGE EXTENSIONS SUITE [--queries N] - a development set of commits from a repository's history.

GIT is a git directory, EXTENSIONS the endings of source files (`java,scala`). Walks the first-parent history back from HEAD and takes
commits that change one to five source files outside of tests; the message, without links, numbers and trailers, is the question, the
files it changed (those that exist at the base) are the answer. The tree is that of the base, the parent of the oldest commit taken,
whole: tests, documentation and configuration stay in it. Writes SUITE/NAME/{queries.jsonl,qrels.tsv,meta.json} and SUITE/_repos/NAME.
"""
import argparse
import json
import os
import re
import subprocess

TEST_FOLDER = re.compile(r"^(tests?|testing|testdata|.*[-_.]tests?|test[-_.].*|specs?|fixtures?|bench(mark)?s?|jmh-benchmarks|examples?|samples?|docs?|vendor|third[-_]party|e2e)$", re.I)
TEST_FILE = re.compile(r"(^test_|_test\.|_tests\.|Tests?(Base)?\.[a-z]+$|TestCase\.|TestUtils?\.|\.(spec|test)\.|_spec\.|^conftest\.|Benchmark\.)")
TRAILER = re.compile(r"^(signed-off-by|co-authored-by|reviewed-by|reviewers?|author|acked-by|change-id|cc|closes|fixes|refs?|resolves|copilot-session)\b.*$", re.I)
LINK = re.compile(r"https?://\S+|\(?#\d+\)?|\b[0-9a-f]{7,40}\b|\b[A-Z]{3,}-\d+\b[:;]?")
ROUTINE = re.compile(r"^(merge|bump|revert|release|update dependenc|\[main\]|\[automated)", re.I)


def is_test(path):
    parts = path.split("/")
    return any(TEST_FOLDER.match(part) for part in parts[:-1]) or bool(TEST_FILE.search(parts[-1]))


def git(directory, *words):
    return subprocess.run(["git", "-C", directory, *words], capture_output=True, check=True).stdout


def question(message):
    lines = [LINK.sub("", line).strip() for line in message.splitlines() if not TRAILER.match(line.strip())]
    return "\n".join(line for line in lines if line)[:1200]


def checkout(directory, revision, target):
    """Every blob of at most a megabyte, links left out; what a partial copy lacks is left out too."""
    entries = []
    for line in git(directory, "ls-tree", "-r", "-l", "-z", revision).split(b"\0"):
        match = re.match(rb"(\d+) blob (\w+)\s+(\S+)\t(.*)$", line, re.S)
        if match and match[1] != b"120000" and match[3].isdigit() and int(match[3]) <= 1_000_000:
            entries.append((match[4].decode("utf-8", "surrogateescape"), match[2]))
    reader = subprocess.Popen(["git", "-C", directory, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    files = lines = 0
    for path, blob in entries:
        reader.stdin.write(blob + b"\n")
        reader.stdin.flush()
        head = reader.stdout.readline().split()
        if head[-1] == b"missing":
            continue
        data = reader.stdout.read(int(head[2]))
        reader.stdout.read(1)
        full = os.path.join(target, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(data)
        files += 1
        lines += data.count(b"\n")
    reader.stdin.close()
    reader.wait()
    return files, lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("git", "name", "language", "extensions", "suite"):
        parser.add_argument(name)
    parser.add_argument("--queries", type=int, default=60)
    options = parser.parse_args()
    endings = tuple("." + extension for extension in options.extensions.split(","))
    taken, base = [], None
    for line in git(options.git, "rev-list", "--first-parent", "--no-merges", "--max-count=3000", "HEAD").decode().split():
        if len(taken) == options.queries:
            break
        message = git(options.git, "log", "-1", "--format=%B", line).decode("utf-8", "replace")
        names = git(options.git, "diff-tree", "-r", "--no-commit-id", "--name-status", "--no-renames", "-z", line).decode("utf-8", "replace").split("\0")
        changed = [path for status, path in zip(names[::2], names[1::2]) if status in "MD" and path.endswith(endings) and not is_test(path)]
        text = question(message)
        if 1 <= len(changed) <= 5 and not ROUTINE.match(text) and len(text.split()) >= 6:
            base = git(options.git, "rev-parse", line + "^").decode().strip()
            taken.append((line, text, changed))
    root = os.path.join(options.suite, "_repos", options.name)
    files, lines = checkout(options.git, base, root)
    folder = os.path.join(options.suite, options.name)
    os.makedirs(folder, exist_ok=True)
    kept = dropped = 0
    with open(os.path.join(folder, "queries.jsonl"), "w", encoding="utf-8") as queries, open(os.path.join(folder, "qrels.tsv"), "w", encoding="utf-8") as qrels:
        qrels.write("query-id\tcorpus-id\tscore\n")
        for commit, text, changed in taken:
            here = [path for path in changed if os.path.isfile(os.path.join(root, path))]
            dropped += len(changed) - len(here)
            if not here:
                continue
            kept += 1
            key = f"{options.name}-{commit[:10]}"
            queries.write(json.dumps({"_id": key, "text": text, "commit": commit}, ensure_ascii=False) + "\n")
            qrels.writelines(f"{key}\t{path}\t1\n" for path in here)
    meta = {"name": options.name, "language": options.language, "base": base, "queries": kept, "relevant_dropped_not_in_base": dropped, "files": files, "lines": lines}
    with open(os.path.join(folder, "meta.json"), "w", encoding="utf-8") as file:
        json.dump(meta, file, indent=1)
        file.write("\n")
    print(json.dumps(meta))


if __name__ == "__main__":
    main()
