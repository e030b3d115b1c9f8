# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: variables of a stripped program are told apart, by their addresses in
# its file, and what each holds is right to the byte.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python
for tool in "$CC" nm strip; do
   command -v "$tool" >"$tap_dir/which" || skip_all "no $tool"
done
cd "$tap_dir" || exit 1

# Two tables with holes, and two pointers side by side.
cat >tables.c <<'C'
#include <stdlib.h>

struct node {
   struct node *next;
   char rest[88];
};

static struct node *words[50], *numbers[50];
static char *volatile first, *volatile second;

__attribute__((noinline)) static void fill(struct node **table, int n)
{
   for (int i = 0; i < n; i++) {
      struct node *made = malloc(sizeof *made);

      made->next = table[i * 7 % 49];
      table[i * 7 % 49] = made;
   }
}

int main(void)
{
   fill(words, 150);
   numbers[48] = malloc(8);
   fill(numbers, 60);
   first = malloc(1000);
   second = malloc(3000);
   return first == second || words[0] == numbers[0];
}
C
cat >maps.cc <<'C'
#include <cstdlib>
#include <map>

static std::map<int, int> young, old;

__attribute__((noinline)) static void fill_young()
{
   for (int i = 0; i < 30; i++)
      young[i] = i;
}

__attribute__((noinline)) static void fill_old()
{
   for (int i = 0; i < 70; i++)
      old[i * 3] = i;
}

int main()
{
   fill_young();
   fill_old();
   _Exit(young.size() == old.size());
}
C

# Each pointer of this one is a run of its own, more than are told apart.
cat >many.c <<'C'
#include <stdlib.h>

static void *volatile many[5000];

int main(void)
{
   for (int i = 0; i < 5000; i += 2) {
      many[i] = malloc(8);
      many[i + 1] = malloc(16);
   }
   return 0;
}
C

# By variable of the program as it was before: what the places in it retain.
cat >held.py <<'P'
import json
import re
import subprocess
import sys

profile, printer, program, names = sys.argv[1:5]
names = names.split(",")
variables = []
for line in subprocess.run(["nm", "-S", program], capture_output=True,
                           text=True, check=True).stdout.splitlines():
    words = line.split()
    if len(words) == 4 and any(n in words[3] for n in names):
        start = int(words[0], 16)
        variables.append((start, start + int(words[1], 16),
                          next(n for n in names if n in words[3])))
exported = json.loads(subprocess.run([printer, "--to=json", profile],
                                     capture_output=True, check=True).stdout)
nodes = exported["searches"][-1]["nodes"]
sums, whole = {name: [0, 0] for name in names}, 0
for node in nodes:
    root = exported["roots"][node["root"] - 1] if "root" in node else {}
    place = re.fullmatch(r"data of stripped\+0x([0-9a-f]+)",
                         root.get("name", ""))
    if root.get("name") == "data of stripped":
        whole = node["retained_bytes"]
    if not place:
        continue
    at = int(place.group(1), 16)
    found = [n for start, end, n in variables if start <= at < end]
    if len(found) != 1:
        print("%#x is in no variable" % at)
        continue
    holder = exported["roots"][nodes[node["parent"]]["root"] - 1]
    if holder["name"] != "data of stripped":
        print("%s is held by %s" % (found[0], holder["name"]))
    sums[found[0]][0] += node["retained_bytes"]
    sums[found[0]][1] += node["retained_blocks"]
for name in names:
    print(name, *sums[name])
print("all", whole)
P

held() { # program, variables
   "$PYTHON3" held.py "$profile" "$MS2_PRINT" "$1" "$2"
}

try() { # what, program, variables, expected
   strip -o stripped "$2"
   record -q -- ./stripped
   is "$(held "$2" "$3")" "$4" "$1: each variable has what it holds"
   page=$("$MS2_PRINT" --view=owners --width=1000 "$profile")
   place=$(places "$page" stripped)
   like "$(echo "$page" | tr '\n' ' ')" \
      "data of $(places "$page" '.*' | sed 's/+/[+]/g'): .* names it: +gdb -batch -ex 'info symbol 0x[0-9a-f]+' [^ ]+" \
      "$1: the page says how to learn its name"
   is "$(limits "data of $place")$(limits "data of stripped*")" "" \
      "$1: --check finds them by name, and counts none twice"
}

# The first holder of an object that has no name.
places() { # page, object
   echo "$1" | sed -n "s/^ .*data of \($2+0x[0-9a-f]*\)\$/\1/p" | head -n 1
}

# What such holders retain is no more than all memory, and not nothing.
limits() { # name
   all=$(query get end_heap_bytes)
   "$MS2_PRINT" --check="held($1)<=$all" --check="held($1)>0" "$profile" |
      grep -v '^ok'
}

"$CC" -O1 -fPIE -pie -o tables tables.c || skip_all "no PIE can be made"
try "two tables" tables words,numbers,first,second "words 14400 150
numbers 5768 61
first 1000 1
second 3000 1
all 24168"

if command -v objcopy >which && mkdir later .debug; then
   "$CC" -g -O1 -fPIE -pie -o later/tables tables.c
   objcopy --only-keep-debug later/tables later/symbols
   objcopy --strip-all --add-gnu-debuglink=later/symbols later/tables stripped
   record -q -- ./stripped
   mv later/symbols .debug
   like "$("$MS2_PRINT" --view=owners --width=100 "$profile")" \
      '14\.1 KiB .* words \(tables\.c:8, global\)' \
      "symbols that are installed later name the variables"
   is "$("$MS2_PRINT" --check='held(second)==3000' "$profile" |
      grep -v '^ok')" "" "and --check takes the names"
   mv .debug/symbols kept-symbols
   unlike "$("$MS2_PRINT" --view=owners "$profile")" ' words ' \
      "symbols at another place are not found"
   like "$("$MS2_PRINT" --view=owners --width=100 --symbols=kept-symbols \
      "$profile")" '14\.1 KiB .* words \(tables\.c:8, global\)' \
      "unless --symbols names them"
   mv kept-symbols .debug/symbols
   unlike "$("$MS2_PRINT" --view=owners --symbols=none "$profile")" ' words ' \
      "--symbols=none: nothing is read"
else
   skip "symbols that are installed later" "no objcopy"
fi

"$CC" -O1 -fPIE -pie -o many many.c
strip -o stripped many
record -q -- ./stripped
like "$(held many many)" '^all 60000$' "5,000 pointers: what all hold is known"
is "$(grep -c '^R 0 ' "$profile" | awk '{print ($1 < 2100)}')" 1 \
   "5,000 pointers: not all are told apart"

if "${CXX:-c++}" -O2 -fno-pie -no-pie -o maps maps.cc 2>no_compiler; then
   try "two maps at fixed addresses" maps young,old "young 1200 30
old 2800 70
all 4000"
else
   skip "two maps at fixed addresses" "no C++ compiler"
fi
plan
