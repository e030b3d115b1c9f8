# SPDX-License-Identifier: GPL-2.0-or-later
# The HTML report in headless Chromium: see report.mjs.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

: "${NODE:=node}"
MS2_NODE_MODULES=$MS2_BUILDDIR/ms2_print/html/node_modules
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser ||
   command -v google-chrome)}
export MS2_NODE_MODULES CHROMIUM

command -v "$NODE" >/dev/null 2>&1 ||
   skip_all "there is no Node.js (Debian: nodejs)"
[ -d "$MS2_NODE_MODULES/playwright-core" ] ||
   skip_all "configure could not fetch playwright-core with npm"
[ -x "$CHROMIUM" ] || skip_all "there is no Chromium (Debian: chromium)"
"$MS2_PRINT" --to=html -o "$tap_dir/probe.html" \
   "$MS2_SRCDIR/tests/files/good-small.ms2" 2>"$tap_dir/why" ||
   skip_all "$(cat "$tap_dir/why")"

"$NODE" "$MS2_SRCDIR/tests/html/report.mjs" "$tap_dir"
