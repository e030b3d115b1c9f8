# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: other allocators than the C library's, shared, static and under names
# of their own; statically linked programs; what a program asks of any.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

of_function() { # function
   echo "$(query sum total_calls "$1") $(query sum total_bytes "$1")" \
      "$(query sum end_bytes "$1") $(query sum end_blocks "$1")"
}

# Runs a client that says "good", and compares the numbers of `work`.
works() { # client, numbers, what
   if [ ! -x "$(client "$1")" ]; then
      skip "$recorder: $3" "$4"
      return
   fi
   native "$(client "$1")"
   alone="$status $out"
   record --check-unwind=yes -- "$(client "$1")"
   is "$status $out" "$alone" "$recorder: $3: the program runs as without ms2"
   like "$out" '^good$' "$recorder: $3: and as it should"
   is "$(of_function work)" "$2" "$recorder: $3: all calls are seen"
   like "$err" ' 0 of [0-9,]* stacks differ' "$recorder: $3: stacks are right"
   unlike "$err" 'no live heap block' "$recorder: $3: no pointer is lost"
}

own_allocators() {
   works jemalloc_shared "$jemalloc" "libjemalloc.so" "no libjemalloc-dev"
   works jemalloc_linked "$jemalloc" "libjemalloc.a" "no libjemalloc-dev"
   works jemalloc_static "$jemalloc" "libjemalloc.a in a static program" \
      "no libjemalloc-dev, or no static programs"
   works mimalloc_shared "8 4970 3500 2" "libmimalloc.so" "no libmimalloc-dev"
   works mimalloc_own "9 4970 3500 2" "mi_ functions in the program" ""
   works tcmalloc_shared "8 4776 3588 3" "libtcmalloc_minimal.so" \
      "no libgoogle-perftools-dev"
   works tcmalloc_linked "8 4776 3588 3" "libtcmalloc_minimal.a" \
      "no libgoogle-perftools-dev"
}

heaps() {
   if [ ! -x "$(client mimalloc_shared)" ]; then
      skip "$recorder: heaps" "no libmimalloc-dev"
      return
   fi
   record -q -- "$(client mimalloc_shared)"
   is "$(query sum total_calls heaps)" 12 \
      "$recorder: the calls for a heap of mimalloc's are seen"
   is "$(query sum end_blocks too_large)" 0 \
      "$recorder: a block that mi_reallocf can not resize is freed"
   is "$(query sum end_blocks heaps)" 0 "$recorder: it ends with its blocks"
}

# A client that prints what its allocator says of it, and how it can be had.
asks() { # client, what is missing, function, its numbers, function...
   if [ ! -x "$(client "$1")" ]; then
      skip "$recorder: $1" "$2"
      return
   fi
   asker=$1
   native "$(client "$1")"
   alone="$status $out"
   record -- "$(client "$1")"
   is "$status $out" "$alone" "$recorder: $1: what it says is as without ms2"
   like "$out" '^0 bytes overwritten' "$recorder: $1: no promise is broken"
   unlike "$err" 'no live heap block|of its own' \
      "$recorder: $1: nothing is amiss"
   shift 2
   while [ $# -gt 0 ]; do
      is "$(of_function "$1")" "$2" "$recorder: $asker: the blocks of $1"
      shift 2
   done
}

promises() {
   asks promises_jemalloc "no libjemalloc-dev" fill "400 562100 0 0" \
      arenas "12 1200 100 1" questions "4 1000217 0 0"
   asks promises_mimalloc "no libmimalloc-dev" fill "400 562100 0 0" \
      heaps "9 900 300 3" defaults "2 200 0 0"
   asks promises_tcmalloc "no libgoogle-perftools-dev" \
      fill "400 562100 0 0" questions "1 1000000 0 0"
}

own_operators() {
   if [ ! -x "$(client own_new)" ]; then
      skip "$recorder: operators of the program's own" "no C++ compiler"
      return
   fi
   record -q -- "$(client own_new)"
   is "$status $out" "0 5 4" \
      "$recorder: a program's own operators new and delete do their work"
   is "$(of_function work)" "5 1560 1000 1" "$recorder: their calls are seen"
}

heap_info() {
   for way in mallinfo malloc_info; do
      record -q -- "$(client heap_info)" "$way"
      is "$status $out" "0 good" "$recorder: $way tells what is in use"
   done
   record -q -- "$(client heap_info)" malloc_stats
   is "$(printf '%s\n' "$err" | awk '/^in use bytes/ { printf "%s ", $5 }')" \
      "200000 200000 0 0 " "$recorder: malloc_stats tells what is in use"
}

# What counts is who called the allocator, or an operator that calls one.
ignored() {
   record -q --ignore-fn=work -- "$(client mimalloc_own)"
   is "$(query sum total_calls work)" 0 \
      "$recorder: --ignore-fn sees who called a mi_ function"
   record -q --ignore-fn=main -- "$(client mimalloc_own)"
   is "$(of_function work)" "9 4970 3500 2" "$recorder: and no one else"
   if [ ! -x "$(client own_new)" ]; then
      skip "$recorder: --ignore-fn and operators" "no C++ compiler"
      return
   fi
   record -q '--ignore-fn=work*' -- "$(client own_new)"
   is "$(query sum total_calls work)" 0 \
      "$recorder: nor is an operator new the caller"
}

prefixed() {
   native "$(client jemalloc_own)"
   alone=$out
   record --check-unwind=yes -- "$(client jemalloc_own)"
   like "$out" '^good$' "$recorder: _rjem_ functions in the program"
   is "$(of_function work)" "$jemalloc" "$recorder: all calls are seen"
   is "$out" "$alone" "$recorder: the allocator does all of its work"
   like "$err" ' 0 of [0-9,]* stacks differ' "$recorder: stacks are right"
   like "$("$MS2_PRINT" --view=tree "$profile")" \
      ' work .* via _rjem_rallocx' "$recorder: reports show the callers"
}

rust() {
   if [ ! -x "$(client rust_own_allocator)" ]; then
      skip "$recorder: a Rust program with such an allocator" "no rustc"
      return
   fi
   record -q -- "$(client rust_own_allocator)"
   is "$status $out" "0 100" \
      "$recorder: a Rust program with such an allocator runs"
   is "$(of_function work)" "2 4800 800 1" "$recorder: its calls are seen"
}

static_programs() {
   if [ ! -x "$(client static)" ]; then
      skip "$recorder: a static program" "no static C library"
      return
   fi
   record -q -- "$(client static)"
   is "$status" 0 "$recorder: a static program runs"
   is "$(of_function wrapped)" "100 100000 40000 40" \
      "$recorder: its calls are seen"
}

others() {
   own_allocators
   heaps
   promises
   own_operators
   heap_info
   ignored
   prefixed
   rust
   static_programs
}

# The program's own functions with such names are left alone.
look_alike() {
   record -q -- "$(client look_alike)"
   is "$status $out" "0 mine mine" "functions that have such a name by chance"
}

jemalloc="9 9365 3180 3"
with_each_recorder others
look_alike
plan
