#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the printer takes of memory: the bounds that ms2_print(1) states hold for
a profile in which nearly every allocation has a stack of its own, and for one
in which every function leaks.  What a tiny profile takes is no part of it."""

import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import tap
from where import BUILDDIR

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import extremes

# As ms2_print(1) says.
MOST = 3
# Of the heap alone no page comes near it.
MOST_OF_HEAP = 2.7
MOST_BYTES_A_PLACE = 3000
MOST_BYTES_A_FINDING = 6000

# So many that what the tables have too much room for is a small part.
ALLOCATIONS = 60000
DEPTH, WIDTH = 6, 40

PLACES = 5000

OTHERS = ([["--view=" + v] for v in "findings owners use".split()]
          + [["--view=tree", "--from=0"],
             ["--view=tree", "--until=5"], ["--view=diff", "--base-at=1"]])
OF_PAGES = [["--memory=all"], ["--memory=all", "--to=html"],
            ["--memory=all", "--from=50%"], ["--memory=mapped"]]
OF_USE = [["--view=graph"], ["--view=report"], ["--view=use"], ["--to=ms2"]]
OF_PLACES = [["--view=report"], ["--view=leaks"], ["--to=supp"]]
OF_FINDINGS = [["--to=json"], ["--view=findings"], ["--to=html"]]


def note_use(profile):
    """All of it was touched at the peak."""
    for node, (_, size, blocks) in profile.held.items():
        profile.ends.append("U peak %d %d %d" % (node, blocks, size)
                            + 9 * " 0")
    profile.ends.append("W peak %d 0 %d %d" % (profile.time, profile.bytes,
                                               profile.blocks))


def note_pages(profile, node):
    """It maps some more."""
    profile.lines += ["m %d 1 65536 0" % node, "M %d 1 1 0" % node]
    pages = 65536 * (profile.snapshots + 1)
    profile.lines.append("L %d %d 0 0 %d %d 1" % (
        pages, pages, profile.bytes + pages, profile.bytes + pages))


def note_peaks(profile, node):
    """Pages, and the sum of all memory, were highest at the end."""
    pages = 65536 * profile.snapshots
    for series, most in (1, pages), (3, profile.bytes + pages):
        profile.lines += ["y %d %d 1 %d" % (series, node, pages),
                          "Y %d %d 1 %d" % (series, node, profile.snapshots),
                          "X %d %d %d %d %d 0 %d %d %d 0" % (
                              series, profile.time, profile.snapshots,
                              profile.bytes, profile.blocks, most,
                              profile.bytes, pages)]


def many_stacks(n, use=False, pages=False):
    """Functions that call each other at random."""
    dice = random.Random(1)
    profile = extremes.Profile()
    main = profile.node(0, "main")
    children = {}
    for i in range(n):
        node = main
        for _ in range(DEPTH):
            name = "stage_%d" % dice.randrange(WIDTH)
            if (node, name) not in children:
                children[node, name] = profile.node(node, name)
            node = children[node, name]
        profile.allocate(node, 16 + dice.randrange(500))
        if i % (n // 10 + 1) == n // 10:
            if pages:
                note_pages(profile, main)
            profile.snapshot()
    if pages:
        note_pages(profile, main)
    profile.snapshot()
    if pages:
        note_peaks(profile, main)
    if use:
        note_use(profile)
    return profile.text()


# The kernel counts what a process had before it became the printer, so a small
# one starts it.
RUN = """
import os, sys
child = os.fork()
if child == 0:
    os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
    os.execv(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024)
"""


def run(words, path):
    """The exit status, and the most memory."""
    command = [sys.executable, "-ISs", "-c", RUN, extremes.PRINT] + words
    return map(int, subprocess.run(command + [path], capture_output=True,
                                   check=True).stdout.split())


def test(words, small, large, most, bytes_a_place=0):
    (_, least), (status, bytes_) = run(words, small), run(words, large)
    size = os.path.getsize(large)
    factor = (bytes_ - least - bytes_a_place * PLACES) / size
    faults = ["status %d" % status] if status else []
    if factor > most:
        faults.append("%.2f times the %d bytes of the file" % (factor, size))
    if os.environ.get("MS2_TEST_VERBOSE"):
        print("# %.2f %s" % (factor, " ".join(words)))
    what = "%s: at most %s times the file" % (" ".join(words), most)
    if bytes_a_place:
        what += ", and %d bytes a place" % bytes_a_place
    tap.case(what, faults)


def main():
    if "fsanitize" in open(os.path.join(BUILDDIR, "config.log"),
                           encoding="utf-8", errors="replace").read():
        tap.skip_all("the sanitizers take memory of their own")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        extremes.skip_missing_page(folder)
        small, large = (extremes.write(folder, str(n), many_stacks(n))
                        for n in (1, ALLOCATIONS))
        for words in extremes.QUESTIONS + OTHERS:
            test(words, small, large, MOST_OF_HEAP)
        used = extremes.write(folder, "use", many_stacks(ALLOCATIONS, True))
        for words in OF_USE:
            test(words, small, used, MOST_OF_HEAP)
        paged = extremes.write(folder, "pages",
                               many_stacks(ALLOCATIONS, pages=True))
        for words in OF_PAGES:
            if "--to=html" not in words or ["--to=html"] in extremes.QUESTIONS:
                test(words, small, paged, MOST)
        large = extremes.write(folder, "leaks", extremes.leaks(PLACES))
        for words in OF_PLACES:
            test(words, small, large, MOST, MOST_BYTES_A_PLACE)
        for words in OF_FINDINGS:
            if words != ["--to=html"] or words in extremes.QUESTIONS:
                test(words, small, large, MOST, MOST_BYTES_A_FINDING)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
