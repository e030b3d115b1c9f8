#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --check, --fail-on-increase and --junit pass and fail as they should.

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

files=$MS2_SRCDIR/tests/files
cd "$tap_dir" || exit

run() { # arguments; sets status, and the files out and err
   "$MS2_PRINT" "$@" >out 2>err
   status=$?
}

check() { # profile, status, limit
   run --check "$3" "$files/$1.ms2"
   is "$status" "$2" "$1: $3: exit status $2"
}

# good-shapes: peak 696,740 bytes in 226 blocks; at the end 439,840 in 268;
# 1,652,840 allocated by 648 calls.
for limit in 'peak==696740' 'peak<=696740' 'peak>=696740B' 'peak<696741' \
   'peak>696739' 'peak!=1' 'peak <= 0.7MB' 'peak<=681KiB' 'peak-blocks==226' \
   'end==439840' 'live==439840' 'end-blocks==268' 'live-blocks==268' \
   'allocated==1652840' 'calls==648' 'leaks==1' \
   'site(note_history).end==0' 'site(note_*).peak==11700' \
   'site(*).allocated==1652840' 'site(nobody).calls==0'; do
   check good-shapes 0 "$limit"
done
for limit in 'peak==696739' 'peak<=696739' 'peak>=696741' 'peak<696740' \
   'peak>696740' 'peak!=696740' 'peak<=0.6MB' 'peak<=680KiB' \
   'peak-blocks<=225' 'end==0' 'allocated<=1MB' 'calls<648' 'leaks==0' \
   'site(note_history).peak==0' 'site(*).calls<648' 'region(x).calls==0' \
   'short-lived==0' 'stacks<=1GB' 'pages<=1GB' 'sum<=1GB'; do
   check good-shapes 1 "$limit"
done
for limit in 'region(parse).allocated==96000' 'region(parse).calls>0' \
   'region(parse).entered>0' 'stacks>0' 'pages>0' 'sum>0' 'short-lived>0'; do
   check good-facts 0 "$limit"
done

run --check 'peak<=0.6MB' "$files/good-shapes.ms2"
like "$(cat out)" 'limit 600,000 bytes, found 696,740 bytes live at the peak' \
   "a failure says what was allowed and what was found"
like "$(cat out)" 'print_receipt \(shop.c:66\)' "and the stack that broke it"
like "$(cat out)" '1 of 1 checks failed' "and how many failed"
run --check 'region(x).calls==0' "$files/good-shapes.ms2"
like "$(cat out)" 'no region of this name was entered' \
   "a region that is not there is a failure, and named"

# A failure is read as a sentence: what was found is counted by its name.
found() { # profile, limit, words behind "limit ..., found "
   run --check "$2" "$files/$1.ms2"
   is "$(sed -n 's/^ *limit [0-9,]*, found //p' out)" "$3" "$1: $2: $3"
}
found good-shapes 'leaks==0' '1 leak suspect'
found good-owners 'leaks==0' '2 leak suspects'
found good-shapes 'peak-blocks==0' '226 blocks live at the peak'
found good-shapes 'end-blocks==0' '268 blocks live at the end'
found good-shapes 'calls==0' '648 allocations'
found good-hints 'calls==0' '1 allocation'
found good-facts 'region(parse).entered==0' '100 entries'
found good-facts 'region(parse).kept-blocks==7777' '10 blocks allocated and not freed'
found good-facts 'short-lived==0' '1,992 short-lived blocks'
found good-owners 'growing==7777' '1 place that grows and is held'
found good-owners 'lost-blocks==0' '640 blocks lost at the end'

