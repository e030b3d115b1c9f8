# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: --ignore-fn.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

ignore() { # function, command, [option]...
   ignored=$1 command=$2
   shift 2
   record -q "--ignore-fn=$ignored" "$@" -- "$(client ignore)" "$command"
   is "$status:$err" 0: "$recorder: $command runs without $ignored"
}

births() {
   ignore 'quiet*' births
   is "$(query get end_heap_bytes) $(query get end_heap_blocks)" "7000 2" \
      "$recorder: a block stays recorded, whoever resizes it"
   is "$(query get peak_heap_bytes) $(query get peak_heap_blocks)" "11000 3" \
      "$recorder: and one that is ignored stays so"
   is "$(query sum end_bytes quiet)" 0 \
      "$recorder: nothing is put down to who is ignored"
   is "$(query sum end_bytes loud births)" 7000 \
      "$recorder: but to who had allocated it"
   is "$(query get total_calls)" 7 "$recorder: each resize is a call"
   ignore 'loud' births
   is "$(query get end_heap_bytes) $(query get end_heap_blocks)" "50020 2" \
      "$recorder: the same the other way round"
   ignore 'births' births
   is "$(query get total_calls)" 14 "$recorder: no caller further out counts"
}

often() {
   ignore quiet many
   is "$(query get end_heap_bytes) $(query get end_heap_blocks)" "22500 50" \
      "$recorder: over and over"
   is "$(query get total_calls)" 600 "$recorder: with all calls"
   ignore loud many
   is "$(query get end_heap_bytes) $(query get end_heap_blocks)" "2000 50" \
      "$recorder: and the other way round"
}

# A function of the program's own allocator is no caller either.
own_allocator() {
   if [ "$(uname -m)" != x86_64 ]; then
      skip "$recorder: an allocator of its own" "only on amd64 and x86"
      return
   fi
   ignore 'quiet_*' own --malloc-fn=own_take --realloc-fn=own_resize
   is "$(query get end_heap_bytes)" 300 "$recorder: an allocator of its own"
   ignore own own --malloc-fn=own_take --realloc-fn=own_resize
   is "$(query get end_heap_bytes)" 500 \
      "$recorder: and what it calls is not ignored"
}

# The loader's functions have names where its symbols are there.
nameless() {
   record -q --ignore-fn=through -- "$(client ignore)" names "$(client ignore_lib.so)"
   is "$(query sum total_bytes through)" 0 \
      "$recorder: a frame without a name is skipped"
   record -q --ignore-fn=names -- "$(client ignore)" names "$(client ignore_lib.so)"
   is "$(query sum total_bytes through)" 1000 \
      "$recorder: but no other frame is"
   if [ "$(query sum total_calls call_init)" = 0 ]; then
      skip "$recorder: a constructor" "the loader has no names"
      return
   fi
   is "$(query sum total_bytes call_init names)" 5000 \
      "$recorder: a constructor without a name"
   record -q --ignore-fn=call_init -- "$(client ignore)" names "$(client ignore_lib.so)"
   is "$(query sum total_bytes call_init names)" 0 \
      "$recorder: is found by its caller's name"
}

# As massif has it: the function that makes the system call.
pages() {
   record -q --pages-as-heap=yes --ignore-fn=nobody -- "$(client pages)" peaks
   ok "$recorder: pages are mapped" \
      [ "$(query sum peak_bytes mmap map_other)" -ge 2000000 ]
   record -q --pages-as-heap=yes --ignore-fn=mmap -- "$(client pages)" peaks
   is "$(query sum total_bytes mmap)" 0 "$recorder: --ignore-fn=mmap finds them"
   record -q --pages-as-heap=yes --ignore-fn=mmap -- "$(client pages)" give_break
   ok "$recorder: and leaves what brk takes" \
      [ "$(query sum total_bytes grow_break)" -gt 0 ]
   record -q --pages-as-heap=yes --ignore-fn=map_other -- "$(client pages)" peaks
   ok "$recorder: a caller further out does not count" \
      [ "$(query sum peak_bytes mmap map_other)" -ge 2000000 ]
   record -q --pages-as-heap=yes --ignore-fn=map_other --alloc-fn=mmap \
      --alloc-fn='*mmap64' -- "$(client pages)" peaks
   is "$(query sum total_bytes map_other)" 0 \
      "$recorder: unless what lies between is said to be an allocator"
}

with_each_recorder births
with_each_recorder often
with_each_recorder own_allocator
with_each_recorder nameless
with_each_recorder pages
plan
