# SPDX-License-Identifier: GPL-2.0-or-later
"""Answers questions about a profile in ms2_print's json.

    query.py FILE get FIELD          a field of the summary
    query.py FILE sum FIELD FN...    FIELD summed over the stacks in which the
                                     functions FN stand in this order, the
                                     innermost first, others between them
    query.py FILE next FN...         the same, but with nothing between them
                                     and prints the number of stacks
    query.py FILE frame FN FIELD     FIELD of the frames of FN, one a line
    query.py FILE stacks_with FN     the stacks in which FN stands, one a line:
                                     their calls and their functions
    query.py FILE deepest            frames of the deepest stack
    query.py FILE count FN           frames of FN in the deepest stack
    query.py FILE pages KIND FN...   bytes mapped and unmapped as KIND by the
                                     stacks in which FN stand, as for sum
    query.py FILE peak SERIES FIELD  FIELD of the peak of a series
    query.py FILE at SERIES FN...    bytes that the same stacks had mapped then
    query.py FILE snapshots          the number of snapshots
    query.py FILE snapshots_at_start how many are of the very beginning
    query.py FILE last FIELD         FIELD of the last snapshot
"""

import json
import sys


def text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


class Profile:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.json = json.load(file)
        self.frames = self.json["frames"]

    def name(self, frame):
        function = self.frames[frame]["function"]
        function = function.replace("(anonymous namespace)::", "")
        return function.split("(")[0].split("::")[-1]

    def stacks(self):
        for context in self.json["contexts"]:
            yield context, [self.name(frame) for frame in context["stack"]]

    def get(self, field):
        print(text(self.json["summary"][field]))

    def sum(self, field, *functions):
        total = 0
        for context, names in self.stacks():
            rest = iter(names)
            if all(function in rest for function in functions):
                total += context[field]
        print(total)

    def stacks_with(self, function):
        for context, names in self.stacks():
            if function in names:
                print(context["total_calls"], *names)

    def has(self, entry, functions):
        rest = iter(self.name(frame) for frame in entry["stack"])
        return all(function in rest for function in functions)

    def pages(self, kind, *functions):
        found = [entry for entry in self.json["pages"]
                 if entry["kind"] == kind and self.has(entry, functions)]
        print(sum(entry["mapped_bytes"] for entry in found),
              sum(entry["unmapped_bytes"] for entry in found))

    def peak_of(self, series):
        return next(peak for peak in self.json["peaks"]
                    if peak["series"] == series)

    def peak(self, series, field):
        print(text(self.peak_of(series)[field]))

    def at(self, series, *functions):
        print(sum(entry["bytes"] for entry in self.peak_of(series)["pages"]
                  if self.has(entry, functions)))

    def next(self, *functions):
        n = len(functions)
        print(sum(any(tuple(names[i:i + n]) == functions
                      for i in range(len(names)))
                  for _, names in self.stacks()))

    def frame(self, function, field):
        values = {text(frame[field]) for i, frame in enumerate(self.frames)
                  if self.name(i) == function}
        for value in sorted(values):
            print(value)

    def deepest(self):
        print(max(len(names) for _, names in self.stacks()))

    def count(self, function):
        print(max(names.count(function) for _, names in self.stacks()))

    def snapshots(self):
        print(len(self.json["snapshots"]))

    def snapshots_at_start(self):
        print(sum(s["superblocks"] == 0 for s in self.json["snapshots"]))

    def last(self, field):
        print(text(self.json["snapshots"][-1][field]))


def main(arguments):
    getattr(Profile(arguments[1]), arguments[2])(*arguments[3:])


main(sys.argv)
