# SPDX-License-Identifier: GPL-2.0-or-later
"""What is lost and held at the end, in one line of a word each for definitely,
indirectly and possibly lost and reachable: bytes/blocks.

    owners_totals.py profile FILE [CONTEXTS]   a profile of ms2
    owners_totals.py memcheck FILE             memcheck's output

With CONTEXTS the functions of each stack that lost something stand behind it.
"""

import collections
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))

import ms2file  # noqa: E402

DEFINITELY, INDIRECTLY, POSSIBLY, REACHABLE = 3, 4, 2, 1
ORDER = (DEFINITELY, INDIRECTLY, POSSIBLY, REACHABLE)
WORDS = ("definitely lost", "indirectly lost", "possibly lost",
         "still reachable")
# The loader rounds the address of a block of this function's up and keeps that
# alone: whether it is the block's start is chance, so it counts as reachable here
# and there.
ROUNDED_UP = "_dl_find_object_update"


class Profile(ms2file.Profile):
    def __init__(self, path):
        self.searches, self.totals = [], []
        super().__init__(path)

    def on_search(self, record):
        self.searches.append(record)

    def on_owner_total(self, record):
        self.totals.append(record)

    def at_end(self):
        ends = [number for number, search in enumerate(self.searches, 1)
                if search.how == "end"]
        return [record for record in self.totals
                if ends and record.search == ends[-1]]


def of_profile(path, with_contexts):
    profile = Profile(path)
    if not any(search.how == "end" for search in profile.searches):
        print("the end was not searched")
        return
    sums = collections.Counter()
    for record in profile.at_end():
        loss = record.class_
        if ROUNDED_UP in profile.functions(record.node):
            loss = REACHABLE
        sums[loss] += record.bytes
        sums[loss, "blocks"] += record.blocks
    print(*("%d/%d" % (sums[loss], sums[loss, "blocks"]) for loss in ORDER))
    if with_contexts:
        for record in sorted(profile.at_end(), key=lambda r: -r.bytes):
            print(record.class_, record.bytes, record.blocks,
                  " < ".join(profile.functions(record.node)))


def numbers_of(words):
    return [int(word.replace(",", "")) for word in words]


def of_memcheck(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read()
    found = []
    for word in WORDS:
        lines = re.findall(word + r": ([\d,]+) bytes in ([\d,]+) blocks", text)
        found.append(numbers_of(lines[-1] if lines else ("0", "0")))
    for lost in re.finditer(r"([\d,]+) bytes in ([\d,]+) blocks are possibly "
                            r"lost in loss record .*(\n==\d+==    .*)+", text):
        if ROUNDED_UP in lost.group(0):
            for i, n in enumerate(numbers_of(lost.groups()[:2])):
                found[2][i] -= n
                found[3][i] += n
    print(*("%d/%d" % tuple(numbers) for numbers in found))


if sys.argv[1] == "profile":
    of_profile(sys.argv[2], len(sys.argv) > 3)
else:
    of_memcheck(sys.argv[2])
