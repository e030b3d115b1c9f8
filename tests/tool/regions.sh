# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: the requests of ms2.h, to the byte.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_client regions "ms2.h or threads are missing"

# Prints "calls alloc_bytes alloc_blocks freed_bytes freed_blocks peak_bytes" of
# a region, given by its path.
region() { # path, [file]
   awk -v path="$1" '
   $1 == "g" {
      parent = $2
      sub(/^g [0-9]+ /, "")
      paths[++n] = parent == 0 ? $0 : paths[parent] "/" $0
   }
   $1 == "v" { facts[$2] = $3 " " $4 " " $5 " " $6 " " $7 " " $8 }
   END { for (i = 1; i <= n; i++) if (paths[i] == path) print facts[i] }
   ' "${2:-$profile}"
}

# True if the sites of each region add up to its numbers.
sites_add_up() { # [file]
   awk '
   $1 == "v" { for (i = 4; i <= 7; i++) total[$2, i] = $i; last = $2 }
   $1 == "z" { for (i = 4; i <= 7; i++) site[$2, $3, i] = $i }
   END {
      for (key in site) {
         split(key, part, SUBSEP)
         sum[part[1], part[3]] += site[key]
      }
      for (key in total)
         if (total[key] != sum[key] + 0)
            exit 1
      exit last == 0
   }
   ' "${1:-$profile}"
}

# Prints how, region and text of the marks, and the live bytes of the snapshot
# right above each.
marks() {
   awk '
   $1 == "S" { live = $7 }
   $1 == "l" {
      head = $2 " " $3
      sub(/^l [a-z]+ [0-9]+ [0-9]+ [0-9]+ [0-9]+ /, "")
      print head " " live " " $0
   }
   ' "$profile"
}

same() { # command, what: the printer accepts the profile
   ok "$recorder: ms2_print takes the profile of '$1'" "$MS2_PRINT" "$profile"
}

regions() {
   record -q -- "$(client regions)" nested
   # Of each parse: 50, 20 and 5000 come, 50, 5000 and the 100 or 20 of before
   # go; most at once is 20 and 5000 above the begin, less what was freed.
   is "$out" "parse: 5070 3 5070 3 5000
load: 16210 10 15290 9 5920
parse outside: 0 0 1000 1 0" "$recorder: what an entry did"
   is "$(region load)" "1 16210 10 15290 9 5920" \
      "$recorder: a region includes what is inside it"
   is "$(region load/parse)" "3 15210 9 15290 9 5000" \
      "$recorder: a region inside another one"
   is "$(region parse)" "1 0 0 1000 1 0" \
      "$recorder: the same name elsewhere is another region"
   ok "$recorder: sites add up" sites_add_up
   same nested

   record -q -- "$(client regions)" threads
   is "$(region work)" "2 600 2 150 2 300" \
      "$recorder: a region belongs to the thread that entered it"
   ok "$recorder: sites add up with threads" sites_add_up
   is "$(sed -n 's/^l begin 1 \([0-9]*\) .*/\1/p' "$profile" | sort |
      tr '\n' ' ')" "2 3 " "$recorder: a mark names its thread"
   same threads

   record -- "$(client regions)" mismatches
   is "$(region outer) $(region outer/inner) $(region after)" \
      "1 10 1 0 0 10 1 10 1 0 0 10 1 7 1 0 0 7" \
      "$recorder: a wrong end does not spoil what follows"
   is "$(printf '%s\n' "$err" | grep -c 'no such region is open')" 1 \
      "$recorder: an end of nothing is said once"
   like "$err" 'MS2_REGION_END of outer: regions inside it had not ended' \
      "$recorder: an end of more is said"
   like "$err" 'MS2_RESUME: nothing is paused' \
      "$recorder: a resume of nothing is said"
   same mismatches

   record -q -- "$(client regions)" deep
   is "$(region after)" "1 5 1 0 0 5" "$recorder: too deep ends well"
   is "$(grep -c '^g 0 ' "$profile") $(grep -c '^g ' "$profile")" "2 65" \
      "$recorder: as deep as it goes, and one beside it"
   is "$(region "$(yes down | head -64 | paste -sd/ -)")" "7 10 1 0 0 10" \
      "$recorder: what lies deeper counts in the last one"

   record -q -- "$(client regions)" often
   is "$(region often)" "20000 160000 20000 160000 20000 8" \
      "$recorder: a region that is entered often"
   is "$(grep -c '^l ' "$profile")" 100 "$recorder: has 100 marks"
   same often
}

