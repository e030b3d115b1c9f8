# SPDX-License-Identifier: GPL-2.0-or-later
# --use: what of the heap is touched, and when last.

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python
cd "$tap_dir" || exit

facts() { # what, [profile]
   "$PYTHON3" -B "$MS2_SRCDIR/tests/tool/use_facts.py" "$1" \
      "${2:-$profile}" 2>&1
}

# ---- what lies idle ---------------------------------------------------------

# 40 rounds of equal work.
cat >idle.c <<'END'
#include <stdlib.h>
#include <string.h>

#define N 1000
static char *never[200], *big, *once[N], *early[N], *hot_blocks[100];
static volatile unsigned long sum;

static void *never_used(void) { return malloc(4096); }
static void *reserve(void) { return malloc(10 << 20); }
static void *write_only(void) { return malloc(1024); }
static void *read_early(void) { return malloc(1024); }
static void *hot(void) { return malloc(4096); }
static void *zeroed(void) { return calloc(5, 1000); }
static void *small(void) { return malloc(16); }

static void look(char **blocks, int n, int size)
{
   for (int i = 0; i < n; i++)
      for (int k = 0; k < size; k += 8)
         sum += *(volatile unsigned long *)(blocks[i] + k);
}

int main(void)
{
   volatile char *read_of_zeroed;

   for (int i = 0; i < 200; i++)
      never[i] = never_used();
   memset(big = reserve(), 1, 1 << 20);
   for (int i = 0; i < N; i++) {
      memset(once[i] = write_only(), i, 1024);
      memset(early[i] = read_early(), i, 1024);
   }
   for (int i = 0; i < 100; i++)
      memset(hot_blocks[i] = hot(), i, 4096);
   read_of_zeroed = zeroed();
   sum += read_of_zeroed[4000];
   for (int i = 0; i < 100; i++) {
      *(volatile char *)small() = 1;
      small();
   }
   for (int round = 1; round <= 40; round++) {
      if (round <= 10)
         look(early, N, 1024);
      for (int k = 0; k < 10; k++)
         look(hot_blocks, 100, 4096);
   }
   return never[0] == big;
}
END
ok "the program compiles" "$CC" -g -O0 -o idle idle.c
record -q --use=yes -- ./idle
is "$status" 0 "a program runs with --use=yes"
is "$(header use)" yes "the header says so"
is "$(facts end.never_touched)" "hot 0
never_used 819200
read_early 0
reserve 9437184
small 1600
write_only 0
zeroed 4936" "what was never touched"
is "$(facts end.tail_bytes | grep -E 'reserve|zeroed')" "reserve 9437184
zeroed 968" "tails"
is "$(facts end.tail_blocks | grep -E 'never|reserve|small')" "never_used 200
reserve 1
small 100" "blocks with a tail; small ones are not hidden by their neighbours"
is "$(facts end.never_read | grep -v ' 0$')" "reserve 1048576
small 1600
write_only 1024000" "what was written and never read"
is "$(facts end.never_rewritten | grep -v ' 0$')" "zeroed 5000" \
   "what calloc gave and nobody wrote"
is "$(facts end.idle_half | grep -v ' 0$')" "read_early 1024000
reserve 1048576
small 1600
write_only 1024000
zeroed 64" "what is idle for half of the run, and what is not"
is "$(facts all.never_touched)" "$(facts end.never_touched)" \
   "nothing was freed: all blocks are those of the end"
# Rounds without read_early: what is in use is what is hot.
is "$(sed -n 's/^I \([0-9]*\) .*/\1/p' "$profile" | sort | uniq -c |
   sort -rn | awk 'NR == 1 { print $2 }')" 409600 "what is in use, most often"

# ---- an oracle --------------------------------------------------------------

oracle() { # program, words for the messages, options of cc...
   program=$1
   words=$2
   shift 2
   for arguments in "1 5000 1" "2 12000 1" "3 4000 3"; do
      # Arguments are several.
      # shellcheck disable=SC2086
      record -q --use=yes -- "./$program" $arguments
      is "$(facts oracle)" "$out" "$words: use $arguments keeps the same books"
   done
}

ok "the oracle compiles" "$CC" -g -O1 -fno-optimize-sibling-calls -pthread \
   -o use "$MS2_SRCDIR/tests/tool/use.c"
like "$(native ./use 1; echo "$out")" "^all site_3 [0-9]{3}" "it does something"
oracle use "the program's own bits"
if [ -x "$MS2_BUILDDIR/ms2/ms2-x86-linux" ] &&
   "$CC" -m32 -msse2 -g -O1 -fno-optimize-sibling-calls -pthread -o use32 \
      "$MS2_SRCDIR/tests/tool/use.c" 2>cc.log; then
   oracle use32 "32 bits"
else
   skip "32 bits" "no 32-bit programs here"
fi

# ---- the peak ---------------------------------------------------------------

# Rises to 1,100,000 bytes, falls, and uses some of what was there.
cat >peak.c <<'END'
#include <stdlib.h>
#include <string.h>

static volatile char sink;
static char *used_again(void) { return malloc(100000); }
static char *not_again(void) { return malloc(500000); }
static char *freed_later(void) { return malloc(500000); }

int main(void)
{
   char *a = memset(used_again(), 1, 100000), *b = memset(not_again(), 1, 500000),
        *c = freed_later();
   free(malloc(100));
   for (int i = 0; i < 100000; i++)
      sink = a[i];
   c[70] = 1;
   free(c);
   for (int i = 0; i < 100000; i++)
      sink = a[i];
   return b[0] - 1;
}
END
ok "the program compiles" "$CC" -g -O0 -o peak peak.c
record -q --use=yes -- ./peak
is "$(sed -n 's/^W peak [0-9]* [0-9]* //p' "$profile" | tail -n 1)" \
   "1100100 4" "the peak that was looked at is the peak"
