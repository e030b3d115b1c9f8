# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs oracle programs under ms2 and compares every number: one TAP test.

    oracle.py RECORDER DRIVER FIRST_SEED RUNS [THREADS]

RECORDER is "inline" or "stock", DRIVER a program of the build's tests/oracle.
Even seeds take the build at -O0, odd ones the build at -O2.
"""

import os
import subprocess
import sys
import tempfile

import ranges_judge
import replay

EVENTS = {"ranges": 500}  # of a driver
USUAL_EVENTS = 1200
MAX_DIFFERENCES = 8
SECONDS = 600  # for one run; a recorder that hangs must not hang the test


class Settings:
    def __init__(self, arguments):
        recorder, self.driver = arguments[1:3]
        self.first_seed, self.n_runs = int(arguments[3]), int(arguments[4])
        self.threads = int(arguments[5]) if len(arguments) > 5 else 0
        build = os.environ.get("MS2_BUILDDIR", os.getcwd())
        default = {"inline": "vg-in-place", "stock": "vg-in-place-stock"}
        variable = {"inline": "MS2_VG", "stock": "MS2_VG_STOCK"}
        self.launcher = os.environ.get(
            variable[recorder], os.path.join(build, default[recorder]))
        self.print = os.environ.get(
            "MS2_PRINT", os.path.join(build, "ms2_print", "ms2_print"))
        clients = os.environ.get("MS2_CLIENTS", os.path.join(build, "tests"))
        self.programs = os.path.join(clients, "oracle")


class RunFailed(Exception):
    pass


def call(what, command):
    done = subprocess.run(command, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, timeout=SECONDS,
                          check=False)
    if done.returncode != 0:
        text = done.stderr.decode(errors="replace").strip()
        raise RunFailed("%s: status %d\n%s" % (what, done.returncode, text))


def record(settings, seed, folder):
    """Returns the paths of the program's log, of the profile, and of the
    profile as json."""
    log, profile, exported = (os.path.join(folder, name)
                              for name in ("log", "profile", "json"))
    level = "O2" if seed % 2 else "O0"
    program = os.path.join(settings.programs,
                           "%s-%s" % (settings.driver, level))
    call(program, [settings.launcher, "--tool=ms2", "-q",
                   "--ms2-out-file=" + profile,
                   "--ignore-fn=%s*" % replay.IGNORED, program, log, str(seed),
                   str(EVENTS.get(settings.driver, USUAL_EVENTS)),
                   str(settings.threads)])
    call("ms2_print", [settings.print, "--to=json", "-o", exported, profile])
    return log, profile, exported


def compare(settings, log, profile, exported):
    if settings.driver == "ranges":
        return ranges_judge.compare(log, profile, exported)
    nothing_foreign = settings.driver != "cxx" and settings.threads == 0
    # In C++ a failed operator new allocates an exception: one more allocation
    # of the thread that the log does not have.
    with_short = settings.driver != "cxx"
    return replay.compare(log, exported, nothing_foreign, with_short)


def run_case(settings, seed):
    """Returns what is wrong with one seed, as lines."""
    with tempfile.TemporaryDirectory(prefix="ms2-oracle.") as folder:
        try:
            return compare(settings, *record(settings, seed, folder))
        except (RunFailed, OSError, ValueError, KeyError, IndexError,
                subprocess.TimeoutExpired) as error:
            return ["%s: %s" % (type(error).__name__, error)]


def describe(settings, seed):
    threads = ", %d threads" % settings.threads if settings.threads else ""
    return "%s, seed %d%s" % (settings.driver, seed, threads)


def main(arguments):
    settings = Settings(arguments)
    n_failed = 0
    print("1..%d" % settings.n_runs)
    for number in range(1, settings.n_runs + 1):
        seed = settings.first_seed + number - 1
        wrong = run_case(settings, seed)
        n_failed += bool(wrong)
        print("%sok %d - %s" % ("not " if wrong else "", number,
                                describe(settings, seed)))
        for line in "\n".join(wrong[:MAX_DIFFERENCES]).splitlines():
            print("# " + line)
        if len(wrong) > MAX_DIFFERENCES:
            print("# and %d more" % (len(wrong) - MAX_DIFFERENCES))
        sys.stdout.flush()
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
