#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Exports to HTML: the page is the same for every profile, and the data in it
is whole and has the numbers of the JSON export.  What a browser makes of it is
tested in tests/html."""

import base64
import json
import os
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import tap
from where import FILES, PRINT

N_CLOCKS = 5
MOST_SNAPSHOTS = 1000
LEAST_MAPPED = 512 << 10
START = b'<script type="application/octet-stream" id="data">'
END = b"</script>"


def case(what, *faults):
    tap.case(what, [fault for fault in faults if fault])


def differs(got, expected):
    return "" if got == expected else "got %s, expected %s" % (got, expected)


def run(*words):
    return subprocess.run([PRINT] + list(words), capture_output=True,
                          check=False)


class Reader:
    """The packed data, as ms2_print/html/data.h describes it."""

    def __init__(self, data):
        self.data, self.place = data, 0
        self.names, self.sites = [], []

    def number(self):
        n, shift = 0, 0
        while True:
            byte = self.data[self.place]
            self.place += 1
            n |= (byte & 0x7f) << shift
            shift += 7
            if byte < 0x80:
                return n

    def numbers(self, n):
        return [self.number() for _ in range(n)]

    def text(self):
        length = self.number()
        self.place += length
        return self.data[self.place - length:self.place].decode()

    def name(self):
        number = self.number()
        if number == len(self.names):
            self.names.append(self.text())
        return self.names[number]

    def site(self):
        number = self.number()
        if number == len(self.sites):
            names = [self.name() for _ in range(6)]
            self.sites.append(names + self.numbers(2))
        return number


def read_change(r, last, live, allocated):
    head = r.number()
    context, form = last + (head >> 2), head & 3
    got = r.numbers(2) if form != 2 else [0, 0]
    freed = got if form == 3 else [0, 0] if form == 1 else r.numbers(2)
    for i in range(2):
        live[context][i] += got[i] - freed[i]
        allocated[i] += got[i]
    return context


OWNER_ROOT, OWNER_BLOCKS = 1, 3


def read_searches(r):
    """Who holds what: it fits together."""
    for _ in range(r.number()):
        r.name(), r.numbers(N_CLOCKS), r.numbers(8)
        n_nodes = r.number()
        for _ in range(n_nodes):
            _, kind = r.numbers(2)
            if kind == OWNER_BLOCKS:
                r.site()
            elif kind == OWNER_ROOT:
                r.name(), r.name()
            else:
                r.name()
            r.numbers(4)
        for _ in range(r.number()):
            assert max(r.numbers(3)[:2]) <= n_nodes, "pointers"


def read_views(r):
    """What the views of the whole run have; returns what does not fit."""
    calls = r.number()
    r.numbers(3)
    in_buckets = 0
    for _ in range(r.number()):
        _, of_bucket, _, n_sites = r.numbers(4)
        in_buckets += of_bucket
        at_sites = sum((r.site(), r.number())[1] for _ in range(n_sites))
        assert at_sites <= of_bucket, "calls at sites"
    r.numbers(4)
    for _ in range(r.number()):
        r.number(), r.name(), r.numbers(7)
    r.number()
    for _ in range(r.number()):
        r.number(), r.text(), r.numbers(5)
        for _ in range(r.number()):
            r.site(), r.name(), r.numbers(3)
    r.numbers(2)
    copied, steps, n_growth = r.numbers(3)
    rows = []
    for _ in range(r.number()):
        r.site()
        rows.append(r.numbers(5)[:2])
        r.text()
    whole = [sum(column) for column in zip(*rows)] or [0, 0]
    return (in_buckets != calls) + (len(rows) == n_growth
                                    and whole != [copied, steps])


def wrong_births(r, live, n_snapshots):
    """Contexts whose blocks of all births are not those that live."""
    births, context, position = {}, 0, 0
    for _ in range(r.number()):
        step = r.number()
        context += step
        position = r.number() + (0 if step else position)
        assert context < len(live) and position <= n_snapshots, "births"
        sums = births.setdefault(context, [0, 0])
        births[context] = [sum(pair) for pair in zip(sums, r.numbers(2))]
    return sum(live[context] != sums for context, sums in births.items())


def read_data(data):
    """The numbers of the whole; fails where the data does not fit together."""
    r = Reader(data)
    assert r.number() == 6, "version"
    head = json.loads(r.text())
    n_nodes = r.number()
    depth = 0
    for _ in range(n_nodes):
        deeper = r.number()
        assert 1 <= deeper <= depth + 1, "depth"
        depth = deeper
        r.site()
    peak, node = [0, 0], 0
    n_contexts = r.number()
    for _ in range(n_contexts):
        node += r.number()
        assert 0 <= node <= n_nodes, "node"
        r.name(), r.name(), r.name(), r.name(), r.number()
        peak = [sum(pair) for pair in zip(peak, r.numbers(2))]
        r.numbers(2)
    live, context = [[0, 0] for _ in range(n_contexts)], 0
    for _ in range(r.number()):
        context += r.number()
        live[context] = r.numbers(2)
    snapshots = []
    for _ in range(r.number()):
        r.numbers(2 + N_CLOCKS)
        heap = r.numbers(2)
        r.number()
        snapshots.append((heap, r.number(), r.numbers(2)))
    allocated, wrong = [0, 0], 0
    for heap, _, _ in snapshots:
        context = 0
        for _ in range(r.number()):
            context = read_change(r, context, live, allocated)
        held = [sum(column) for column in zip(*live)] or [0, 0]
        wrong += head["hasBlocks"] and held != heap
    for _ in range(r.number()):
        r.site(), r.name(), r.name(), r.number()
    for _ in range(r.number()):
        r.site(), r.name(), r.name(), r.name(), r.numbers(4), r.text(), r.text()
    read_searches(r)
    wrong += read_views(r)
    while r.number() == 0:
        assert r.number() < len(r.sites), "site"
        r.number()
        for _ in range(r.number()):
            r.text()
    use = None
    if r.number() == 1:
        use = {"unused": sum(r.numbers(n_contexts)),
               "levels": [r.numbers(2) for _ in snapshots]}
    wrong += wrong_births(r, live, len(snapshots))
    return {"head": head, "use": use, "peak": peak, "allocated": allocated,
            "snapshots": snapshots, "wrong": wrong,
            "left": len(data) - r.place,
            "highest": max([high for _, high, _ in snapshots], default=0)}


def split(page):
    start = page.index(START) + len(START)
    end = page.index(END, start)
    return page[:start] + page[end:], page[start:end]


def check_file(path, pages):
    name = os.path.basename(path)
    result = run("--to=html", "--memory=heap", path)
    page, packed = split(result.stdout)
    pages.add(page)
    got = read_data(zlib.decompress(base64.b64decode(packed, validate=True)))
    summary = json.loads(run("--to=json", path).stdout)["summary"]
    has_blocks = got["head"]["hasBlocks"]
    case("%s: the data is whole" % name, differs(result.returncode, 0),
         differs(got["left"], 0), differs(got["wrong"], 0))
    case("%s: its sums are those of the JSON export" % name,
         differs(got["peak"][0], summary["peak_heap_bytes"] or 0),
         differs(got["highest"], summary["highest_heap_bytes"]),
         has_blocks and differs(got["allocated"], [summary["total_bytes"],
                                                   summary["total_calls"]]),
         differs(got["head"]["end"]["bytes"], summary["end_heap_bytes"]))
    check_use(name, got, summary)
    check_memory(name, path, summary)
    return got


def check_use(name, got, summary):
    """What was not in use, where that was recorded."""
    known = summary["never_touched_bytes"] is not None
    if known:
        case("%s: what was not in use is that of the JSON export" % name,
             differs(got["use"]["unused"], summary["never_touched_bytes"]
                     + summary["idle_at_peak_bytes"]))
    elif got["use"]:
        case("%s: nothing is said of use" % name, "it has some")


def check_memory(name, path, summary):
    """What a page is about if nobody says: the heap, or all memory where much
    was mapped."""
    beside = max(summary["peak_pages_bytes"] or 0,
                 summary["peak_stack_bytes"] or 0)
    whole = "peak_sum_bytes" if beside >= LEAST_MAPPED else "peak_heap_bytes"
    _, packed = split(run("--to=html", path).stdout)
    got = read_data(zlib.decompress(base64.b64decode(packed, validate=True)))
    case("%s: its peak is that of the memory that it is about" % name,
         differs(got["peak"][0], summary[whole] or 0))


def check_thinning(folder):
    """A profile with more snapshots than are kept."""
    n = 5000
    path = os.path.join(folder, "long.ms2")
    with open(path, "w", encoding="ascii") as out:
        out.write("ms2 2.0\nh pid 1\nh command long\ns f\no 0 /x\n"
                  "a 10 1\nf 1 0 0 0\nn 0 1\n")
        total, heap, blocks = 0, 0, 0
        for i in range(n):
            size = 1000 if i == n // 3 else 1
            freed = (heap, blocks) if i % 700 == 699 else (0, 0)
            out.write("d 1 %d 1 %d %d\n" % ((size,) + freed))
            high = max(heap, heap - freed[0] + size)
            heap, blocks = heap + size - freed[0], blocks + 1 - freed[1]
            total += size
            out.write("S %d %d %d %d 0 %d %d 0 %d %d\n" % (
                i + 1, i, total, i + 1, heap, blocks, high, i + 1))
        out.write("E exit 0 1 1 1 1 %d\n" % n)
    got = check_file(path, set())
    kept = len(got["snapshots"])
    case("about a thousand of %d snapshots are kept" % n,
         "" if MOST_SNAPSHOTS / 2 < kept <= MOST_SNAPSHOTS + 10
         else "%d are kept" % kept)


def check_refusals(folder):
    good = os.path.join(FILES, "good-small.ms2")
    result = run("--to=html", "-o", os.path.join(folder, "no/such"), good)
    case("a folder that is not there is an error",
         differs(result.returncode, 1),
         "" if b"cannot write" in result.stderr else result.stderr)
    old = os.path.join(folder, "old.html")
    with open(old, "w", encoding="ascii") as out:
        out.write("old")
    result = run("--to=html", "-o", old, os.path.join(FILES, "bad-heap.ms2"))
    with open(old, encoding="ascii") as kept:
        case("a bad profile leaves the old page", differs(kept.read(), "old"),
             differs(result.returncode, 1))
    case("no other file is left", differs(
        [name for name in os.listdir(folder) if name.startswith("old")],
        ["old.html"]))


def main():
    good = sorted(name for name in os.listdir(FILES)
                  if name.startswith("good-"))
    first = run("--to=html", os.path.join(FILES, "good-small.ms2"))
    if b"built without" in first.stderr:
        tap.skip_all(first.stderr.decode().strip())
        return 0
    pages = set()
    for name in good:
        check_file(os.path.join(FILES, name), pages)
    case("the page is the same for all of them", differs(len(pages), 1))
    with tempfile.TemporaryDirectory() as folder:
        check_thinning(folder)
        check_refusals(folder)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
