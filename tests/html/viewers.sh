# SPDX-License-Identifier: GPL-2.0-or-later
# Exports in the pages they are for, in headless Chromium: DHAT's viewer and
# speedscope.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

: "${NODE:=node}"
MS2_NODE_MODULES=$MS2_BUILDDIR/ms2_print/html/node_modules
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser ||
   command -v google-chrome)}
# Where Valgrind's own pages lie.
DH_VIEW=$(for folder in /usr/libexec/valgrind /usr/local/libexec/valgrind \
   /usr/lib/valgrind
do
   ls "$folder/dh_view.html" 2>/dev/null
done | head -n 1)
export MS2_NODE_MODULES CHROMIUM DH_VIEW

command -v "$NODE" >/dev/null 2>&1 ||
   skip_all "there is no Node.js (Debian: nodejs)"
[ -d "$MS2_NODE_MODULES/playwright-core" ] ||
   skip_all "configure could not fetch playwright-core with npm"
[ -x "$CHROMIUM" ] || skip_all "there is no Chromium (Debian: chromium)"

"$NODE" "$MS2_SRCDIR/tests/html/viewers.mjs" "$tap_dir"
