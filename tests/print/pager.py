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

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import tap
from tap import ok
from where import FILES, PRINT

FILE = os.path.join(FILES, "good-leak.ms2")
ANSWER = "Who held the memory"


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
    ok("a long page goes through MS2_PAGER",
       ANSWER in page and ANSWER not in text and status == 0)
    ok("with options for less", page.endswith("LESS is FRX\n"))
    shown(24, MS2_PAGER=pager, LESS="S")
    ok("unless the user has some", paged().endswith("LESS is S\n"))
    shown(24, PAGER=pager)
    ok("and through PAGER", ANSWER in paged())
    shown(24, MS2_PAGER="false", PAGER=pager)
    ok("MS2_PAGER comes first", paged() == "")
    text, _ = shown(1000, MS2_PAGER=pager)
    ok("a short page does not", ANSWER in text and paged() == "")
    text, _ = shown(24, MS2_PAGER="", PAGER=pager)
    ok("an empty one is none", ANSWER in text and paged() == "")
    text, status = shown(24, MS2_PAGER="no-such-pager-here")
    ok("one that is missing does not cost the page",
       ANSWER in text and status == 0)
    _, status = shown(24, MS2_PAGER="exit 0")
    ok("one that is left at once is no failure", status == 0)
    text, _ = shown(24, "--to=csv", MS2_PAGER=pager)
    ok("formats have none", "function" in text and paged() == "")
    shown(24, "--output=" + os.path.join(folder, "file"), MS2_PAGER=pager)
    ok("nor have files", paged() == "")

sys.exit(tap.done())
