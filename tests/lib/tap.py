# SPDX-License-Identifier: GPL-2.0-or-later
"""TAP for tests in Python: each case is one "ok" or "not ok" line.

    import tap

    tap.case("the list is sorted", faults)  # what is wrong, a text each
    tap.ok("a short page has no pager", not paged)
    tap.skip("ms_print takes it", "no ms_print here")
    sys.exit(tap.done())

A case holds if it has no faults; the first of them follow it as comments."""

import sys

MOST_FAULTS = 30
# A fault may quote a whole page; its start tells which one.
MOST_CHARACTERS = 300

_state = {"n": 0, "n_failed": 0}


def _comment(fault):
    """What a test of hostile names quotes must not steer a terminal."""
    text = str(fault)[:MOST_CHARACTERS].encode("ascii", "backslashreplace")
    for line in text.decode().splitlines():
        print("#", "".join(c if c.isprintable() else ascii(c)[1:-1]
                           for c in line))


def _line(good, what):
    _state["n"] += 1
    _state["n_failed"] += not good
    print("%s %d - %s" % ("ok" if good else "not ok", _state["n"], what))


def case(what, faults):
    _line(not faults, what)
    for fault in faults[:MOST_FAULTS]:
        _comment(fault)
    sys.stdout.flush()


def ok(what, good):
    case(what, [] if good else ["does not hold"])


def skip(what, why):
    _line(True, "%s # SKIP %s" % (what, why))


def skip_all(why):
    """Instead of cases and done()."""
    print("1..0 # SKIP", why)


def done():
    """Prints the plan; returns the status for sys.exit()."""
    print("1..%d" % _state["n"])
    return 1 if _state["n_failed"] else 0