requests() {
   record -q -- "$(client regions)" counters
   is "$out" "start: 0 0 0 0 0 0 0 0
one: 1000 1 0 0 1000 1 1000 1
two: 1500 2 1000 1 500 1 1500 2
end: 1700 3 1500 2 200 1 1500 2" "$recorder: counters at each moment"

   record -q -- "$(client regions)" labels
   is "$(marks | sed 's/x*$//')" "label 0 10 ready
label 0 30 tab\\x09here
begin 1 30 in
label 1 30 
end 1 30 in
label 0 30 ?" "$recorder: marks stand behind a snapshot of their moment"
   is "$(marks | grep -o 'x*$' | tr -d '\n' | wc -c | tr -d ' ')" 255 \
      "$recorder: a long label is cut"
   same labels

   record -q -- "$(client regions)" sites
   is "$(printf '%s\n' "$out" | sed 's/regions.c:[0-9]*/regions.c/')" "0 ok
2,000 bytes in 20 blocks allocated
   at take (regions.c)
   by churn (regions.c)
   by sites (regions.c)
1,500 bytes in 1 block allocated
   at take (regions.c)
   by sites (regions.c)
100 bytes in 1 block allocated
   at take (regions.c)
   by churn (regions.c)
   by sites (regions.c)
1 ok
2,000 bytes in 20 blocks allocated
   at take (regions.c)
   by churn (regions.c)
   by sites (regions.c)
1,500 bytes in 1 block allocated
   at take (regions.c)
   by sites (regions.c)
100 bytes in 1 block allocated
   at take (regions.c)
   by churn (regions.c)
   by sites (regions.c)
2 ok
1,500 bytes not freed
   at take (regions.c)
   by sites (regions.c)
3 ok
1,500 bytes at the peak
   at take (regions.c)
   by sites (regions.c)
100 bytes at the peak
   at take (regions.c)
   by churn (regions.c)
   by sites (regions.c)
35" "$recorder: the largest sites of an entry, and what fits into 40 bytes"

   record -q -- "$(client regions)" all
   like "$out" '^running: 1$' "$recorder: ms2 runs"
   unlike "$out" 'not recorded' "$recorder: all is recorded"
}

totals() {
   record -q -- "$(client regions)" counters
   said=$(printf '%s\n' "$out" | sed -n 's/^end: //p' | cut -d' ' -f1,2,5-8)
   is "$said" "$(query get total_bytes) $(query get total_calls) \
$(query get end_heap_bytes) $(query get end_heap_blocks) \
$(query get peak_heap_bytes) $(query get peak_heap_blocks)" \
      "$recorder: counters are what the profile has"
}

pauses() {
   record -q -- "$(client regions)" paused
   is "$(query get total_calls) $(query get end_heap_bytes)" "4 51" \
      "$recorder: paused, blocks are not recorded"
   is "$(query get total_bytes) $(query get peak_heap_bytes)" \
      "181 130" "$recorder: frees of recorded blocks are"
}

functions() {
   # ms2_tracked_calls, which finds the functions, knows these only.
   case $(header platform) in
   amd64-* | x86-*) ;;
   *)
      skip "$recorder: --toggle-collect" "not on this architecture"
      return
      ;;
   esac
   record --toggle-collect=levels \
      --toggle-collect='me?t' --toggle-collect=no_such -- \
      "$(client regions)" functions
   is "$(region levels)" "2 500 5 300 3 400" \
      "$recorder: a function is a region, and its recursion one entry"
   is "$(region meet)" "1 40 2 0 0 40" \
      "$recorder: what another thread does meanwhile is not recorded"
   like "$err" 'Total: *540 bytes in 7 calls' \
      "$recorder: only what is inside is recorded"
   like "$err" 'At exit: *40 bytes in 2 blocks' \
      "$recorder: frees outside are recorded"
   like "$err" 'toggle-collect=no_such: no function of that name was called' \
      "$recorder: a function that is not there is said"
   is "$(header toggle-collect | head -1)" levels \
      "$recorder: the profile says so, too"
   same functions
}

thrown() {
   record -q --toggle-collect='fail*' -- "$(client regions_guard)"
   unlike "$(grep '^[dS] ' "$profile")" ' 2000 ' \
      "$recorder: a function that is left by an exception has ended"
   like "$(region 'fail()/inner')" '^1 ' "$recorder: with a region inside it"
}

children() {
   record -q --ms2-out-file="$tap_dir/fork.%p" -- "$(client regions)" forks
   parent=$(grep -L '^h forked-from' "$tap_dir"/fork.*)
   child=$(grep -l '^h forked-from' "$tap_dir"/fork.*)
   is "$(region both "$parent")" "1 100 1 0 0 100" \
      "$recorder: a child does not change its parent's region"
   is "$(region both "$child")" "1 5 1 100 1 0" \
      "$recorder: what is open in a forked child begins at the fork"
   is "$(grep '^l' "$child" | cut -d ' ' -f 2)" end \
      "$recorder: and its end is marked, as the first of the child's"
   ok "$recorder: and the printer takes it" "$MS2_PRINT" "$child"
   rm -f "$tap_dir"/fork.*
}

guards() {
   record -q -- "$(client regions_guard)"
   is "$(region outer | cut -d' ' -f1-3)" "1 100 1" \
      "$recorder: a guard is a region"
   # The exception is allocated inside, too.
   like "$(region inner)" "^1 [0-9]+ [2-9] " "$recorder: an exception ends it"
   unlike "$(region inner)" " 2[0-9][0-9][0-9] " \
      "$recorder: what comes behind it is not in it"
}

with_each_recorder regions
with_each_recorder requests
if [ -n "$PYTHON3" ]; then
   with_each_recorder pauses
   with_each_recorder totals
else
   skip "pauses and totals" "no python3"
fi
with_each_recorder functions
with_each_recorder children
if [ -x "$(client regions_guard)" ]; then
   with_each_recorder guards
   with_each_recorder thrown
else
   skip "guards" "no C++ compiler"
fi

nothing="running: 0
counters: not recorded
result: not recorded
sites: 0"
native "$(client regions)" all
is "$out" "$nothing" "without Valgrind nobody is told zeros"
for tool in none memcheck; do
   # memcheck needs the debug symbols of the dynamic linker.
   native "$MS2_VG" --tool=$tool -q "$(client small)"
   if [ "$status" != 0 ]; then
      skip "nor under $tool" "it does not run such programs here"
      continue
   fi
   native "$MS2_VG" --tool=$tool -q "$(client regions)" all
   is "$out$err" "$nothing" "nor under $tool, which has nothing to say"
done

plan
