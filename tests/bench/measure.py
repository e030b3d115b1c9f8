# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs one program under one tool, and says what the system charged for it."""

import collections
import glob
import os
import shutil
import subprocess

# seconds: user + sys; peak_bytes: of the process in the run that had most;
# file_bytes: of the profile, 0 where the tool writes none.
Run = collections.namedtuple("Run", "seconds peak_bytes file_bytes")


class Failed(Exception):
    """A run did not end with status 0, or left no profile."""


def valgrind(name, *options):
    return lambda vg, file: [vg, "--tool=" + name, "-q"] + [
        option.replace("FILE", file) for option in options]


# What goes in front of a program's command: vg-in-place and the profile's
# path are filled in.
TOOLS = {
    "native": lambda vg, file: [],
    "none": valgrind("none"),
    "ms2": valgrind("ms2", "--ms2-out-file=FILE"),
    "ms2-i": valgrind("ms2", "--ms2-out-file=FILE", "--time-unit=i"),
    "ms2-stacks": valgrind("ms2", "--ms2-out-file=FILE", "--stacks=yes"),
    "massif": valgrind("massif", "--massif-out-file=FILE"),
    "massif-stacks": valgrind("massif", "--massif-out-file=FILE",
                              "--stacks=yes"),
    "dhat": valgrind("dhat", "--dhat-out-file=FILE"),
    "heaptrack": lambda vg, file: ["heaptrack", "-o", file],
}

WITHOUT_PROFILE = ("native", "none")

# The same program with another clock is of interest where nothing else costs;
# with stacks, where it calls functions all the time.
CALLING = ("tree", "perl", "cc1")
ONLY_FOR = {"ms2-i": ("compute",), "ms2-stacks": CALLING,
            "massif-stacks": CALLING}


def usable(tools):
    """Those of the tools that are installed; Valgrind's own always are."""
    return [name for name in tools
            if name != "heaptrack" or shutil.which("heaptrack")]


def suits(tool, program):
    return program in ONLY_FOR.get(tool, (program,))


def remove_profiles(path):
    """heaptrack adds an ending of its own to the name.  Returns the bytes."""
    n_bytes = 0
    for name in glob.glob(glob.escape(path) + "*"):
        n_bytes += os.path.getsize(name)
        os.remove(name)
    return n_bytes


def run_once(command, env, folder):
    """Wait status, resources used by it and the children it waited for, and
    what it said on standard error."""
    with open(os.path.join(folder, "stderr"), "w+b") as errors:
        child = subprocess.Popen(command, env={**os.environ, **env},
                                 cwd=folder, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        return child.returncode, usage, errors.read()


def measure(vg, tool, program, command, folder):
    """A Run of `program`, whose own command is `command`."""
    profile = os.path.join(folder, "profile")
    remove_profiles(profile)
    code, usage, errors = run_once(TOOLS[tool](vg, profile) + command,
                                   program.env, folder)
    n_bytes = remove_profiles(profile)
    if code != 0:
        raise Failed("%s under %s: status %d\n%s" % (
            program.name, tool, code, errors.decode(errors="replace")))
    if n_bytes == 0 and tool not in WITHOUT_PROFILE:
        raise Failed("%s under %s: no profile" % (program.name, tool))
    # Linux counts ru_maxrss in units of 1024 bytes.
    return Run(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024,
               n_bytes)
