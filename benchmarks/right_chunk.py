#!/usr/bin/env python3
"""right_chunk.py SUITE MIRROR RUNDIR [RUNDIR2] - of the right files that a run found, in how many the chunk shown first covers a changed place.

SUITE is a folder of sets as in shared/eval/commits; MIRROR holds git copies as its checkout.py wants them; RUNDIR has the NAME.tsv that
McpContextBrowser.Evaluation writes. A changed place is a hunk of the commit, its lines carried back to the tree that was searched.
With RUNDIR2: how many files rose and fell from the first run to the second.
"""
import json
import os
import re
import subprocess
import sys

HUNK = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", re.M)


def hunks(repository, *revisions_and_path):
    diff = subprocess.run(["git", "-C", repository, "diff", "-U0", *revisions_and_path], capture_output=True, check=True).stdout.decode("utf-8", "replace")
    return [(int(a), int(b or 1), int(c), int(d or 1)) for a, b, c, d in HUNK.findall(diff)]


def places(repository, base, commit, path):
    """Line ranges of the searched tree that the commit changed; an insertion is the two lines around it."""
    before = hunks(repository, base, f"{commit}^1", "--", path)

    def back(line):
        return max(1, line + sum(b - d for _, b, c, d in before if c + max(d, 1) <= line))

    return [(back(a), back(a + b - 1 if b else a + 1)) for a, b, _, _ in hunks(repository, f"{commit}^1", commit, "--", path)]


def shown(run):
    chunks = {}
    for line in open(run, encoding="utf-8"):
        question, path, _, start, end = line.rstrip("\n").split("\t")
        chunks.setdefault((question, path), (int(start), int(end)))
    return chunks


def main(suite, mirror, *runs):
    verdicts = [{} for _ in runs]
    for name in sorted(os.listdir(suite)):
        about = f"{suite}/{name}/meta.json"
        if not os.path.exists(about):
            continue
        about = json.load(open(about, encoding="utf-8"))
        repository = f"{mirror}/{about['repo'].replace('/', '+')}/repo"
        found = [shown(f"{run}/{name}.tsv") for run in runs]
        for line in open(f"{suite}/{name}/qrels.tsv", encoding="utf-8").read().splitlines()[1:]:
            question, path, _ = line.split("\t")
            if not any((question, path) in chunks for chunks in found):
                continue
            changed = places(repository, about["base"], question.rsplit("-", 1)[1], path)
            for verdict, chunks in zip(verdicts, found):
                if (question, path) in chunks:
                    start, end = chunks[question, path]
                    verdict[question, path] = any(a <= end and b >= start for a, b in changed)
    for run, verdict in zip(runs, verdicts):
        print(f"{run}: {len(verdict)} files, {sum(verdict.values()) / len(verdict):.3f}")
    if len(runs) == 2:
        both = verdicts[0].keys() & verdicts[1].keys()
        rose, fell = (sum(verdicts[b][k] > verdicts[a][k] for k in both) for a, b in ((0, 1), (1, 0)))
        print(f"rose {rose}, fell {fell}")


if __name__ == "__main__":
    main(*sys.argv[1:])
