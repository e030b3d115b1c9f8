# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: what is born in a window and lives, told apart from older blocks of the
# same stack.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"

# Bytes at a moment of a window.
bytes() { # moment, option...
   at=$1
   shift
   "$MS2_PRINT" --to=folded --at="$at" "$@" "$profile" |
      awk '{ n += $NF } END { print n + 0 }'
}

page() { # option...
   "$MS2_PRINT" --width=200 "$@" "$profile"
}

windows() {
   between="--from=from --until=until"
   record -q -- "$(client window)"
   # shellcheck disable=SC2086 # two options
   {
      is "$(bytes kept $between)" 50000 \
      "$recorder: kept in it"
      is "$(bytes left $between)" 45000 \
      "$recorder: left at the end"
      is "$(bytes held $between)" 50000 \
      "$recorder: held all through"
      is "$(bytes end $between)" 100000 \
      "$recorder: all at its end"
      ok "$recorder: nothing is a bound" none "at least\|At most" $between
      like "$(page --view=leaks $between)" \
      "500 of 800 blocks born in the window live at its end" \
      "$recorder: leaks say it"
      like "$(page --view=leaks $between)" \
      " 1[0-9] of [12][0-9] generations kept [0-9]* to 100 %" \
      "$recorder: generations are the window's"
   }
   is "$(bytes kept --from=from)" 45700 \
      "$recorder: to the end of the run"
   is "$(bytes left --from=from)" 45700 \
      "$recorder: and the same is left"
   is "$(bytes kept --until=from)" 100000 \
      "$recorder: from the start"
   is "$(bytes left --until=from)" 40000 \
      "$recorder: and left of it"
   is "$(bytes held --from=until)" 85000 \
      "$recorder: all through a window behind it"
   like "$(page --view=top --sort=left --from=from --until=until)" \
      "^ *43.9 KiB .* allocate" "$recorder: top has what is left"
}

# None of the page's lines has these words.
none() { # words, option...
   words=$1
   shift
   ! page "$@" | grep -q "$words"
}

with_each_recorder windows

# Where nobody looked there are bounds, and the truth is between them; what is
# left at the end of the run is exact.
record -q -- "$(client window)" plain
edges="--from=100000B --until=180000B"
# shellcheck disable=SC2086 # two options
{
   least=$(bytes kept $edges)
   left=$(bytes left $edges)
   like "$(page $edges)" \
      "live at its end: at least" \
      "a window without a look has a bound"
   ok "which is no less than what is left ($least, $left)" \
      [ "$least" -ge "$left" ]
   like "$(page $edges)" \
      "a window that ends there is exact" \
      "and it is said why"
   ok "what is left is no bound" none "of the run: at least" --at=left $edges
}

# A profile that another program wrote anew has the same looks.
"$MS2_PRINT" --to=ms2 --snapshots=16 "$profile" >"$tap_dir/thin"
profile=$tap_dir/thin
is "$(bytes left --from=start)" 85700 \
      "left of a thinned profile"

plan
