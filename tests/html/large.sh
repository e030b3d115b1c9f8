# SPDX-License-Identifier: GPL-2.0-or-later
# A report of 300,000 nodes, and a smaller one to compare with: see large.mjs.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/html/lib.sh"

need_page

"$CC" -O2 -o "$tap_dir/profiles" "$MS2_SRCDIR/tests/bench/profiles.c" ||
   skip_all "there is no compiler"
"$tap_dir/profiles" mixed 12 >"$tap_dir/mixed.ms2"
"$tap_dir/profiles" nodes >"$tap_dir/nodes.ms2"

"$NODE" "$MS2_SRCDIR/tests/html/large.mjs" "$tap_dir"
