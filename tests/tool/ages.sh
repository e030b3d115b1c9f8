# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: the monitor's command leaks judges call stacks by the age of what lives.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_client ages "no client"

check() {
   record -q -- "$(client ages)"
   is "$status" 0 "$recorder: the program runs"
   like "$err" \
      '^staircase +1 call stack, of all ages.*: 6,720 bytes in 105 blocks$' \
      "$recorder: what piles up"
   like "$err" '105 of 1,050 blocks live, born in 20 of 20 generations, [2-5] to [5-8] % of them in each; never more than 6,784 bytes$' \
      "$recorder: and why it is said"
   is "$(printf '%s\n' "$err" | grep -A 2 '^staircase: ' | grep -c 'leak')" 1 \
      "$recorder: with its stack"
   like "$err" '^plateau +1 call stack, old .*: 2,000 bytes in 200 blocks$' \
      "$recorder: a table is none"
   like "$err" '^sawtooth +1 call stack, young .*: 25,000 bytes in 50 blocks$' \
      "$recorder: nor is the last tooth"
   like "$err" '^other .*: 27 bytes in 3 blocks$' \
      "$recorder: of few blocks nothing is said"
   like "$err" "^leaks: 'x' is no number of call stacks$" \
      "$recorder: a number is wanted"
}
with_each_recorder check

plan
