# SPDX-License-Identifier: GPL-2.0-or-later
"""What a profile says of mapped pages: of the file itself (Profile) and of
ms2_print's json (Export).

Sites are (key, kind), where a key is the operation and the path that the
stack's functions name, as in the log.  Stacks without an operation are
foreign: of the loader and of the C library.
"""

import json

COUNTED = (1, 2)
KINDS = ("", "anonymous", "break", "reserved", "file", "shared", "stack",
         "readonly")
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
    def __init__(self, fields, before):
        _, _, self.allocated, self.calls, _, self.heap_bytes = fields[:6]
        self.max_heap_bytes = fields[8]
        if len(fields) > 10:
            (self.pages_bytes, self.max_pages_bytes, self.stack_bytes, _,
             self.sum_bytes, self.max_sum_bytes) = fields[10:16]
        else:  # nothing but the heap has changed
            self.pages_bytes = self.max_pages_bytes = before.pages_bytes
            self.stack_bytes = before.stack_bytes
            beside = self.pages_bytes + self.stack_bytes
            self.sum_bytes = self.heap_bytes + beside
            self.max_sum_bytes = self.max_heap_bytes + beside


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
    def __init__(self, fields, pages, heap):
        (self.allocated, self.calls, _, self.bytes, self.heap_bytes,
         self.pages_bytes, self.stack_bytes) = fields[3:]
        self.pages, self.heap = pages, heap


class Profile:
    def __init__(self, path):
        self.strings, self.addresses, self.nodes = [""], [""], [()]
        self.keys = {}
        self.pages, self.heap = Site(), Site()
        self.nodes_heap = {}  # node -> live (bytes, blocks)
        self.snapshot = None
        self.snapshots = []  # between the first mark and the last
        self.unmarked = []
        self.highest = (0, 0)  # since the last mark
        self.pending, self.parts = [], []
        self.peaks, self.marks, self.ended = {}, [], False
        with open(path, encoding="utf-8") as file:
            next(file)
            for line in file:
                letter, _, rest = line.rstrip("\n").partition(" ")
                reader = getattr(self, "read_" + letter, None)
                if reader:
                    reader(rest)

    def key(self, node):
        if node not in self.keys:
            names, at = [], node
            while at:
                at, address = self.nodes[at]
                names.append(self.addresses[address])
            self.keys[node] = key_of(names)
        return self.keys[node]

    def live_heap(self):
        return {place[0]: held for place, held in self.heap.items()
                if held[1]}

    def read_s(self, rest):
        self.strings.append(rest)

    def read_a(self, rest):
        fields = rest.split()
        function = int(fields[-4]) if len(fields) > 2 else 0
        self.addresses.append(self.strings[function])

    def read_n(self, rest):
        parent, address = rest.split()[:2]
        self.nodes.append((int(parent), int(address)))

    def read_m(self, rest):
        self.pending.append(("m", [int(field) for field in rest.split()]))

    def read_d(self, rest):
        self.pending.append(("d", [int(field) for field in rest.split()]))

    def settle(self):
        for letter, fields in self.pending:
            key = self.key(fields[0])
            if letter == "m":
                self.pages.add(key, fields[1], fields[2:])
            else:
                change = fields[1] - fields[3], fields[2] - fields[4]
                held = self.nodes_heap.get(fields[0], (0, 0))
                self.nodes_heap[fields[0]] = (held[0] + change[0],
                                              held[1] + change[1])
                self.heap.add(key, None, change)
        self.pending = []

    def read_S(self, rest):
        self.settle()
        self.parts = []
        self.snapshot = Snapshot([int(field) for field in rest.split()],
                                 self.snapshot)
        self.unmarked.append(self.snapshot)
        self.highest = (max(self.highest[0], self.snapshot.max_pages_bytes),
                        max(self.highest[1], self.snapshot.max_sum_bytes))

    def read_l(self, rest):
        label = rest.split(" ")[-1]
        if self.marks:
            self.snapshots += self.unmarked
        self.marks.append(Mark(label, self))
        self.unmarked = []
        self.highest = (0, 0)

    def read_x(self, rest):
        self.parts.append(("x", [int(field) for field in rest.split()]))

    def read_y(self, rest):
        self.parts.append(("y", [int(field) for field in rest.split()]))

    def read_X(self, rest):
        fields = [int(field) for field in rest.split()]
        pages, heap, held = Site(), Site(), dict(self.nodes_heap)
        for letter, part in self.parts:
            if part[0] != fields[0]:
                continue
            if letter == "y":
                pages.add(self.key(part[1]), part[2], part[3:])
            else:
                held[part[1]] = part[2], part[3]
        for node, numbers in held.items():
            if numbers[1]:
                heap.add(self.key(node), None, numbers)
        self.peaks[fields[0]] = Peak(fields, pages, heap)

    def read_E(self, rest):
        self.ended = rest.startswith("exit 0 ")


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
