# SPDX-License-Identifier: GPL-2.0-or-later
"""The reader of ms2's profiles that the Python tests share.

It knows the records from include/ms2_format.h, which it reads as text, so a
field that is added there has its name here.  ms2_print is not asked: what it
says of a file can be compared with what the file says.

    for record in ms2file.records(path):
        print(record.NAME, record.node, ...)
"""

import collections
import keyword
import os
import re

HEADER = os.path.join(
    os.environ.get("MS2_SRCDIR",
                   os.path.join(os.path.dirname(__file__), "../..")),
    "include/ms2_format.h")

Field = collections.namedtuple("Field", "name type role unit")


def _read_format():
    """The records by letter: classes of tuples, whose members are the fields,
    with a "_" behind a word of Python's; NAME, LETTER, KIND and FIELDS say what
    they are."""
    with open(HEADER, encoding="utf-8") as file:
        text = file.read().replace("\\\n", " ")
    version = tuple(int(re.search(r"#define MS2_FORMAT_%s (\d+)" % part,
                                  text).group(1))
                    for part in ("MAJOR", "MINOR"))
    rows = re.search(r"#define MS2_FORMAT_RECORDS\(X\)(.*)", text).group(1)
    classes = {}
    for name, letter, kind in re.findall(r"X\((\w+), '(.)', (\w+)\)", rows):
        row = re.search(r"#define MS2_FIELDS_%s\(F\)(.*)" % name,
                        text).group(1)
        fields = [Field(*field) for field in re.findall(
            r"F\((\w+), (\w+), (\w+), (\w+)\)", row)]
        made = collections.namedtuple(name, [
            field.name + "_" * keyword.iskeyword(field.name)
            for field in fields])
        made.NAME, made.LETTER, made.KIND = name, letter, kind
        made.FIELDS = fields
        classes[letter] = made
    return version, classes


VERSION, RECORDS = _read_format()


def _unescape(text):
    return re.sub(rb"\\x([0-9a-f]{2})",
                  lambda code: bytes([int(code.group(1), 16)]),
                  text.encode("utf-8", "surrogateescape")).decode(
                      "utf-8", "surrogateescape")


def _escape(text):
    return re.sub(r"[\\\x00-\x1f\x7f]",
                  lambda char: "\\x%02x" % ord(char.group(0)), text)


_READERS = {"number": int, "hex": lambda field: int(field, 16),
            "word": str, "text": _unescape}


def parse(text):
    """One line without its newline."""
    made = RECORDS[text[:1]]
    fields = text.split(" ", len(made.FIELDS))[1:]
    if len(fields) != len(made.FIELDS):
        raise ValueError("a field too many or too few: %s" % line)
    return made(*(_READERS[field.type](value)
                  for field, value in zip(made.FIELDS, fields)))


_WRITERS = {"number": str, "hex": lambda field: "%x" % field, "word": str,
            "text": _escape}


def line(record):
    """The line of a record: parse() backwards."""
    return " ".join([record.LETTER] +
                    [_WRITERS[field.type](value)
                     for field, value in zip(record.FIELDS, record)])


def records(path):
    """All records of a file, in its order; a line that was cut is none."""
    with open(path, encoding="utf-8", errors="surrogateescape",
              newline="\n") as file:
        if next(file) != "ms2 %d.%d\n" % VERSION:
            raise ValueError("%s is of another version" % path)
        for text in file:
            if text.endswith("\n"):
                yield parse(text[:-1])


class Profile:
    """A profile that is read: names and stacks.  Who wants more has methods
    on_NAME, which are given each record of that name."""

    def __init__(self, path):
        self.strings, self.addresses, self.nodes = [""], [[]], [(0, 0)]
        self.snapshots, self.levels = [], []  # levels: of each snapshot
        self._levels = None
        for record in records(path):
            for method in ("_read_" + record.NAME, "on_" + record.NAME):
                getattr(self, method, lambda _: None)(record)

    def _read_string(self, record):
        self.strings.append(record.text)

    def _read_address(self, _):
        self.addresses.append([])

    def _read_frame(self, record):
        self.addresses[-1].append(self.strings[record.function])

    def _read_node(self, record):
        self.nodes.append((record.parent, record.address))

    def _read_levels(self, record):
        self._levels = record

    def _read_snapshot(self, record):
        """Nothing beside the heap has changed where nothing is said of it."""
        if self._levels is None and self.levels and self.levels[-1]:
            last = self.levels[-1]
            beside = last.pages_bytes + last.stack_bytes
            self._levels = last._replace(
                max_pages_bytes=last.pages_bytes,
                max_stack_bytes=last.stack_bytes,
                sum_bytes=record.heap_bytes + beside,
                max_sum_bytes=record.max_heap_bytes + beside)
        self.snapshots.append(record)
        self.levels.append(self._levels)
        self._levels = None

    def functions(self, node):
        """The functions that hold the code of a stack, the innermost first;
        "" where there is no name."""
        names = []
        while node:
            node, address = self.nodes[node]
            names.append((self.addresses[address] or [""])[-1])
        return names
