# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: what is lost and held at the end is what memcheck says of the same
# program.
#
#    tests/tool/owners_memcheck.sh [PROGRAM [ARGUMENT]...]
#
# With a program it compares that one only, and shows the stacks that differ.
#
# Both look before the C library gives back what it holds for itself, and
# neither leaves out what is known to be lost in libraries.  What the two do not
# record alike is not compared: operators new of a program's own that have a store
# of their own, and pools whose pieces hold others.  Nor are fibres: what a stack of the program's own
# making held before, memcheck knows, since it has a bit for each bit of memory.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python
command -v "${MS2_VALGRIND:=valgrind}" >/dev/null 2>&1 ||
   skip_all "no valgrind"

totals() { # kind, file
   "$PYTHON3" -B "$MS2_SRCDIR/tests/tool/owners_totals.py" "$@"
}

memcheck() { # program, argument...
   rm -f "$tap_dir/memcheck"
   "$MS2_VALGRIND" --tool=memcheck --leak-check=full --show-leak-kinds=all \
      --undef-value-errors=no --default-suppressions=no \
      --run-libc-freeres=no --run-cxx-freeres=no \
      --log-file="$tap_dir/memcheck" "$@" >/dev/null 2>&1 </dev/null
}

same() { # what, program, argument...
   what=$1
   shift
   memcheck "$@"
   record -q -- "$@"
   is "$(totals profile "$profile")" "$(totals memcheck "$tap_dir/memcheck")" \
      "$what: as memcheck"
}

if [ $# -gt 0 ]; then
   same "$*" "$@"
   totals profile "$profile" contexts | sed '1d; s/^/# /'
   [ -z "${KEEP-}" ] || cp "$tap_dir/memcheck" "$profile" "$KEEP"
   plan
fi

cd "$MS2_BUILDDIR" || exit

for demo in churn leak lib_leak map_leak plateau rust_spike table thread_leak \
   tree; do
   [ -x demos/$demo ] && same "demo $demo" demos/$demo
done
while read -r name arguments; do
   [ -x "$(client "$name")" ] || continue
   # Words without blanks.
   # shellcheck disable=SC2086
   same "$name $arguments" "$(client "$name")" $arguments
done <<'PROGRAMS'
create_leak-0
create_leak-3
planted lost
planted held
planted_rings
planted_rust
exceptions exceptions
flow recursion
flow coroutines
functions simple
glib
growth shrink
inlined
library leaves-open
library lends
library threads
lives
lost_new
regions nested
regions threads
regions_guard
requests announce
small
split_stack
stacks recurse 100 64
verdicts lru
verdicts ring
wrappers
wrappers_template
PROGRAMS
plan
