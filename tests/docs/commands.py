#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands that a document shows do what it shows.

A block ```console has commands behind "$ " and what they print.  All blocks of
a document run in order, in one folder, with ms2, ms2_print, cc and demos/ at
hand.  What differs from run to run and from machine to machine is left out of
the comparison: process ids, times, work done, lines of the loader, and a few
columns of a graph.  A
line "..." stands for any lines.  A line <!-- Needs: COMMAND --> says without
what the document is skipped.  In a block ```console about, numbers may
differ by a tenth, as they do where threads run side by side.

An example is a line of text, indented or in the EXAMPLES of a manual page, that
runs ms2_print or, there, anything; or such a command as the last cell of a
table's row.  It ends with status 0, whatever it prints.
What follows two blanks is no part of it, and --watch is left out, since it
needs a terminal.  <!-- Before: COMMAND --> is run before all commands of its
document, which is $DOCUMENT then, and must end with status 0: it makes what
they read.

    commands.py [--renew] [DOCUMENT...]

--renew puts what is printed now into the documents."""

import glob
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import tap
from tap import case
from where import BUILDDIR, SRCDIR

# A graph may move by so many columns, since the C library's own part of the
# work differs.
COLUMNS = 4


# ---- comparing --------------------------------------------------------------

VARYING = [
    (r"\bpid [0-9]+, ran for [0-9.,]+ (ms|s|min)\b", "pid N, ran for T"),
    (r"ms2\.out\.[0-9]+", "ms2.out.N"),
    (r"\b0x[0-9a-f]{7,}\b", "0xBLOCK"),
    (r"\bsnapshot [0-9]+ at\b", "snapshot N at"),
    (r"at <?[0-9.]+ % of the( run)?( \([^)]*\))?", "at N % of the run"),
    (r"^run \([^)]*\)", "run"),
    (r"\(dl-[a-z]+\.c:[0-9]+\)", "(dl-FILE.c:N)"),
    (r"^In use at the peak: <?[0-9.]+ %", "In use at the peak: N %"),
    (r"grew at [0-9]+ of [0-9]+ snapshots", "grew at N of N snapshots"),
    (r"kept [0-9]+ to [0-9]+ %", "kept N to N %"),
    (r"\|[ .:=+*#-]{12,}\|", "|course|"),
    (r" +[0-9.,]+ (ms|s)\b", " T"),
    (r"^ +\([0-9.]+ [kMG]\)$", "(N)"),
]
ROW = re.compile(r"^( *(?:[0-9.]+ (?:[KMG]i)?B|0)? +)[|+](.*)$")
X_AXIS = re.compile(r"^ {11}0 +[0-9]")
MARK = re.compile(r"^ +(peak|end) [0-9].* v$|^ +v (peak|end) [0-9]")


def settled(line):
    for pattern, text in VARYING:
        line = re.sub(pattern, text, line)
    # Columns are as wide as their times are long.
    return re.sub(" +", " ", line).rstrip()


def ends_of(cells):
    filled = [i for i, cell in enumerate(cells) if cell in "#:.o*"]
    return (filled[0], filled[-1]) if filled else None


def same_row(shown, found):
    """Two rows of a graph: the same height, and filled alike."""
    one, other = ends_of(shown), ends_of(found)
    if not one or not other:
        return one == other or (one or other)[1] - (one or other)[0] <= COLUMNS
    return all(abs(a - b) <= COLUMNS for a, b in zip(one, other))


NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


def about(shown, found):
    """Equal but for numbers, which differ by no more than a tenth."""
    one, other = ([float(number.replace(",", ""))
                   for number in NUMBER.findall(line)]
                  for line in (shown, found))
    words = [" ".join(NUMBER.sub("N", line).split())
             for line in (shown, found)]
    return words[0] == words[1] and all(
        abs(a - b) <= max(a, b) / 10 for a, b in zip(one, other))


def same(shown, found, roughly=False):
    if settled(shown) == settled(found):
        return True
    if roughly and about(settled(shown), settled(found)):
        return True
    if X_AXIS.match(shown) and X_AXIS.match(found):
        return True
    if MARK.match(shown) and MARK.match(found):
        return shown.split() == found.split()
    one, other = ROW.match(shown), ROW.match(found)
    return bool(one and other and one.group(1) == other.group(1) and
                same_row(one.group(2), other.group(2)))


def differences(shown, found, roughly=False):
    """What keeps `found` from being what is shown, as lines; none if it is."""
    at = 0
    for i, line in enumerate(shown):
        if line == "...":
            rest = shown[i + 1:]
            if not rest:
                return []
            tries = [differences(rest, found[k:], roughly)
                     for k in range(at, len(found) + 1)]
            return min(tries, key=len)
        if at >= len(found) or not same(line, found[at],
                                           roughly):
            got = found[at] if at < len(found) else "(the end)"
            return ["shown: " + line, "found: " + got] + found
        at += 1
    return ["more was printed than is shown:"] + found[at:] \
        if at < len(found) else []


# ---- running ----------------------------------------------------------------

BLOCK = re.compile(r"^```console( about)?\n(.*?)^```$", re.M | re.S)


def steps_of(block):
    """A block's commands, each with the lines that it is to print."""
    steps = []
    for line in block.splitlines():
        if line.startswith("$ "):
            steps.append([line[2:], []])
        elif not steps:
            raise SystemExit("a console block begins with '%s', not with $"
                             % line)
        elif steps[-1][0].endswith("\\"):
            steps[-1][0] += "\n" + line
        else:
            steps[-1][1].append(line)
    return steps


