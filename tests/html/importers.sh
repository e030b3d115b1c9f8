# SPDX-License-Identifier: GPL-2.0-or-later
# Exports in what Firefox's profiler and Perfetto read them with: see
# importers.mjs.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

: "${NODE:=node}"
MS2_NODE_MODULES=$MS2_BUILDDIR/ms2_print/html/node_modules
export MS2_NODE_MODULES

command -v "$NODE" >/dev/null 2>&1 ||
   skip_all "there is no Node.js (Debian: nodejs)"

"$NODE" "$MS2_SRCDIR/tests/html/importers.mjs" "$tap_dir"
