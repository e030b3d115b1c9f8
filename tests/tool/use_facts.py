#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a profile says of use, by the function that called the allocator.

    use_facts.py oracle PROFILE    in the words of use.c
    use_facts.py FIELD PROFILE     "function value" at the end, for all functions
    use_facts.py counts PROFILE    the accesses, as dhat_counts.py has DHAT's
"""

import collections
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import ms2file

ORACLE = ("blocks bytes never_touched never_read never_rewritten tail_bytes "
          "tail_blocks").split()


class Use:
    """The lines of use, and the function of each node's caller."""

    def __init__(self, path):
        self.strings, self.functions, self.nodes = [""], [""], [(0, 0)]
        self.parts = collections.defaultdict(dict)
        self.levels, self.accesses, self.runs = [], {}, {}
        pending = collections.defaultdict(dict)
        for record in ms2file.records(path):
            if record.NAME == "string":
                self.strings.append(record.text)
            elif record.NAME == "address":
                self.functions.append("")
            elif record.NAME == "frame":
                self.functions[-1] = self.strings[record.function]
            elif record.NAME == "node":
                self.nodes.append((record.parent, record.address))
            elif record.NAME == "use_part":
                pending[record.when][record.node] = record
            elif record.NAME == "use":
                self.parts[record.when] = pending.pop(record.when, {})
            elif record.NAME == "use_levels":
                self.levels.append(record)
            elif record.NAME == "accesses":
                self.accesses[record.node] = record
                self.runs[record.node] = []
            elif record.NAME == "access_run":
                self.runs[record.node].append(record)

    def caller(self, node):
        """The function that called the allocator."""
        return self.functions[self.nodes[self.nodes[node][0]][1]]

    def by_function(self, when):
        """Sums of all fields by function."""
        sums = collections.defaultdict(collections.Counter)
        for node, part in self.parts[when].items():
            for field, value in zip(part._fields, part):
                if field not in ("when", "node"):
                    sums[self.caller(node)][field] += value
        return sums


def main():
    what, use = sys.argv[1], Use(sys.argv[2])
    if what == "oracle":
        for site in range(4):
            for when in "all", "end":
                sums = use.by_function(when).get("site_%d" % site)
                if sums:
                    print(when, "site_%d" % site,
                          *(sums[field] for field in ORACLE))
    elif what == "counts":
        for node, a in sorted(use.accesses.items(),
                              key=lambda item: use.caller(item[0])):
            acc = [run.accesses for run in use.runs[node]
                   for _ in range(run.bytes)]
            print(use.caller(node), a.read_bytes, a.written_bytes, *acc)
    else:
        when, _, field = what.rpartition(".")
        for function, sums in sorted(use.by_function(when or "end").items()):
            print(function, sums[field])


main()
