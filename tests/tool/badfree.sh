# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: frees of what is no heap block: told once, and harmless.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
survives() { # command, [line of output before]
   record -- "$(client badfree)" "$1"
   is "$status $out" "0 ${2:+$2
}survived" "$recorder: $1: the program goes on"
   is "$(printf '%s\n' "$err" | grep -c 'no live heap block (')" 1 \
      "$recorder: $1: one message"
   like "$err" "by 0x.*badfree\.c:" "$recorder: $1: says where"
   unlike "$err" 'INTERNAL ERROR|Assertion' "$recorder: $1: the tool is unhurt"
}

all_survive() {
   survives foreign
   survives stack
   survives nonsense
   survives interior
   survives twice-small
   survives twice-big
   survives realloc-foreign 'realloc: NULL'
   survives realloc-freed 'realloc: NULL'
   survives many
}

with_each_recorder all_survive
plan
