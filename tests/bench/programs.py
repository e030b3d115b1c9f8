# SPDX-License-Identifier: GPL-2.0-or-later
"""The benchmark's programs: how each is built, and how it is started.

A program is one row of PROGRAMS.  Its `prepare` gets the build folder and the
size (a tuple, as the row gives it) and returns a command, or raises Missing.
"""

import os
import re
import shutil
import subprocess

SOURCES = os.path.dirname(os.path.abspath(__file__))

# As a program is shipped, with debug information for the profilers.  Valgrind
# 3.19 cannot read all of clang's DWARF 5, hence version 4.
FLAGS = ["-O2", "-g", "-gdwarf-4", "-fno-optimize-sibling-calls", "-Wall",
         "-Wextra"]


class Missing(Exception):
    """The program cannot run on this machine; says why."""


def tool(variable, *names):
    """The command in the environment, else the first of the names that is
    there.  As a list, since CC may have flags."""
    candidates = [[name] for name in names]
    if os.environ.get(variable):
        candidates = [os.environ[variable].split()]
    for command in candidates:
        if shutil.which(command[0]):
            return command
    raise Missing("no %s" % " ".join(candidates[0]))


def real(name, package):
    """The system's own program: a wrapper of the same name would be timed."""
    path = shutil.which(name, path="/usr/bin:/bin")
    if path is None:
        raise Missing("no %s (Debian: %s)" % (name, package))
    return path


def compile_once(command, output):
    if not os.path.exists(output):
        env = {name: value for name, value in os.environ.items()
               if name != "MAKEFLAGS"}  # rustc looks for make's job server
        subprocess.run(command + ["-o", output], check=True, env=env,
                       stdin=subprocess.DEVNULL)
    return output


def write_once(folder, name, make_bytes):
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        with open(path, "wb") as file:
            file.write(make_bytes())
    return path


def words(size):
    return [str(number) for number in size]


def c_program(source):
    def prepare(folder, size):
        command = tool("CC", "cc", "gcc", "clang") + FLAGS + ["-pthread"]
        return [compile_once(command + [os.path.join(SOURCES, source + ".c")],
                             os.path.join(folder, source))] + words(size)
    return prepare


def cxx_program(source):
    def prepare(folder, size):
        command = tool("CXX", "c++", "g++", "clang++") + FLAGS + ["-std=c++17"]
        return [compile_once(command + [os.path.join(SOURCES, source + ".cc")],
                             os.path.join(folder, source))] + words(size)
    return prepare


def rust_program(source):
    def prepare(folder, size):
        command = tool("RUSTC", "rustc") + [
            "--edition", "2021", "-g", "-C", "opt-level=2",
            os.path.join(SOURCES, source + ".rs")]
        return [compile_once(command, os.path.join(folder, source + "-rs"))
                ] + words(size)
    return prepare


def perl(_, size):
    return [real("perl", "perl-base"),
            os.path.join(SOURCES, "words.pl")] + words(size)


def python3(_, size):
    # -S and -I: what a site has installed is not part of the benchmark.
    return [real("python3", "python3-minimal"), "-S", "-I", "-B",
            os.path.join(SOURCES, "words.py")] + words(size)


def sqlite3(folder, size):
    def script():
        with open(os.path.join(SOURCES, "words.sql"), "rb") as file:
            return file.read().replace(b"SIZE", b"%d" % size)
    return [real("sqlite3", "sqlite3"), ":memory:",
            ".read " + write_once(folder, "words.sql", script)]


C_HEADERS = ("ctype errno limits math pthread signal stdint stdio stdlib "
             "string time unistd")

C_FUNCTION = """
struct item_%(n)d { struct item_%(n)d *next; char name[%(n)d + 1]; int count; };
static int weigh_%(n)d(const struct item_%(n)d *item, int limit)
{
   int weight = 0;
   for (; item != NULL && weight < limit; item = item->next) {
      switch (item->count %% 5) {
      case 0: weight += (int)strlen(item->name); break;
      case 1: weight ^= item->count << %(n)d %% 7; break;
      case 2: weight -= item->name[item->count %% sizeof(item->name)]; break;
      default: weight = weight * 31 + %(n)d;
      }
   }
   return weight;
}
int add_%(n)d(struct item_%(n)d **list, const char *name)
{
   struct item_%(n)d *item = malloc(sizeof(*item));
   if (item == NULL)
      return -1;
   snprintf(item->name, sizeof(item->name), "%%s", name);
   item->count = *list != NULL ? (*list)->count + 1 : 0;
   item->next = *list;
   *list = item;
   return weigh_%(n)d(item, 1000);
}
"""


