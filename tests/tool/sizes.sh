# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: sizes and alignments at their limits, as with the C library.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
# Both recorders and the C library must tell the same story.
same_as_native() { # client, command
   native "$(client "$1")" "$2"
   natively="$status $out"
   record -q -- "$(client "$1")" "$2"
   is "$status $out" "$natively" "$recorder: $1 $2 as natively"
}

# The C library's own allocator moves a block of some pages that takes up all
# of its usable size.
nothing_moves() {
   record -q -- "$(client sizes)" moves
   is "$out" "small: moved same 0 usable 0 less 0 back 0, lost 0
large: moved same 0 usable 0 less 0 back 0, lost 0
aligned: moved same 0 usable 0 less 0 back 0, lost 0" \
      "$recorder: a block stays where it is when its size fits"
}

all_the_same() {
   same_as_native sizes limits
   same_as_native sizes reallocs
   same_as_native sizes alignments
   same_as_native sizes pvalloc
   nothing_moves
   same_as_native sizes shrinks
   same_as_native sizes hides
   is "$(query get finished) $(query get end_heap_blocks)" "true 110" \
      "$recorder: blocks that the program hides are live"
   if [ -x "$(client exceptions)" ]; then
      same_as_native exceptions nothrow
      same_as_native exceptions huge
   else
      skip "$recorder: new of huge sizes" "no C++ compiler"
   fi
}

with_each_recorder all_the_same
plan
