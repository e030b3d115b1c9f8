# SPDX-License-Identifier: GPL-2.0-or-later
"""Prints the last search of a profile as a tree, a node a line.

Usage: owner_tree.py PROFILE [QUESTION]
Other questions: `how` names all searches; `totals`, `shared`, `tops` and `sound`
are of the last one; `peak` sums up the first one by functions.
A block's node is "function class bytes blocks [offset]", where the function is
the innermost one of the program's own that has a name other than `make`; a
root's is "kind name".  What only the C library holds is left out.
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import ms2file  # noqa: E402

CLASSES = ["", "reachable", "possibly", "definitely", "indirectly"]
KINDS = ["data", "tls", "stack", "registers", "mapping", "other"]


class Owners(ms2file.Profile):
    def __init__(self, path):
        self.objects, self.address_objects = [""], [0]
        self.roots, self.searches = [None], []
        super().__init__(path)

    def on_object(self, record):
        self.objects.append(os.path.basename(record.path))

    def on_address(self, record):
        self.address_objects.append(record.object)

    def on_root(self, record):
        self.roots.append(record)

    def on_search(self, record):
        self.searches.append((record, [None], [], [], []))

    def on_owner(self, record):
        self.searches[record.search - 1][1].append(record)

    def on_owner_pointers(self, record):
        self.searches[record.search - 1][2].append(record)

    def on_owner_total(self, record):
        self.searches[record.search - 1][3].append(record)

    def on_owner_block(self, record):
        self.searches[record.search - 1][4].append(record)

    def function(self, node):
        names = []
        while node:
            parent, address = self.nodes[node]
            own = self.objects[self.address_objects[address]]
            if not own.startswith("vgpreload_ms2") and ".so" not in own:
                names.append((self.addresses[address] or ["???"])[-1])
            node = parent
        return next((name for name in names if name != "make"), "library")

    def root(self, number):
        root = self.roots[number]
        name = root.text
        if root.kind == 2:
            name = (self.addresses[root.code] or ["???"])[-1]
        elif root.kind == 4:
            name = self.function(root.node)
        where = self.objects[root.object]
        if ".so" in where or root.kind == 1 and not where:
            name = "of a library"
        return "%s %s" % (KINDS[root.kind], name)

    def name(self, owner):
        if owner.kind == 1:
            return self.root(owner.number)
        if owner.kind == 2:
            return "lost"
        if owner.kind == 4:
            return "rest %d %d" % (owner.bytes, owner.blocks)
        return "%s %s %d %d%s" % (
            self.function(owner.number), CLASSES[owner.class_], owner.bytes,
            owner.blocks,
            " +%d" % (owner.offset - 1) if owner.offset else "")


def tree(profile, nodes, parent, depth, lines):
    below = [(profile.name(node), number)
             for number, node in enumerate(nodes)
             if node is not None and node.parent == parent]
    for name, number in sorted(below):
        if not name.startswith("library") and "library" not in name:
            lines.append("  " * depth + name)
            tree(profile, nodes, number, depth + 1, lines)


def main():
    profile = Owners(sys.argv[1])
    what = sys.argv[2] if len(sys.argv) > 2 else "tree"
    if what == "how":
        print(" ".join(head.how for head, *_ in profile.searches))
        return
    if not profile.searches:
        print("no search")
        return
    if what == "peak":
        sums = {}
        for total in profile.searches[0][3]:
            had = sums.setdefault(profile.function(total.node), [0, 0])
            had[0] += total.bytes
            had[1] += total.blocks
        print(profile.searches[0][0].heap_bytes)
        for name in sorted(sums):
            print(name, *sums[name])
        return
    head, nodes, edges, totals, tops = profile.searches[-1]
    if what == "tree":
        lines = []
        tree(profile, nodes, 0, 0, lines)
        # A root without anything of its own has no line.
        print("\n".join(line for i, line in enumerate(lines)
                        if line.startswith(" ") or line == "lost" or
                        line.split()[0] not in KINDS or
                        lines[i + 1:i + 2] and lines[i + 1].startswith(" ")))
    elif what == "totals":
        sums = {}
        for total in totals:
            if profile.function(total.node) != "library":
                had = sums.setdefault(total.class_, [0, 0])
                had[0] += total.bytes
                had[1] += total.blocks
        for number in sorted(sums):
            print(CLASSES[number], *sums[number])
    elif what == "shared":
        print("\n".join(sorted(
            "%s -> %s" % (profile.name(nodes[edge.from_]),
                          profile.name(nodes[edge.to])) for edge in edges)))
    elif what == "tops":
        for top in tops:
            print(profile.function(top.node), top.bytes, top.retained_bytes,
                  top.retained_blocks)
    elif what == "sound":
        own = sum(node.bytes for node in nodes[1:])
        whole = sum(total.bytes for total in totals)
        print(own == whole == head.heap_bytes,
              sum(node.blocks for node in nodes[1:]) ==
              sum(total.blocks for total in totals) == head.heap_blocks,
              len(nodes) - 1)


main()
