#!/usr/bin/env python3
"""coverage.py [--least N] FILE... - merges cobertura files by source line and prints the line coverage of each room of src.

A line counts as covered when any of the files saw it run. Exits 1 below N per cent in total.
"""
import argparse
import collections
import sys
import xml.etree.ElementTree

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--least", type=float, default=0)
parser.add_argument("files", nargs="+")
options = parser.parse_args()

hits = collections.defaultdict(int)
for name in options.files:
    root = xml.etree.ElementTree.parse(name).getroot()
    for cls in root.iter("class"):
        path = cls.get("filename").replace("\\", "/")
        if "/obj/" in path:
            continue
        path = path[path.find("src/") + 4:] if "src/" in path else path
        for line in cls.iter("line"):
            key = path, int(line.get("number"))
            hits[key] = max(hits[key], int(line.get("hits")))

rooms = collections.defaultdict(lambda: [0, 0])
for (path, _), count in hits.items():
    for room in ("src in all", path.rsplit("/", 1)[0]):
        rooms[room][0] += count > 0
        rooms[room][1] += 1

covered, lines = rooms.pop("src in all", [0, 0])
print("line coverage")
for room, (seen, of) in sorted(rooms.items()):
    print(f"  {100 * seen / of:5.1f} %  {seen:6} of {of:6}  {room}")
share = 100 * covered / lines if lines else 0
print(f"  {share:5.1f} %  {covered:6} of {lines:6}  src in all (at least {options.least:g} % wanted)")
sys.exit(share < options.least)
