# SPDX-License-Identifier: GPL-2.0-or-later
# What all tests in a browser need: Node.js, what configure fetched with npm,
# and Chromium.  Each test says which of them it can not do without.
# shellcheck shell=sh
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

: "${NODE:=node}"
MS2_NODE_MODULES=$MS2_BUILDDIR/ms2_print/html/node_modules
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v chromium-browser ||
   command -v google-chrome)}
export MS2_NODE_MODULES CHROMIUM

command -v "$NODE" >/dev/null 2>&1 ||
   skip_all "there is no Node.js (Debian: nodejs)"

need_fetched() { # package
   [ -d "$MS2_NODE_MODULES/$1" ] ||
      skip_all "configure could not fetch $1 with npm"
}

need_browser() {
   need_fetched playwright-core
   [ -x "$CHROMIUM" ] || skip_all "there is no Chromium (Debian: chromium)"
}

# And the page itself.
need_page() {
   need_browser
   "$MS2_PRINT" --to=html -o "$tap_dir/probe.html" \
      "$MS2_SRCDIR/tests/files/good-small.ms2" 2>"$tap_dir/why" ||
      skip_all "$(cat "$tap_dir/why")"
}
