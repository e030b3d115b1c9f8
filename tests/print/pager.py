#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A page that is longer than the terminal goes through a pager, and nothing
else does."""

import fcntl
import os
import pty
import struct
import sys
import tempfile
import termios

SRCDIR = os.environ["MS2_SRCDIR"]
PRINT = os.environ.get(
    "MS2_PRINT", os.path.join(os.environ["MS2_BUILDDIR"],
                              "ms2_print/ms2_print"))
FILE = os.path.join(SRCDIR, "tests/files/good-leak.ms2")
ANSWER = "Who held the memory"

n_cases, n_failed = 0, 0


def case(what, good):
    global n_cases, n_failed
    n_cases += 1
    n_failed += not good
    print("%s %d - %s" % ("ok" if good else "not ok", n_cases, what))


def shown(rows, *words, **variables):
    """What a terminal of so many rows gets."""
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("4H", rows, 80, 0, 0))
        for name in ("PAGER", "MS2_PAGER", "LESS"):
            os.environ.pop(name, None)
        os.environ.update(variables, TERM="xterm", NO_COLOR="1")
        os.execv(PRINT, [PRINT] + list(words) + [FILE])
    text = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # the other side is closed
            break
        if not part:
            break
        text += part
    os.close(terminal)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return text.decode(errors="replace"), status


with tempfile.TemporaryDirectory() as folder:
    to = os.path.join(folder, "page")
    pager = "cat >%s; echo \"LESS is $LESS\" >>%s" % (to, to)

    def paged():
        if not os.path.exists(to):
            return ""
        with open(to, encoding="utf-8") as file:
            text = file.read()
        os.remove(to)
        return text

    text, status = shown(24, MS2_PAGER=pager)
    page = paged()
    case("a long page goes through MS2_PAGER",
         ANSWER in page and ANSWER not in text and status == 0)
    case("with options for less", page.endswith("LESS is FRX\n"))
    shown(24, MS2_PAGER=pager, LESS="S")
    case("unless the user has some", paged().endswith("LESS is S\n"))
    shown(24, PAGER=pager)
    case("and through PAGER", ANSWER in paged())
    shown(24, MS2_PAGER="false", PAGER=pager)
    case("MS2_PAGER comes first", paged() == "")
    text, _ = shown(1000, MS2_PAGER=pager)
    case("a short page does not", ANSWER in text and paged() == "")
    text, _ = shown(24, MS2_PAGER="", PAGER=pager)
    case("an empty one is none", ANSWER in text and paged() == "")
    text, status = shown(24, MS2_PAGER="no-such-pager-here")
    case("one that is missing does not cost the page",
         ANSWER in text and status == 0)
    _, status = shown(24, MS2_PAGER="exit 0")
    case("one that is left at once is no failure", status == 0)
    text, _ = shown(24, "--to=csv", MS2_PAGER=pager)
    case("formats have none", "function" in text and paged() == "")
    shown(24, "--output=" + os.path.join(folder, "file"), MS2_PAGER=pager)
    case("nor have files", paged() == "")

print("1..%d" % n_cases)
sys.exit(n_failed > 0)
