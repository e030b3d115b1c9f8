# SPDX-License-Identifier: GPL-2.0-or-later
# --to=dhat says what Valgrind's own DHAT says of the same program.

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python
cd "$tap_dir" || exit

cat >lives.c <<'END'
#include <stdlib.h>
#include <string.h>

static volatile unsigned sum;

static void work(int n)
{
   for (int i = 0; i < n; i++)
      sum += i;
}

static void *brief(void) { return malloc(100); }
static void *lasting(void) { return malloc(300); }
static void *leaked(void) { return calloc(5, 11); }
static void *grown(void *p, int n) { return realloc(p, n * 10); }

int main(void)
{
   void *kept[50], *growing = NULL;

   for (int i = 0; i < 50; i++) {
      void *p = brief();

      kept[i] = lasting();
      leaked();
      growing = grown(growing, i + 1);
      work(1000);
      free(p);
      work(2000);
   }
   for (int i = 0; i < 50; i++)
      free(kept[i]);
   return 0;
}
END
ok "the program compiles" "$CC" -g -O0 -o lives lives.c
valgrind --tool=dhat --dhat-out-file=dhat.out ./lives >dhat.log 2>&1 ||
   skip_all "DHAT does not run here"
record -q --time-unit=i -- ./lives
ok "it is exported" "$MS2_PRINT" --to=dhat -o ours.out "$profile"

# By the function that allocates; lifetimes in per cent, as clocks differ a
# little.  DHAT's own mb and mbk may be below its gb and gbk, so ours are compared
# with what the program does.
cat >compare.py <<'END'
import json, sys
def stacks(path):
    d = json.load(open(path))
    found = {}
    for p in d["pps"]:
        names = [d["ftbl"][f] for f in p["fs"]]
        for name in ("brief", "lasting", "leaked", "grown"):
            if any(name + " (" in n for n in names):
                found[name] = p
    return found
theirs, ours = stacks(sys.argv[1]), stacks(sys.argv[2])
for name, p in theirs.items():
    for key in ("tb", "tbk", "gb", "gbk", "eb", "ebk"):
        if p[key] != ours[name][key]:
            print(name, key, p[key], ours[name][key])
    if abs(p["tl"] - ours[name]["tl"]) > 0.02 * p["tl"]:
        print(name, "tl", p["tl"], ours[name]["tl"])
most = {"brief": (100, 1), "lasting": (15000, 50), "leaked": (2750, 50),
        "grown": (500, 1)}
for name, numbers in most.items():
    if (ours[name]["mb"], ours[name]["mbk"]) != numbers:
        print(name, "most", ours[name]["mb"], ours[name]["mbk"])
print(len(theirs), len(ours))
END
is "$("$PYTHON3" compare.py dhat.out ours.out 2>&1)" "4 4" \
   "the numbers of DHAT, and the true maxima"
plan
