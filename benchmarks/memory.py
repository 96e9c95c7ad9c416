#!/usr/bin/env python3
"""memory.py CTXB... [--files N] [--functions F] [--out FILE] - what a searching process holds in memory.

CTXB is the program with its leading words (for example: dotnet ctxb.dll). A tree of N files with F functions each is made and indexed.
Then, from /proc, in MiB: the most a process held that only told its version (the bare runtime of the same build); `serve` that was
asked nothing; `serve` after one search and after 300. Resident memory is split as the kernel splits it: anonymous (of this process
alone) and of files (the code of runtime and tool, the model, the snapshot: shared by all processes that map them); `proportional`
divides what is shared. Last, 300 searches one after the other: processor time and waiting time of each. Linux only.
"""
import argparse
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import tempfile
import time

from freshness import Serve, cold

NOUNS = ["session", "buffer", "header", "socket", "cache", "token", "index", "reader", "branch", "ticket"]
VERBS = ["open", "close", "merge", "split", "parse", "flush", "rotate", "verify", "encode", "drain"]
RUNS = 300


def make(root, files, functions):
    chance = random.Random(7)
    for i in range(files):
        folder = f"{root}/part{i // 50}"
        os.makedirs(folder, exist_ok=True)
        with open(f"{folder}/{chance.choice(VERBS)}_{chance.choice(NOUNS)}_{i}.py", "w") as file:
            for n in range(functions):
                verb, noun, other = chance.choice(VERBS), chance.choice(NOUNS), chance.choice(NOUNS)
                lines = "".join(f"    {chance.choice(NOUNS)}_{k} = {noun}.{chance.choice(VERBS)}({chance.randrange(10_000)}, limit)  # {chance.choice(VERBS)} the {other}\n" for k in range(18))
                file.write(f"def {verb}_{noun}_{i}_{n}(value, limit):\n{lines}    return {noun}_0 if limit > {n} else None\n\n\n")


def split(serve):
    serve.ask("ping", {})
    with open(f"/proc/{serve.process.pid}/smaps_rollup") as rollup:
        sums = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in rollup if line.rstrip().endswith("kB")}
    return {"resident": round(sums["Rss"], 1), "anonymous": round(sums["Anonymous"], 1), "of_files": round(sums["Rss"] - sums["Anonymous"], 1), "proportional": round(sums["Pss"], 1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="+")
    parser.add_argument("--files", type=int, default=6_250)
    parser.add_argument("--functions", type=int, default=16)
    parser.add_argument("--out")
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="ctxb-memory-")
    root, data, program = f"{work}/tree", f"{work}/data", [os.path.abspath(word) if os.path.exists(word) else word for word in options.program]
    try:
        make(root, options.files, options.functions)
        process = subprocess.Popen([*program, "--version"], stdout=subprocess.DEVNULL)
        bare = os.wait4(process.pid, 0)[2].ru_maxrss / 1024
        process.returncode = 0
        assert cold(program, data, ["index", root])[1] == 0, "index failed"
        serve = Serve(program, data, root, "true")
        row = {"files": options.files, "bare_runtime": round(bare, 1), "idle": split(serve)}
        questions = [f"where do we {verb} the {noun} before the {other}" for verb in VERBS for noun in NOUNS for other in NOUNS[:3]]
        row["chunks"] = serve.search(questions[0])["structuredContent"]["coverage"]["chunks"]
        row["after_1_search"] = split(serve)
        waited, cpu = [], serve.cpu()
        for question in random.Random(3).sample(questions, RUNS):
            began = time.perf_counter()
            serve.search(question)
            waited.append((time.perf_counter() - began) * 1000)
        row["search_cpu_ms"] = round((serve.cpu() - cpu) / RUNS, 2)
        row["search_wall_ms_p50"], row["search_wall_ms_p95"] = round(statistics.median(waited), 2), round(sorted(waited)[RUNS * 95 // 100], 2)
        row[f"after_{RUNS}_searches"] = split(serve)
        serve.close()
        row |= {"machine": f"{platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}", "runtime": subprocess.run(["dotnet", "--version"], capture_output=True, text=True).stdout.strip(),
                "commit": subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip(), "command": f"memory.py CTXB --files {options.files} --functions {options.functions}"}
        text = json.dumps(row, indent=2)
        print(text)
        if options.out:
            with open(options.out, "w") as file:
                file.write(text + "\n")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
