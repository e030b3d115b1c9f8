# SPDX-License-Identifier: GPL-2.0-or-later
"""Replays an oracle program's own log and compares it with ms2's profile.

Nothing here is shared with the recorder or the printer: the log says what the
program did (engine.c), the rules below say what that means for the heap.

    replay.py LOG PROFILE.json        prints differences, exit 1 if there are
"""

import bisect
import collections
import json
import struct
import sys

GET, RESIZE, RELEASE = range(3)
HEADER = struct.Struct("<8sIIII")
NAME_BYTES = 40
EVENT = struct.Struct("<BBBBIIBBBxQ40s")
SHORT_LIVED = 1  # ms2's default
SHORT_TICKS = 1000  # a life that is short in any run
IGNORED = "op_quiet_"  # how the operations begin that are not recorded


class Event:
    """One entry of the log; `key` is the operation and the path to it."""

    def __init__(self, fields, names):
        (self.kind, op, self.thread, depth, self.old, self.new, self.moved,
         late, fibre, self.size, path) = fields
        places = ["at_%02d" % place for place in path[:depth]]
        self.key = (names[op], *reversed(places))
        # One key can have several stacks: an operation is called from several
        # lines, and on a fibre or not.  This tells them apart.
        self.stack = (self.key, late, self.kind, self.old == 0, fibre)
        self.ignored = names[op].startswith(IGNORED)


class Usage:
    """What one stack did, or all of them together."""

    FIELDS = ("peak_bytes", "peak_blocks", "end_bytes", "end_blocks",
              "total_bytes", "total_calls")

    def __init__(self):
        for field in self.FIELDS:
            setattr(self, field, 0)

        self.inherited_blocks = 0

    def numbers(self):
        return tuple(getattr(self, field) for field in self.FIELDS)


class Facts:
    """What is known about one stack beside its usage."""

    EXACT = ("max_bytes", "max_blocks", "min_size", "max_size",
             "other_thread_blocks", "realloc_blocks")
    GROWTH = ("chains", "steps", "first_bytes", "last_bytes", "copied_bytes",
              "longest_steps", "longest_first_bytes", "longest_last_bytes")

    def __init__(self):
        self.live = 0
        self.live_blocks = 0
        self.max_bytes = 0
        self.max_blocks = 0
        self.sizes = []
        self.short = [0, 0]
        self.other_thread_blocks = 0
        self.realloc_blocks = 0
        self.growth = dict.fromkeys(self.GROWTH, 0)

    def forked(self):
        """What a child knows about the stack: what it holds."""
        facts = Facts()
        facts.live = facts.max_bytes = self.live
        facts.live_blocks = facts.max_blocks = self.live_blocks
        return facts

    def numbers(self):
        buckets = {}
        for size in self.sizes:
            bits = size.bit_length()
            buckets[bits] = buckets.get(bits, 0) + 1
        return (self.max_bytes, self.max_blocks, min(self.sizes, default=0), max(self.sizes, default=0),
                self.other_thread_blocks, self.realloc_blocks,
                tuple(sorted(buckets.items())),
                tuple(self.growth[name] for name in self.GROWTH))

    @staticmethod
    def numbers_of(context):
        """The same of a context of the profile."""
        exact = [context[name] for name in Facts.EXACT]
        growth = context.get("growth") or {}
        return (*exact, tuple(tuple(pair) for pair in context["sizes"]),
                tuple(growth.get(name, 0) for name in Facts.GROWTH))


