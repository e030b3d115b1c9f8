# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: other allocators than the C library's, shared, static and under names
# of their own; statically linked programs.
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
   record --check-unwind=yes -- "$(client "$1")"
   is "$status $out" "0 good" "$recorder: $3: the program runs as it should"
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
   # The heap is a block, too.
   is "$(query sum total_calls heaps)" 13 \
      "$recorder: the calls for a heap of mimalloc's are seen"
   is "$(query sum end_blocks too_large)" 0 \
      "$recorder: a block that mi_reallocf can not resize is freed"
   is "$(query sum end_blocks heaps)" 0 "$recorder: it ends with its blocks"
}

prefixed() {
   record --check-unwind=yes -- "$(client jemalloc_own)"
   like "$out" '^good$' "$recorder: _rjem_ functions in the program"
   is "$(of_function work)" "$jemalloc" "$recorder: all calls are seen"
   is "$(printf '%s\n' "$out" | head -n 1)" 3 \
      "$recorder: only what is done to blocks of its own gets to the allocator"
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
