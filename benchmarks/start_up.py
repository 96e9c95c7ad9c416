#!/usr/bin/env python3
"""start_up.py CTXB FOLDER [--before CTXB] [--runs N] [--json FILE] - processor time of a cold process, in milliseconds: median and least of N runs.

CTXB is the installed program, FOLDER a tree to search; it is indexed once, into a data folder that is removed at the end. --before names
another build of the same sources, the package for any platform for example, whose runs take turns with the first one's.
Rows: --version; `serve` to the answer of initialize, and to that of tools/list asked after it; a search in an unchanged tree. The rows
take turns, so that a busy hour of the machine falls on all of them. User and system time of the process are added, which a busy machine
disturbs little; wall clock stands beside it. "to the answer" is read from the process's own clock when the answer has arrived and
before stdin is closed, "to the end" (wait4) holds the closing of the server too. --json writes the same with machine, runtime and commit. Linux only.
"""
import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
HELLO = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
    "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "start_up", "version": "1"}}}
LIST = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
QUESTION = "where are sessions closed"
TARGETS = {"--version": 50, "initialize": 170, "initialize, tools/list": 200, "search, unchanged tree": 200}  # of CPU, in milliseconds


def cpu_of(process):
    """Milliseconds that all threads of a running process have used: the kernel's clock of that process (clock_getcpuclockid(3))."""
    return time.clock_gettime(~process.pid << 3 | 2) * 1000


def run(command, messages):
    """Starts the command, asks each message and reads its answer, closes stdin; gives milliseconds of CPU and wall, to the answer and to the end."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    answered = None
    for message in messages:
        process.stdin.write(json.dumps(message).encode() + b"\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        answered = cpu_of(process), (time.perf_counter() - began) * 1000
        if answer.get("id") != message["id"] or "result" not in answer:
            raise SystemExit(f"{message['method']} was answered by {answer}")
    process.stdin.close()
    process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command} ended with {process.returncode}")
    end = (used.ru_utime + used.ru_stime) * 1000, (time.perf_counter() - began) * 1000
    return answered or end, end


def summary(values):
    return {"median": round(statistics.median(values), 1), "least": round(min(values), 1)}


def row(name, runs):
    told = {"what": name, "target_cpu_ms": TARGETS[name]}
    for at, when in enumerate(("to_the_answer", "to_the_end")):
        told[when] = {"cpu_ms": summary([one[at][0] for one in runs]), "wall_ms": summary([one[at][1] for one in runs])}
    return told


def said(*command):
    return subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True).stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ctxb")
    parser.add_argument("folder")
    parser.add_argument("--before", metavar="CTXB", help="another build, measured in turns with the first")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    data = tempfile.mkdtemp(prefix="ctxb-start-up-")
    try:
        store = ["--data", os.path.join(data, "index")]
        indexed = json.loads(subprocess.run([options.ctxb, *store, "index", "--json", options.folder], check=True, capture_output=True).stdout)
        rows = [
            ("--version", ["--version"], []),
            ("initialize", [*store, "serve"], [HELLO]),
            ("initialize, tools/list", [*store, "serve"], [HELLO, LIST]),
            ("search, unchanged tree", [*store, "search", "--json", "--path", options.folder, "--", QUESTION], []),
        ]
        builds = {"rows": options.ctxb} | ({"before": options.before} if options.before else {})
        runs = {(build, name): [] for build in builds for name, _, _ in rows}
        for _ in range(options.runs):
            for name, arguments, messages in rows:
                for build, ctxb in builds.items():
                    runs[build, name].append(run([ctxb, *arguments], messages))
        told = {build: [row(name, runs[build, name]) for name, _, _ in rows] for build in builds}
        for build in builds:
            for one in told[build]:
                answer, end = one["to_the_answer"], one["to_the_end"]
                print(f"{'before: ' if build == 'before' else ''}{one['what']:24} CPU to the answer: median {answer['cpu_ms']['median']:6.1f} ms, least {answer['cpu_ms']['least']:6.1f} "
                      f"(target {one['target_cpu_ms']}); to the end {end['cpu_ms']['median']:6.1f}; wall to the answer {answer['wall_ms']['median']:6.1f}")
        if options.json:
            report = {
                **told,
                "runs": options.runs,
                "tree": f"{indexed['files']} files, {indexed['chunks']} chunks",
                "ctxb": said(options.ctxb, "--version"),
                "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}",
                "runtime": [line.split()[1] for line in said("dotnet", "--list-runtimes").splitlines() if line.startswith("Microsoft.NETCore.App 10.")][-1],
                "commit": said("git", "rev-parse", "--short", "HEAD"),
                "command": f"start_up.py CTXB FOLDER {'--before CTXB ' if options.before else ''}--runs {options.runs} --json FILE",
            }
            with open(options.json, "w", encoding="utf-8") as file:
                json.dump(report, file, indent=2)
                file.write("\n")
    finally:
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
