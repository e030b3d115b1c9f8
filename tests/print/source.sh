#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --source: the lines of the source files stand below the functions, where the
# files can be read.

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

cd "$tap_dir" || exit
# The shop's sources, where the profile says that they are.
awk -v folder="$tap_dir" '$0 == "s /home/ana/shop/src" { $0 = "s " folder }
   { print }' "$MS2_SRCDIR/tests/files/good-shapes.ms2" >shop.ms2
seq 1 70 | sed 's/.*/   \tcall_&(); \o033[31m/' >shop.c

lines() { # arguments
   "$MS2_PRINT" "$@" shop.ms2 >out
   grep -c '| call_' out
}

is "$(lines --view=tree)" 0 "nothing without the option"
"$MS2_PRINT" --view=tree --source shop.ms2 >out
like "$(grep -A1 'print_receipt (shop.c:66)' out)" '\| call_66\(\);' \
   "the line stands below its function"
like "$(cat out)" 'call_66\(\); .x1b.31m$' "what steers a terminal is escaped"
unlike "$(cat out)" 'call_90' "a line that the file does not have is left out"
is "$(awk 'length > 80' out)" "" "no line is too long"
"$MS2_PRINT" --view=tree --source --callees shop.ms2 >out
like "$(cat out)" '\| call_66\(\);' "in the tree of callees"
"$MS2_PRINT" --view=top --source shop.ms2 >out
like "$(grep -A1 'load_catalogue' out)" '\| call_20\(\);' "in top"
"$MS2_PRINT" --view=leaks --source shop.ms2 >out
like "$(cat out)" '\| call_20\(\);' "in leaks"
rm shop.c
is "$(lines --view=tree --source)" 0 "no file, no lines"
plan
