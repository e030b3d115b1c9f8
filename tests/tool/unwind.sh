# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: stacks taken over from the last one are those that the core unwinds.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"

# Runs a program with both ways of unwinding; it must take over some stacks,
# or there is nothing to compare.
same_stacks() { # what, program, argument...
   what="$recorder: $1"
   shift
   record -q --check-unwind=yes -- "$@"
   like "$err" ' 0 of [0-9,]+ stacks differ' "$what: both ways agree"
   unlike "$err" " of 0 were taken over" "$what: stacks were taken over"
}

if_there() { # program, argument...
   if command -v "$1" >/dev/null; then
      same_stacks "$1" "$@"
   else
      skip "$recorder: $1" "not here"
   fi
}

clients() {
   for how in jumps threads hand-over rooms coroutines; do
      same_stacks "$how" "$(client flow)" "$how"
   done
   same_stacks "signals among calls" "$(client flow)" signals-and-calls
   same_stacks "many stacks" "$(client long)"
   if [ -x "$(client exceptions)" ]; then
      same_stacks "exceptions" "$(client exceptions)" exceptions
   fi
}

programs() {
   if_there perl -e 'my %h = map { $_ => [$_, "v$_"] } 1 .. 2000;'
   PYTHONMALLOC=malloc
   export PYTHONMALLOC
   if_there /usr/bin/python3 -c 'print(sum(len(str(i)) for i in range(999)))'
   if_there sqlite3 :memory: 'create table t(a, b); insert into t
      values (1, hex(randomblob(40))); select count(*) from t;'
   if_there git --version
}

with_each_recorder clients
with_each_recorder programs
plan
