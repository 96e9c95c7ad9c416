#!/usr/bin/env python3
"""record.py [--ctxb PROGRAM] [--output FILE] - types a short session in a pseudo terminal and draws what it shows as SVG.

The commands run for real, in a copy of docs/example with an empty home; nothing is edited but the name of that home. Exit code 1 when
one of them fails. Needs nothing but Python, on a system with pseudo terminals.
"""
import argparse
import fcntl
import html
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS, ROWS = 92, 50
SESSION = [
    "ctxb index",
    "ctxb search 'where are idle sessions closed' --limit 2",
    "ctxb search --lang ts --limit 1 'discount of a voucher'",
    "ctxb why-not 'idle sessions' payment.log",
]

WIDTH, HEIGHT, LEFT, TOP = 8.4, 19, 16, 44  # of a letter, a line and the frame, in pixels
PLAIN, PROMPT = "#d8dee9", "#8fbc8f"
COLOURS = {"36": "#6cc7d9", "33": "#e8c468"}  # the two that ctxb uses
PIECE = re.compile(r"\x1b\[([0-9;]*)m|\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|([^\x1b]+)")


def shown_on_terminal(command, environment, folder):
    """Runs the command in a terminal of its own; gives all that it wrote there, and its exit code."""
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execvpe("sh", ["sh", "-c", command], environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    said = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other side is closed: Linux says so by an error
            break
        if not part:
            break
        said += part
    os.close(terminal)
    _, status = os.waitpid(process, 0)
    return said.decode("utf-8"), os.waitstatus_to_exitcode(status)


def lines_of(text):
    """Lines as a terminal ends up with them: what was erased or overwritten is gone."""
    return [line.rsplit("\r", 1)[-1].replace("\x1b[2K", "") for line in text.replace("\r\n", "\n").rstrip("\n").split("\n")]


def drawn(line):
    """The line as SVG text: a run of letters of one colour is one element."""
    parts, style, at = [], {}, 0
    for match in PIECE.finditer(line):
        codes, text = match.group(1), match.group(2)
        if text:
            attributes = "".join(f' {name}="{value}"' for name, value in style.items())
            if text.strip():
                parts.append(f'<tspan x="{LEFT + at * WIDTH:.1f}"{attributes}>{html.escape(text)}</tspan>')
            at += len(text)
        elif codes is not None:
            for code in codes.split(";"):
                if code in ("", "0"):
                    style = {}
                elif code == "1":
                    style["font-weight"] = "bold"
                elif code == "2":
                    style["fill-opacity"] = "0.6"
                elif code in COLOURS:
                    style["fill"] = COLOURS[code]
    return "".join(parts)


def picture(lines):
    width, height = round(LEFT * 2 + COLUMNS * WIDTH), TOP + len(lines) * HEIGHT + 8
    dots = "".join(f'<circle cx="{20 + 18 * i}" cy="16" r="5.5" fill="{c}"/>' for i, c in enumerate(("#e0605a", "#e0b34c", "#5fae58")))
    rows = "\n".join(f'<text y="{TOP + i * HEIGHT}" xml:space="preserve">{drawn(line)}</text>' for i, line in enumerate(lines) if line)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-label="A session with ctxb in a terminal">
<rect width="100%" height="100%" rx="8" fill="#20242c"/>
{dots}
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" fill="{PLAIN}">
{rows}
</g>
</svg>
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ctxb", default="ctxb", help="the program; an installed one by default")
    parser.add_argument("--output", default=os.path.join(HERE, "session.svg"))
    options = parser.parse_args()
    work = tempfile.mkdtemp(prefix="ctxb-session-")
    try:
        home = os.path.join(os.path.realpath(work), "home")
        shop = os.path.join(home, "shop")
        shutil.copytree(os.path.join(HERE, "..", "example"), shop)
        with open(os.path.join(shop, "payment.log"), "w", encoding="utf-8") as log:
            log.write("started\n")
        os.mkdir(os.path.join(work, "bin"))
        os.symlink(os.path.abspath(shutil.which(options.ctxb) or options.ctxb), os.path.join(work, "bin", "ctxb"))
        subprocess.run(["git", "init", "-q", shop], check=True)
        kept = {name: os.environ[name] for name in ("DOTNET_ROOT", "LANG") if name in os.environ}
        environment = {**kept, "HOME": home, "TERM": "xterm-256color", "PATH": os.path.join(work, "bin") + os.pathsep + os.environ["PATH"]}
        lines, failed = [], False
        for command in SESSION:
            text, code = shown_on_terminal(command, environment, shop)
            if code != 0:
                print(f"exit code {code}: {command}\n{text}", file=sys.stderr)
                failed = True
            lines += [*([""] if lines else []), f"\x1b[1m$ {command}\x1b[0m", *lines_of(text.replace(home, "/home/ann"))]
        with open(options.output, "w", encoding="utf-8", newline="\n") as file:
            file.write(picture(lines))
        return 1 if failed else 0
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    sys.exit(main())
