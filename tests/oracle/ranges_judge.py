# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares a log of ranges.c with ms2's profile of it.

    ranges_judge.py LOG PROFILE PROFILE.json   prints differences, exit 1 if any

What the loader and the C library have mapped and allocated stays as it is
between the first mark and the last, which is checked; so a profile's number is
that of the log plus that of the first mark.
"""

import sys

import ranges_log
import ranges_profile
from ranges_profile import COUNTED, PAGES, SUM


def name(site):
    if isinstance(site[0], tuple):
        return "%s as %s" % (" < ".join(site[0]),
                             ranges_profile.KINDS[site[1]])
    return " < ".join(site)


class Comparison:
    def __init__(self, log_path, profile_path, json_path):
        self.memory, self.wanted = ranges_log.replay(log_path)
        self.profile = ranges_profile.Profile(profile_path)
        self.export = ranges_profile.Export(json_path)
        self.differences = []

    def expect(self, what, expected, found):
        if expected != found:
            self.differences.append("%s: expected %s, found %s" %
                                    (what, expected, found))

    def expect_all(self, what, expected, found):
        """Of two dictionaries; what is 0 may be missing."""
        for site in sorted(set(expected) | set(found)):
            self.expect("%s of %s" % (what, name(site)),
                        expected.get(site, 0), found.get(site, 0))

    def mark(self, want, mark, base):
        at = "mark %s: " % want.label
        state, found = want.state, mark.snapshot
        self.expect_all(at + "pages", state.pages, mark.live)
        self.expect_all(at + "mapped", want.mapped, mark.mapped)
        self.expect_all(at + "unmapped", want.unmapped, mark.unmapped)
        self.expect_all(at + "heap", state.heap, mark.heap)
        self.expect(at + "foreign pages", base.foreign, mark.foreign)
        self.expect(at + "foreign heap", base.foreign_heap, mark.foreign_heap)
        start = base.snapshot
        for field, own, foreign in (
                ("pages_bytes", state.pages_bytes, start.pages_bytes),
                ("heap_bytes", state.heap_bytes, start.heap_bytes),
                ("allocated", state.allocated, start.allocated),
                ("calls", state.calls, start.calls),
                ("sum_bytes", state.pages_bytes + state.heap_bytes,
                 start.sum_bytes)):
            self.expect(at + field, own + foreign, getattr(found, field))
        if mark is not base:
            self.expect(at + "highest pages since the last mark",
                        want.highest_pages + start.pages_bytes,
                        mark.highest_pages)
            self.expect(at + "highest sum since the last mark",
                        want.highest_sum + start.sum_bytes, mark.highest_sum)

    def marks(self):
        marks = self.profile.marks
        self.expect("marks", [want.label for want in self.wanted],
                    [mark.label for mark in marks])
        for want, mark in zip(self.wanted, marks):
            self.mark(want, mark, marks[0])

    def moments(self):
        """Every snapshot is a moment of the log: none lies inside an event."""
        start = self.profile.marks[0].snapshot
        for s in self.profile.between:
            moment = (s.allocated - start.allocated, s.calls - start.calls,
                      s.heap_bytes - start.heap_bytes,
                      s.pages_bytes - start.pages_bytes)
            if moment not in self.memory.moments:
                self.differences.append(
                    "a snapshot is no moment of the log: allocated, calls, "
                    "heap, pages: %s" % (moment,))

    def peak_numbers(self, series, want):
        """Of the whole, at the first moment that had it."""
        start = self.profile.marks[0].snapshot
        pages = want.state.pages_bytes + start.pages_bytes
        heap = want.state.heap_bytes + start.heap_bytes
        return (pages if series == PAGES else pages + heap, pages, heap, 0,
                want.state.allocated + start.allocated,
                want.state.calls + start.calls)

    def peak(self, series, want):
        base = self.profile.marks[0]
        peak = self.profile.peaks[series]
        exported = self.export.peaks["pages" if series == PAGES else "sum"]
        at = "peak of series %d: " % series
        earlier = (base.highest_pages if series == PAGES else
                   base.highest_sum)
        numbers = self.peak_numbers(series, want)
        self.expect(at + "is above all before the first mark", True,
                    numbers[0] > earlier)
        self.expect(at + "bytes, pages, heap, stacks, allocated, calls",
                    numbers,
                    (peak.bytes, peak.pages_bytes, peak.heap_bytes,
                     peak.stack_bytes, peak.allocated, peak.calls))
        self.expect(at + "exported", numbers,
                    tuple(exported[field] for field in
                          ("bytes", "pages_bytes", "heap_bytes",
                           "stack_bytes")) +
                    tuple(exported["at"][field] for field in
                          ("allocated_bytes", "calls")))
        foreign = {site: (both[0] - both[1],)
                   for site, both in base.foreign.items()
                   if both[0] > both[1] and site[1] in COUNTED}
        own = {site: (size,) for site, size in want.state.counted().items()}
        for found in (peak.pages,
                      self.export.parts("pages" if series == PAGES else
                                        "sum")):
            self.expect_all(at + "pages", own, found)
            self.expect(at + "foreign pages", foreign, found.foreign)
        if series == SUM:
            self.expect_all(at + "heap", want.state.heap,
                            {site[0]: held
                             for site, held in peak.heap.items()})

    def end(self):
        """Threads end behind the last mark, what the log has does not."""
        memory, export = self.memory, self.export
        self.expect("the profile has its end", True, self.profile.ended)
        for what, own, number in (("mapped", memory.mapped, 0),
                                  ("unmapped", memory.unmapped, 1)):
            self.expect_all("exported as %s" % what, own,
                            {site: both[number]
                             for site, both in export.pages.items()})
        for field, series, want in (
                ("peak_pages_bytes", PAGES, memory.pages_peak),
                ("peak_sum_bytes", SUM, memory.sum_peak)):
            self.expect(field, self.peak_numbers(series, want)[0],
                        export.summary[field])

    def run(self):
        self.marks()
        if self.profile.marks:
            self.moments()
            self.peak(PAGES, self.memory.pages_peak)
            self.peak(SUM, self.memory.sum_peak)
            self.end()
        return self.differences


def compare(log_path, profile_path, json_path):
    return Comparison(log_path, profile_path, json_path).run()


def main(arguments):
    if len(arguments) != 4:
        sys.stderr.write("usage: ranges_judge.py LOG PROFILE PROFILE.json\n")
        return 2
    differences = compare(*arguments[1:])
    for line in differences:
        print(line)
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
