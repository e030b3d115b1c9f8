# SPDX-License-Identifier: GPL-2.0-or-later
"""What a profile says of mapped pages: of the file itself (Profile) and of
ms2_print's json (Export).

Sites are (key, kind), where a key is the operation and the path that the
stack's functions name, as in the log.  Stacks without an operation are
foreign: of the loader and of the C library.
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import ms2file

COUNTED = (1, 2, 9, 10)
KINDS = ("", "anonymous", "break", "reserved", "file", "shared", "stack",
         "readonly", "given_back", "shared_memory", "left_stack")
PAGES, SUM = 1, 3


def key_of(names):
    key = tuple(name for name in names if name[:3] in ("op_", "at_"))
    return key if key and key[0].startswith("op_") else None


class Site(dict):
    """Bytes by (key, kind), or by key; foreign ones apart."""

    def __init__(self):
        super().__init__()
        self.foreign = {}

    def add(self, key, kind, numbers):
        place = (key, kind) if key else (0, kind)
        into = self if key else self.foreign
        old = into.get(place, (0,) * len(numbers))
        into[place] = tuple(a + b for a, b in zip(old, numbers))


class Snapshot:
    def __init__(self, snapshot, levels):
        self.allocated, self.calls = snapshot.alloc_bytes, snapshot.calls
        for record in (snapshot, levels):
            for name, value in record._asdict().items():
                if name.endswith("_bytes"):
                    setattr(self, name, value)


class Mark:
    def __init__(self, label, profile):
        self.label = label
        self.snapshot = profile.snapshot
        self.mapped = {site: both[0] for site, both in profile.pages.items()
                       if both[0]}
        self.unmapped = {site: both[1] for site, both in profile.pages.items()
                         if both[1]}
        self.live = {site: both[0] - both[1]
                     for site, both in profile.pages.items()
                     if both[0] != both[1]}
        self.foreign = dict(profile.pages.foreign)
        self.foreign_heap = dict(profile.heap.foreign)
        self.heap = profile.live_heap()
        self.highest_pages, self.highest_sum = profile.highest


class Peak:
    def __init__(self, peak, pages, heap):
        self.allocated, self.calls = peak.alloc_bytes, peak.calls
        self.bytes, self.heap_bytes = peak.bytes, peak.heap_bytes
        self.pages_bytes, self.stack_bytes = peak.pages_bytes, peak.stack_bytes
        self.pages, self.heap = pages, heap


class Profile(ms2file.Profile):
    def __init__(self, path):
        self.keys = {}
        self.pages, self.heap = Site(), Site()
        self.nodes_heap = {}  # node -> live (bytes, blocks)
        self.snapshot = None
        self.between = []  # snapshots between the first mark and the last
        self.unmarked = []
        self.highest = (0, 0)  # since the last mark
        self.pending, self.parts = [], []
        self.peaks, self.marks, self.ended = {}, [], False
        super().__init__(path)

    def key(self, node):
        if node not in self.keys:
            self.keys[node] = key_of(self.functions(node))
        return self.keys[node]

    def live_heap(self):
        return {place[0]: held for place, held in self.heap.items()
                if held[1]}

    def on_pages(self, pages):
        self.pending.append(pages)

    def on_delta(self, delta):
        self.pending.append(delta)

    def settle(self):
        for change in self.pending:
            key = self.key(change.node)
            if change.NAME == "pages":
                self.pages.add(key, change.kind,
                               (change.mapped_bytes, change.unmapped_bytes))
            else:
                more = (change.alloc_bytes - change.freed_bytes,
                        change.alloc_blocks - change.freed_blocks)
                held = self.nodes_heap.get(change.node, (0, 0))
                self.nodes_heap[change.node] = (held[0] + more[0],
                                                held[1] + more[1])
                self.heap.add(key, None, more)
        self.pending = []

    def on_snapshot(self, snapshot):
        self.settle()
        self.parts = []
        self.snapshot = Snapshot(snapshot, self.levels[-1])
        self.unmarked.append(self.snapshot)
        self.highest = (max(self.highest[0], self.snapshot.max_pages_bytes),
                        max(self.highest[1], self.snapshot.max_sum_bytes))

    def on_mark(self, mark):
        if self.marks:
            self.between += self.unmarked
        self.marks.append(Mark(mark.text, self))
        self.unmarked = []
        self.highest = (0, 0)

    def on_part(self, part):
        self.parts.append(part)

    def on_page_part(self, part):
        self.parts.append(part)

    def on_other_peak(self, peak):
        pages, heap, held = Site(), Site(), dict(self.nodes_heap)
        for part in self.parts:
            if part.series != peak.series:
                continue
            if part.NAME == "page_part":
                pages.add(self.key(part.node), part.kind, (part.bytes,))
            else:
                held[part.node] = part.bytes, part.blocks
        for node, numbers in held.items():
            if numbers[1]:
                heap.add(self.key(node), None, numbers)
        self.peaks[peak.series] = Peak(peak, pages, heap)

    def on_end(self, end):
        self.ended = end[:2] == ("exit", 0)


class Export:
    """The same facts as ms2_print exports them."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.json = json.load(file)
        names = [frame["function"].split("(")[0]
                 for frame in self.json["frames"]]
        self.summary = self.json["summary"]
        self.pages = Site()
        self.fields = {"frames": names}
        for row in self.json["pages"]:
            self.add(self.pages, row, ("mapped_bytes", "unmapped_bytes"))
        self.peaks = {peak["series"]: peak for peak in self.json["peaks"]}

    def add(self, into, row, fields):
        names = self.fields["frames"]
        into.add(key_of([names[i] for i in row["stack"]]),
                 KINDS.index(row["kind"]), [row[field] for field in fields])

    def parts(self, series):
        pages = Site()
        for row in self.peaks[series]["pages"]:
            self.add(pages, row, ("bytes",))
        return pages
