#!/usr/bin/env python3
"""absence.py CTXB TREE [--names N] [--seed S] [--out FILE] - whether “occurs in none of N files” is true, on a real code base.

CTXB is the installed program, TREE any code. N names each of four kinds are asked of one `ctxb serve`: whole identifiers of the tree, pieces of identifiers,
identifiers with two letters exchanged, and identifiers put together of the words of two. What it says is compared with a plain search of all bytes and paths of
the files that the index has, in any case of ASCII letters.
"""
import argparse
import json
import os
import platform
import random
import re
import shutil
import subprocess
import tempfile

from freshness import Serve

IDENTIFIER = re.compile(rb"[A-Za-z_][A-Za-z0-9_]{4,40}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("tree")
    parser.add_argument("--names", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out")
    options = parser.parse_args()
    root, work = os.path.abspath(options.tree), tempfile.mkdtemp(prefix="ctxb-absence-")
    try:
        environment = os.environ | {"CTXB_DATA": f"{work}/data", "HOME": work}
        subprocess.run([options.program, "index", root], env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        status = json.loads(subprocess.run([options.program, "status", root, "--skipped", "--json"], env=environment, check=True, capture_output=True, text=True).stdout)[0]
        skipped = {entry["path"].rstrip("/") for entry in status["skippedPaths"]}
        texts = []
        for folder, folders, files in os.walk(root):
            inside = os.path.relpath(folder, root).replace("./", "")
            here = "" if inside == "." else inside + "/"
            folders[:] = [name for name in folders if here + name not in skipped and name != ".git"]
            for name in files:
                if here + name not in skipped and not os.path.islink(os.path.join(folder, name)):
                    with open(os.path.join(folder, name), "rb") as file:
                        texts.append(((here + name).encode().lower(), file.read()))
        assert len(texts) == status["files"], f"{len(texts)} files here, {status['files']} in the index"
        whole = b"\n".join(path + b"\n" + text.lower() for path, text in texts)
        chance = random.Random(options.seed)

        def identifier():
            while True:
                found = IDENTIFIER.findall(chance.choice(texts)[1])
                if found:
                    return chance.choice(found).decode()

        def piece():
            name = identifier()
            start = chance.randrange(len(name) - 4)
            return name[start:start + chance.randrange(4, 12)]

        def mistyped():
            name = list(identifier())
            at = chance.randrange(len(name) - 1)
            name[at], name[at + 1] = name[at + 1], name[at]
            return "".join(name)

        def joined():
            return identifier()[:12] + identifier()[:12].capitalize()

        serve = Serve([options.program], f"{work}/data", root, "true")
        rows = {}
        for kind in (identifier, piece, mistyped, joined):
            row = rows[kind.__name__] = {"asked": 0, "occur": 0, "said_absent": 0, "said_absent_and_occur": [], "absent_and_not_said": []}
            for name in dict.fromkeys(kind() for _ in range(options.names)):
                said = any(absent["name"] == name and absent["filesChecked"] == absent["files"] for absent in serve.search(name)["structuredContent"].get("absent") or [])
                occurs = name.lower().encode() in whole
                row["asked"] += 1
                row["occur"] += occurs
                row["said_absent"] += said
                if said and occurs:
                    row["said_absent_and_occur"].append(name)
                if not said and not occurs:
                    row["absent_and_not_said"].append(name)
        serve.close()
        row = {"what": "statements of absence against a plain search of all bytes and paths", "tree": os.path.basename(root), "files": len(texts), "seed": options.seed, "kinds": rows,
               "machine": f"{platform.machine()}, {os.cpu_count()} cores, Linux", "commit": subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=os.path.dirname(os.path.abspath(__file__))).stdout.strip(),
               "command": f"absence.py CTXB TREE --names {options.names} --seed {options.seed}"}
        text = json.dumps(row, indent=1)
        print(text)
        if options.out:
            with open(options.out, "w") as file:
                file.write(text + "\n")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
