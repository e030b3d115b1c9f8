# SPDX-License-Identifier: GPL-2.0-or-later
"""Answers questions about the stacks in a profile, from its records.

    records.py FILE deepest THREAD    bytes of the thread's deepest point
    records.py FILE where THREAD      the functions there, the innermost first
    records.py FILE peak SERIES FIELD of the last X of a series (its number)
    records.py FILE part SERIES THREAD   bytes of a thread at that peak
    records.py FILE stack SERIES THREAD  the functions there
    records.py FILE parts SERIES      all bytes of stacks at that peak
    records.py FILE highest FIELD     FIELD of all S lines (by number, from 0)
    records.py FILE threads           how many threads have a deepest point
"""

import sys

PEAK_FIELDS = ("superblocks ms alloc_bytes calls instructions bytes heap_bytes "
               "pages_bytes stack_bytes").split()

# The fields of a snapshot's heap; those beside it may be left out if they have
# not changed.
N_OF_HEAP = 10


class Records:
    def __init__(self, path):
        self.strings, self.addresses, self.nodes = [""], [""], [(0, 0)]
        self.deepest_of, self.peaks, self.parts_of = {}, {}, {}
        self.snapshots = []
        pending = {}
        with open(path, encoding="utf-8") as file:
            next(file)
            for line in file:
                kind, _, rest = line.rstrip("\n").partition(" ")
                self.read(kind, rest, pending)

    def read(self, kind, rest, pending):
        fields = rest.split(" ")
        if kind == "s":
            self.strings.append(rest)
        elif kind == "a":
            function = int(fields[-4]) if len(fields) > 2 else 0
            self.addresses.append(self.strings[function])
        elif kind == "n":
            self.nodes.append((int(fields[0]), int(fields[1])))
        elif kind == "S":
            snapshot = [int(field) for field in fields]
            if len(snapshot) == N_OF_HEAP and self.snapshots:
                snapshot += self.snapshots[-1][N_OF_HEAP:]
            self.snapshots.append(snapshot)
            pending.clear()
        elif kind == "K":
            series, thread, size, node = map(int, fields)
            pending.setdefault(series, {})[thread] = (size, node)
        elif kind == "X":
            series = int(fields[0])
            self.peaks[series] = dict(zip(PEAK_FIELDS, fields[1:]))
            self.parts_of[series] = pending.pop(series, {})
        elif kind == "k":
            thread, size, _, node = map(int, fields)
            self.deepest_of[thread] = (size, node)

    def functions(self, node):
        names = []
        while node:
            node, address = self.nodes[node]
            names.append(self.addresses[address] or "?")
        return " ".join(names)

    def deepest(self, thread):
        return self.deepest_of[int(thread)][0]

    def where(self, thread):
        return self.functions(self.deepest_of[int(thread)][1])

    def peak(self, series, field):
        return self.peaks[int(series)][field]

    def part(self, series, thread):
        return self.parts_of[int(series)][int(thread)][0]

    def stack(self, series, thread):
        return self.functions(self.parts_of[int(series)][int(thread)][1])

    def parts(self, series):
        return sum(size for size, _ in self.parts_of[int(series)].values())

    def highest(self, field):
        return max(snapshot[int(field)] for snapshot in self.snapshots)

    def threads(self):
        return len(self.deepest_of)


def main(arguments):
    print(getattr(Records(arguments[1]), arguments[2])(*arguments[3:]))


main(sys.argv)
