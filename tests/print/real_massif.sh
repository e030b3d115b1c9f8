#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Files that the real massif wrote are read: ms2_print shows its numbers.

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

[ -n "$PYTHON3" ] || skip_all "no python3 here"
command -v valgrind >/dev/null || skip_all "no valgrind here"
cd "$tap_dir" || exit

cat >shape.c <<'END'
#include <stdlib.h>
static char *leaf(size_t n) { return malloc(n); }
static char *left(size_t n) { return leaf(n); }
static char *right(size_t n) { return leaf(2 * n); }
int main(void)
{
   char *kept[200];
   for (int i = 0; i < 200; i++)
      kept[i] = i % 2 ? left(1000) : right(1000);
   for (int i = 0; i < 150; i++)
      free(kept[i]);
   return kept[199] == NULL;
}
END
ok "the program compiles" "$CC" -g -O0 -fno-inline -o shape shape.c

# The numbers of massif's file, read by other means than ms2_print's.
cat >numbers.py <<'END'
import json, sys
size = last = peak = None
for line in open(sys.argv[1]):
    key, _, value = line.strip().partition("=")
    if key == "mem_heap_B":
        last = int(value)
    elif key == "heap_tree" and value != "empty":
        peak = max(peak or 0, last)
s = json.load(open(sys.argv[2]))
sums = sum(c["peak_bytes"] for c in s["contexts"])
print(s["summary"]["peak_heap_bytes"] == peak == sums,
      s["summary"]["end_heap_bytes"] == last,
      {f["function"] for f in s["frames"]} >= {"leaf", "left", "main"})
END

for options in --time-unit=i --time-unit=ms --time-unit=B --stacks=yes \
   --pages-as-heap=yes --detailed-freq=1 --threshold=0; do
   rm -f massif.out
   valgrind --tool=massif --massif-out-file=massif.out "$options" ./shape \
      >valgrind.log 2>&1 || skip_all "massif does not run here"
   "$MS2_PRINT" --to=json -o massif.json massif.out
   wanted="True True True"
   # With pages for a heap the functions are those that ask for pages.
   [ "$options" = --pages-as-heap=yes ] && wanted="True True (True|False)"
   like "$("$PYTHON3" numbers.py massif.out massif.json 2>&1)" "^$wanted\$" \
      "the numbers of massif $options"
   ok "the report of massif $options" "$MS2_PRINT" massif.out
   if command -v ms_print >/dev/null; then
      "$MS2_PRINT" --to=massif -o again.out massif.out
      ok "ms_print takes the copy of massif $options" ms_print again.out
   fi
done
plan