class Lives:
    """Facts about stacks and threads, by the rules of the manual."""

    def __init__(self):
        self.stacks = {}
        self.threads = {}  # calls bytes, calls, freed bytes, blocks, others
        self.blocks = {}   # id -> (size, stack, thread, number of allocation)
        self.chains = {}   # id -> [stack, steps, first size]

    def fork(self):
        """In the child: blocks of before are no thread's, and no allocation
        of one; what grows begins to grow now."""
        self.stacks = {stack: facts.forked()
                       for stack, facts in self.stacks.items()
                       if facts.live_blocks > 0}
        self.threads = {}
        self.blocks = {block: (size, stack, None, 0)
                       for block, (size, stack, _, _) in self.blocks.items()}
        self.chains = {}

    def facts(self, stack):
        return self.stacks.setdefault(stack, Facts())

    def thread(self, number):
        return self.threads.setdefault(number, [0, 0, 0, 0, 0])

    def end(self, event):
        size, stack, thread, _ = self.blocks[event.old]
        ender = self.thread(event.thread)
        self.facts(stack).live -= size
        self.facts(stack).live_blocks -= 1
        ender[2] += size
        ender[3] += 1
        if thread not in (event.thread, None):
            self.facts(stack).other_thread_blocks += 1
            ender[4] += 1

    def free(self, event):
        self.end(event)
        size, stack, thread, number = self.blocks.pop(event.old)
        self.chains.pop(event.old, None)
        if thread is None:
            return
        if self.thread(thread)[1] - number <= SHORT_LIVED:
            self.facts(stack).short[0] += 1
            self.facts(stack).short[1] += size

    def begin(self, event):
        facts, thread = self.facts(event.stack), self.thread(event.thread)
        facts.live += event.size
        facts.live_blocks += 1
        if facts.live > facts.max_bytes:
            facts.max_bytes, facts.max_blocks = facts.live, facts.live_blocks
        facts.sizes.append(event.size)
        thread[0] += event.size
        thread[1] += 1
        self.blocks[event.new] = (event.size, event.stack, event.thread,
                                  thread[1])

    def grow(self, event):
        old_size = self.blocks.pop(event.old)[0]
        chain = self.chains.pop(event.old, None)
        if event.size < old_size or event.ignored:
            return
        if event.size == old_size:
            if chain is not None:
                self.chains[event.new] = chain
            return
        growth = self.facts(event.stack).growth
        if chain is None or chain[0] != event.stack:
            chain = [event.stack, 0, old_size]
            growth["chains"] += 1
            growth["first_bytes"] += old_size
            growth["last_bytes"] += old_size
        chain[1] += 1
        self.chains[event.new] = chain
        growth["steps"] += 1
        growth["last_bytes"] += event.size - old_size
        growth["copied_bytes"] += old_size if event.moved else 0
        if (chain[1], event.size) > (growth["longest_steps"],
                                     growth["longest_last_bytes"]):
            growth["longest_steps"] = chain[1]
            growth["longest_first_bytes"] = chain[2]
            growth["longest_last_bytes"] = event.size

    def apply(self, event):
        if event.new:
            if event.old:
                self.facts(self.blocks[event.old][1]).realloc_blocks += 1
                self.end(event)
                self.grow(event)
            self.begin(event)
        elif event.old and (event.kind == RELEASE or event.size == 0):
            self.free(event)


class Log:
    def __init__(self, events, n_inherited, pid):
        self.events = events
        self.n_inherited = n_inherited  # of them were before the last fork
        self.pid = pid


def read_log(path):
    with open(path, "rb") as file:
        data = file.read()
    magic, n_ops, n_events, n_inherited, pid = HEADER.unpack_from(data)
    if magic != b"oracle2\0":
        raise ValueError("%s is no log of an oracle program" % path)
    at = HEADER.size
    names = []
    for _ in range(n_ops):
        names.append(data[at:at + NAME_BYTES].rstrip(b"\0").decode())
        at += NAME_BYTES
    if len(data) != at + n_events * EVENT.size:
        raise ValueError("%s is cut short" % path)
    return Log([Event(fields, names) for fields in EVENT.iter_unpack(data[at:])],
               n_inherited, pid)


