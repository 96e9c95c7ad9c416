#!/usr/bin/env python3
"""freshness.py CTXB... --files N [--runs R] [--out FILE] - what it costs that a search shows the disk as it is now.

CTXB is the program with its leading words (for example: dotnet ctxb.dll). A tree of N small files is made, indexed, and asked through
`serve`; every figure is processor time of the serving process per call (user and system, from /proc, over R calls after as many to
warm up), in milliseconds. Rows: an unchanged tree with the kernel's reports and with a walk before every search
(CTXB_INDEXING_WATCH=false); one file written before each search; `index_codebase` of the unchanged tree; resident memory before the
first question and after the last; cold processes. Linux only. Everything made is removed at the end.
"""
import argparse
import json
import os
import platform
import shutil
import subprocess
import tempfile
import time

TICK = os.sysconf("SC_CLK_TCK")


class Serve:
    def __init__(self, program, data, root, watch):
        env = dict(os.environ, CTXB_DATA=data, CTXB_INDEXING_WATCH=watch, HOME=os.path.dirname(data), CTXB_SERVE_PATIENCE="3600")
        self.process = subprocess.Popen([*program, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env, cwd=root)
        self.root, self.id = root, 0
        self.ask("initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "freshness", "version": "1"}})
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def send(self, message):
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, method, params):
        self.id += 1
        self.send({"jsonrpc": "2.0", "id": self.id, "method": method, "params": params})
        while True:
            answer = json.loads(self.process.stdout.readline())
            if answer.get("id") == self.id:
                if "error" in answer or answer["result"].get("isError"):
                    raise RuntimeError(json.dumps(answer)[:2000])
                return answer["result"]

    def call(self, tool, **arguments):
        return self.ask("tools/call", {"name": tool, "arguments": {"path": self.root, **arguments}})

    def search(self, query, **arguments):
        return self.call("search_code", query=query, **arguments)

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / TICK

    def resident(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

    def each(self, runs, act):
        for i in range(runs):
            act(i)
        cpu, wall = self.cpu(), time.perf_counter()
        for i in range(runs, 2 * runs):
            act(i)
        return {"cpu_ms": round((self.cpu() - cpu) / runs, 2), "wall_ms": round((time.perf_counter() - wall) * 1000 / runs, 2)}

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def make(root, files):
    for i in range(files):
        if i % 100 == 0:
            os.makedirs(f"{root}/p{i // 10_000}/d{i // 100}", exist_ok=True)
        with open(f"{root}/p{i // 10_000}/d{i // 100}/f{i}.py", "w") as file:
            file.write(f"def handle_request_{i}(session, value):\n    return session.send(value + {i})\n")


def cold(program, data, words):
    env = dict(os.environ, CTXB_DATA=data, HOME=os.path.dirname(data))
    process = subprocess.Popen([*program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    _, code, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return round((used.ru_utime + used.ru_stime) * 1000), code


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="+")
    parser.add_argument("--files", type=int, required=True)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--out")
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="ctxb-freshness-")
    root, data, program = f"{work}/tree", f"{work}/data", [os.path.abspath(word) if os.path.exists(word) else word for word in options.program]
    try:
        make(root, options.files)
        began = time.perf_counter()
        first = cold(program, data, ["index", root])
        assert first[1] == 0, "index failed"
        row = {"files": options.files, "runs": options.runs, "index_cpu_ms": first[0], "index_wall_s": round(time.perf_counter() - began, 1)}
        for name, words in (("cold_index_unchanged_cpu_ms", ["index", root]), ("cold_search_unchanged_cpu_ms", ["search", "handle a request", root])):
            row[name] = sorted(cold(program, data, words)[0] for _ in range(5))[2]
        for watch in ("true", "false"):
            serve = Serve(program, data, root, watch)
            time.sleep(0.5)
            part = {"resident_idle_mib": round(serve.resident(), 1)}
            part["search_unchanged"] = serve.each(options.runs, lambda i: serve.search("where is a request handled", limit=5))
            def write(i):
                with open(f"{root}/p0/d{i % 50}/f{i % 50 * 100}.py", "w") as file:
                    file.write(f"def handle_request_changed_{watch}_{i}(session, value):\n    return session.send(value)\n")
                answer = serve.search(f"handle_request_changed_{watch}_{i}", limit=5)
                assert f"handle_request_changed_{watch}_{i}(" in json.dumps(answer), "not seen"
            part["search_one_changed"] = serve.each(options.runs, write)
            serve.call("index_codebase")
            part["index_unchanged"] = serve.each(options.runs, lambda i: serve.call("index_codebase"))
            part["resident_mib"] = round(serve.resident(), 1)
            row["reports" if watch == "true" else "walks"] = part
            serve.close()
        row |= {"machine": f"{platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}", "runtime": subprocess.run(["dotnet", "--version"], capture_output=True, text=True).stdout.strip(),
                "commit": subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip(), "command": f"freshness.py CTXB --files {options.files} --runs {options.runs}"}
        text = json.dumps(row, indent=2)
        print(text)
        if options.out:
            with open(options.out, "w") as file:
                file.write(text + "\n")
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
