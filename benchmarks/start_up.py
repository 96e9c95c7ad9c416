#!/usr/bin/env python3
"""start_up.py CTXB FOLDER [--runs N] - processor time of a cold process, in milliseconds: median and least of N runs.

CTXB is the installed program, FOLDER a tree to search; it is indexed once, into a data folder that is removed at the end.
Rows: --version; an answered initialize and tools/list of `serve`; a search in an unchanged tree. User and system time of the
process are added (wait4), so a busy machine disturbs little; wall clock is printed beside it.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time

HELLO = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
    "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "start_up", "version": "1"}}}
LIST = {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}


def run(command, messages):
    """Starts the command, asks each message and reads its answer, closes stdin; gives (CPU, wall) in milliseconds."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for message in messages:
        process.stdin.write(json.dumps(message).encode() + b"\n")
        process.stdin.flush()
        process.stdout.readline()
    process.stdin.close()
    process.stdout.read()
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return (used.ru_utime + used.ru_stime) * 1000, (time.perf_counter() - began) * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ctxb")
    parser.add_argument("folder")
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    data = tempfile.mkdtemp(prefix="ctxb-start-up-")
    try:
        own = [options.ctxb, "--data", os.path.join(data, "index")]
        subprocess.run([*own, "index", options.folder], check=True, stdout=subprocess.DEVNULL)
        rows = [
            ("--version", [options.ctxb, "--version"], []),
            ("initialize", [*own, "serve"], [HELLO]),
            ("initialize, tools/list", [*own, "serve"], [HELLO, LIST]),
            ("search, unchanged tree", [*own, "search", "--json", "--path", options.folder, "--", "where are sessions closed"], []),
        ]
        for name, command, messages in rows:
            runs = [run(command, messages) for _ in range(options.runs)]
            cpu, wall = [r[0] for r in runs], [r[1] for r in runs]
            print(f"{name:24} CPU median {statistics.median(cpu):6.0f} ms, least {min(cpu):6.0f} ms; wall median {statistics.median(wall):6.0f} ms")
    finally:
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