class Heap:
    """The heap as the rules have it, and its peak."""

    def __init__(self):
        self.blocks = {}  # id -> (size, key, the number of its call)
        self.by_key = {}
        self.bytes = 0
        self.total_bytes = 0
        self.total_calls = 0
        self.peak_bytes = 0
        self.peak_blocks = 0
        self.lives = Lives()
        self.ignored = set()  # ids of blocks
        self.moments = {}  # (total bytes, calls) -> {(bytes, blocks)}
        self.note_moment()

    def usage(self, key):
        return self.by_key.setdefault(key, Usage())

    def note_moment(self):
        self.moments.setdefault((self.total_bytes, self.total_calls),
                                set()).add((self.bytes, len(self.blocks)))

    def drop(self, block):
        size, key, _ = self.blocks.pop(block)
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
        self.bytes += event.size
        self.total_bytes += event.size
        self.total_calls += 1
        self.blocks[event.new] = (event.size, event.key, self.total_calls)

    def note_peak(self):
        if self.bytes <= self.peak_bytes:
            return
        self.peak_bytes = self.bytes
        self.peak_blocks = len(self.blocks)
        for usage in self.by_key.values():
            usage.peak_bytes = usage.end_bytes
            usage.peak_blocks = usage.end_blocks

    def fork(self):
        """In the child: what is live is inherited, all totals start at 0, and
        the first peak is what is there."""
        for usage in self.by_key.values():
            usage.inherited_blocks = usage.end_blocks
            usage.total_bytes = usage.total_calls = 0
            usage.peak_bytes = usage.end_bytes
            usage.peak_blocks = usage.end_blocks
        self.blocks = {block: (size, key, None)
                       for block, (size, key, _) in self.blocks.items()}
        self.total_bytes = self.total_calls = 0
        self.peak_bytes, self.peak_blocks = self.bytes, len(self.blocks)
        self.lives.fork()
        self.moments = {}
        self.note_moment()

    def is_ignored(self, event):
        """Does the event change a block that is ignored, or make one?"""
        if event.old:
            was_ignored = event.old in self.ignored
            if was_ignored and (event.new or event.size == 0 or
                                event.kind == RELEASE):
                self.ignored.remove(event.old)
        else:
            was_ignored = event.ignored
        if was_ignored and event.new:
            self.ignored.add(event.new)
        return was_ignored

    def apply(self, event):
        if self.is_ignored(event):
            return
        if event.ignored and event.old:  # it stays where it was born
            event.key = self.blocks[event.old][1]
            event.stack = self.lives.blocks[event.old][1]
        if event.new:  # a success: what is resized leaves in the same step
            if event.old:
                self.drop(event.old)
            self.add(event)
        elif event.kind == RELEASE or event.size == 0:
            if event.old:
                self.drop(event.old)
        self.lives.apply(event)
        self.note_peak()
        self.note_moment()


def replay(log):
    heap = Heap()
    for number, event in enumerate(log.events):
        if number == log.n_inherited > 0:
            heap.fork()
        heap.apply(event)
    if len(log.events) == log.n_inherited > 0:
        heap.fork()
    return heap


