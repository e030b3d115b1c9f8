#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Profiles as no program of a person's makes them: very deep, very many of one
kind, or with numbers that do not fit together.  Every view and every export
must end well, with time and memory in proportion to what it reads and writes.

Each shape is made twice, the second time sixteen times as large.  Time may grow
as the file and the output do, times FACTOR; what is quadratic takes sixteen
times as long again.  Times are of the processor, not of the clock, and short
ones do not count.  The stack has so little room that no recursion over the
data of the large one ends well."""

import gzip
import os
import resource
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import ms2file
import tap
from tap import case
from where import PRINT

# The address sanitizer keeps 256 MB of freed memory unless told otherwise.
os.environ["ASAN_OPTIONS"] = ":".join(
    filter(None, [os.environ.get("ASAN_OPTIONS"), "quarantine_size_mb=8"]))

VIEWS = ("report graph tree top leaks growth sizes threads pages stacks "
         "regions processes merge watch snapshots").split()
EXPORTS = ("json html ms2 massif folded flame pprof callgrind dhat speedscope "
           "supp csv").split()
QUESTIONS = ([["--view=" + v] for v in VIEWS] + [["--to=" + e] for e in EXPORTS]
             + [["--view=tree", "--no-skip"], ["--view=report", "--no-skip"],
                ["--view=tree", "--callees"], ["--view=tree", "--focus=main"],
                ["--to=ms2", "--snapshots=10"], ["--to=ms2", "--anonymize"],
                ["--check=peak<=1GB"]])

# With sanitizers, which look for faults of memory, a quarter is large enough.
SMALL = 62 if "MS2_SANITIZED" in os.environ else 250
LARGE = 16 * SMALL
FACTOR = 8
LEAST_SECONDS = 0.03     # below it a clock tells nothing
STACK_BYTES = 256 << 10
ROOM_BYTES = 96 << 20    # of the program itself, and small tables
BYTES_A_BYTE = 48        # of memory, for each of the file and the output


class Profile:
    """A file in the making: names, nodes and what they allocate."""

    def __init__(self):
        self.lines = ["ms2 %d.%d" % ms2file.VERSION, "h pid 7", "h command ./extreme",
                      "h time-unit superblocks", "h short-lived 16",
                      "o 0 /bin/extreme"]
        self.strings = self.addresses = self.nodes = self.snapshots = 0
        self.functions = {}
        self.bytes = self.blocks = self.time = 0
        self.ends = []
        self.held = {}

    def string(self, text):
        self.lines.append("s " + text)
        self.strings += 1
        return self.strings

    def function(self, name, inlined=()):
        """An address in a function, and in what was inlined into it."""
        if name not in self.functions:
            frames = [(self.string(one), line + 1)
                      for line, one in enumerate((*inlined, name))]
            self.addresses += 1
            self.lines.append("a %x 1" % (self.addresses * 16))
            self.lines += ["f %d 0 0 %d" % frame for frame in frames]
            self.functions[name] = self.addresses
        return self.functions[name]

    def node(self, parent, name, inlined=()):
        address = self.function(name, inlined)
        self.nodes += 1
        self.lines.append("n %d %d" % (parent, address))
        return self.nodes

    def allocate(self, node, size=100, blocks=1):
        self.lines.append("d %d %d %d 0 0" % (node, size, blocks))
        self.bytes += size
        self.blocks += blocks
        sizes, held, n = self.held.get(node, ({}, 0, 0))
        sizes[size.bit_length()] = sizes.get(size.bit_length(), 0) + blocks
        self.held[node] = sizes, held + size, n + blocks

    def facts(self, node):
        sizes, size, blocks = self.held[node]
        facts = [node, size, blocks, 1, size]
        facts += [0] * (len(ms2file.RECORDS["c"].FIELDS) - len(facts))
        return (["b %d %d" % pair for pair in sizes.items() if pair[1]]
                + ["c " + " ".join(map(str, facts))])

    def snapshot(self):
        self.time += 1000
        self.snapshots += 1
        numbers = (self.time, self.snapshots, self.bytes, self.blocks, 0,
                   self.bytes, self.blocks, 0, self.bytes, self.time)
        self.lines.append("S %d %d %d %d %d %d %d %d %d %d" % numbers)

    def text(self, finished=True):
        if not self.snapshots and finished:
            self.snapshot()
        if self.snapshots:
            self.lines.append("P %d %d %d %d 0 %d %d 0" % (
                self.time, self.snapshots, self.bytes, self.blocks, self.bytes,
                self.blocks))
        if finished:
            for node in self.held:
                self.lines += self.facts(node)
            self.lines += self.ends
            self.lines.append("E exit 0 %d 1 %d %d %d" % (
                self.strings, self.addresses, self.nodes, self.snapshots))
        return "\n".join(self.lines) + "\n"


def chain(profile, n, name):
    """Nodes below each other, from main on."""
    nodes = [profile.node(0, "main")]
    for i in range(n):
        nodes.append(profile.node(nodes[-1], name(i)))
    return nodes


# The shapes.

def deep(n):
    """One stack, very deep."""
    p = Profile()
    p.allocate(chain(p, 4 * n, lambda i: "f%d" % i)[-1])
    return p.text()


def deep_recursion(n):
    """The same, of one function."""
    p = Profile()
    p.allocate(chain(p, 4 * n, lambda i: "f")[-1])
    return p.text()


def nested(n):
    """A stack is the beginning of the next one."""
    p = Profile()
    for node in chain(p, n, lambda i: "f%d" % i):
        p.allocate(node)
    return p.text()


def nested_recursion(n):
    """The same, of three functions in turn."""
    p = Profile()
    for node in chain(p, n, lambda i: "f%d" % (i % 3)):
        p.allocate(node)
    return p.text()


def comb(n):
    """Stacks that leave a deep one here and there."""
    p = Profile()
    nodes = chain(p, n, lambda i: "f%d" % i)
    for i in range(n):
        p.allocate(p.node(nodes[i * 7919 % n], "leaf%d" % (i % 10)))
    return p.text()


def names(n):
    """Functions without end."""
    p = Profile()
    main = p.node(0, "main")
    for i in range(n):
        p.allocate(p.node(main, "function_%d" % i), 100 + i)
    return p.text()


def inlined(n):
    """Much was inlined into one place."""
    p = Profile()
    main = p.node(0, "main")
    p.allocate(p.node(main, "f", ["inlined_%d" % i for i in range(n)]))
    return p.text()


def snapshots(n):
    """A snapshot after each call."""
    p = Profile()
    nodes = [p.node(0, "main"), p.node(0, "other")]
    for i in range(n):
        p.allocate(nodes[i % 2])
        p.snapshot()
    return p.text()


def leaks(n):
    """Functions that all keep growing."""
    p = Profile()
    main = p.node(0, "main")
    nodes = [p.node(main, "leak%d" % i) for i in range(n)]
    for _ in range(8):
        for node in nodes:
            p.allocate(node, 10000, 2)
        p.snapshot()
    return p.text()


def regions(n, parent):
    p = Profile()
    main = p.node(0, "main")
    p.allocate(main)
    for i in range(n):
        p.lines.append("g %d region_%d" % (parent(i), i))
    for i in range(n):
        p.ends.append("v %d 1 100 1 0 0 100" % (i + 1))
        p.ends.append("z %d %d 100 1 0 0" % (i + 1, main))
    return p.text()


def many_regions(n):
    """Regions, one beside the other."""
    return regions(n, lambda i: 0)


def deep_regions(n):
    """Regions, one inside the other."""
    return regions(n, lambda i: i)


def many_threads(n):
    """Threads, marks and mapped pages."""
    p = Profile()
    nodes = chain(p, 20, lambda i: "f%d" % i)
    p.allocate(nodes[-1])
    for i in range(n):
        p.lines.append("t %d 0" % i)
        p.lines.append("w %d thread %d" % (i + 1, i))
        p.lines.append("m %d 1 4096 0" % nodes[i % 20])
    p.snapshot()
    for i in range(n):
        p.lines.append("l label 0 %d %d 0 mark %d" % (i + 1, i, i))
        p.ends.append("u %d %d 0 1 0 0 0 0 0" % (i + 1, i))
    return p.text()


SHAPES = [deep, deep_recursion, nested, nested_recursion, comb, names, inlined,
          snapshots, leaks, many_regions, deep_regions, many_threads]


# Profiles whose numbers do not fit together.

def without_blocks():
    """A place with bytes and no blocks."""
    p = Profile()
    p.allocate(p.node(0, "main"), 100, 0)
    p.snapshot()
    return p.text()


def without_snapshot():
    """Nothing has come into force yet."""
    p = Profile()
    main = p.node(0, "main")
    p.allocate(main)
    p.lines.append("m %d 1 4096 0" % main)
    p.lines.append("g 0 region")
    return p.text(finished=False)


def without_anything():
    return "ms2 %d.%d\n" % ms2file.VERSION


ODD = [without_blocks, without_snapshot, without_anything]


class Answer:
    """What a run of the printer took."""

    def __init__(self, words, path, out):
        def limit():
            resource.setrlimit(resource.RLIMIT_STACK,
                               (STACK_BYTES, STACK_BYTES))

        with open(os.devnull, "wb") as null, \
                tempfile.TemporaryFile() as errors:
            target = null
            words = [PRINT] + words + ["--width=100"]
            if not any(word.startswith("--check") for word in words):
                words += ["-o", out]
            process = subprocess.Popen(words + [path], stdout=target,
                                       stderr=errors, preexec_fn=limit)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.status = process.returncode
            errors.seek(0)
            self.errors = errors.read().decode(errors="replace")
        self.seconds = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss * 1024
        self.bytes = os.path.getsize(path)
        if os.path.exists(out):
            self.bytes += os.path.getsize(out)
            os.unlink(out)

    def faults(self, may_refuse):
        """It ended by itself; a refusal is one line."""
        refused = (may_refuse and self.status == 1
                   and self.errors.count("\n") <= 2)
        if self.status != 0 and not refused:
            return ["status %d: %s" % (self.status, self.errors[-200:])]
        most = ROOM_BYTES + BYTES_A_BYTE * self.bytes
        if self.memory > most:
            return ["%d bytes of memory for %d of file and output"
                    % (self.memory, self.bytes)]
        return []


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    return path


def test_shape(shape, folder):
    out = os.path.join(folder, "out")
    paths = [write(folder, "%s.%d" % (shape.__name__, n), shape(n))
             for n in (SMALL, LARGE)]
    for words in QUESTIONS:
        small, large = [Answer(words, path, out) for path in paths]
        faults = small.faults(False) + large.faults(False)
        most = (FACTOR * max(small.seconds, LEAST_SECONDS)
                * large.bytes / small.bytes)
        if large.seconds > most:
            faults.append("%.2f s for %d bytes, %.2f s for %d"
                          % (small.seconds, small.bytes, large.seconds,
                             large.bytes))
        case("%s: %s" % (shape.__name__.replace("_", " "), " ".join(words)),
             faults)


def test_odd(shape, folder):
    out = os.path.join(folder, "out")
    path = write(folder, shape.__name__, shape())
    faults = []
    for words in QUESTIONS:
        answer = Answer(words, path, out)
        faults += ["%s: %s" % (" ".join(words), fault)
                   for fault in answer.faults(True)]
    case(shape.__name__.replace("_", " "), faults)


def test_bomb(folder):
    """A small packed file that unpacks to much more than is to be read."""
    path = os.path.join(folder, "bomb.gz")
    with gzip.open(path, "wb") as file:
        file.write(b"ms2 %d.%d\n" % ms2file.VERSION)
        for _ in range(64):
            file.write(b"h unknown key\n" * 70000)
    for words in ["--view=report"], ["--to=json"]:
        answer = Answer(words + ["--max-input=1M"], path,
                        os.path.join(folder, "out"))
        faults = []
        if answer.status != 1 or answer.errors.count("\n") != 1:
            faults.append("status %d: %s" % (answer.status, answer.errors))
        if "--max-input" not in answer.errors:
            faults.append("no remedy: " + answer.errors)
        if answer.memory > ROOM_BYTES:
            faults.append("%d bytes of memory" % answer.memory)
        case("a bomb: " + words[0], faults)


def test_packing(folder):
    """What is large is packed fast, be it of many stacks or of deep ones; zlib
    notes its best level, which is ten times as slow, as 2."""
    for what, text, is_large in (("a small profile", nested(100), False),
                                 ("one of many stacks", names(40000), True),
                                 ("one of deep stacks", nested(1000), True)):
        path = write(folder, "packing", text)
        packed = subprocess.run([PRINT, "--to=pprof", path],
                                capture_output=True, check=True).stdout
        case("pprof: %s is packed %s" % (
            what, "fast" if is_large else "well"),
             [] if (packed[8] != 2) == is_large else ["level %d" % packed[8]])


def skip_missing_page(folder):
    """Without what the HTML page is built from there is none."""
    answer = Answer(["--to=html"], write(folder, "page", SHAPES[0](2)),
                    os.path.join(folder, "out"))
    if "built without" not in answer.errors:
        return
    tap.skip("--to=html", answer.errors.strip())
    QUESTIONS.remove(["--to=html"])


def main():
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        skip_missing_page(folder)
        if not wanted:
            test_bomb(folder)
            test_packing(folder)
        for shape in ODD:
            if not wanted or shape.__name__ in wanted:
                test_odd(shape, folder)
        for shape in SHAPES:
            if not wanted or shape.__name__ in wanted:
                test_shape(shape, folder)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
