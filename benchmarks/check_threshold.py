#!/usr/bin/env python3
"""check_threshold.py CTXB... [--out FILE] - which threshold tells a function that exists already from a new one.

CTXB is the program with its leading words (for example: dotnet ctxb.dll). The code is this Python's own standard library, parted by
module name into two halves. The first half is indexed. `ctxb check --threshold 0` is given, as added code, functions of at least six
lines: of the indexed half as they are under another name; with every argument and local variable renamed, written anew from their
syntax tree (so without comments and in another layout); the same with every fifth statement left out; and functions of the other half,
which are new. Told is, for each kind and threshold, the share that is reported.
"""
import argparse
import ast
import json
import os
import platform
import random
import shutil
import subprocess
import sysconfig
import tempfile

SAMPLE = 300
THRESHOLDS = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95]


def functions(root, halves):
    found = ([], [])
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if name not in ("test", "tests", "idle_test", "site-packages", "dist-packages", "__pycache__"))
        for name in sorted(files):
            if not name.endswith(".py"):
                continue
            path = os.path.join(folder, name)
            below = os.path.relpath(path, root)
            try:
                text = open(path, encoding="utf-8").read()
                tree = ast.parse(text)
            except (SyntaxError, UnicodeDecodeError):
                continue
            half = random.Random(below.split(os.sep)[0]).randrange(2)
            if half == 0:
                os.makedirs(os.path.dirname(os.path.join(halves, below)), exist_ok=True)
                shutil.copy(path, os.path.join(halves, below))
            for node in ast.walk(tree):
                if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= 5:
                    found[half].append(ast.get_source_segment(text, node, padded=True))
    return found


class Renamed(ast.NodeTransformer):
    def __init__(self, names):
        self.names = names

    def visit_Name(self, node):
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node):
        node.arg = self.names.get(node.arg, node.arg)
        return self.generic_visit(node)


def node_of(text):
    try:
        return next(node for node in ast.walk(ast.parse("if 1:\n" + text if text.startswith(" ") else text)) if isinstance(node, ast.FunctionDef))
    except SyntaxError:
        return None


def renamed(text, every=0):
    node = node_of(text)
    if node is None:
        return None
    own = {arg.arg for arg in ast.walk(node) if isinstance(arg, ast.arg)} | {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)}
    node = Renamed({name: f"v{i}" for i, name in enumerate(sorted(own - {"self", "cls"}))}).visit(node)
    node.name = "added_function"
    if isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant) and len(node.body) > 1:
        node.body = node.body[1:]
    if every:
        for block in [node, *ast.walk(node)]:
            if isinstance(getattr(block, "body", None), list) and len(block.body) >= every:
                block.body = [statement for i, statement in enumerate(block.body) if i % every != every - 1]
    text = ast.unparse(ast.fix_missing_locations(node))
    return text if text.count("\n") >= 3 else None


def copied(text):
    node = node_of(text)
    return None if node is None else text.replace(f"def {node.name}(", "def added_function(", 1)


def diff(texts):
    parts = []
    for i, text in enumerate(texts):
        lines = text.split("\n")
        parts.append(f"--- /dev/null\n+++ b/added/f{i}.py\n@@ -0,0 +1,{len(lines)} @@\n" + "".join(f"+{line}\n" for line in lines))
    return "".join(parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="+")
    parser.add_argument("--out")
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="ctxb-check-")
    program = [os.path.abspath(word) if os.path.exists(word) else word for word in options.program]
    try:
        first, second = functions(sysconfig.get_paths()["stdlib"], f"{work}/tree")
        chance = random.Random(5)
        known = chance.sample(first, min(len(first), 2 * SAMPLE))
        kinds = {
            "copied, another name": [text for text in map(copied, known) if text][:SAMPLE],
            "all names of its own renamed": [text for text in map(renamed, known) if text][:SAMPLE],
            "renamed, every fifth statement left out": [text for text in (renamed(text, 5) for text in known) if text][:SAMPLE],
            "new": [text for text in chance.sample(second, min(len(second), 2 * SAMPLE)) if node_of(text)][:SAMPLE],
        }
        env = dict(os.environ, CTXB_DATA=f"{work}/data", HOME=work)
        table = {}
        for kind, texts in kinds.items():
            run = subprocess.run([*program, "check", "--json", "--threshold", "0", f"{work}/tree"], input=diff(texts).encode(), capture_output=True, env=env)
            assert run.returncode in (0, 3), run.stderr.decode()
            best = {}
            for row in json.loads(run.stdout):
                best[row["path"]] = max(best.get(row["path"], 0), row["similarity"])
            table[kind] = {"functions": len(texts), "reported": {str(least): round(sum(value >= least for value in best.values()) / len(texts), 3) for least in THRESHOLDS}}
        row = {"indexed_functions": len(first), "kinds": table, "machine": f"{platform.machine()}, {os.cpu_count()} cores", "python": platform.python_version(),
               "commit": subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip(), "command": "check_threshold.py CTXB"}
        text = json.dumps(row, indent=2)
        print(text)
        if options.out:
            with open(options.out, "w") as file:
                file.write(text + "\n")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
