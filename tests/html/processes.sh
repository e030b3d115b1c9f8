# SPDX-License-Identifier: GPL-2.0-or-later
# The HTML page of several processes in headless Chromium: see processes.mjs.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/html/lib.sh"

need_page
"$NODE" "$MS2_SRCDIR/tests/html/processes.mjs" "$tap_dir"
