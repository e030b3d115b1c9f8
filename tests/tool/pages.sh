# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: mapped pages, to the byte: who mapped them, as what, and their peaks.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

page=4096
[ "$(getconf PAGESIZE)" = $page ] || skip_all "pages are not of $page bytes"

mapped() { # pages mapped, pages unmapped, kind, function...
   mapped_want="$(($1 * page)) $(($2 * page))"
   shift 2
   is "$(query pages "$@")" "$mapped_want" "$recorder: $command: $*"
}

map() { # command
   command=$1
   record -q -- "$(client pages)" "$1"
   is "$status:$err" 0: "$recorder: $command runs"
}

sum() { # what is mapped at the end by the file's own account
   echo $(($(query last heap_bytes) + $(query last pages_bytes)))
}

each_kind() {
   map parts
   mapped 100 35 anonymous map_private parts
   mapped 10 5 anonymous map_over parts
   map remaps
   mapped 10 10 anonymous map_private remaps
   mapped 500 0 anonymous remap remaps
   mapped 30 18 anonymous map_other remaps
   map protections
   reserved=8388608
   case $(header platform) in x86-*) reserved=131072 ;; esac
   mapped $((reserved + 7)) 50 reserved map_private protections
   mapped 50 12 anonymous map_private protections
   mapped 5 0 readonly map_private protections
   map breaks
   is "$(query pages break grow_break breaks)" "150000 30001" \
      "$recorder: the break is counted by the byte"
   map kinds
   mapped 18 9 shared_memory attach kinds
   mapped 3 0 file map_file kinds
   mapped 3 0 shared map_file kinds
   mapped 4 0 readonly map_private kinds
   mapped 11 0 shared_memory mmap kinds
   is "$(query at pages map_by_old_call kinds)" $((21 * page)) \
      "$recorder: kinds: a system call of old"
}

# What madvise gives back is not held until it is touched again.
given_back() {
   map give_back
   mapped 165 120 anonymous map_private map_touched give_back
   mapped 120 20 given_back map_private map_touched give_back
   mapped 5 0 anonymous map_over give_back
   is "$(query last pages_bytes)" "$(($(query pages anonymous |
      awk '{print $1 - $2}') + $(query pages break | awk '{print $1 - $2}')))" \
      "$recorder: give_back: and the sum is that of what is held"
   map move_given
   mapped 100 60 anonymous map_private map_touched move_given
   mapped 40 10 given_back map_private map_touched move_given
   mapped 303 10 anonymous remap move_given
   mapped 10 3 given_back remap move_given
   map give_break
   is "$(query pages given_back grow_break give_break)" \
      "$((20 * page)) $((4 * page))" "$recorder: give_break: of the break"
   map keep
   mapped 10 0 anonymous map_private map_touched keep
   mapped 0 0 given_back keep
   mapped 7 0 shared_memory keep
}

# Some dozens of pages are not yet known to the kernel as given up.
given_up() {
   record -q -- "$(client pages)" give_up
   if [ "$status" = 3 ]; then
      skip "$recorder: MADV_FREE" "not here"
      return
   fi
   near 0 "$recorder: MADV_FREE: pages are given up"
   record -q -- "$(client pages)" give_up again
   near 4000 "$recorder: and count when they are touched"
}

near() { # pages held, what
   near_held=$(query pages anonymous map_private map_touched give_up |
      awk '{print ($1 - $2) / 4096}')
   ok "$2: $near_held" [ "$near_held" -ge "$1" -a "$near_held" -le $(($1 + 500)) ]
}

each_peak() {
   map peaks
   is "$(query get peak_heap_bytes)" 4000000 "$recorder: the heap's peak"
   is "$(query at pages map_private peaks)" $((1000 * page)) \
      "$recorder: the peak of pages"
   is "$(query peak pages heap_bytes)" 0 "$recorder: without heap"
   is "$(query at pages map_other peaks)" 0 "$recorder: before the others"
   is "$(query at sum map_other peaks)" $((600 * page)) \
      "$recorder: pages at the peak of the sum"
   is "$(query at sum map_private peaks)" 0 "$recorder: none of before"
   is "$(query peak sum heap_bytes)" 3000001 "$recorder: and the heap then"
   is "$(($(query peak sum heap_bytes) + $(query peak sum pages_bytes)))" \
      "$(query peak sum bytes)" "$recorder: which is the sum"
   is "$(query last sum_bytes)" "$(sum)" "$recorder: and so it is at the end"
   is "$(query get peak_sum_bytes)" "$(query peak sum bytes)" \
      "$recorder: no snapshot is above it"
   record -q --heap=no -- "$(client pages)" peaks
   is "$(query at pages map_private peaks)" $((1000 * page)) \
      "$recorder: pages are recorded with --heap=no"
   is "$(query peak sum heap_bytes)" 0 "$recorder: and are all there is"
}

