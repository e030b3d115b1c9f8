# SPDX-License-Identifier: GPL-2.0-or-later
# The HTML report in headless Chromium: see report.mjs.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/html/lib.sh"

need_browser
"$MS2_PRINT" --to=html -o "$tap_dir/probe.html" \
   "$MS2_SRCDIR/tests/files/good-small.ms2" 2>"$tap_dir/why" ||
   skip_all "$(cat "$tap_dir/why")"

"$NODE" "$MS2_SRCDIR/tests/html/report.mjs" "$tap_dir"