def environment(folder):
    bin_folder = os.path.join(folder, ".bin")
    os.mkdir(bin_folder)
    tools = {"ms2": "ms2/ms2", "ms2_print": "ms2_print/ms2_print",
             "valgrind": "vg-in-place"}
    for name, path in tools.items():
        os.symlink(os.path.join(BUILDDIR, path),
                   os.path.join(bin_folder, name))
    os.symlink(os.path.join(SRCDIR, "demos"), os.path.join(folder, "demos"))
    # What a reader has who built in the folder of the sources.
    os.mkdir(os.path.join(folder, "build"))
    for name in ("ms2", "ms2_print", "demos"):
        os.symlink(os.path.join(BUILDDIR, name),
                   os.path.join(folder, "build", name))
    # A make among the commands is none of the one that runs the tests.
    own = {name: value for name, value in os.environ.items()
           if not name.startswith("MAKE") and name != "MFLAGS"}
    return dict(own, PATH=bin_folder + ":" + os.environ["PATH"],
                LC_ALL="C.UTF-8", COLUMNS="80", TERM="dumb", TMPDIR="/tmp")


def run(command, folder, env):
    """What a command prints, as lines, and its status."""
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=env,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, timeout=600)
    return (done.stdout.decode(errors="replace").splitlines(),
            done.returncode)


MANUAL = re.compile(r"\.[1-9]$")
EXAMPLES = re.compile(r"^\.Sh EXAMPLES$(.*?)^\.Sh ", re.M | re.S)
CELL = re.compile(r"^\|.*\| `((?:ms2_print|(?:ms2|valgrind) )[^`]*)` \|$", re.M)
BEFORE = re.compile(r"^(?:<!-- |\.\\\" )Before: (.*?)(?: -->)?$", re.M)


def examples_of(name, text):
    """The commands that a document shows in passing."""
    if MANUAL.search(name):
        section = EXAMPLES.search(text)
        lines = re.findall(r"^(?:\.Dl )?\$ (.*)$",
                           section.group(1) if section else "", re.M)
    else:
        lines = re.findall(r"^    (ms2_print .*?)(?:  .*)?$", text, re.M)
        lines += CELL.findall(text)
    return [line for line in lines if "--watch" not in line]


def why_not(command, lines, status):
    """Why a command can not end well here, if that is no fault of ms2."""
    if status == 127 and " | " in command:
        return lines[-1]
    if status and any("built without the page" in line for line in lines):
        return "this build has no page for a browser"
    return None


def prepare(name, text, folder, env):
    for command in BEFORE.findall(text):
        lines, status = run(command, folder, env)
        if status:
            case("%s: before: %s" % (name, command),
                 ["status %d" % status] + lines)


def check_examples(name, text, folder, env):
    for command in examples_of(name, text):
        what = "%s: %s" % (name, command)
        lines, status = run(command, folder, env)
        why = why_not(command, lines, status)
        if why:
            tap.skip(what, why)
        else:
            case(what, ["status %d" % status] + lines if status else [])


def missing_for(text, folder, env):
    """What the document needs and what is not here, if any."""
    for command in re.findall(r"^<!-- Needs: (.*) -->$", text, re.M):
        done = subprocess.run(["bash", "-c", command], cwd=folder, env=env,
                              capture_output=True, check=False)
        if done.returncode:
            return command
    return None


def written(kind, steps):
    return "```console%s\n%s```" % (kind, "".join(
        "".join(line + "\n" for line in ["$ " + command] + lines)
        for command, lines in steps))


def check(path, renew):
    name = os.path.relpath(path, SRCDIR)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    blocks = [(match.group(1) or "", steps_of(match.group(2)))
              for match in BLOCK.finditer(text)]
    with tempfile.TemporaryDirectory(prefix="ms2-docs.") as folder:
        env = dict(environment(folder), DOCUMENT=path)
        missing = missing_for(text, folder, env)
        if missing:
            tap.skip(name, "this fails here: " + missing)
            return
        prepare(name, text, folder, env)
        for kind, steps in blocks:
            for step in steps:
                found, _ = run(step[0], folder, env)
                if renew and "..." not in step[1]:
                    step[1] = found
                    continue
                case("%s: %s" % (name, step[0].splitlines()[0]),
                     differences(step[1], found, bool(kind)))
        if not renew:
            check_examples(name, text, folder, env)
    if renew:
        anew = iter(blocks)
        text = BLOCK.sub(lambda _: written(*next(anew)), text)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def main(words):
    renew = words[:1] == ["--renew"]
    documents = words[1 if renew else 0:] or sorted(
        glob.glob(os.path.join(SRCDIR, "docs/lessons/*.md")) +
        glob.glob(os.path.join(SRCDIR, "docs/*.md")) +
        glob.glob(os.path.join(SRCDIR, "docs/*.[1-9]")) +
        [os.path.join(SRCDIR, "README.md")])
    for path in documents:
        check(os.path.abspath(path), renew)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
