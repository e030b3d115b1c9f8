#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Exports to massif's format: the rules that its readers rely on hold for
every good file, and ms_print takes them."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import tap
from tap import case
from where import FILES, PRINT

MS_PRINT = shutil.which("ms_print")

OPTIONS = ([], ["--no-skip", "--threshold=0"], ["--threshold=60"],
           ["--time-unit=ms"], ["--time-unit=B"], ["--time-unit=calls"])


def export(path, options):
    return subprocess.run([PRINT, "--to=massif"] + options + [path],
                          capture_output=True, check=True).stdout


class Rules:
    """Reads an export line by line and notes what breaks a rule."""

    KEYS = ("snapshot", None, "time", "mem_heap_B", "mem_heap_extra_B",
            "mem_stacks_B", "heap_tree")

    def __init__(self, data):
        self.faults = []
        self.labels = {}
        self.snapshots = []  # (time, heap + stacks, kind of tree)
        text = data.decode("ascii")
        self.expect(text.endswith("\n"), "a newline at the end")
        self.lines = text.split("\n")[:-1]
        self.at = 0
        for start in ("desc: .", "cmd: .", "time_unit: (i|ms|B)$"):
            self.match(start)
        while self.at < len(self.lines):
            self.snapshot()
        self.check_whole()

    def expect(self, holds, what):
        if not holds:
            self.faults.append("line %d: %s" % (self.at + 1, what))

    def match(self, pattern):
        line = self.lines[self.at] if self.at < len(self.lines) else ""
        found = re.match(pattern, line)
        self.expect(found, "%r does not match %r" % (line, pattern))
        self.at += 1
        return found.groups() if found else None

    def snapshot(self):
        rule = r"#-----------$"
        self.match(rule)
        number = self.match(r"snapshot=(\d+)$")
        self.expect(number == (str(len(self.snapshots)),), "its number")
        self.match(rule)
        values = [self.match(key + r"=(\d+)$") for key in
                  ("time", "mem_heap_B", "mem_heap_extra_B", "mem_stacks_B")]
        kind = self.match(r"heap_tree=(empty|detailed|peak)$")
        if self.faults:
            self.at = len(self.lines)
            return
        time, heap, _, stacks = (int(v[0]) for v in values)
        self.snapshots.append((time, heap + stacks, kind[0]))
        if kind[0] != "empty":
            total = self.tree(0)
            self.expect(total == heap, "the tree holds %s of %d" %
                        (total, heap))

    def tree(self, depth):
        found = self.match(r"( *)n(\d+): (\d+) (.*)$")
        if not found:
            return 0
        self.expect(len(found[0]) == depth, "its depth is %d" % depth)
        n, size = int(found[1]), int(found[2])
        if depth > 0:
            self.label(found[3])
        children = sum(self.tree(depth + 1) for _ in range(n))
        self.expect(children <= size, "children of %d in %d" %
                    (children, size))
        return size

    def label(self, label):
        self.expect(not re.search('["#]', label), "a '#' or '\"' in it")
        if re.match(r"in \d+ places?, (all )?below massif's threshold "
                    r"\(\d+\.\d\d%\)$", label):
            return
        found = re.match(r"0x[0-9A-F]+: (.+) \((in .+|.+:\d+)\)$", label)
        self.expect(found, "the label %r has no place" % label)
        if found:
            before = self.labels.setdefault(found.group(1, 2), label)
            self.expect(before == label, "two labels of one site")

    def check_whole(self):
        times = [s[0] for s in self.snapshots]
        trees = [s[1] for s in self.snapshots if s[2] != "empty"]
        peaks = [s[1] for s in self.snapshots if s[2] == "peak"]
        self.expect(times == sorted(times), "time runs backwards")
        self.expect(len(peaks) == 1, "%d peaks" % len(peaks))
        self.expect(peaks == [max(trees, default=None)] and
                    trees.count(max(trees)) == 1,
                    "the peak is not the largest tree")
        self.expect(len(self.snapshots) <= 100, "more than 100 snapshots")


def check(what, path):
    for options in OPTIONS:
        # A massif file has no other clock than its own.
        if path.endswith(".out") and "--time-unit=" in "".join(options) and \
                options != ["--time-unit=B"]:
            continue
        data = export(path, options)
        words = " ".join([what] + options)
        rules = Rules(data)
        case(words + ": massif's rules", rules.faults)
        if MS_PRINT:
            with tempfile.NamedTemporaryFile() as file:
                file.write(data)
                file.flush()
                got = subprocess.run([MS_PRINT, file.name],
                                     capture_output=True, text=True,
                                     check=False)
            case(words + ": ms_print takes it",
                 [got.stderr] if got.returncode or got.stderr else [])
        else:
            tap.skip(words + ": ms_print takes it", "no ms_print here")


def long_file():
    """1,000 snapshots of a heap of 1,000,000 bytes with one spike and one dip
    that last for one snapshot each."""
    lines = ["ms2 2.0", "h pid 1", "h command ./long",
             "h time-unit superblocks", "s f", "a 1000 0", "f 1 0 0 0", "n 0 1"]
    total, calls, before = 0, 0, 0
    for i in range(1000):
        heap = {333: 5000000, 777: 1}.get(i, 1000000 + i % 7)
        lines.append("d 1 %d 1 %d %d" % (heap, before, i > 0))
        total, calls, before = total + heap, calls + 1, heap
        lines.append("S %d %d %d %d 0 %d 1 16 %d %d" %
                     (i, i, total, calls, heap, heap, i))
        if i == 333:
            lines.append("P %d %d %d %d 0 %d 1 16" % (i, i, total, calls,
                                                      heap))
    lines.append("E exit 0 1 0 1 1 1000")
    return "\n".join(lines) + "\n"


def check_long():
    with tempfile.NamedTemporaryFile("w", suffix=".ms2") as file:
        file.write(long_file())
        file.flush()
        check("1,000 snapshots", file.name)
        heaps = {s[1] for s in Rules(export(file.name, [])).snapshots}
        case("a spike of one snapshot stays",
             [] if 5000000 in heaps else [str(heaps)])
        case("a dip of one snapshot stays", [] if 1 in heaps else [str(heaps)])


for name in ("good-leak.ms2", "good-cxx.ms2", "good-forked.ms2",
             "good-small.ms2", "good-names.ms2", "good-empty.ms2",
             "good-massif.out", "cut-spike.ms2"):
    check(name, os.path.join(FILES, name))
check_long()
sys.exit(tap.done())
