#!/usr/bin/env python3
"""paired.py A B FOLDER [--runs N] [--a-set NAME=VALUE]... [--b-set NAME=VALUE]... [--what TEXT] [--commit ID] [--output FILE]

Two installations of ctxb, or one with two settings, against each other: cold processes, in turn and in changing order, each with a data
folder and home of its own. Rows: --version; initialize and tools/list of `serve`; a search in an unchanged tree; a cold index; an index
of the unchanged tree. CPU time is user and system of the process and what it started (wait4). Printed and written as JSON: the median of
each, the median of the paired ratios B/A, and its 95 % interval by 10,000 bootstrap samples with a fixed seed.
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

HELLO = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
    "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "paired", "version": "1"}}}
LIST = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
QUESTION = "where are sessions closed"


def run(command, messages, environment):
    """Starts the command, asks each message and reads its answer, closes stdin; gives CPU milliseconds."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    for message in messages:
        process.stdin.write(json.dumps(message).encode() + b"\n")
        process.stdin.flush()
        process.stdout.readline()
    process.stdin.close()
    process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = status
    if status not in (0, 256):  # 1 is "nothing found"
        raise SystemExit(f"{command}: ended with status {status}")
    return (used.ru_utime + used.ru_stime) * 1000


class Side:
    def __init__(self, program, settings, folder, place):
        self.program, self.folder, self.place = program, folder, place
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith(("CTXB_", "XDG_", "EMBEDDING_")) and not name.endswith("_API_KEY")}
        self.environment |= {"HOME": place, "DOTNET_CLI_TELEMETRY_OPTOUT": "1"} | dict(s.split("=", 1) for s in settings)
        self.run_once("cold index")

    def own(self, data):
        return [self.program, "--data", os.path.join(self.place, data)]

    def run_once(self, row):
        if row == "--version":
            return run([self.program, "--version"], [], self.environment)
        if row == "initialize, tools/list":
            return run([*self.own("data"), "serve"], [HELLO, LIST], self.environment)
        if row == "search, unchanged tree":
            return run([*self.own("data"), "search", "--json", "--path", self.folder, "--", QUESTION], [], self.environment)
        if row == "index, unchanged tree":
            return run([*self.own("data"), "index", self.folder], [], self.environment)
        shutil.rmtree(os.path.join(self.place, "data"), ignore_errors=True)
        return run([*self.own("data"), "index", self.folder], [], self.environment)


def interval(ratios):
    chance = random.Random(7)
    medians = sorted(statistics.median(chance.choices(ratios, k=len(ratios))) for _ in range(10_000))
    return medians[249], medians[9749]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("a")
    parser.add_argument("b")
    parser.add_argument("folder")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--a-set", action="append", default=[])
    parser.add_argument("--b-set", action="append", default=[])
    parser.add_argument("--what", default="")
    parser.add_argument("--commit", default="")
    parser.add_argument("--command", default="")
    parser.add_argument("--output")
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="ctxb-paired-")
    try:
        sides = []
        for name, program, settings in (("a", options.a, options.a_set), ("b", options.b, options.b_set)):
            place = os.path.join(work, name)
            os.mkdir(place)
            sides.append(Side(program, settings, os.path.abspath(options.folder), place))
        rows = []
        for row in ("--version", "initialize, tools/list", "search, unchanged tree", "index, unchanged tree", "cold index"):
            times = ([], [])
            for side in sides:
                side.run_once(row)  # its files are in the page cache from here on
            for i in range(options.runs):
                for j in ((0, 1) if i % 2 == 0 else (1, 0)):
                    times[j].append(sides[j].run_once(row))
            ratios = [b / a for a, b in zip(*times)]
            low, high = interval(ratios)
            rows.append({"row": row, "runs": options.runs, "aMilliseconds": round(statistics.median(times[0]), 1),
                         "bMilliseconds": round(statistics.median(times[1]), 1), "ratio": round(statistics.median(ratios), 4),
                         "interval95": [round(low, 4), round(high, 4)]})
            print(f"{row:24} A {rows[-1]['aMilliseconds']:8.1f} ms  B {rows[-1]['bMilliseconds']:8.1f} ms  B/A {rows[-1]['ratio']:.4f} ({low:.4f} to {high:.4f})", flush=True)
        if options.output:
            with open(options.output, "w") as file:
                json.dump({"what": options.what, "machine": f"{os.cpu_count()} cores, shared, {platform.platform()}", "commit": options.commit,
                           "command": options.command, "processorTime": "user and system of the cold process", "rows": rows}, file, indent=2)
                file.write("\n")
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