is "$(facts peak.not_again)" "freed_later 499936
main 100
not_again 499936
used_again 0" "what was not touched again after it"
is "$(facts peak.never_touched)" "freed_later 500000
main 100
not_again 0
used_again 0" "what had not been touched up to it"

# ---- forks, and announced blocks --------------------------------------------

cat >fork.c <<'END'
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <valgrind/valgrind.h>

static _Alignas(64) char pool[4096];

static char *halves(void) { return malloc(128); }
static char *announce(int at)
{
   VALGRIND_MALLOCLIKE_BLOCK(pool + at, 1024, 0, 0);
   return pool + at;
}

int main(void)
{
   volatile char *p = halves();
   int status = 0;

   announce(0)[100] = 1;
   announce(1024);
   p[0] = 1;
   if (fork() == 0)
      p[64] = 1;
   else
      wait(&status);
   return status;
}
END
ok "the program compiles" "$CC" -g -O0 -o fork fork.c
rm -f fork.*.ms2
ok "a program forks" "$vg" -q --tool=ms2 --use=yes \
   --ms2-out-file=fork.%p.ms2 ./fork
child=$(grep -l '^h forked-from' fork.*.ms2)
parent=$(grep -L '^h forked-from' fork.*.ms2)
is "$(facts end.never_touched "$parent" | grep halves)" "halves 64" \
   "what the child touches is the child's"
is "$(facts end.never_touched "$child" | grep halves)" "halves 0" \
   "what its parent touched it inherits"
is "$(facts end.never_touched "$parent" | grep main)" "main 1984" \
   "announced blocks"

# ---- counts -----------------------------------------------------------------

cat >counted.c <<'END'
#include <stdlib.h>

static volatile long sink;
static long *mixed(int n) { return malloc(n); }
static long *pair(void) { return malloc(48); }
static long *unread(void) { return malloc(96); }
static long *untouched(void) { return malloc(24); }
static long *large(void) { return malloc(300000); }
static long *grown(long *p, int n) { return realloc(p, n); }

int main(void)
{
   long *p, *kept = 0;

   for (int i = 0; i < 100; i++) {
      p = mixed(8 + 8 * i);
      p[0] = p[i / 2] = i;
      sink = p[0];
      free(p);
      p = pair();
      p[0] = 1;
      p[5] = p[0] + ((volatile int *)p)[1];
      ((volatile char *)p)[17] = 3;
      free(p);
      unread()[3] = 1;
      untouched();
      p = large();
      for (int k = 0; k < 30000; k += 700)
         p[k] = k;
      sink = p[29000];
      free(p);
      kept = grown(kept, 8000 + 2000 * i);
      kept[i] = i;
   }
   return 0;
}
END
cat >dhat_counts.py <<'END'
import json, re, sys
d = json.load(open(sys.argv[1]))
lines = []
for p in d["pps"]:
    names = [re.sub(r"^0x\w+: (\w+) .*", r"\1", d["ftbl"][f]) for f in p["fs"]]
    # Newer versions leave the allocation function out.
    caller = next(n for n in names if not n.endswith("alloc"))
    acc, times = [], 1
    for n in p.get("acc", []):
        if n < 0:
            times = -n
        else:
            acc += [n] * times
            times = 1
    lines.append(" ".join(str(x) for x in [caller, p["rb"], p["wb"]] + acc))
print("\n".join(sorted(lines)))
END
ok "the program compiles" "$CC" -g -O0 -o counted counted.c
record -q --use=counts -- ./counted
is "$(header use)" counts "accesses are counted"
if valgrind --tool=dhat --dhat-out-file=dhat.out ./counted >dhat.log 2>&1; then
   # What realloc copies DHAT counts as read and written.
   is "$(facts counts | grep -v grown | sort)" \
      "$("$PYTHON3" dhat_counts.py dhat.out 2>&1 | grep -v grown)" \
      "reads, writes, and accesses by offset are DHAT's"
else
   skip "as many accesses as DHAT counts" "DHAT does not run here"
fi
is "$(facts counts | grep grown)" "grown 0 800" "realloc's copy is no access"
is "$(facts all.never_touched | grep untouched)" "untouched 2400" \
   "blocks that are never read or written"

# ---- options ----------------------------------------------------------------

record -q -- ./peak
is "$(header use)$(grep -c '^[WUIDG] ' "$profile")" 0 \
   "nothing is recorded without the option"
record -q --use=yes --pages-as-heap=yes -- ./peak
like "$err" "--use and --pages-as-heap=yes do not go together" \
   "not together with --pages-as-heap=yes"
record -q --use=perhaps -- ./peak
like "$err" "expected no, yes or counts, found 'perhaps'" "a word that is none"

# ---- a file that is written anew --------------------------------------------

highest() { # of bytes in use
   sed -n 's/^I \([0-9]*\) .*/\1/p' "$profile" | sort -n | tail -n 1
}

# All looks that the smaller file does not have are in those that it has.
record -q --use=yes --max-file-size=0 -- "$(client long)"
whole=$(facts oracle; facts all.never_touched; facts end.never_read; highest)
n_whole=$(grep -c '^I' "$profile")
record -q --use=yes --max-file-size=1 -- "$(client long)"
ok "it loses snapshots" [ "$(grep -c '^I' "$profile")" -lt "$n_whole" ]
is "$(facts oracle; facts all.never_touched; facts end.never_read; highest)" \
   "$whole" "and says the same of what is used"
plan
