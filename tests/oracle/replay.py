# SPDX-License-Identifier: GPL-2.0-or-later
"""Replays an oracle program's own log and compares it with ms2's profile.

Nothing here is shared with the recorder or the printer: the log says what the
program did (engine.c), the rules below say what that means for the heap.

    replay.py LOG PROFILE.json        prints differences, exit 1 if there are
"""

import json
import struct
import sys

GET, RESIZE, RELEASE = range(3)
HEADER = struct.Struct("<8sII")
NAME_BYTES = 40
EVENT = struct.Struct("<BBBBIIIQ40s")


class Event:
    """One entry of the log; `key` is the operation and the path to it."""

    def __init__(self, fields, names):
        (self.kind, op, self.thread, depth, self.old, self.new, _, self.size,
         path) = fields
        places = ["at_%02d" % place for place in path[:depth]]
        self.key = (names[op], *reversed(places))


class Usage:
    """What one stack did, or all of them together."""

    FIELDS = ("peak_bytes", "peak_blocks", "end_bytes", "end_blocks",
              "total_bytes", "total_calls")

    def __init__(self):
        for field in self.FIELDS:
            setattr(self, field, 0)

    def numbers(self):
        return tuple(getattr(self, field) for field in self.FIELDS)


def read_log(path):
    with open(path, "rb") as file:
        data = file.read()
    magic, n_ops, n_events = HEADER.unpack_from(data)
    if magic != b"oracle1\0":
        raise ValueError("%s is no log of an oracle program" % path)
    at = HEADER.size
    names = []
    for _ in range(n_ops):
        names.append(data[at:at + NAME_BYTES].rstrip(b"\0").decode())
        at += NAME_BYTES
    if len(data) != at + n_events * EVENT.size:
        raise ValueError("%s is cut short" % path)
    return [Event(fields, names) for fields in EVENT.iter_unpack(data[at:])]


class Heap:
    """The heap as the rules have it, and its peak."""

    def __init__(self):
        self.blocks = {}  # id -> (size, key)
        self.by_key = {}
        self.bytes = 0
        self.total_bytes = 0
        self.total_calls = 0
        self.peak_bytes = 0
        self.peak_blocks = 0
        self.moments = {}  # (total bytes, calls) -> {(bytes, blocks)}
        self.note_moment()

    def usage(self, key):
        return self.by_key.setdefault(key, Usage())

    def note_moment(self):
        self.moments.setdefault((self.total_bytes, self.total_calls),
                                set()).add((self.bytes, len(self.blocks)))

    def drop(self, block):
        size, key = self.blocks.pop(block)
        usage = self.usage(key)
        usage.end_bytes -= size
        usage.end_blocks -= 1
        self.bytes -= size

    def add(self, event):
        usage = self.usage(event.key)
        usage.end_bytes += event.size
        usage.end_blocks += 1
        usage.total_bytes += event.size
        usage.total_calls += 1
        self.blocks[event.new] = (event.size, event.key)
        self.bytes += event.size
        self.total_bytes += event.size
        self.total_calls += 1

    def note_peak(self):
        if self.bytes <= self.peak_bytes:
            return
        self.peak_bytes = self.bytes
        self.peak_blocks = len(self.blocks)
        for usage in self.by_key.values():
            usage.peak_bytes = usage.end_bytes
            usage.peak_blocks = usage.end_blocks

    def apply(self, event):
        if event.new:  # a success: what is resized leaves in the same step
            if event.old:
                self.drop(event.old)
            self.add(event)
        elif event.kind == RELEASE or event.size == 0:
            if event.old:
                self.drop(event.old)
        self.note_peak()
        self.note_moment()


def replay(events):
    heap = Heap()
    for event in events:
        heap.apply(event)
    return heap


