# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: callers on stacks that the program made itself.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

# What stands above the first function of a stack: what calls it has a name
# where the C library's symbols are there.
above='( [^ ]*)?$'

callers() { # program, place, way, bytes, pattern of the callers of entry
   record -q --check-unwind=yes -- "$(client "$1")" "$2" "$3" "$4"
   what="$recorder: $1 $2 $3 $4"
   like "$status $(query stacks_with work)" "^0 100 malloc work entry$5" \
      "$what: the callers"
   like "$err" ' 0 of [0-9,]+ stacks differ' "$what: all ways agree"
}

each_place() { # program
   for place in mapped guarded shared highest array heap; do
      callers "$1" $place context 0 "$above"
      callers "$1" $place switch 0 ' body$'
   done
   callers "$1" local switch 0 ' body$'
}

# A signal's frame tells what was interrupted; that of 32 bits does not.
signals() { # program
   interrupted=' on_signal.* raise interrupted by_signal main '
   case $(header platform) in
   x86-*) interrupted=" on_signal$above" ;;
   esac
   callers "$1" mapped signal 0 "$interrupted"
   callers "$1" heap signal 0 "$interrupted"
}

each_way() { # program
   for bytes in 16 48 100 400; do
      callers "$1" mapped context $bytes "$above"
   done
   callers "$1" mapped switch 400 ' body$'
   callers "$1" mapped trampoline 0 " body$above"
   callers "$1" mapped thread 0 "$above"
   callers "$1" heap thread 0 "$above"
   callers "$1" paired neighbour 0 "$above"
   callers "$1" mapped clone 0 " cloned$above"
   callers "$1" array clone 16 " cloned$above"
   signals "$1"
   callers "$1" local unsaid 0 ' push_unsaid( [^ ]*)* main( |$)'
   callers "$1" local backwards 0 ' push_backwards( [^ ]*)* main( |$)'
}

plain() {
   each_place fibres-O2
   each_way fibres-O2
}

with_each_recorder plain
each_way fibres-O0

# The compiler's own: a function whose frame does not fit continues on a piece
# of stack that __morestack gets for it.
if [ -x "$(client split_stack)" ]; then
   record -q --check-unwind=yes -- "$(client split_stack)"
   like "$status $(query stacks_with leaf)" \
      '^0 100 malloc leaf( deeper( __morestack)?){20} main( |$)' "split stacks"
   like "$err" ' 0 of [0-9,]+ stacks differ' "split stacks: all ways agree"
else
   skip "split stacks" "the compiler has none"
fi
plan
