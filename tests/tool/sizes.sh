# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: sizes and alignments at their limits, as with the C library.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
# Both recorders and the C library must tell the same story.  But for one
# thing: Valgrind's own calloc, which the stock recorder uses, leaves errno
# alone when the product overflows.
forgive_stock() {
   if [ "$recorder" = stock ]; then
      out=$(printf '%s\n' "$out" |
         sed 's/^\(calloc(.*): NULL\) 0$/\1 ENOMEM/')
   fi
}

same_as_native() { # client, command
   native "$(client "$1")" "$2"
   natively="$status $out"
   record -q -- "$(client "$1")" "$2"
   forgive_stock
   is "$status $out" "$natively" "$recorder: $1 $2 as natively"
}

all_the_same() {
   same_as_native sizes limits
   same_as_native sizes reallocs
   same_as_native sizes alignments
   same_as_native sizes pvalloc
   if [ -x "$(client exceptions)" ]; then
      same_as_native exceptions nothrow
   else
      skip "$recorder: new of huge sizes" "no C++ compiler"
   fi
}

with_each_recorder all_the_same
# Valgrind's own new ends the program where it would have to throw.
if [ "$MS2_INLINE_HOOK" = 1 ] && [ -x "$(client exceptions)" ]; then
   recorder=inline
   same_as_native exceptions huge
else
   skip "new of huge sizes throws" "no in-line hook, or no C++ compiler"
fi
plan
