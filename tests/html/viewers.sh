# SPDX-License-Identifier: GPL-2.0-or-later
# Exports in the pages they are for, in headless Chromium: DHAT's viewer and
# speedscope.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/html/lib.sh"

# Where Valgrind's own pages lie.
DH_VIEW=$(for folder in /usr/libexec/valgrind /usr/local/libexec/valgrind \
   /usr/lib/valgrind
do
   ls "$folder/dh_view.html" 2>/dev/null
done | head -n 1)
export DH_VIEW

need_browser
"$NODE" "$MS2_SRCDIR/tests/html/viewers.mjs" "$tap_dir"
