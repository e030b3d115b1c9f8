# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: --malloc-fn, --realloc-fn, --free-fn and --free-all-fn.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

own="--check-unwind=yes --malloc-fn=own_take --malloc-fn=own_take_array:2*3
   --malloc-fn=own_take_[ems]* --malloc-fn=own_take_* --malloc-fn=own_fail
   --malloc-fn=own_wrap --realloc-fn=own_retake:1,3
   --free-fn=own_give:2 --free-fn=own_unwrap"

totals() {
   echo "$(query get total_bytes) $(query get total_calls)" \
      "$(query get peak_heap_bytes) $(query get end_heap_bytes)"
}

own() { # command
   # shellcheck disable=SC2086 # several options
   record $own -- "$(client functions)" "$1"
   like "$err" ' 0 of [0-9,]* stacks differ' "$recorder: $1: stacks are right"
}

functions() {
   own simple
   is "$(totals)" "2050 4 1700 750" \
      "$recorder: sizes, products, reallocation, failure, frees"
   is "$(query sum end_bytes own_retake simple)" 750 \
      "$recorder: the stack is that of the outermost function"
   is "$(header malloc-fn | head -n 2 | tr '\n' ' ')" \
      "own_take own_take_array:2*3 " "$recorder: the file names the functions"
   like "$("$MS2_PRINT" --view=tree "$profile")" ' simple .* via own_take' \
      "$recorder: reports show the callers"

   own tail
   is "$(totals)" "131 2 131 131" \
      "$recorder: tail calls and jumps to the beginning"

   own jumps
   is "$(totals)" "100 1 100 100" "$recorder: calls left by a long jump"

   own wrap
   is "$(totals)" "307 3 300 207" "$recorder: inner mallocs do not count"

   own signals
   is "$(query sum total_calls own_take_signalled) $(query sum total_bytes \
      own_take on_signal)" "3 64" \
      "$recorder: signal handlers on stacks of their own"

   own threads
   is "$(query sum total_calls thread) $(query sum total_bytes thread)" \
      "2004 50032" "$recorder: threads"
   is "$(query sum end_bytes thread)" 32 "$recorder: what they left"
}

# The first argument of arena_take is a pointer: as a number of things of the
# size it is more than there
# is, and would be the peak of the run.
impossible() {
   record --malloc-fn=arena_take:1*2 -- "$(client functions)" arenas
   like "$err" \
      'malloc-fn=arena_take: arena_take gave .* no such memory: not recorded' \
      "$recorder: a size that can not be: is refused"
   # Where enough is mapped behind the one of one byte, that one could be.
   ok "$recorder: a size that can not be: nor is any recorded" \
      [ "$(query sum total_calls arena_take)" -le 1 ]
}

pools() {
   record -q --malloc-fn=arena_take:2 --realloc-fn=arena_retake:2,3 \
      --free-fn=arena_give:2 --free-all-fn=arena_reset \
      --free-all-fn=arena_end:2 -- "$(client functions)" arenas
   is "$status" 0 "$recorder: arenas: the program runs"
   is "$(query sum total_calls arenas) $(query sum end_bytes arenas)" "33 700" \
      "$recorder: arenas: a reset ends the blocks of its arena, and only those"
   is "$(query get peak_heap_bytes)" 2100 "$recorder: arenas: the peak"
   is "$(header free-fn | tr '\n' ' ')" \
      "arena_give:2 arena_reset arena_end:2 " \
      "$recorder: arenas: the file names the functions"

   record -q --malloc-fn=arena_take:2 --realloc-fn=arena_retake:2,3 \
      --free-all-fn=arena_reset_all:0 -- "$(client functions)" arenas
   is "$(query sum end_bytes arenas)" 0 \
      "$recorder: arenas: a function without an argument ends all"

   record -q --malloc-fn=arena_take:2 --realloc-fn=arena_retake:2,3 -- \
      "$(client functions)" arenas
   ok "$recorder: arenas: without that they stay" \
      test "$(query sum end_bytes arenas)" -gt 700
}

static_program() {
   client=$(client static)
   if [ ! -x "$client" ]; then
      skip "static programs" "there is no static C library"
      return
   fi
   record -q --malloc-fn=malloc --realloc-fn=realloc --free-fn=free -- \
      "$client"
   is "$status" 0 "$recorder: a static program runs"
   is "$(query sum total_bytes main)" "$static_bytes" \
      "$recorder: and its malloc is seen"
}

refusals() {
   for value in own_take:0 own_take:1,2 own_take:1x own_take:1* own_take:100; do
      record --malloc-fn=$value -- "$(client functions)" simple
      is "$status" 1 "--malloc-fn=$value is refused"
   done
   record --free-all-fn=own_take:x -- "$(client functions)" simple
   is "$status" 0 "a name with a colon is a name"
   for value in own_take:1,2 own_take:100; do
      record --free-all-fn=$value -- "$(client functions)" simple
      is "$status" 1 "--free-all-fn=$value is refused"
   done
   record --realloc-fn=own_retake:1 -- "$(client functions)" simple
   is "$status" 1 "--realloc-fn with one number is refused"
   record --malloc-fn=no_such -- "$(client functions)" simple
   like "$err" '--malloc-fn=no_such: no function of that name was called' \
      "a name that fits nothing is reported"
}

with_each_recorder functions
with_each_recorder impossible
with_each_recorder pools
static_bytes=$(record -q -- "$(client small)"; query sum total_bytes main)
with_each_recorder static_program
refusals
plan
