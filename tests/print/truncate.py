#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Cuts good files at every byte: ms2_print must show the numbers of the last
snapshot that is whole, or say that there is none, and never anything else.

What the numbers are is computed here, from the lines of the file, without
ms2_print's own reader."""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import tap
from where import FILES, PRINT


def expected_ms2(data):
    """(end bytes, end blocks, peak bytes, finished), or None where the format
    cannot be told yet."""
    lines = data.split(b"\n")[:-1]
    if not lines:
        return None
    end = (0, 0)
    heaps = []
    finished = False
    for line in lines:
        fields = line.split(b" ")
        if fields[0] == b"S":
            end = (int(fields[6]), int(fields[7]))
            heaps.append(end[0])
        elif fields[0] == b"P":
            heaps.append(int(fields[6]))
        finished = fields[0] == b"E"
    return end + (max(heaps) if heaps else None, finished)


def expected_massif(data):
    """(end bytes, peak bytes of a snapshot with a tree)."""
    lines = data.split(b"\n")[:-1]
    if not lines:
        return None
    end, peak, heap, rows = 0, None, 0, 0
    for line in lines:
        if line.startswith(b"mem_heap_B="):
            heap = int(line[11:])
        elif line == b"heap_tree=empty":
            end = heap
        elif line.startswith(b"heap_tree="):
            rows = 1
        elif rows:
            rows += int(line.strip()[1:].split(b":")[0]) - 1
            if rows == 0:
                end, peak = heap, max(heap, peak or 0)
    return end, peak


def run(data):
    with tempfile.NamedTemporaryFile() as cut:
        cut.write(data)
        cut.flush()
        return subprocess.run([PRINT, "--to=json", cut.name],
                              capture_output=True, text=True, check=False)


def fault_ms2(data, whole):
    """What is wrong with the answer to a prefix of a file; or None."""
    want = expected_ms2(data)
    got = run(data)
    if want is None:
        return None if got.returncode == 1 and got.stderr.count("\n") == 1 \
            and not got.stdout else "no clear refusal: %r" % (got,)
    if got.returncode != 0:
        return "status %d: %s" % (got.returncode, got.stderr)
    if got.stderr.count("\n") != (data != whole):
        return "standard error: %r" % got.stderr
    s = json.loads(got.stdout)["summary"]
    have = (s["end_heap_bytes"], s["end_heap_blocks"], s["peak_heap_bytes"],
            s["finished"])
    if have != want:
        return "got %s, expected %s" % (have, want)
    return None


def fault_massif(data, _whole):
    want = expected_massif(data)
    got = run(data)
    if want is None:
        return None if got.returncode == 1 and got.stderr.count("\n") == 1 \
            and not got.stdout else "no clear refusal: %r" % (got,)
    if got.returncode != 0:
        return "status %d: %s" % (got.returncode, got.stderr)
    s = json.loads(got.stdout)["summary"]
    have = (s["end_heap_bytes"], s["peak_heap_bytes"])
    if have != want:
        return "got %s, expected %s" % (have, want)
    return None


def lengths(whole):
    """All; with sanitizers, which look for faults of memory and take ten times
    as long, a few of each line, and those around its end."""
    return [n for n in range(1, len(whole) + 1)
            if "MS2_SANITIZED" not in os.environ or n % 7 == 0 or
            n == len(whole) or b"\n" in whole[n - 1:n + 1]]


def main():
    for name, fault in (("good-small.ms2", fault_ms2),
                        ("good-forked.ms2", fault_ms2),
                        ("good-separate.ms2", fault_ms2),
                        ("good-hints.ms2", fault_ms2),
                        ("good-massif.out", fault_massif)):
        with open(os.path.join(FILES, name), "rb") as file:
            whole = file.read()
        faults = []
        for length in lengths(whole):
            wrong = fault(whole[:length], whole)
            if wrong:
                faults.append("at %d: %s" % (length, wrong))
        tap.case("every prefix of " + name, faults)
    sys.exit(tap.done())


main()