class Profile:
    """ms2_print's json, its stacks summed up by key.

    Stacks without an operation of the program are foreign: what the C and C++
    libraries allocate for themselves.
    """

    def __init__(self, profile):
        self.summary = profile["summary"]
        self.snapshots = profile["snapshots"]
        self.threads = profile["threads"]
        self.by_key = {}
        self.contexts = {}  # key -> the contexts that have it
        self.foreign = Usage()
        frames = [frame["function"].split("(")[0]
                  for frame in profile["frames"]]
        for context in profile["contexts"]:
            self.add(context, [frames[i] for i in context["stack"]])

    def add(self, context, names):
        key = tuple(name for name in names if name[:3] in ("op_", "at_"))
        if key and key[0].startswith("op_"):
            usage = self.by_key.setdefault(key, Usage())
            self.contexts.setdefault(key, []).append(context)
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

    def facts(self):
        """Which of a key's stacks is which context is not known, so all of
        them are compared as a list.  One that only lost what it inherited is
        no context, unless it holds some at the peak."""
        expected, lost = {}, {}
        for stack, facts in self.heap.lives.stacks.items():
            kind = expected if facts.sizes or facts.live_blocks else lost
            kind.setdefault(stack[0], []).append(facts.numbers())
        for key, contexts in self.profile.contexts.items():
            found = collections.Counter(
                Facts.numbers_of(context) for context in contexts)
            known = collections.Counter(expected.pop(key, []))
            known += (found - known) & collections.Counter(lost.get(key, []))
            self.expect("facts of %s" % " < ".join(key),
                        sorted(known.elements()), sorted(found.elements()))
        self.expect("stacks without a context", {}, expected)

    def short(self):
        """What lived for at most so many allocations is short-lived, unless it
        lived for a good part of the run, of which the log knows nothing: where
        a life was so long that this may be, there are fewer."""
        expected = {}
        for stack, facts in self.heap.lives.stacks.items():
            blocks, size = expected.get(stack[0], (0, 0))
            expected[stack[0]] = (blocks + facts.short[0],
                                  size + facts.short[1])
        for key, contexts in self.profile.contexts.items():
            found = tuple(sum(context[name] for context in contexts)
                          for name in ("short_lived_blocks",
                                       "short_lived_bytes"))
            most = expected.get(key, (0, 0))
            if max(context["lifetime_max"] for context in contexts) > \
                    SHORT_TICKS:
                found = tuple(max(pair) for pair in zip(found, most))
            self.expect("short-lived of %s" % " < ".join(key), most, found)

    def lifetimes(self):
        """Which of a key's stacks inherited a block is not known either: then
        they are looked at together."""
        nothing = Usage()
        for key, contexts in self.profile.contexts.items():
            inherited = self.heap.by_key.get(key, nothing).inherited_blocks
            for group in [contexts] if inherited else [[c] for c in contexts]:
                self.lifetimes_of(key, group, inherited)

    def lifetimes_of(self, key, contexts, inherited):
        run = self.profile.snapshots[-1]["superblocks"]
        longest = max(context["lifetime_max"] for context in contexts)
        total = sum(context["lifetime_sum"] for context in contexts)
        ended = inherited + sum(context["total_calls"] - context["end_blocks"]
                                for context in contexts)
        self.expect("lifetimes of %s: %d in all, %d the longest" %
                    (" < ".join(key), total, longest), True,
                    longest <= min(run, total) and
                    total <= longest * ended and
                    (ended == 0 or longest > 0 or inherited > 0))

    def threads(self):
        """Those that the program made; the main thread has the C library's
        calls, too."""
        fields = ("total_bytes", "total_calls", "freed_bytes", "freed_blocks",
                  "other_freed_blocks")
        found = {thread["name"]: thread for thread in self.profile.threads}
        for number, numbers in self.heap.lives.threads.items():
            if number > 0:
                thread = found.get("walker %d" % number, {})
                self.expect("/".join(fields) + " of thread %d" % number,
                            numbers, [thread.get(name) for name in fields])

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

    def survivors(self):
        """Where nothing is foreign, a block's call tells which snapshot was
        the first to see it; none sees what was there at the fork.  A context of which nothing ended has no list."""
        calls = [s["calls"] for s in self.profile.snapshots]
        expected = {}
        for size, key, call in self.heap.blocks.values():
            at = (None if call is None else bisect.bisect_left(calls, call),
                  key)
            bytes_, blocks = expected.get(at, (0, 0))
            expected[at] = (bytes_ + size, blocks + 1)
        for key, contexts in self.profile.contexts.items():
            with_blocks = [c for c in contexts if c["end_blocks"]]
            if any("survivors" not in c for c in with_blocks):
                continue
            found = {}
            for s in (s for c in with_blocks for s in c["survivors"]):
                bytes_, blocks = found.get(s["snapshot"], (0, 0))
                found[s["snapshot"]] = (bytes_ + s["bytes"],
                                        blocks + s["blocks"])
            self.expect("survivors of %s" % " < ".join(key),
                        {at: n for (at, of), n in expected.items()
                         if of == key}, found)

    def run(self, nothing_foreign, with_short):
        self.stacks()
        self.facts()
        if with_short:
            self.short()
        self.lifetimes()
        self.threads()
        self.totals()
        self.curve()
        if nothing_foreign:
            self.expect("foreign usage", Usage().numbers(),
                        self.profile.foreign.numbers())
            self.moments()
            self.survivors()
        return self.differences


def compare(log, json_path, nothing_foreign=False, with_short=True):
    heap = replay(log)
    with open(json_path, encoding="utf-8") as file:
        profile = Profile(json.load(file))
    return Comparison(heap, profile).run(nothing_foreign, with_short)


def main(arguments):
    if len(arguments) != 3:
        sys.stderr.write("usage: replay.py LOG PROFILE.json\n")
        return 2
    differences = compare(read_log(arguments[1]), arguments[2])
    for line in differences:
        print(line)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
