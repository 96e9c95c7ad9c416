#!/usr/bin/env python3
"""peers.py --ctxb CTXB --probe PROBE --eval DIR --out FILE [--queries N] [--suites A,B] - ours beside ripgrep and probe, in one run.

Every tool answers the same questions over the same trees, one cold process a question; ours indexes each tree once before.
  ripgrep  the words of the question without stop words, as alternatives; files by (different words, matches), as an agent with grep does
  probe    `probe search` with its own BM25 ranking, stemming and stop words; its result is a list of blocks
  ctxb     `ctxb search --json`
Files are scored, each once: NDCG@10 and Recall@50, mean over sets; processor time is user + system of the process (wait4), memory its
peak. With --queries N, N questions of each set at even distances are asked.
"""
import argparse
import json
import math
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile

STOP = set("the a an of for and or to in on how does do is are with by from that what where which when into it its as be at this use used using via per if not "
           "has have can will was were you your we they their there then than so no any all each other such only also who why would should could may".split())
DEPTH = 50


# A process inherits the peak of the one that started it, so a small one does: its own peak is all that can be seen in vain.
LAUNCH = """
import os, subprocess, sys, time
began = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
_, _, used = os.wait4(process.pid, 0)
process.returncode = 0
print(used.ru_utime + used.ru_stime, time.perf_counter() - began, used.ru_maxrss * 1024, file=sys.stderr)
"""


def run(command, folder=None):
    """Output, CPU and wall seconds, peak memory in bytes of a process."""
    done = subprocess.run([sys.executable, "-I", "-S", "-c", LAUNCH, *command], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL)
    cpu, wall, peak = done.stderr.split()[-3:]
    return done.stdout.decode("utf-8", "replace"), float(cpu), float(wall), int(peak)


def words_of(question):
    return list(dict.fromkeys(word for word in re.findall(r"[a-z_]\w+", question.lower()) if word not in STOP))[:30]


def ripgrep(options, tree, question):
    words = words_of(question)
    command = ["rg", "--ignore-case", "--fixed-strings", "--only-matching", "--no-heading", "--no-line-number", "--with-filename"]
    for word in words:
        command += ["-e", word]
    text, *cost = run([*command, "./"], tree)
    files = {}
    for line in text.splitlines():
        path, _, match = line.partition(":")
        known = files.setdefault(path.removeprefix("./"), {})
        known[match.lower()] = known.get(match.lower(), 0) + 1
    return sorted(files, key=lambda path: (-len(files[path]), -sum(files[path].values()), path)), cost


def probe(options, tree, question):
    plain = re.sub(r"[^\w\s]", " ", question) # its query language gives other marks a meaning
    text, *cost = run([options.probe, "search", "--format", "json", "--max-results", str(DEPTH), "--allow-tests", plain, tree])
    start = text.find("{")
    try:
        results = json.JSONDecoder().raw_decode(text[start:])[0]["results"] if start >= 0 else []
    except ValueError:
        results = []
    return list(dict.fromkeys(os.path.relpath(result["file"], tree) for result in results)), cost


def ctxb(options, tree, question):
    text, *cost = run([*options.ctxb.split(), "--data", options.data, "search", "--json", "--limit", str(DEPTH), "--path", tree, "--", question])
    return list(dict.fromkeys(hit["path"] for hit in json.loads(text or "[]"))), cost


def ndcg(files, wanted):
    gain = sum(1 / math.log2(rank + 2) for rank, path in enumerate(files[:10]) if path in wanted)
    return gain / sum(1 / math.log2(rank + 2) for rank in range(min(10, len(wanted))))


