# SPDX-License-Identifier: GPL-2.0-or-later
# The HTML report in headless Chromium: see report.mjs.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/html/lib.sh"

need_page
"$NODE" "$MS2_SRCDIR/tests/html/report.mjs" "$tap_dir"
