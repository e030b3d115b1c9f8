#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A page has one clock.  The peak's "at 52.3 % of the run" is where the graph
has it, on every axis; the JSON export and the data of the HTML page say the
same; and --from and --until with that share find it.  Of the corpus, or of the
files that are named."""

import base64
import glob
import json
import os
import re
import subprocess
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import tap
from where import FILES, PRINT

START = b'<script type="application/octet-stream" id="data">'
LEFT = 12  # columns of a graph's y axis
WIDTH = 300
COLUMNS = WIDTH - LEFT
AXES = {"work": "superblocks", "time": "ms", "calls": "calls", "bytes": "B"}
HEAP = "--memory=heap"
HALF = 0.0005  # what a share is rounded by


def case(what, faults):
    tap.case(what, [fault for fault in faults if fault])


def run(*words):
    return subprocess.run([PRINT, "--width=%d" % WIDTH] + list(words),
                          capture_output=True, check=False)


def share_in(text):
    """The share of the peak, from 0 to 1, in a report; <0.1 is half of it."""
    found = re.search(r"^ +Peak .* at (<?)([0-9.]+) % of the run\b", text,
                      re.M)
    return found and float(found.group(2)) / (200 if found.group(1) else 100)


def column_in(text):
    """Where the graph's mark of the peak points to."""
    found = re.search(r"^ {%d}( *)(peak[^v\n]* v|v peak)" % LEFT, text, re.M)
    if not found:
        return None
    mark = found.group(2)
    return len(found.group(1)) + (len(mark) - 1 if mark[-1] == "v" else 0)


def off_column(share, column):
    """The column of a share, which was rounded."""
    first = int(max(share - HALF, 0) * COLUMNS)
    last = min(int((share + HALF) * COLUMNS), COLUMNS - 1)
    if first <= column <= last:
        return ""
    return "said at %.1f %%, drawn in column %d, not in %d to %d" % (
        share * 100, column, first, last)


def off_position(what, share, position):
    if position is not None and abs(share - position) <= HALF * 1.01:
        return ""
    return "said at %.1f %%, %s has %s" % (share * 100, what, position)


def head_of(page):
    packed = page[page.index(START) + len(START):]
    data = zlib.decompress(
        base64.b64decode(packed[:packed.index(b"</script>")]))
    length, shift, place = 0, 0, 1  # behind the version, which is one byte
    while True:
        byte = data[place]
        place += 1
        length |= (byte & 0x7f) << shift
        shift += 7
        if byte < 0x80:
            break
    return json.loads(data[place:place + length])


def check_html(name, path, share, axis, end):
    head = head_of(run("--to=html", HEAP, axis, path).stdout)
    clock = head["peak"]["clocks"][head["axis"]]
    words = [f["words"] for f in head["findings"] if f["name"] == "peak"][0]
    case(name + ": the HTML page's chart has it there",
         [off_position("the chart", share, clock / end),
          off_position("the tile", share,
                       share_in("  Peak          %s\n" % words))])


def end_on(doc, unit):
    names = {"superblocks": "superblocks", "ms": "ms", "calls": "calls",
             "B": "allocated_bytes", "i": "instructions"}
    return doc["snapshots"][-1][names[unit]]


def check_window(name, path, share, axis, doc):
    """Snapshots are what windows are made of: the peak lies between two."""
    peak = doc["summary"]["peak_at"]["position"]
    where = [s["position"] for s in doc["snapshots"]]
    said = "%.1f%%" % (share * 100)
    faults = []
    if peak == 1:
        return  # nothing comes behind it
    begun = run("--view=top", "--from=" + said, HEAP, axis, path)
    found = re.match(rb"From snapshot (\d+) ", begun.stdout)
    if found and where[int(found.group(1))] > peak:
        faults.append("--from=%s begins behind it, with snapshot %s"
                      % (said, found.group(1).decode()))
    if not found and not begun.stdout.startswith(b"From the start"):
        faults.append("--from=%s: %s" % (said, begun.stderr.decode()))
    ended = run("--view=top", "--until=" + said, HEAP, axis, path)
    found = re.match(rb"From .* to snapshot (\d+) ", ended.stdout)
    if found and where[int(found.group(1))] < peak:
        faults.append("--until=%s ends before it, with snapshot %s"
                      % (said, found.group(1).decode()))
    if not found:
        faults.append("--until=%s: %s" % (said, ended.stderr.decode()))
    case(name + ": a window from or to there finds it", faults)


def check(path, seen):
    """Adds the axes along which a moment was found to `seen`."""
    shown = os.path.basename(path)
    for word in [None] + list(AXES):
        axis = "--x=" + word if word else "--threshold=1"
        report = run(axis, path)
        text = report.stdout.decode(errors="replace")
        share, column = share_in(text), column_in(text)
        if report.returncode != 0 or share is None or column is None:
            continue
        seen.add(word)
        name = "%s along %s" % (shown, word or "its own axis")
        case(name + ": the peak is drawn where it is said",
             [off_column(share, column)])
        # JSON's summary is of the heap, also where the page is of all memory.
        share = share_in(run(HEAP, axis, path).stdout.decode(errors="replace"))
        if share is None:
            continue
        doc = json.loads(run("--to=json", HEAP, axis, path).stdout)
        unit = doc["summary"]["time_unit"]
        case(name + ": and is there in JSON",
             [off_position("JSON", share,
                           doc["summary"]["peak_at"]["position"]),
              "" if unit == AXES.get(word, unit) else "its unit is " + unit])
        check_html(name, path, share, axis, end_on(doc, unit))
        if word is None and doc["run"]["source"] != "massif":
            check_window(name, path, share, axis, doc)


found_along = set()
for file in sys.argv[1:] or sorted(
        glob.glob(os.path.join(FILES, "good*"))):
    check(file, found_along)
if not sys.argv[1:]:
    case("a moment was found along each axis",
         [word or "its own" for word in [None] + list(AXES)
          if word not in found_along])
sys.exit(tap.done())
