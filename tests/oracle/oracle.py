# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs oracle programs under ms2 and compares every number: one TAP test.

    oracle.py RECORDER DRIVER FIRST_SEED RUNS [THREADS [FORKS]]

RECORDER is "inline" or "stock", DRIVER a program of the build's tests/oracle.
A program that may fork FORKS times, and its children as often as is left then,
has a log and a profile of each process.  Even seeds take the build at -O0, odd
ones the build at -O2.  Of "owners" FORKS is the number of links in a list.
"""

import glob
import os
import subprocess
import sys
import tempfile

import owners_judge
import ranges_judge
import replay

EVENTS = {"ranges": 500, "owners": 700}  # of a driver
USUAL_EVENTS = 1200
MAX_DIFFERENCES = 8
SECONDS = 600  # for one run; a recorder that hangs must not hang the test


class Settings:
    def __init__(self, arguments):
        recorder, self.driver = arguments[1:3]
        self.first_seed, self.n_runs = int(arguments[3]), int(arguments[4])
        self.threads = int(arguments[5]) if len(arguments) > 5 else 0
        self.n_children = 0  # of all runs so far
        self.forks = int(arguments[6]) if len(arguments) > 6 else 0
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
    """Runs the program: its logs and profiles are in the folder then."""
    level = "O2" if seed % 2 else "O0"
    program = os.path.join(settings.programs,
                           "%s-%s" % (settings.driver, level))
    numbers = [seed, EVENTS.get(settings.driver, USUAL_EVENTS),
               settings.threads]
    if settings.driver != "ranges":
        numbers.append(settings.forks)
    call(program, [settings.launcher, "--tool=ms2", "-q",
                   "--ms2-out-file=" + os.path.join(folder, "profile.%p"),
                   "--ignore-fn=%s*" % replay.IGNORED, program,
                   os.path.join(folder, "log"), *map(str, numbers)])


def export(settings, profile):
    """Returns the path of the profile as json."""
    exported = profile + ".json"
    call("ms2_print", [settings.print, "--to=json", "-o", exported, profile])
    return exported


def compare_ranges(settings, folder):
    profile, = glob.glob(os.path.join(folder, "profile.*"))
    return ranges_judge.compare(os.path.join(folder, "log"), profile,
                                export(settings, profile))


def compare_process(settings, log, folder):
    exported = export(settings, os.path.join(folder, "profile.%d" % log.pid))
    nothing_foreign = settings.driver != "cxx" and settings.threads == 0
    # In C++ a failed operator new allocates an exception: one more allocation
    # of the thread that the log does not have.
    with_short = settings.driver != "cxx"
    return ["process %d, %d of %d events inherited: %s" %
            (log.pid, log.n_inherited, len(log.events), line)
            for line in replay.compare(log, exported, nothing_foreign,
                                       with_short)]


def compare_owners(folder):
    profile, = glob.glob(os.path.join(folder, "profile.*"))
    return owners_judge.compare(os.path.join(folder, "log"), profile)


def compare(settings, folder):
    if settings.driver == "ranges":
        return compare_ranges(settings, folder)
    if settings.driver == "owners":
        return compare_owners(folder)
    logs = [replay.read_log(path)
            for path in sorted(glob.glob(os.path.join(folder, "log*")))]
    settings.n_children += len(logs) - 1
    return [line for log in logs
            for line in compare_process(settings, log, folder)]


def run_case(settings, seed):
    """Returns what is wrong with one seed, as lines."""
    with tempfile.TemporaryDirectory(prefix="ms2-oracle.") as folder:
        try:
            record(settings, seed, folder)
            return compare(settings, folder)
        except (RunFailed, OSError, ValueError, KeyError, IndexError,
                subprocess.TimeoutExpired) as error:
            return ["%s: %s" % (type(error).__name__, error)]


def describe(settings, seed):
    threads = ", %d threads" % settings.threads if settings.threads else ""
    what = "links" if settings.driver == "owners" else "forks"
    forks = ", %d %s" % (settings.forks, what) if settings.forks else ""
    return "%s, seed %d%s%s" % (settings.driver, seed, threads, forks)


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
    if (settings.driver != "owners" and settings.forks and
            settings.n_children < settings.n_runs):
        print("# %d children only: nothing was tried" % settings.n_children)
        return 1
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
