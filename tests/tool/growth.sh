# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: growth by realloc is what makes a block larger.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

# Chains, steps, first, last, most steps, first and last of that; "" for none.
growth() {
   "$MS2_PRINT" --to=json "$profile" | "$PYTHON3" -c '
import json, sys
fields = ("chains", "steps", "first_bytes", "last_bytes", "longest_steps",
          "longest_first_bytes", "longest_last_bytes")
for c in json.load(sys.stdin)["contexts"]:
    if c.get("growth"):
        print(*(c["growth"][field] for field in fields))'
}

page() {
   "$MS2_PRINT" --view=growth --width=100 "$profile"
}

resizes() { # command, chains and so on
   record -q -- "$(client growth)" "$1"
   is "$(growth)" "$2" "$recorder: $1"
}

all() {
   resizes shrink ""
   is "$(query get end_heap_bytes)" 6400 "$recorder: what shrinks is smaller"
   unlike "$(page)" MiB "$recorder: what shrinks has not grown"
   like "$(page)" 'no realloc made a block larger' \
      "$recorder: and the page says so"
   # Seven doublings each are one context, the last step another line.
   resizes vectors '2 14 16 2048 7 8 1024
2 2 1200 4000 1 600 2000'
   like "$(page)" 'grown 7 times from 8 B to 1.0 KiB' \
      "$recorder: a chain ends where its block shrinks"
   resizes both '9 9 90 9000 1 10 1000'
   like "$(page)" ' \+8.7 KiB ' \
      "$recorder: a large block that shrinks takes nothing off"
   resizes same '1 9 100 109 9 100 109'
}

with_each_recorder all
plan