# What was not recorded keeps within any limit, and is a failure all the same.
run --check 'peak<=1GB' "$files/cut-end.ms2"
is "$status" 1 "a run without an end is a failure"
like "$(cat out)" 'killed or still runs' "and the reason is named"
run --check 'peak<=1GB' --unfinished "$files/cut-end.ms2"
is "$status" 0 "unless --unfinished allows it"
run --check 'peak<=1GB' "$files/good-empty.ms2"
is "$status" 1 "a run in which nothing was seen is a failure"
like "$(cat out)" 'none was seen' "and the reason is named"
run --check 'site(nobody).calls==0' "$files/good-shapes.ms2"
like "$(cat out)" 'no such place' "a name that no place has is told"
run --fail-on-increase=nothing:abc "$files/good-shapes.ms2"
is "$status" 2 "a share that is no number is refused"
like "$(cat err)" 'expected BASE or BASE:PCT' "and what is expected is said"

# A mark under the place.
broken() { # limit, column, what was expected
   run --check "$1" "$files/good-small.ms2"
   is "$status" 2 "$1: exit status 2"
   is "$(sed -n 2p err)" "$(printf 'ms2_print:    %*s^' "$2" '')" \
      "$1: the mark stands under the fault"
   like "$(sed -n 3p err)" "expected $3" "$1: it says what was expected"
}
broken 'pek<=1' 0 'site\('
broken 'peak=1' 4 '<='
broken 'peak<=x' 6 'a number'
broken 'peak<=10XB' 8 'the end, or B'
broken 'calls<=10KB' 9 'the end: this is a count'
broken 'site(a)peak<=1' 5 'a name'
broken 'site().peak<=1' 5 'a name'
broken 'site(a).entered<=1' 8 'peak, '
broken 'peak<=99999999999999999999999' 6 'a number below'
broken '' 0 'site\('

# A base to compare with.
run --fail-on-increase="$files/good-shapes.ms2" "$files/good-shapes.ms2"
is "$status" 0 "a profile is no increase over itself"
run --fail-on-increase="$files/good-leak.ms2:5" "$files/good-shapes.ms2"
is "$status" 1 "a larger one is"
like "$(cat out)" 'peak at most 5 % above that of' "the line says the share"
run --fail-on-increase="$files/good-leak.ms2:100" "$files/good-leak.ms2"
is "$status" 0 "a share is allowed"

run --check 'leaks==0' "$files/good-massif.out"
is "$status" 1 "leaks==0 does not pass where nobody can tell"
like "$(cat out)" 'a massif file does not tell what was never freed' \
   "and the line says why"

# JUnit, and where the lines go.
run --check 'peak<=1' --check 'calls==648' --junit=j.xml \
   "$files/good-shapes.ms2"
is "$status" 1 "with --junit the exit status is the same"
if [ -n "$PYTHON3" ]; then
   is "$("$PYTHON3" -c '
import xml.etree.ElementTree as tree
suite = tree.parse("j.xml").getroot()
cases = suite.findall("testcase")
print(suite.get("tests"), suite.get("failures"), len(cases),
      [c.find("failure") is not None for c in cases])')" \
      "2 1 2 [True, False]" "the JUnit file has a case for each check"
   run --check leaks==0 --junit=j.xml "$files/good-owners.ms2"
   failure=$("$PYTHON3" -c '
import xml.etree.ElementTree as tree
print(" ".join(tree.parse("j.xml").getroot().find("testcase/failure").text
               .split()))')
   like "$failure" "limit 0, found 2 .* the worst at drop \\(app.c:31\\) <- main" \
      "a failure has the stack"
   like "$failure" "leak: lost: nothing points to .* generations kept" \
      "and the verdict with its reasons"
else
   skip "the JUnit file" "no python3 here"
fi
run --junit=j.xml "$files/good-shapes.ms2"
is "$status" 2 "--junit alone is refused"
run --check 'peak>0' --view=top "$files/good-shapes.ms2"
like "$(cat err)" '^ok ' "beside a view the lines go to standard error"
run --check 'peak>0' --to=csv -o table.csv "$files/good-shapes.ms2"
like "$(cat out)" '^ok ' "or to standard output, if that is free"
ok "and the file is written" test -s table.csv
plan
