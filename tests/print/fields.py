#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""No field of the format is lost: each one of include/ms2_format.h has a value
in some file of the corpus, and comes out of --to=ms2 as it went in.  A record or
a field that ms2_print does not take over is named."""

import collections
import glob
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import ms2file
import tap
from tap import case
from where import FILES, PRINT


def is_empty(value):
    return value in (0, "")


class Content(ms2file.Profile):
    """What a file says, whatever the order and the numbers it says it in: for
    each record its fields, by what it is about."""

    def __init__(self, path):
        self.said = collections.defaultdict(dict)
        self.counts = collections.Counter()
        self.live = collections.defaultdict(lambda: [0, 0])
        self.pending = []
        for record in ms2file.RECORDS.values():
            setattr(self, "on_" + record.NAME, self.take)
        super().__init__(path)

    def place(self, record):
        """What a line is about: its keys, or how many there were before, if
        they are no facts that a later one replaces."""
        name = record.NAME
        keys = tuple(value for field, value in zip(record.FIELDS, record)
                     if field.role == "key")
        if name in ("peak", "end"):
            return keys
        if name == "sizes":  # of the context that comes
            return keys + (self.counts["context_facts"],)
        if name == "frame":
            return (len(self.addresses) - 1, len(self.addresses[-1]))
        if name == "header" or not keys:
            place = keys + (self.counts[name, keys],)
            self.counts[name, keys] += 1
            return place
        return keys

    def values(self, record):
        """By name of the field; strings have other numbers anew."""
        return {field.name: self.strings[value] if field.unit == "string"
                else value
                for field, value in zip(record.FIELDS, record)}

    def add_up(self, record, known):
        values = self.values(record)
        if known:
            for field in record.FIELDS:
                if field.role == "sum":
                    values[field.name] += known[field.name]
        return values

    def change_live(self, record):
        """What contexts hold now: parts of a peak say what differs."""
        held = self.live[record.node]
        if record.NAME == "inherited":
            held[:] = [held[0] + record.bytes, held[1] + record.blocks]
        elif record.NAME == "delta":
            held[:] = [held[0] + record.alloc_bytes - record.freed_bytes,
                       held[1] + record.alloc_blocks - record.freed_blocks]

    def take_parts(self, name):
        parts = {node: tuple(held) for node, held in self.live.items()}
        parts.update((part.node, (part.bytes, part.blocks))
                     for part in self.pending if part.NAME == name)
        self.pending = [part for part in self.pending if part.NAME != name]
        self.said[name] = {node: {"node": node, "bytes": held[0],
                                  "blocks": held[1]}
                           for node, held in parts.items() if any(held)}

    def take(self, record):
        name = record.NAME
        if name in ("peak_part", "part"):
            self.pending.append(record)
            return
        if name in ("delta", "inherited"):
            self.change_live(record)
        elif name == "peak":
            self.take_parts("peak_part")
        elif name == "other_peak" and record.series == 3:
            self.take_parts("part")
        elif name == "access_run" and record.offset == 0:
            self.said[name] = {keys: run for keys, run
                               in self.said[name].items()
                               if run["node"] != record.node}
        place = self.place(record)
        self.counts[name] += 1
        if record.KIND == "difference":
            self.said[name][place] = self.add_up(record,
                                                 self.said[name].get(place))
        elif name != "frame" or any(record):  # no name is no frame
            self.said[name][place] = self.values(record)


# Which names there are, and in which order, is the writer's business.
LEFT_OUT = {("end", "strings"), ("string", "text")}


def differences(old, new):
    faults = []
    for record in ms2file.RECORDS.values():
        after = new.said[record.NAME]
        for place, before in old.said[record.NAME].items():
            for name, was in before.items():
                found = after.get(place, {}).get(name)
                if was != found and (record.NAME, name) not in LEFT_OUT:
                    faults.append("%s ('%s') of %s: %s was %s, is %s" % (
                        record.NAME, record.LETTER, place, name, was, found))
    return faults


def with_instructions(path, to):
    """The same profile with a clock that is seldom there."""
    with open(to, "w", encoding="utf-8", errors="surrogateescape",
              newline="\n") as file:
        file.write("ms2 %d.%d\n" % ms2file.VERSION)
        for record in ms2file.records(path):
            if "instructions" in record._fields:
                record = record._replace(instructions=7 * record.superblocks)
            file.write(ms2file.line(record) + "\n")


def main():
    seen = collections.defaultdict(set)
    with tempfile.TemporaryDirectory() as folder:
        anew = os.path.join(folder, "anew.ms2")
        counted = []
        for name in ("good-facts.ms2", "good-owners.ms2"):
            counted.append(os.path.join(folder, name + " with instructions"))
            with_instructions(os.path.join(FILES, name), counted[-1])
        for path in sorted(glob.glob(os.path.join(FILES, "good-*.ms2"))
                           + counted):
            with open(path, "rb") as file:
                if file.readline() != b"ms2 %d.%d\n" % ms2file.VERSION:
                    continue  # a newer one, which has more
            for record in ms2file.records(path):
                seen[record.NAME].update(
                    field.name for field, value in zip(record.FIELDS, record)
                    if not is_empty(value))
            subprocess.run([PRINT, "--to=ms2", "-o", anew, path], check=True)
            case("%s is the same anew" % os.path.basename(path),
                 differences(Content(path), Content(anew)))
    case("every field has a value in a file of the corpus",
         ["%s ('%s'): %s" % (record.NAME, letter, field.name)
          for letter, record in ms2file.RECORDS.items()
          for field in record.FIELDS
          if field.name not in seen[record.NAME]])
    sys.exit(tap.done())


main()
