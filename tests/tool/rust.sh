# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: the Rust leak is found at every optimisation level, without an option.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python
need_client create_leak-0 "no rustc"

leak_at_level() { # program
   record -q -- "$(client "$1")"
   is "$status" 0 "$1 runs"
   is "$(query sum end_bytes create_leak) $(query sum end_blocks create_leak)" \
      "102400 100" "$1: bytes and blocks of create_leak"
   text=$("$MS2_PRINT" --view=leaks --width=80 --color=never "$profile")
   like "$(printf '%s\n' "$text" | sed -n '/^ *[a-z-]*  /{p;q;}')" \
      'leak  .*create_leak' "$1: first it names the leak create_leak"
   like "$text" '102,400 bytes in 100 blocks' "$1: with its numbers"
}

for level in 0 1 2 3 s; do
   leak_at_level "create_leak-$level"
   leak_at_level "create_leak-$level-g"
done
plan
