# SPDX-License-Identifier: GPL-2.0-or-later
"""Answers questions about the stacks in a profile.

    stack_facts.py FILE deepest THREAD    bytes of the thread's deepest point
    stack_facts.py FILE where THREAD      the functions there, the innermost first
    stack_facts.py FILE peak SERIES FIELD of the last peak of a series (its number)
    stack_facts.py FILE part SERIES THREAD   bytes of a thread at that peak
    stack_facts.py FILE stack SERIES THREAD  the functions there
    stack_facts.py FILE parts SERIES      all bytes of stacks at that peak
    stack_facts.py FILE highest FIELD     FIELD of all levels
    stack_facts.py FILE threads           how many threads have a deepest point
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import ms2file


class Stacks(ms2file.Profile):
    def __init__(self, path):
        self.deepest_of, self.peaks, self.parts_of = {}, {}, {}
        self.pending = {}
        super().__init__(path)

    def on_snapshot(self, _):
        self.pending.clear()

    def on_stack_part(self, part):
        self.pending.setdefault(part.series, {})[part.thread] = part

    def on_other_peak(self, peak):
        self.peaks[peak.series] = peak
        self.parts_of[peak.series] = self.pending.pop(peak.series, {})

    def on_deepest(self, deepest):
        self.deepest_of[deepest.thread] = deepest

    def names(self, node):
        return " ".join(name or "?" for name in self.functions(node))

    def deepest(self, thread):
        return self.deepest_of[int(thread)].bytes

    def where(self, thread):
        return self.names(self.deepest_of[int(thread)].node)

    def peak(self, series, field):
        return getattr(self.peaks[int(series)], field)

    def part(self, series, thread):
        return self.parts_of[int(series)][int(thread)].bytes

    def stack(self, series, thread):
        return self.names(self.parts_of[int(series)][int(thread)].node)

    def parts(self, series):
        return sum(part.bytes for part in self.parts_of[int(series)].values())

    def highest(self, field):
        return max(getattr(levels, field) for levels in self.levels)

    def threads(self):
        return len(self.deepest_of)


def main(arguments):
    print(getattr(Stacks(arguments[1]), arguments[2])(*arguments[3:]))


main(sys.argv)