class Profile:
    """ms2_print's json, its stacks summed up by key.

    Stacks without an operation of the program are foreign: what the C and C++
    libraries allocate for themselves.
    """

    def __init__(self, profile):
        self.summary = profile["summary"]
        self.snapshots = profile["snapshots"]
        self.by_key = {}
        self.foreign = Usage()
        frames = [frame["function"].split("(")[0]
                  for frame in profile["frames"]]
        for context in profile["contexts"]:
            self.add(context, [frames[i] for i in context["stack"]])

    def add(self, context, names):
        key = tuple(name for name in names if name[:3] in ("op_", "at_"))
        if key and key[0].startswith("op_"):
            usage = self.by_key.setdefault(key, Usage())
        else:
            usage = self.foreign
        for field in Usage.FIELDS:
            setattr(usage, field, getattr(usage, field) + context[field])


class Comparison:
    def __init__(self, heap, profile):
        self.heap = heap
        self.profile = profile
        self.differences = []

    def expect(self, what, expected, found):
        if expected != found:
            self.differences.append("%s: expected %s, found %s" %
                                    (what, expected, found))

    def stacks(self):
        nothing = Usage()
        heap, profile = self.heap.by_key, self.profile.by_key
        for key in sorted(set(heap) | set(profile)):
            expected = heap.get(key, nothing).numbers()
            found = profile.get(key, nothing).numbers()
            self.expect("%s of %s" % ("/".join(Usage.FIELDS), " < ".join(key)),
                        expected, found)

    def totals(self):
        """The program's own part and the foreign part make the whole."""
        heap, summary = self.heap, self.profile.summary
        foreign = self.profile.foreign
        self.expect("finished", True, summary["finished"])
        for field, own, other in (
                ("peak_heap_bytes", heap.peak_bytes, foreign.peak_bytes),
                ("peak_heap_blocks", heap.peak_blocks, foreign.peak_blocks),
                ("end_heap_bytes", heap.bytes, foreign.end_bytes),
                ("end_heap_blocks", len(heap.blocks), foreign.end_blocks),
                ("total_bytes", heap.total_bytes, foreign.total_bytes),
                ("total_calls", heap.total_calls, foreign.total_calls)):
            self.expect(field, own + other, summary[field])

    def curve(self):
        """The snapshots agree with each other and with the totals."""
        snapshots, summary = self.profile.snapshots, self.profile.summary
        self.expect("highest maximum of an interval",
                    summary["peak_heap_bytes"],
                    max(s["max_heap_bytes"] for s in snapshots))
        last = snapshots[-1]
        for field, total in (("heap_bytes", "end_heap_bytes"),
                             ("heap_blocks", "end_heap_blocks"),
                             ("allocated_bytes", "total_bytes"),
                             ("calls", "total_calls")):
            self.expect("last snapshot's %s" % field, summary[total],
                        last[field])
        for before, after in zip(snapshots, snapshots[1:]):
            for clock in ("superblocks", "ms", "allocated_bytes", "calls"):
                self.expect("%s of snapshot %d does not go back" %
                            (clock, after["index"]), True,
                            before[clock] <= after[clock])

    def moments(self):
        """Where nothing is foreign, every snapshot is a moment of the log."""
        for s in self.profile.snapshots:
            heaps = self.heap.moments.get((s["allocated_bytes"], s["calls"]))
            if not heaps or (s["heap_bytes"], s["heap_blocks"]) not in heaps:
                self.expect("snapshot %d" % s["index"], heaps,
                            (s["heap_bytes"], s["heap_blocks"]))

    def run(self, nothing_foreign):
        self.stacks()
        self.totals()
        self.curve()
        if nothing_foreign:
            self.expect("foreign usage", Usage().numbers(),
                        self.profile.foreign.numbers())
            self.moments()
        return self.differences


def compare(log_path, json_path, nothing_foreign=False):
    heap = replay(read_log(log_path))
    with open(json_path, encoding="utf-8") as file:
        profile = Profile(json.load(file))
    return Comparison(heap, profile).run(nothing_foreign)


def main(arguments):
    if len(arguments) != 3:
        sys.stderr.write("usage: replay.py LOG PROFILE.json\n")
        return 2
    differences = compare(arguments[1], arguments[2])
    for line in differences:
        print(line)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
