# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: frees of what is no heap block: told once, and harmless.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
survives() { # command, messages, [line of output before]
   record -- "$(client badfree)" "$1"
   is "$status $out" "0 ${3:+$3
}survived" "$recorder: $1: the program goes on"
   is "$(printf '%s\n' "$err" | grep -c 'no live heap block (')" "$2" \
      "$recorder: $1: messages: $2"
   like "$err" "by 0x.*badfree\.c:" "$recorder: $1: says where"
   unlike "$err" 'INTERNAL ERROR|Assertion' "$recorder: $1: the tool is unhurt"
}

all_survive() {
   survives foreign 1
   survives stack 1
   survives nonsense 1
   survives interior 1
   survives twice-small 1
   survives twice-big 1
   survives realloc-foreign 1 'realloc: NULL'
   survives realloc-freed 1 'realloc: NULL'
   survives many 10
   like "$err" '90 more pointers' "$recorder: many: the rest is counted"
}

with_each_recorder all_survive
plan
