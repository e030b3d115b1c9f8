# SPDX-License-Identifier: GPL-2.0-or-later
# Exports in what Firefox's profiler and Perfetto read them with: see
# importers.mjs.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/html/lib.sh"

"$NODE" "$MS2_SRCDIR/tests/html/importers.mjs" "$tap_dir"
