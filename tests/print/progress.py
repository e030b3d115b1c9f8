#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""ms2_print tells what takes long, on a terminal and nowhere else.

The printer waits for the rest of its input until the line is there, so nothing
depends on how fast the machine is."""

import os
import pty
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))
import tap
from where import FILES, PRINT

WIPE = b"\r\033[K"


def check(fine, what):
    tap.ok(ascii(what), fine)


def start(errors, **environment):
    """A printer that reads from a pipe."""
    return subprocess.Popen([PRINT, "--view=top", "-"],
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=errors, env=dict(os.environ, **environment))


def read_until(terminal, wanted):
    """What came on a terminal up to this; all where it never comes."""
    found = b""
    while wanted not in found:
        try:
            some = os.read(terminal, 4096)
        except OSError:  # nobody writes to it any more
            return found
        found += some
    return found


with open(os.path.join(FILES, "good-leak.ms2"), "rb") as file:
    profile = file.read()

terminal, errors = pty.openpty()
dumb_terminal, dumb_errors = pty.openpty()
piped = start(subprocess.PIPE, TERM="xterm")
dumb = start(dumb_errors, TERM="dumb")
shown = start(errors, TERM="xterm")
os.close(errors)
os.close(dumb_errors)

line = read_until(terminal, b" s")
check(line.startswith(WIPE + b"ms2_print: reading standard input, "),
       f"a terminal is told what takes long: {line}")
page = shown.communicate(profile)[0]
rest = read_until(terminal, b"\0")
check(shown.returncode == 0 and page, "the page comes all the same")
check((line + rest).endswith(WIPE), f"the line is gone in the end: {rest}")
check(b"\n" not in line + rest, "it never was more than a line")

output, said = piped.communicate(profile)
check(output == page, "the same page without a terminal")
check(said == b"", f"where nothing is told: {said}")

output = dumb.communicate(profile)[0]
told = read_until(dumb_terminal, b"\0")
check(output == page and told == b"",
       f"nor on one that can not wipe a line: {told}")

terminal, errors = pty.openpty()
broken = start(errors, TERM="xterm")
os.close(errors)
line = read_until(terminal, b" s")
broken.communicate(b"ms2 2.0\nq\n")
rest = read_until(terminal, b"\0")
check(WIPE + b"ms2_print: standard input:" in rest,
       f"a message begins on a clean line: {rest}")
sys.exit(tap.done())