each_thread() {
   map threads
   mapped 70 0 anonymous map_private run_thread
   # What it leaves behind is, once the thread has ended.
   left=$(query pages left_stack threads)
   ok "$recorder: a thread's stack is not counted" \
      [ "$(query at pages pthread_create)" -le "${left%% *}" ]
   like "$(query pages stack threads)" '^2[56][0-9]{4} ' \
      "$recorder: but known"
}

each_process() {
   rm -f "$tap_dir"/forked.*
   "$vg" --tool=ms2 -q --ms2-out-file="$tap_dir/forked.%p" \
      "$(client pages)" forks
   for file in "$tap_dir"/forked.*; do
      if [ -n "$(header forked-from "$file")" ]; then
         child=$file
      else
         parent=$file
      fi
   done
   is "$(query_file "$parent" pages anonymous map_private forks)" "409600 0" \
      "$recorder: the parent keeps its pages"
   is "$(query_file "$parent" at pages map_other forks)" 20480 \
      "$recorder: and maps more"
   is "$(query_file "$child" pages anonymous map_private forks)" \
      "409600 245760" "$recorder: the child inherits pages and unmaps some"
   is "$(query_file "$child" at sum map_private forks)" 409600 \
      "$recorder: its first peak is what it inherits"
   ok "$recorder: the reader finds no fault" "$MS2_PRINT" "$child"
}

held() { # bytes, function...
   held_want=$1
   shift
   is "$(query sum end_bytes "$@")" "$held_want" \
      "$recorder: the heap as pages, $command: $*"
}

as_heap() { # command
   command=$1
   record -q --pages-as-heap=yes -- "$(client pages)" "$1"
   is "$status:$err" 0: "$recorder: $command runs with the heap as pages"
}

each_page_of_the_heap() {
   as_heap parts
   held $((65 * page)) map_private parts
   held $((5 * page)) map_over parts
   is "$(header pages-as-heap)" yes "$recorder: the file says so"
   is "$(query get peak_pages_bytes)" 0 "$recorder: and has no other pages"
   as_heap remaps
   held 0 map_private remaps
   held $((500 * page)) remap remaps
   held $((12 * page)) map_other remaps
   as_heap protections
   held $((reserved * page)) map_private protections
   as_heap breaks
   held $((30 * page)) grow_break breaks
   as_heap kinds
   held $((6 * page)) map_file kinds
   held $((9 * page)) attach kinds
   as_heap peaks
   is "$(query sum peak_bytes map_other peaks)" $((600 * page)) \
      "$recorder: malloc is the program's own, and its pages count"
   ok "$recorder: also those that it maps" \
      [ "$(query sum peak_bytes peaks)" -ge $((3000000 + 600 * page)) ]
   record -q --pages-as-heap=yes --heap=no -- "$(client pages)" peaks
   is "$(query at pages map_private peaks)" $((1000 * page)) \
      "$recorder: with --heap=no it means nothing"
}

# What was mapped before the program ran is no growth of it.
before_it_ran() {
   as_heap nothing
   unlike "$("$MS2_PRINT" "$profile")" 'suspects? +[^ n]' \
      "$recorder: a program that does nothing has no suspect"
   ok "$recorder: and passes the check" \
      "$MS2_PRINT" --check 'leaks==0' "$profile"
   is "$(query snapshots_at_start)" 1 \
      "$recorder: all of it is there at once"
}

# Nothing may stand in for the malloc of a static program either.
static_pages() {
   if [ ! -x "$(client static)" ]; then
      skip "a static program" "no static C library"
      return
   fi
   record -q --pages-as-heap=yes -- "$(client static)"
   ok "a static program: its malloc grows the break" \
      [ "$(query sum peak_bytes brk _int_malloc)" -ge 100000 ]
   is "$(query sum peak_bytes allocate_block wrapped main)" 0 \
      "and nothing else allocates"
}

with_each_recorder each_kind
with_each_recorder given_back
with_each_recorder given_up
with_each_recorder each_peak
with_each_recorder each_thread
with_each_recorder each_process
with_each_recorder each_page_of_the_heap
with_each_recorder before_it_ran
static_pages
plan
