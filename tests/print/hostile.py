#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Names that would steer a terminal, a spreadsheet or a reader: every view and
every format is printed of profiles that have them in all places, and its bytes
are looked at."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import tap
from tap import case
from where import FILES, PRINT


# What stands in the place of names, with what it is.
NAMES = {
    "a title and a cleared screen": b"\x1b]0;owned\x07\x1b[2Jm",
    "a line of its own": b"m\nLeak suspects none\r\ntotal 0 B\x0b\x0c\b\b",
    "C1 controls": "m\u009b31m\u0085\u009d0;x\u009c".encode(),
    "C1 controls as bytes": b"m\x9b31m\x85\x9d0;x\x9c",
    "turned letters": "m\u202egnp.exe\u202c\u2066a\u2069\u200e\u200f\u061c"
                      .encode(),
    "line separators": "m\u2028a\u2029b".encode(),
    "no UTF-8": b"m\xff\xfe\xc0\xaf\xed\xa0\x80\xf5\xe2\x80",
    "DEL": b"m\x7f\x7f",
    "a formula": b"=1+cmd|' /C calc'!A0",
    "a sum": b"@SUM(1,\"2\")",
    "a minus": b"-2+3\"",
    "a plus": b"+[NSObject new]",
    "a tab and a formula": b"\t=1+1",
    "a return and a formula": b"\r=1+1",
    "a wide formula": "\uff1d1+1\uff0b".encode(),
    "markup": b"\"><script>alert(1)</script>]]>&amp;<!--",
    "separators": b"a;b,c\\d'e\" 7 {} #%s%n",
    "wide letters": "\u6f22\u5b57e\u0301\U0001f600".encode(),
    "a long name": b"long" * 2000,
}

# Not even a tab; only the ends of lines.
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f\x80-\x9f\u061c\u200e\u200f"
                      "\u2028-\u202e\u2066-\u2069]")
FORMULA = re.compile("[=+@\t\r\uff1d\uff0b\uff0d\uff20-]")
# The page for a browser is a script of ours, and base64.
BINARY = ("pprof", "html")
HIDDEN_SCRIPT = re.compile(r"<script><!\[CDATA\[.*?</script>", re.DOTALL)


def listed(heading):
    lines = subprocess.run([PRINT, "--help"], capture_output=True,
                           check=True).stdout.decode().splitlines()
    names = []
    for line in lines[lines.index("The %s:" % heading) + 1:]:
        if not line.startswith("  "):
            break
        names.append(line.split()[0])
    return names


def escaped(name, beyond):
    """As it stands in a profile of ms2; `beyond` escapes more than it must."""
    return re.sub(rb"[\\\x00-\x1f\x7f-\xff]" if beyond else
                  rb"[\\\x00-\x1f\x7f]",
                  lambda c: b"\\x%02x" % c.group(0)[0], name)


def hostile_ms2(data, name, beyond):
    """A profile of ms2 all of whose names begin with `name`."""
    text = escaped(name, beyond)
    lines, n = [], 0
    for line in data.split(b"\n"):
        n += 1
        for start in (rb"s ", rb"o \w+ ", rb"w \d+ ", rb"g \d+ ",
                      rb"l \w+ \d+ \d+ \d+ \d+ ",
                      rb"R \d+ \d+ \w+ \d+ \d+ \d+ ",
                      rb"h (command|exe|option|alloc-fn) "):
            found = re.match(start, line)
            if found:
                line = found.group(0) + text + b"%d" % n
        lines.append(line)
    return b"\n".join(lines)


def hostile_massif(data, name):
    """A name can not hold the end of a line in massif's files."""
    text = re.sub(rb"[\r\n]", b"", name)
    data = re.sub(rb"(0x[0-9A-F]+: )\w+", lambda m: m.group(1) + text, data)
    return re.sub(rb"(?m)^(cmd|desc): .*", lambda m: m.group(1) + b": " + text,
                  data)


