# SPDX-License-Identifier: GPL-2.0-or-later
# Tool and printer: what a program holds and does not use, and the verdicts on
# lists that grow.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

# The lines of --view=use of one function, in one line.
use_of() { # function
   "$MS2_PRINT" --view=use --threshold=0 --width=200 "$profile" |
      awk -v name="$1" '
         $0 ~ / [(].*:[0-9]+[)]$/ { on = $0 ~ " " name " [(]" ; next }
         on && /^ / { sub(/^ */, ""); printf "%s|", $0 }
         /^$/ { on = 0 }'
}

verdict_of() { # function
   "$MS2_PRINT" --view=leaks "$profile" | sed -n "s/^  \([a-z -]*\)  $1 .*/\1/p"
}

# Bytes between two numbers: a line of memory at each end of a block.
between() { # found, least, most
   [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

check_pages() {
   record -q --use=yes -- "$(client unused)"
   is "$status" 0 "$recorder: the program ends as it does by itself"
   like "$(use_of never_used)" "^800.0 KiB never touched: allocate" \
      "$recorder: blocks that nobody touches"
   like "$(use_of reserve)" "^768.0 KiB of 1.0 MiB never touched: a tail: ask" \
      "$recorder: a tail"
   like "$(use_of write_only)" "^300.0 KiB written, never read: do not" \
      "$recorder: written only"
   like "$(use_of read_early)" "^300.0 KiB idle: touched in the first .* free" \
      "$recorder: read for a quarter of the run"
   is "$(use_of insert)" "" "$recorder: a list that is walked is in use"
   is "$(verdict_of insert)" "in use" "$recorder: and so its verdict says"
   is "$(verdict_of forget)" "staircase" "$recorder: the other one is a leak"
}

check_numbers() {
   untouched=$(query get never_touched_bytes)
   idle=$(query get idle_at_peak_bytes)
   ok "never touched: $untouched of 1605632 bytes and a little" \
      between "$untouched" 1605632 1620000
   ok "idle: $idle bytes, more than what is read early and written once" \
      between "$idle" 870000 1100000
   ok "a limit on it fails" \
      sh -c "! '$MS2_PRINT' --check 'never_touched<=1MB' '$profile'"
   ok "and a larger one holds" "$MS2_PRINT" --check 'never_touched<=60%' \
      --check 'site(insert).idle<=1%' "$profile"
}

with_each_recorder check_pages
check_numbers
plan