def sets_of(suite):
    with open(os.path.join(suite, "splits.json"), encoding="utf-8") as file:
        split = json.load(file)["split"]
    for name in sorted(split):
        tree = os.path.join(suite, "_repos", name)
        if split[name] == "dev" and os.path.isdir(tree):
            with open(os.path.join(suite, name, "meta.json"), encoding="utf-8") as file:
                base = json.load(file).get("benchmark_root") or ""
            wanted = {}
            with open(os.path.join(suite, name, "qrels.tsv"), encoding="utf-8") as file:
                for line in file:
                    row = line.rstrip("\n").split("\t")
                    if len(row) == 3 and row[0] != "query-id" and float(row[2]) > 0:
                        wanted.setdefault(row[0], set()).add(row[1])
            with open(os.path.join(suite, name, "queries.jsonl"), encoding="utf-8") as file:
                questions = [(query["_id"], query["text"].strip()) for query in map(json.loads, file) if query["_id"] in wanted]
            yield name, os.path.realpath(os.path.join(tree, base)), base, questions, wanted


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--ctxb", "--probe", "--eval", "--out"):
        parser.add_argument(name, required=True)
    parser.add_argument("--queries", type=int, default=0)
    parser.add_argument("--suites", default="semble,commits")
    options = parser.parse_args()
    peers = {"ripgrep": ripgrep, "probe": probe, "ctxb": ctxb}
    versions = {
        "ripgrep": subprocess.run(["rg", "--version"], capture_output=True, text=True).stdout.split("\n")[0],
        "probe": subprocess.run([options.probe, "--version"], capture_output=True, text=True).stdout.strip(),
        "ctxb": subprocess.run([*options.ctxb.split(), "--version"], capture_output=True, text=True).stdout.strip(),
    }
    report = {
        "what": "ours beside ripgrep and probe, one cold process a question; see benchmarks/peers.py",
        "command": "benchmarks/peers.sh CTXB EVAL OUT.json" + (f" --queries {options.queries}" if options.queries else ""),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "versions": versions, "suites": {},
    }
    with tempfile.TemporaryDirectory(prefix="ctxb-peers-") as options.data:
        for suite in options.suites.split(","):
            quality = {peer: {} for peer in peers}
            costs = {peer: [] for peer in peers}
            indexing, asked = [], 0
            for name, tree, base, questions, wanted in sets_of(os.path.join(options.eval, suite)):
                if options.queries and len(questions) > options.queries:
                    questions = [questions[i * len(questions) // options.queries] for i in range(options.queries)]
                _, cpu, wall, memory = run([*options.ctxb.split(), "--data", options.data, "index", tree])
                indexing.append((cpu, wall, memory))
                asked += len(questions)
                for key, text in questions:
                    relevant = {os.path.relpath(path, base) if base else path for path in wanted[key]}
                    for peer, ask in peers.items():
                        files, cost = ask(options, tree, text)
                        quality[peer].setdefault(name, []).append((ndcg(files, relevant), len(relevant & set(files[:DEPTH])) / len(relevant)))
                        costs[peer].append(cost)
                print(suite, name, {peer: round(statistics.mean(q[0] for q in quality[peer][name]), 3) for peer in peers}, file=sys.stderr, flush=True)
            report["suites"][suite] = {
                "sets": len(indexing), "questions": asked,
                "ctxb_index_cpu_seconds": round(sum(cpu for cpu, _, _ in indexing), 2), "ctxb_index_peak_mb": round(max(memory for *_, memory in indexing) / 1e6),
                "peers": {peer: {
                    "ndcg10": round(statistics.mean(statistics.mean(q[0] for q in rows) for rows in quality[peer].values()), 4),
                    "recall50": round(statistics.mean(statistics.mean(q[1] for q in rows) for rows in quality[peer].values()), 4),
                    "cpu_ms_median": round(statistics.median(cpu for cpu, _, _ in costs[peer]) * 1000),
                    "wall_ms_median": round(statistics.median(wall for _, wall, _ in costs[peer]) * 1000),
                    "peak_mb_median": round(statistics.median(memory for *_, memory in costs[peer]) / 1e6),
                    "peak_mb_most": round(max(memory for *_, memory in costs[peer]) / 1e6),
                } for peer in peers},
            }
            with open(options.out, "w", encoding="utf-8") as file: # after each suite: a run may take an hour
                json.dump(report, file, indent=1)
                file.write("\n")
    for suite, found in report["suites"].items():
        print(f"{suite}: {found['sets']} sets, {found['questions']} questions; ctxb indexed them in {found['ctxb_index_cpu_seconds']} s of CPU")
        for peer, row in found["peers"].items():
            print(f"  {peer:8} NDCG@10 {row['ndcg10']:.3f}  Recall@50 {row['recall50']:.3f}  CPU {row['cpu_ms_median']:5} ms  wall {row['wall_ms_median']:5} ms  memory {row['peak_mb_median']:4} MB")


if __name__ == "__main__":
    main()
