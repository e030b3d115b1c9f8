# SPDX-License-Identifier: GPL-2.0-or-later
# The HTML page of two profiles in headless Chromium: see diff.mjs.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/html/lib.sh"

need_page
"$NODE" "$MS2_SRCDIR/tests/html/diff.mjs" "$tap_dir"
