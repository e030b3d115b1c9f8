# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: who holds what at the end, and what is lost.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

owners() { # what
   "$PYTHON3" -B "$MS2_SRCDIR/tests/tool/owner_tree.py" "$profile" "$1" 2>&1
}

# The description of a thread that the C library has allocated for it counts
# among what is possibly lost, as with memcheck.
all_roots() {
   record -q -- "$(client owners)" 3
   is "$status" 0 "$recorder: the program ends as without a search"
   is "$(owners tree)" "data hidden
  hide reachable 1100 1
data inside
  hide possibly 9000 1
data links
  make_links reachable 48 3
data slots
  fill_slots reachable 240 10
    fill_slots reachable 1000 10 +16
lost
  drop definitely 384 6
    drop indirectly 240 6 +0
  drop_rings definitely 120 5
    drop_rings indirectly 120 5 +0
mapping map_page
  map_page reachable 4000 1
share reachable 7000 1
stack main
  main reachable 1000 1
stack wait_here
  wait_here reachable 2000 1
tls own
  hide reachable 3000 1" "$recorder: each block stands below what holds it"
   is "$(owners shared)" "data one -> share reachable 7000 1
data other -> share reachable 7000 1
drop_rings indirectly 120 5 +0 -> drop_rings definitely 120 5" \
      "$recorder: what two hold is said of both"
   is "$(owners totals | sed 1,2d)" "definitely 504 11
indirectly 360 11" "$recorder: lost bytes and blocks"
   like "$(owners sound)" "^True True" \
      "$recorder: tree and totals have all blocks once"
}

long_list() {
   record -q -- "$(client owners)" 300000
   is "$(owners tree | sed -n '/^data links/,+1p')" "data links
  make_links reachable 4800000 300000" "a list of 300,000 links is one node"
   is "$(owners tops | head -n 1)" "make_links 16 4800000 300000" \
      "its first link retains them all"
}

switched_off() {
   record -q --owners=no -- "$(client owners)"
   is "$(owners how)" "" "--owners=no: no search"
   record -q --heap=no -- "$(client owners)"
   is "$(owners how)" "" "without a heap there is nothing to search"
   record -q --owners=maybe -- "$(client owners)"
   like "$err" "expected end, peaks or no, found .maybe." \
      "another word is refused"
}

# At the peak the program sleeps, so that there is time for a search.
at_the_peak() {
   record -q --owners=peaks -- "$(client owners)" peak
   is "$(owners how)" "peak end" "$recorder: the peak is searched, and the end"
   is "$(owners peak)" "101240
fall 100000 1
fill_slots 1240 20" \
      "$recorder: what was freed after the peak stands in its search"
   is "$(owners tree)" "data slots
  fill_slots reachable 120 5
    fill_slots reachable 500 5 +16
stack fall
  fall reachable 100000 1" "$recorder: and not in that of the end"
}

recycled_blocks() {
   record -q -- "$(client owners)" recycle
   is "$(owners totals)" "reachable 1200 50
definitely 1650 50" "$recorder: what a block has left holds nothing"
   record -q -- "$(client owners)" recycle 8000
   is "$(owners totals)" "reachable 400000 50
definitely 1650 50" "$recorder: nor does what a buffer has left"
}

numbers() {
   record -q -- "$(client owners)" numbers
   is "$(owners totals)" "definitely 104857600 50" \
      "numbers in data that the loader protects hold nothing"
}

alternate_stack() {
   record -q -- "$(client owners)" alternate
   is "$(owners totals)" "reachable 1000 1
definitely 1650 50" "what a signal handler has left on its stack holds nothing"
   record -q -- "$(client owners)" alternate inside
   is "$(owners totals)" "reachable 2000 2
definitely 3300 100" "nor does what is below it, while it runs"
}

# The storage that threads were started with; what the main thread and one that
# lives have in theirs is held.
ended_threads() {
   record -q -- "$(client owners)" threads
   like "$(owners totals)" "definitely 4950 150" \
      "the storage of threads that have ended holds nothing"
}

# What the interrupted stack holds, what stands behind the handler's, and what
# a main stack holds that a fibre has left.
left_stack() {
   record -q -- "$(client owners)" leave signal
   is "$(owners tree | grep -v '^lost\|leave_words')" "data alternate
  leave_stack reachable 6000 1
data stays
  handle reachable 1000 1
stack handle
  handle reachable 1000 1
stack leave_stack
  leave_stack reachable 5000 1" \
      "the end in a handler: its thread's other stack holds what it held"
   record -q -- "$(client owners)" leave fibre
   is "$(owners totals)" "reachable 11000 2" \
      "the end in a fibre: the main stack holds what it held"
}

# Its C library is the program's own, with data that it may not write any more.
static_program() {
   if [ ! -x "$(client owners_static)" ]; then
      skip "a static program" "no static C library"
      return
   fi
   record -q -- "$(client owners_static)" 3
   is "$(owners totals | sed 1,2d)" "definitely 504 11
indirectly 360 11" "a static program: its C library has lost nothing"
}

# It has the list of a loader, but no loader protects its data.
static_that_loads() {
   cat >"$tap_dir/loads.c" <<'C'
#include <dlfcn.h>
#include <stddef.h>

int main(void)
{
   return dlopen("libm.so.6", RTLD_NOW) == NULL;
}
C
   if ! "$CC" -static-pie -o "$tap_dir/loads" "$tap_dir/loads.c" \
      2>"$tap_dir/why" || ! "$tap_dir/loads"; then
      skip "a static program that loads libraries" "none can be built"
      return
   fi
   record -q -- "$tap_dir/loads"
   is "$(owners totals | grep 'definitely\|indirectly')" "" \
      "a static program that loads libraries: its C library has lost nothing"
}

# The core would take neighbours for one memory of blocks.
code_beside_blocks() {
   record -q -- "$(client owners)" code
   is "$(owners tree | sed -n '/^mapping/,$p')" "mapping make_code
  make_code reachable 6000 1" "memory beside that of blocks holds what it held"
}

many_blocks() {
   record -q -- "$(client owners)" high
   is "$status" 0 "a large heap goes on below 64 GiB"
}

with_each_recorder all_roots
static_program
static_that_loads
code_beside_blocks
many_blocks
numbers
alternate_stack
ended_threads
left_stack
with_each_recorder at_the_peak
with_each_recorder recycled_blocks
long_list
switched_off
plan
