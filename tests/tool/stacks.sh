# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: --stacks=yes.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python
need_client stacks "no valgrind/valgrind.h"

stacks() { # what, [levels, [bytes]]
   record -q --stacks=yes -- "$(client stacks)" "$@"
}

ask() { # question...
   "$PYTHON3" -B "$MS2_SRCDIR/tests/tool/stack_facts.py" "$profile" "$@" 2>&1
}

# Frames, run together: leaf recurse recurse main -> leaf recurse main.
path() { # question...
   ask "$@" | tr ' ' '\n' | uniq | tr '\n' ' '
}

deepest() { # what, [levels, [bytes]]
   stacks "$@"
   ask deepest 1
}

# The compiler's own part of a frame is not known, but the same at each level.
depth() {
   small=$(deepest recurse 100 1024)
   large=$(deepest recurse 100 2048)
   is "$((large - small))" $((100 * 1024)) \
      "$recorder: frames of known size count to the byte"
   more=$(deepest recurse 200 1024)
   most=$(deepest recurse 300 1024)
   is "$((most - more))" "$((more - small))" \
      "$recorder: further levels count the same each"
   ok "$recorder: and not less than they have" \
      test "$((more - small))" -ge $((100 * 1024))
   stacks recurse 100 1024
   like "$(path where 1)" '^(memset[^ ]* )?leaf recurse run_recurse (client_main )?main ' \
      "$recorder: the backtrace of the deepest point"
   is "$(ask where 1 | tr ' ' '\n' | grep -c '^recurse$')" 100 \
      "$recorder: has all frames"
   is "$(ask peak 2 stack_bytes)" "$(ask deepest 1)" \
      "$recorder: which is the peak of a single thread"
   is "$(ask parts 2)" "$(ask peak 2 stack_bytes)" \
      "$recorder: and has its parts"
   is "$(ask highest max_stack_bytes)" "$(ask peak 2 stack_bytes)" \
      "$recorder: snapshots have the same maximum"
   is "$(ask threads)" 1 "$recorder: there is one thread"
}

pushes() {
   small=$(deepest plunge 1000)
   more=$(deepest plunge 2000)
   is "$(($(deepest plunge 3000) - more))" "$((more - small))" \
      "$recorder: nothing but pushes"
   stacks plunge 1000
   returned=$(ask deepest 1)
   stacks plunge 1000 0
   ok "$recorder: a program that ends at its deepest" \
      test "$(ask deepest 1)" -ge "$returned"
   like "$(header stacks)" yes "$recorder: the header tells"
}

# Which of the two starts first is the kernel's to say.
two_threads() {
   stacks threads 100 1024
   one=2 two=3
   case $(path where 2) in
   *second*) one=3 two=2 ;;
   esac
   first=$(ask deepest $one)
   second=$(ask deepest $two)
   ok "$recorder: the deeper thread" test "$first" -gt $((200 * 1024))
   ok "$recorder: the other thread" test "$second" -gt $((100 * 1024)) -a \
      "$second" -lt $((200 * 1024))
   like "$(path where $one)" ' wait_deep first ' \
      "$recorder: where the first was"
   like "$(path where $two)" 'leaf recurse second ' "$recorder: and the second"
   is "$(ask parts 2)" "$(ask peak 2 stack_bytes)" \
      "$recorder: the peak of both is the sum of its parts"
   is "$(ask part 2 $two)" "$second" \
      "$recorder: the one that ran was deepest then"
   ok "$recorder: the one that waited was deep, too" \
      test "$(ask part 2 $one)" -gt $((200 * 1024)) -a \
      "$(ask part 2 $one)" -le "$first"
   like "$(path stack 2 $one)" ' wait_deep first ' \
      "$recorder: with the backtrace of where it waited"
   ok "$recorder: the main thread has little" test "$(ask part 2 1)" -lt 10000
}

# A stack of its own does not count, unless it is known; none is ever terabytes.
other_stacks() {
   stacks signal
   ok "$recorder: a handler on the thread's own stack counts" \
      test "$(ask deepest 1)" -gt $((100 * 1024))
   like "$(path where 1)" 'leaf recurse on_signal ' "$recorder: as it should"
   for other in altstack heap mapped; do
      stacks $other
      ok "$recorder: another stack does not count: $other" \
         test "$(ask deepest 1)" -lt 20000
      ok "$recorder: it is no nonsense: $other" test "$(ask highest max_stack_bytes)" -lt 20000
   done
   stacks registered
   ok "$recorder: a registered one counts" \
      test "$(ask deepest 1)" -gt $((100 * 1024)) -a \
      "$(ask deepest 1)" -lt $((120 * 1024))
   like "$(path where 1)" 'leaf recurse coroutine ' "$recorder: with its frames"
}

# Heap, stack and their sum are each highest at a moment of their own.
sums() {
   stacks sum 100 16384
   is "$(sed -n 's/^P .* \([0-9]*\) 1 [0-9]*$/\1/p' "$profile" | tail -n 1)" \
      3000000 "$recorder: the heap's peak"
   is "$(ask peak 2 heap_bytes)" 0 "$recorder: the stacks' peak is elsewhere"
   is "$(ask peak 3 heap_bytes)" 2900000 "$recorder: the sum's, too"
   ok "$recorder: with a little less stack" \
      test $(($(ask peak 2 stack_bytes) - $(ask peak 3 stack_bytes))) -gt 16384 \
      -a $(($(ask peak 2 stack_bytes) - $(ask peak 3 stack_bytes))) -lt 16600
   is "$(ask peak 3 bytes)" "$((2900000 + $(ask peak 3 stack_bytes) +
      $(ask peak 3 pages_bytes)))" "$recorder: the sum is a sum"
   like "$(path stack 3 1)" 'leaf recurse high_sum ' \
      "$recorder: with its backtrace"
   like "$(path where 1)" 'leaf recurse high_stack ' \
      "$recorder: the deepest point has another"
   is "$(ask highest max_sum_bytes)" "$(ask peak 3 bytes)" \
      "$recorder: snapshots have the same maximum"
}

forks() {
   rm -f "$profile".*
   "$vg" --tool=ms2 -q --stacks=yes --ms2-out-file="$profile.%p" \
      "$(client stacks)" fork 100 1024
   for file in "$profile".*; do
      if grep '^h forked-from' "$file" >/dev/null; then
         child=$file
      else
         parent=$file
      fi
   done
   profile=$child
   ok "$recorder: a forked child's depth" \
      test "$(ask deepest 1)" -gt $((200 * 1024))
   profile=$parent
   ok "$recorder: is not the parent's" test "$(ask deepest 1)" -lt 20000
   profile=$tap_dir/profile
}

off() {
   record -q -- "$(client stacks)" threads
   is "$(grep -cE '^(k|X 2|K) ' "$profile")" 0 "$recorder: nothing when off"
   is "$(header stacks)" "" "$recorder: and nothing in the header"
}

all_of_it() {
   depth
   pushes
   two_threads
   other_stacks
   sums
   forks
   off
}

with_each_recorder all_of_it
record -q --stacks=yes --check-unwind=yes -- "$(client stacks)" recurse 1000 64
like "$err" 'check-unwind: 0 of' "backtraces are those of the core's unwinder"
plan
