# SPDX-License-Identifier: GPL-2.0-or-later
# Heap snapshots in the programs that read them: see heapsnapshot.mjs.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/html/lib.sh"

need_fetched @memlab/core
"$NODE" "$MS2_SRCDIR/tests/html/heapsnapshot.mjs" "$tap_dir"
