#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a profile says first is the same wherever it is drawn: the findings of
the JSON export, those in the data of the HTML page, and the words of the
report and of --view=watch; and the numbers are those of the JSON's summary."""

import base64
import json
import os
import re
import subprocess
import sys
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import tap
from tap import case
from where import FILES, PRINT

START = b'<script type="application/octet-stream" id="data">'
END = b"</script>"
MOST_PLACES = 3
WIDTH = "--width=10000"

# The figure of a finding, and the member of the summary that it must be.
SAME = [("peak", "bytes", "peak_heap_bytes"),
        ("peak", "blocks", "peak_heap_blocks"),
        ("live_at_end", "bytes", "end_heap_bytes"),
        ("live_at_end", "blocks", "end_heap_blocks"),
        ("allocated", "bytes", "total_bytes"),
        ("allocated", "calls", "total_calls"),
        ("mapped_pages", "bytes", "peak_pages_bytes"),
        ("mapped_pages", "end_bytes", "end_pages_bytes"),
        ("stacks", "bytes", "peak_stack_bytes"),
        ("in_all", "bytes", "peak_sum_bytes"),
        ("threads", "threads", "threads")]

# Verdicts that a search or the numbers say; the others follow from shapes.
FACTS = {"leak", "lost", "indirect", "inherited", "at exit", "freed"}

TITLE_COLUMNS = 13

def run(*words):
    return subprocess.run([PRINT] + list(words), capture_output=True,
                          check=False)


def number(data, place):
    """A number of the packed data, and where the next one begins."""
    n, shift = 0, 0
    while True:
        byte = data[place]
        place += 1
        n |= (byte & 0x7f) << shift
        shift += 7
        if byte < 0x80:
            return n, place

# A first page has no more places of a number.
MOST_FIRST_PLACES = 16


def html_findings(path):
    page = run("--to=html", path).stdout
    start = page.index(START) + len(START)
    data = zlib.decompress(base64.b64decode(page[start:page.index(END, start)]))
    _, place = number(data, 0)
    length, place = number(data, place)
    return json.loads(data[place:place + length])["findings"]


def flat(text):
    """Words without the page's line breaks and blanks."""
    return " ".join(text.split())


def is_in(needle, text):
    return [] if flat(needle) in text else ["not in the text: " + needle]


def drawn_faults(finding, text):
    """Whether a page of text has a finding with its places."""
    faults = []
    if finding["strength"] == "faint":
        return faults
    has_places = finding["name"] == "growing" or \
        finding["name"] == "leak_suspects" and finding["strength"] == "bad"
    if not has_places:
        see = " (%s)" % finding["see"] if finding["see"] else ""
        # A title wider than its column begins the sentence.
        colon = ":" if len(finding["title"]) > TITLE_COLUMNS else ""
        faults += is_in("%s%s %s%s" % (finding["title"], colon,
                                       finding["words"], see), text)
    for place in finding["places"][:MOST_PLACES]:
        for words in place["words"]:
            faults += is_in(words, text)
        if place["where"].isprintable():  # a page shows what is not as dots
            faults += is_in(place["where"], text)
        if place["function"].isidentifier():
            faults += is_in(place["function"], text)
    return faults


def leak_faults(finding, text):
    """Whether the page of findings has what is known of a function."""
    place = finding["places"][0]
    needles = [finding["verdict"], finding["try"]]
    if place["where"].isascii():  # what else it has, a page makes harmless
        needles.append(place["where"])
    needles += finding["reasons"]
    faults = [fault for needle in needles for fault in is_in(needle, text)]
    is_named = finding["suspect"] or finding["verdict"] == "unbounded"
    if is_named != (finding["check"] is not None):
        faults.append("what is named first has a check, and nothing else has")
    return faults


def figure_faults(finding):
    """Figures stand in the words one behind the other."""
    faults, at = [], 0
    for figure in finding["figures"]:
        at = finding["words"].find(figure["text"], at)
        if at < 0:
            faults.append("%s: no %s" % (finding["words"], figure["text"]))
        at += len(figure["text"])
    if not finding["words"].startswith(finding["lead"]):
        faults.append("the words do not begin with " + finding["lead"])
    return faults


