# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: fork and exec: a file each, and none is overwritten.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

# The files of $tap_dir/run except those named, blank separated.
files() {
   (cd "$tap_dir/run" && echo *)
}

start() { # files' name
   rm -rf "$tap_dir/run"
   mkdir "$tap_dir/run"
   profile=$tap_dir/run/$1
}

# The one whose process was forked from another.
child_file() {
   grep -l '^h forked-from ' "$tap_dir"/run/*
}

parent_file() {
   grep -L '^h forked-from ' "$tap_dir"/run/*
}

# The child's heap: 1000 bytes inherited and 500 of its own; 300 inherited
# bytes it freed.
look_at_fork() { # how the files are named
   parent=$(parent_file)
   child=$(child_file)
   is "$(header ppid "$child")" "$(header pid "$parent")" \
      "$recorder, $1: the child's file names the parent"
   is "$(header forked-from "$child")" "$(header pid "$parent")" \
      "$recorder, $1: and says that it was forked from it"
   is "$(header run "$child")" "$(header run "$parent")" \
      "$recorder, $1: both are of one run"
   is "$(query_file "$child" get end_heap_bytes)" 1500 \
      "$recorder, $1: the child's heap has what it inherited"
   is "$(query_file "$child" sum end_bytes before_fork)" 1000 \
      "$recorder, $1: by the stack of the parent"
   is "$(query_file "$child" get peak_heap_bytes)" 1800 \
      "$recorder, $1: the child's peak"
   is "$(query_file "$child" get total_bytes)" 500 \
      "$recorder, $1: the child's total has only its own"
   is "$(query_file "$parent" get end_heap_bytes)" 1370 \
      "$recorder, $1: the parent's heap has nothing of the child"
   is "$(query_file "$parent" sum total_calls in_child)" 0 \
      "$recorder, $1: no call of the child in the parent's file"
   is "$(query_file "$parent" get finished)" true \
      "$recorder, $1: the parent's file is finished"
   is "$(query_file "$child" get finished)" true \
      "$recorder, $1: and so is the child's"
}

fork_with_pid() {
   start 'out.%p'
   record -q -- "$(client process)" fork
   is "$status" 0 "$recorder: the program's status"
   is "$(files | wc -w)" 2 "$recorder: fork makes two files"
   look_at_fork "%p"
}

fork_without_pid() {
   start out
   record -q -- "$(client process)" fork
   is "$(files)" "out out.$(header pid "$(child_file)")" \
      "$recorder: without %p the child's file has its pid appended"
   look_at_fork "no %p"
}

fork_exec_untraced() {
   start 'out.%p'
   record -q -- "$(client process)" fork-exec /bin/true
   is "$status" 0 "$recorder: a child that execs works"
   is "$(files | wc -w)" 1 "$recorder: a child that execs at once has no file"
   is "$(query_file "$(parent_file)" get end_heap_bytes)" 1070 \
      "$recorder: and the parent's file is whole"
}

fork_exec_traced() {
   start 'out.%p'
   record -q --trace-children=yes -- "$(client process)" fork-exec \
      "$(client process)" allocate 4000
   is "$status" 0 "$recorder: a traced child that execs works"
   new=$(grep -l '^h command .* allocate 4000$' "$tap_dir"/run/* | tail -n 1)
   old=$(grep -l '^h command .* fork-exec ' "$tap_dir"/run/* | head -n 1)
   is "$(query_file "$new" get end_heap_bytes)" 4000 \
      "$recorder: the traced program has a file"
   is "$(header run "$new")" "$(header run "$old")" \
      "$recorder: it belongs to the same run"
}

exec_untraced() {
   start 'out.%p'
   record -q -- "$(client process)" exec /bin/sh -c 'exit 5'
   is "$status" 5 "$recorder: exec gives the new program's status"
   is "$(files | wc -w)" 1 "$recorder: exec leaves one file"
   is "$(query_file "$(parent_file)" get finished)" true \
      "$recorder: the old image's file has its end"
   is "$(query_file "$(parent_file)" get end_heap_bytes)" 1000 \
      "$recorder: and its heap"
}

exec_traced() { # name of files
   start "$1"
   record -q --trace-children=yes -- "$(client process)" exec \
      "$(client process)" allocate 4000
   is "$status" 0 "$recorder, $1: a traced exec works"
   is "$(files | wc -w)" 2 "$recorder, $1: each image has its file"
   old=$(grep -l '^h command .* exec ' "$tap_dir"/run/*)
   new=$(grep -l '^h command .* allocate 4000$' "$tap_dir"/run/* |
      grep -v -x -e "$old")
   is "$(query_file "$old" get end_heap_bytes)" 1000 \
      "$recorder, $1: the old image's heap"
   is "$(query_file "$old" get finished)" true \
      "$recorder, $1: the old image's file is finished"
   is "$(query_file "$new" get end_heap_bytes)" 4000 \
      "$recorder, $1: the new image's heap"
}

# A failed exec changes nothing: the program goes on being recorded.
exec_fails() {
   start 'out.%p'
   record -q -- "$(client process)" exec /nonexistent/program
   is "$status" 127 "$recorder: a failed exec returns"
   is "$(query_file "$(parent_file)" get end_heap_bytes)" 1000 \
      "$recorder: and the program is recorded to its end"
   is "$(query_file "$(parent_file)" get finished)" true \
      "$recorder: its file is finished"
}

thread_and_signal() {
   start out
   record -q -- "$(client process)" thread-abort
   is "$(grep '^E' "$profile" | cut -d ' ' -f 2,3)" "signal 6" \
      "$recorder: the end of a thread is not that of the process"
}

ends_by() { # number, where, name, words of the report
   start 'out.%p'
   record -q -- "$(client process)" signal "$1" "$2"
   file=$(child_file)
   [ -n "$file" ] || file=$(parent_file)
   is "$(grep '^E' "$file" | cut -d ' ' -f 2,3)" "signal $1" \
      "$recorder, signal $1 ($2): in the file"
   is "$(query_file "$file" get signal)" "$3" \
      "$recorder, signal $1 ($2): its name"
   is "$(query_file "$file" get exit_status)" None \
      "$recorder, signal $1 ($2): there is no exit status"
   like "$("$MS2_PRINT" --width=1000 "$file")" "ended by $4" \
      "$recorder, signal $1 ($2): the report says so"
}

# The status that a shell gives for an aborted program may be anyone's.
exits_like_a_signal() {
   start out
   record -q -- "$(client process)" exit 134
   is "$status:$(query get how):$(query get exit_status)" "134:exit:134" \
      "$recorder: an exit with 134 is an exit"
   is "$(query get signal)" "" "$recorder: and no signal"
}

signals() {
   ends_by 11 main SIGSEGV 'SIGSEGV .an invalid access to memory'
   ends_by 11 thread SIGSEGV 'SIGSEGV .an invalid access to memory'
   ends_by 15 child SIGTERM 'SIGTERM .asked to end'
   ends_by 6 child SIGABRT 'SIGABRT .aborted'
   ends_by 10 thread SIGUSR1 'SIGUSR1$'
   ends_by 40 main 'signal 40' 'signal 40$'
   exits_like_a_signal
}

# A second run replaces the file of the first, as a compiler does.
second_run() {
   start out
   record -q -- "$(client process)" allocate 10
   "$vg" --tool=ms2 -q --ms2-out-file="$profile" \
      "$(client process)" allocate 20
   is "$(files)" out "$recorder: a second run replaces the file"
   is "$(query get end_heap_bytes)" 20 "$recorder: with its own"
}

names() {
   start 'out.%q{MS2_TEST_NAME}'
   MS2_TEST_NAME=blue
   export MS2_TEST_NAME
   record -q -- "$(client process)" allocate 10
   is "$(files)" out.blue "$recorder: %q{VAR} in the file's name"
}

for_both() {
   fork_with_pid
   fork_without_pid
   fork_exec_untraced
   fork_exec_traced
   exec_untraced
   exec_traced 'out.%p'
   exec_traced out
   exec_fails
   thread_and_signal
   signals
   second_run
   names
}

with_each_recorder for_both
plan
