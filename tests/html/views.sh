# SPDX-License-Identifier: GPL-2.0-or-later
# The views of the HTML report: see views.mjs.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/html/lib.sh"

need_page
"$NODE" "$MS2_SRCDIR/tests/html/views.mjs" "$tap_dir"
