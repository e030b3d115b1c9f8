#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""--to=ms2: what is read from a profile written anew is what was read from the
original; with --anonymize all but its names; with --snapshots all that does
not depend on how many there are."""

import glob
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


# What the frame rules know is nobody's secret.
KNOWN = re.compile(
    r"malloc|calloc|realloc|mmap64|operator new|main|\(below main\)|start_thread"
    r"|std::|alloc::|core::|__rust|thread \d|UnknownInlinedFun|__libc_start"
    r"|_start|strdup|clone|xmalloc|sbrk|mmap|mprotect|brk|_?Py(Mem|Object)_")


def run(*arguments):
    return subprocess.run([PRINT, *arguments], capture_output=True,
                          check=True).stdout


def load(path):
    return json.loads(run("--to=json", path))


def differences(old, new, left_out=()):
    return ["%s: %s and %s" % (key, old[key], new[key]) for key in old
            if key not in left_out and old[key] != new[key]]


def write(path, anew, *options):
    run("--to=ms2", "-o", anew, *options, path)


def check_whole(name, path, anew):
    write(path, anew)
    case(name + ": all is the same", differences(load(path), load(anew)))
    with open(anew, "rb") as first:
        data = first.read()
    write(anew, anew + ".2")
    with open(anew + ".2", "rb") as second:
        case(name + ": a second time it is the same file",
             [] if second.read() == data else ["another one"])


# Members of findings whose sentences hold names.
SENTENCES = ("words", "lead", "figures", "see")

# Members of lists that hold names, beside frames.
NAMES = {"threads": ("name",), "regions": ("name",), "marks": ("text",),
         "roots": ("name", "where", "symbol", "object")}
FRAME_NAMES = ("function", "file", "dir", "object")


def without_names(profile):
    p = json.loads(json.dumps(profile))
    for key, members in NAMES.items():
        for entry in p.get(key, []):  # roots: of searched files
            for member in members:
                entry[member] = bool(entry[member])
    for frame in p["frames"]:
        for member in FRAME_NAMES:
            frame[member] = bool(frame[member])
        frame.pop("build_id")
    for context in p["contexts"]:  # types are told by names
        context.pop("type", None)
    for finding in p["findings"]:
        for member in SENTENCES:
            finding.pop(member, None)
        finding["places"] = len(finding["places"])
        if finding["kind"] == "leak":
            finding.pop("stack")
            finding["check"] = bool(finding["check"])
            finding["reasons"] = len(finding["reasons"])  # they name holders
        if finding["name"] == "pymalloc":  # known by Python's name only
            finding["name"] = "own_allocator"
    # Of equal functions the names decide which is first.
    p["findings"].sort(key=lambda f: json.dumps(f) if f["kind"] == "leak"
                       else "")
    for key in ("command", "exe"):
        p["run"][key] = bool(p["run"][key])
    for key in ("options", "alloc_fns", "ignore_fns", "toggle_collect",
                "malloc_fns", "free_fns"):
        p["run"][key] = len(p["run"][key])
    return p


def secrets(profile):
    """Words that must not be left, of three letters and more."""
    words = {profile["run"]["command"], profile["run"]["exe"]}
    words.update(profile["run"]["options"])
    for frame in profile["frames"]:
        words.update(frame[member] for member in FRAME_NAMES)
        words.add(frame["build_id"])
    for key, members in NAMES.items():
        words.update(entry[m] for entry in profile.get(key, [])
                     for m in members)
    return {w for w in words if len(w) > 2 and not KNOWN.match(w)}


def mapping(old, new):
    """Names that became two, or two that became one."""
    faults = []
    for member in FRAME_NAMES:
        there, back = {}, {}
        for a, b in zip(old["frames"], new["frames"]):
            if there.setdefault(a[member], b[member]) != b[member]:
                faults.append("%s became two" % a[member])
            if (member == "function" and not KNOWN.match(a[member]) and
                    back.setdefault(b[member], a[member]) != a[member]):
                faults.append("two became %s" % b[member])
    return faults


def check_anonymous(name, path, anew):
    write(path, anew, "--anonymize")
    old, new = load(path), load(anew)
    case(name + ": without names all is the same",
         differences(without_names(old), without_names(new)))
    with open(anew, "rb") as file:
        text = file.read().decode("utf-8", "replace")
    case(name + ": no name is left",
         [w for w in secrets(old)
          if re.search(r"(?<!\w)" + re.escape(w) + r"(?!\w)", text)])
    case(name + ": names are changed alike", mapping(old, new))
    if old["summary"]["peak_heap_bytes"] is not None:
        case(name + ": the tree has the same shape",
             [] if len(run(*WIDE_TOP, path).splitlines()) ==
             len(run(*WIDE_TOP, anew).splitlines())
             else ["another number of lines"])


# As wide as the longest name, so that a line is a row.
WIDE_TOP = ("--view=top", "-n", "1000", "--width=1000")

HIGHEST = ("max_heap_bytes", "max_stack_bytes", "max_pages_bytes",
           "max_sum_bytes")


def without_reasons(finding):
    """What a verdict rests on is told as finely as snapshots are."""
    finding.pop("reasons", None)
    finding.pop("generations", None)
    for place in finding["places"]:
        without_reasons_of(place)


def without_reasons_of(place):
    place["words"] = [words.split(" (")[0] for words in place["words"]]
    place["figures"] = [figure for figure in place["figures"]
                        if figure["unit"] in ("bytes", "blocks")]


def check_fewer(name, path, anew, most):
    write(path, anew, "--snapshots=%d" % most)
    old, new = load(path), load(anew)
    for findings in (old["findings"], new["findings"]):
        for finding in findings:
            without_reasons(finding)
    case(name + ": with fewer snapshots the rest is the same",
         differences(old, new, ("snapshots", "marks")))
    left = lambda s: {k: v for k, v in s.items()
                      if k not in HIGHEST + ("index",)}
    kept = [left(s) for s in old["snapshots"]]
    faults = [s for s in new["snapshots"] if left(s) not in kept]
    case(name + ": they are of the original", faults)
    case(name + ": there are as few as asked for",
         [] if len(new["snapshots"]) <= most + 4 + len(old["marks"])
         else [len(new["snapshots"])])
    case(name + ": highest values stay the highest",
         [key for key in HIGHEST
          if max((s.get(key) or 0 for s in old["snapshots"]), default=0) !=
          max((s.get(key) or 0 for s in new["snapshots"]), default=0)])
    marks = [(m["text"], old["snapshots"][m["snapshot"]]["superblocks"])
             for m in old["marks"]]
    case(name + ": marks are at their snapshots",
         [] if marks == [(m["text"],
                          new["snapshots"][m["snapshot"]]["superblocks"])
                         for m in new["marks"]] else [new["marks"]])


def main():
    with tempfile.TemporaryDirectory() as folder:
        anew = os.path.join(folder, "anew.ms2")
        for path in sorted(glob.glob(os.path.join(FILES, "good-*.ms2")) +
                           [os.path.join(FILES, "cut-end.ms2"),
                            os.path.join(FILES, "cut-spike.ms2")]):
            name = os.path.basename(path)
            check_whole(name, path, anew)
            check_anonymous(name, path, anew)
        for name in ("good-shapes.ms2", "good-facts.ms2", "good-leak.ms2"):
            check_fewer(name, os.path.join(FILES, name), anew, 8)
    sys.exit(tap.done())


main()