def hostile_heaptrack(data, name):
    """The file's strings say how long they are."""
    text = re.sub(rb"[\r\n]", b"", name)
    return re.sub(rb"(?m)^(s) [0-9a-f]+ .*",
                  lambda m: b"s %x %s" % (len(text), text), data)


def control_faults(what, output):
    try:
        text = output.decode()
    except UnicodeDecodeError as error:
        return ["%s: no UTF-8: %s" % (what, error)]
    if what == "csv":
        text = text.replace("\r\n", "\n")
    found = CONTROLS.search(text)
    if not found:
        return []
    at = found.start()
    return ["%s: %s" % (what, text[max(0, at - 30):at + 30])]


def csv_faults(output):
    faults = []
    rows = list(csv.reader(io.StringIO(output.decode(), newline=""),
                           strict=True))
    for row in rows:
        if len(row) != len(rows[0]):
            faults.append("csv: a row of %d cells" % len(row))
        faults += ["csv: a formula: " + cell for cell in row
                   if FORMULA.match(cell)]
    return faults


def markup_faults(output):
    text = HIDDEN_SCRIPT.sub("", output.decode())
    return ["flame: markup"] if "<script>alert" in text else []


def faults_of(kind, what, path):
    words = [PRINT, "--%s=%s" % (kind, what), path]
    if what == "diff":
        words.append("--base=" + os.path.join(FILES, "good-small.ms2"))
    result = subprocess.run(words, capture_output=True, check=False)
    # Some profiles lack what a view needs, which one line says.
    faults = control_faults(what + "'s messages", result.stderr)
    if result.returncode not in (0, 1):
        faults.append("%s ended with %d" % (what, result.returncode))
    if result.returncode != 0 or what in BINARY:
        return faults
    faults += control_faults(what, result.stdout)
    if faults:
        return faults
    if what == "csv":
        faults += csv_faults(result.stdout)
    elif what == "flame":
        faults += markup_faults(result.stdout)
    elif what in ("json", "dhat", "speedscope", "heapsnapshot"):
        json.loads(result.stdout)
    return faults


def profiles(name):
    """Profiles with the name, of each kind of file."""
    for base in ("good-facts.ms2", "good-shapes.ms2", "good-owners.ms2"):
        with open(os.path.join(FILES, base), "rb") as file:
            data = file.read()
        yield base, hostile_ms2(data, name, base == "good-facts.ms2")
    for base, change in (("good-massif.out", hostile_massif),
                         ("good-heaptrack.txt", hostile_heaptrack)):
        with open(os.path.join(FILES, base), "rb") as file:
            yield base, change(file.read(), name)


def json_command(path):
    return json.loads(subprocess.run([PRINT, "--to=json", path],
                                     capture_output=True,
                                     check=True).stdout)["run"]["command"]


def check_round_trip(folder):
    """JSON and a file of our own lose nothing of a name."""
    name = NAMES["turned letters"].decode() + "\u009b\x7f\x1b\n\u2028\"\\ "
    path, anew = os.path.join(folder, "old"), os.path.join(folder, "anew")
    with open(os.path.join(FILES, "good-small.ms2"), "rb") as file:
        data = file.read()
    with open(path, "wb") as file:
        file.write(data.replace(b"h command ./small", b"h command " +
                                escaped(name.encode(), False)))
    case("JSON has the name itself",
         [] if json_command(path) == name else [json_command(path)])
    subprocess.run([PRINT, "--to=ms2", "-o", anew, path], check=True)
    case("so has a file that was written anew",
         [] if json_command(anew) == name else [json_command(anew)])


def main():
    shown = [("view", view) for view in listed("views")] + \
        [("to", form) for form in listed("formats")]
    with tempfile.TemporaryDirectory() as folder:
        for what, name in NAMES.items():
            faults = []
            for base, data in profiles(name):
                path = os.path.join(folder, base)
                with open(path, "wb") as file:
                    file.write(data)
                for kind, view in shown:
                    faults += ["%s: %s" % (base, fault)
                               for fault in faults_of(kind, view, path)]
            case(what, faults)
        check_round_trip(folder)
    return tap.done()


sys.exit(main())