def unit_faults(finding):
    """A number that stands alone says what it counts."""
    return ["%s: %s of what?" % (finding["words"], figure["text"])
            for figure in finding["figures"]
            if re.fullmatch(r"[0-9.,]+( [kMGTPE])?", figure["text"])
            and "(%s)" % figure["text"] in finding["words"]]


def rest_faults(report):
    """What is left out of a tree is below the threshold that its line names."""
    rests = re.findall(r"(<?)([0-9.]+) % .*?((?:[0-9,]+)) more places?"
                       r"(, each)? below ([0-9.]+) %", report)
    return ["%s%s %% in %s place below %s %%" % (less, share, n, limit)
            for less, share, n, each, limit in rests
            if (n == "1") != (not each)
            or n == "1" and not less and float(share) >= float(limit)]


def summary_faults(findings, summary):
    faults = []
    by_name = {finding["name"]: finding for finding in findings}
    for name, figure, member in SAME:
        for found in by_name.get(name, {"figures": []})["figures"]:
            if found["name"] == figure and found["value"] != summary[member]:
                faults.append("%s.%s is %s, the summary's %s is %s" % (
                    name, figure, found["value"], member, summary[member]))
    return faults


def check_file(name, has_html):
    path = os.path.join(FILES, name)
    exported = json.loads(run("--to=json", path).stdout)
    findings = exported["findings"]
    report = flat(run("--view=report", WIDTH, path).stdout.decode(
        errors="replace"))
    tree = run("--view=tree", WIDTH, path).stdout.decode(errors="replace")
    page = flat(run("--view=findings", WIDTH, path).stdout.decode(
        errors="replace"))
    leaks = [finding for finding in findings if finding["kind"] == "leak"]
    first = [finding for finding in findings if finding["kind"] != "leak"]
    names = [finding["name"] for finding in first]
    case("%s: its findings have names of their own" % name,
         [] if len(set(names)) == len(names) and "run" in names else names)
    case("%s: the report draws them" % name,
         [fault for f in first for fault in drawn_faults(f, report)])
    case("%s: a page of their own has those of leaks, the suspects first" % name,
         [fault for f in leaks for fault in leak_faults(f, page)] +
         (["no order"] if sorted(leaks, key=lambda f: not f["suspect"]) != leaks
          else []))
    case("%s: facts are known, and shapes are guesses" % name,
         ["%s: %s" % (f["verdict"], f["certainty"]) for f in leaks
          if f["certainty"] != ("known" if f["verdict"] in FACTS
                                else "guessed")])
    case("%s: figures are in the words" % name,
         [fault for f in findings for fault in figure_faults(f)])
    case("%s: numbers have units, and no share contradicts a threshold" % name,
         [fault for f in findings for fault in unit_faults(f)] +
         [fault for line in tree.splitlines() for fault in rest_faults(line)])
    case("%s: their numbers are those of the summary" % name,
         summary_faults(findings, exported["summary"]))
    if has_html:
        html = html_findings(path)
        case("%s: the HTML page has the same, but those of single places" % name,
             ["%s in JSON, %s in HTML" % pair for pair in zip(first, html)
              if dict(pair[0], places=pair[0]["places"][:MOST_FIRST_PLACES]) !=
              pair[1]] or
             ([] if len(html) == len(first) else ["not as many"]))


def check_watch(name):
    """A small screen has the leads of what it draws."""
    path = os.path.join(FILES, name)
    findings = json.loads(run("--to=json", path).stdout)["findings"]
    page = flat(run("--view=watch", WIDTH, path).stdout.decode())
    case("%s: --view=watch has the same numbers" % name,
         [fault for f in findings
          if f["name"] in ("peak", "live_at_end", "allocated")
          for fault in is_in(f["lead"], page)])


def main():
    good = sorted(name for name in os.listdir(FILES)
                  if name.startswith("good-"))
    has_html = b"built without" not in run(
        "--to=html", os.path.join(FILES, good[0])).stderr
    for name in good:
        check_file(name, has_html)
    for name in ("good-shapes.ms2", "good-facts.ms2", "good-massif.out"):
        check_watch(name)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
