#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Files that the real heaptrack wrote are read: ms2_print shows the numbers of
# heaptrack_print.

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

[ -n "$PYTHON3" ] || skip_all "no python3 here"
command -v heaptrack >/dev/null || skip_all "no heaptrack here"
cd "$tap_dir" || exit

cat >shape.c <<'END'
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static char *leaf(size_t n) { return malloc(n); }

static void *worker(void *kept)
{
   for (int i = 0; i < 500; i++) {
      char *block = leaf(64 + i);

      if (i % 10)
         free(block);
      else
         ((char **)kept)[i / 10] = block;
   }
   return NULL;
}

int main(void)
{
   static char *kept[2][50];
   pthread_t threads[2];
   char *grown = NULL;

   for (int i = 1; i <= 40; i++) {
      grown = realloc(grown, i * 1000);
      usleep(2000);
   }
   for (int i = 0; i < 2; i++)
      pthread_create(&threads[i], NULL, worker, kept[i]);
   for (int i = 0; i < 2; i++)
      pthread_join(threads[i], NULL);
   free(grown);
   return 0;
}
END
ok "the program compiles" "$CC" -g -O0 -fno-inline -pthread -o shape shape.c

# heaptrack's numbers have three digits in units of 1000.
cat >numbers.py <<'END'
import json, re, sys
UNITS = {"": 1, "B": 1, "K": 1e3, "M": 1e6, "G": 1e9}
text = open(sys.argv[1]).read()
s = json.load(open(sys.argv[2]))

def said(what):
    number, unit = re.search(what + r": ([0-9.]+)([BKMG]?)\b", text).groups()
    return float(number) * UNITS[unit]

def near(found, what):
    return abs(found - said(what)) <= max(0.006 * said(what), 5)

summary = s["summary"]
print(summary["total_calls"] == said("calls to allocation functions"),
      near(summary["peak_heap_bytes"], "peak heap memory consumption"),
      near(summary["end_heap_bytes"], "total memory leaked"),
      sum(c["peak_bytes"] for c in s["contexts"])
      == summary["peak_heap_bytes"],
      len(s["snapshots"]) >= int(sys.argv[3]),
      {f["function"] for f in s["frames"]} >= set(sys.argv[4:]))
END

compare() { # name, least snapshots, the program with its arguments, functions
   name=$1
   least=$2
   program=$3
   shift 3
   rm -f got.*
   # shellcheck disable=SC2086 # the program has arguments
   heaptrack -o got $program >heaptrack.log 2>&1 </dev/null
   file=$(ls got.zst got.gz 2>/dev/null)
   [ -n "$file" ] || skip_all "heaptrack does not record here"
   heaptrack_print --disable-builtin-suppressions \
      --disable-embedded-suppressions -l 0 -a 0 -p 0 -T 0 "$file" \
      >said 2>/dev/null
   "$MS2_PRINT" --to=json -o got.json "$file"
   is "$("$PYTHON3" numbers.py said got.json "$least" "$@" 2>&1)" \
      "True True True True True True" "the numbers of heaptrack: $name"
   ok "its report" "$MS2_PRINT" "$file"
   like "$("$MS2_PRINT" "$file")" 'a heaptrack file, ran for' "says what it is"
}

compare "threads and realloc" 5 ./shape leaf worker main
compare "perl" 1 "perl -e \$h{\$_}=\$_.1for(1..20000)"
plan
