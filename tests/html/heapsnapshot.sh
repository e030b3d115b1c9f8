# SPDX-License-Identifier: GPL-2.0-or-later
# Heap snapshots in the programs that read them: see heapsnapshot.mjs.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

: "${NODE:=node}"
MS2_NODE_MODULES=$MS2_BUILDDIR/ms2_print/html/node_modules
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser ||
   command -v google-chrome)}
export MS2_NODE_MODULES CHROMIUM

command -v "$NODE" >/dev/null 2>&1 ||
   skip_all "there is no Node.js (Debian: nodejs)"
[ -d "$MS2_NODE_MODULES/@memlab/core" ] ||
   skip_all "configure could not fetch memlab with npm"

"$NODE" "$MS2_SRCDIR/tests/html/heapsnapshot.mjs" "$tap_dir"