def c_text(n_functions):
    """C source with the headers of a usual program and as many functions."""
    lines = ["#include <%s.h>\n" % name for name in C_HEADERS.split()]
    lines += [C_FUNCTION % {"n": n} for n in range(1, n_functions + 1)]
    return "".join(lines).encode()


def cc1(folder, size):
    gcc = real("gcc", "gcc")
    compiler = subprocess.run([gcc, "-print-prog-name=cc1"], check=True,
                              stdout=subprocess.PIPE).stdout.decode().strip()
    if not os.path.isabs(compiler):
        raise Missing("gcc does not say where its cc1 is")
    source = write_once(folder, "large.c", lambda: c_text(*size))
    compile_once([gcc, "-E", source], os.path.join(folder, "large.i"))
    return [compiler, "-fpreprocessed", os.path.join(folder, "large.i"),
            "-quiet", "-O1", "-o", os.devnull]


def xz_text(n_lines):
    state = 1
    lines = []
    for _ in range(n_lines):
        state = (state * 1103515245 + 12345) % 2147483648
        lines.append(b"%d: line %x\n" % (state >> 20, state))
    return b"".join(lines)


def xz(folder, size):
    return [real("xz", "xz-utils"), "--keep", "--stdout", "--threads=1",
            write_once(folder, "lines.txt", lambda: xz_text(*size))]


class Program:
    """A row: `full` and `small` are sizes; `n_live`, of a size, how many
    blocks live at the peak, where the program's source says so exactly."""

    def __init__(self, name, prepare, full, small, **more):
        self.name = name
        self.prepare = prepare
        self.full = full
        self.small = small
        self.n_live = more.get("n_live")
        self.env = more.get("env", {})

    def size(self, is_small):
        return self.small if is_small else self.full


PROGRAMS = (
    Program("churn", c_program("churn"), (3000000,), (3000,),
            n_live=lambda size: size[0] // 3 + 1),
    Program("contexts", c_program("contexts"), (18,), (6,)),
    Program("deep", c_program("deep"), (12000,), (10,)),
    Program("tree", cxx_program("tree"), (150,), (1,)),
    Program("growth", c_program("growth"), (20,), (1,)),
    Program("threads", c_program("threads"), (500000,), (1000,)),
    # A region in a region every ten calls; and the same without.
    Program("regions", c_program("regions"), (3000000, 10), (3000, 10)),
    Program("unmarked", c_program("regions"), (3000000, 0), (3000, 0)),
    Program("compute", c_program("compute"), (6000,), (10,)),
    # What is paid before the first line of a program runs, and after its last.
    Program("start", c_program("compute"), (1,), (1,)),
    Program("realloc", c_program("realloc"), (50,), (1,)),
    Program("big", c_program("big"), (10000000, 10000000), (5000, 5000),
            n_live=lambda size: size[0]),
    Program("few", c_program("big"), (10000, 10000000), (100, 5000)),
    Program("perl", perl, (40000,), (100,),
            env={"PERL_HASH_SEED": "0"}),
    Program("python3", python3, (20000,), (100,),
            env={"PYTHONMALLOC": "malloc"}),
    Program("sqlite3", sqlite3, (20000,), (100,)),
    Program("cc1", cc1, (60,), (1,)),
    Program("xz", xz, (100000,), (100,)),
    Program("rust", rust_program("words"), (600000,), (100,)),
)


def version(command):
    """The first number with a dot that a program says of itself, or None."""
    if shutil.which(command) is None:
        return None
    text = subprocess.run([command, "--version"], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, check=False).stdout
    found = re.search(rb"\d+(\.\d+)+", text)
    return found.group().decode() if found else None
