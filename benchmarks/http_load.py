#!/usr/bin/env python3
"""http_load.py CTXB [--tree DIR --questions FILE] [--seconds S] [--requests N] [--cores C] [--out FILE] - what `ctxb serve --http` bears.

CTXB is the installed program. The tree is DIR, asked what the lines of FILE say ({"text": …}, the first line of each), or one that is made
(memory.py: 20 words, each in every chunk, which is the dearest there can be). It is indexed; the server runs on the first core, or on all with --cores; npm's autocannon
asks search_code on the last, each question another, each with its audit record. Phases, in milliseconds as the client waits:
  fixed     at 300 requests a second
  highest   rates rising by a fifth until p99 passes 100 ms or a request fails; the last good one
  overload  five times as many connections at once as operations may run, without a rate; answers a second beside those of `peak`, which
            is as many connections as operations may run; then `after`: the time until the p99 of a second of the fixed rate is under 100 ms
  memory    resident MiB before and after N requests more
"""
import argparse
import json
import os
import platform
import shutil
import signal
import subprocess
import tempfile
import time

from memory import NOUNS, VERBS, make

AUTOCANNON = "8.0.0"
HERE = os.path.dirname(os.path.abspath(__file__))
RUNNING = 32 # http.maxRunning


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--tree")
    parser.add_argument("--questions")
    parser.add_argument("--files", type=int, default=6_250)
    parser.add_argument("--functions", type=int, default=16)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--cores", default="0", help="cores of the server, as taskset takes them")
    parser.add_argument("--out")
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="ctxb-load-")
    root, home, questions = os.path.abspath(options.tree or f"{work}/tree"), f"{work}/home", f"{work}/questions.json"
    os.mkdir(home)
    environment = os.environ | {
        "HOME": home, "CTXB_DATA": f"{work}/data", "CTXB_HTTP_RATE_SEARCH": "100000", "CTXB_HTTP_RATE_OTHER": "100000", "CTXB_HTTP_MAX_WAITING": "65536"}
    client = str(os.cpu_count() - 1)
    server = None

    def ctxb(*words):
        return subprocess.run([options.program, *words], env=environment, capture_output=True, text=True, check=True).stdout

    try:
        subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", work, f"autocannon@{AUTOCANNON}"], check=True, stdout=subprocess.DEVNULL)
        if options.tree:
            with open(options.questions, encoding="utf-8") as file:
                sentences = [json.loads(line)["text"].split("\n")[0] for line in file]
        else:
            make(root, options.files, options.functions)
            sentences = [f"where do we {verb} the {noun} before the {other}" for verb in VERBS for noun in NOUNS for other in NOUNS]
        with open(questions, "w", encoding="utf-8") as file:
            json.dump(sentences, file)
        ctxb("index", root)
        chunks = json.loads(ctxb("status", root, "--json"))[0]["chunks"]
        key = ctxb("apikey", "create", "load", "--role", "viewer", "--collection", root).strip()
        server = subprocess.Popen(
            ["taskset", "-c", options.cores, options.program, "serve", "--http", "127.0.0.1:0"], env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        address = next(line for line in server.stderr if "Listening on " in line).split("Listening on ")[1].split("/mcp;")[0]
        seed = 0

        def phase(rate, seconds, connections):
            nonlocal seed
            seed += 1_000_000
            output = subprocess.run(
                ["taskset", "-c", client, "node", f"{HERE}/http_load.mjs", address, key, str(rate), str(seconds), str(connections), str(seed), questions],
                cwd=work, capture_output=True, text=True, check=True).stdout
            return json.loads(output.splitlines()[-1])

        def resident():
            with open(f"/proc/{server.pid}/status") as status:
                return round(next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024, 1)

        def cpu():
            with open(f"/proc/{server.pid}/stat") as stat:
                fields = stat.read().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

        phase(50, 10, 4) # what is compiled while it runs, and caches
        before = cpu()
        row = {"chunks": chunks, "server_cores": options.cores, "fixed": phase(300, options.seconds, 16)}
        row["fixed"]["cpu_ms_a_request"] = round((cpu() - before) * 1000 / max(1, row["fixed"]["ok"]), 2)
        rate, row["highest"] = 100, None
        while True:
            found = phase(rate, options.seconds // 2, 32)
            if found["p99"] > 100 or found["refused"] + found["errors"] + found["timeouts"] > 0 or found["per_second"] < 0.95 * rate:
                break
            row["highest"] = {"rate": rate} | found
            rate = int(rate * 1.2)
        row["peak"] = phase(0, options.seconds, RUNNING)
        row["overload"] = phase(0, options.seconds, 5 * RUNNING)
        row["goodput_of_peak"] = round(row["overload"]["per_second"] / row["peak"]["per_second"], 3)
        began = time.monotonic()
        while phase(100, 1, 8)["p99"] > 100 and time.monotonic() - began < 60:
            pass
        row["after_seconds"] = round(time.monotonic() - began, 1)
        row["memory"] = {"before": resident()}
        done, marks = 0, []
        while done < options.requests:
            done += phase(0, 60, 16)["ok"]
            marks.append({"requests": done, "resident": resident()})
        row["memory"]["on_the_way"] = marks
        row |= {"machine": f"{platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}", "autocannon": AUTOCANNON, "node": subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip(),
                "commit": subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=HERE).stdout.strip(),
                "command": f"http_load.py CTXB {'--tree DIR --questions FILE' if options.tree else f'--files {options.files} --functions {options.functions}'} --seconds {options.seconds} --requests {options.requests} --cores {options.cores}"}
        text = json.dumps(row, indent=2)
        print(text)
        if options.out:
            with open(options.out, "w") as file:
                file.write(text + "\n")
    finally:
        if server is not None:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
