# SPDX-License-Identifier: GPL-2.0-or-later
# What quickstart does about an HTML page that is not there yet.
# shellcheck shell=sh
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"
[ -f "$MS2_SRCDIR/build-aux/packages.sh" ] || skip_all "no quickstart here"
. "$MS2_SRCDIR/build-aux/packages.sh"
cd "$tap_dir" || exit 99

configured() { # why there is no page
   printf '#define MS2_HTML_MISSING "%s"\n' "$1" >config.h
}

configured ''
is "$(html_missing .)" "" "a page that is there"
fails "needs no configure" html_may_come .
configured 'npm could not fetch its packages, for want of a network'
like "$(html_missing .)" 'npm could not fetch' "a failed fetch is told"
ok "and tried again" html_may_come .
configured 'there was no node or no npm; on Debian: apt-get install npm'
ok "so is a missing npm" html_may_come .
configured 'configured with --disable-html'
fails "a page that nobody wants is not" html_may_come .
# The reason stands where it is looked for.
ok "configure says it in config.h" \
   grep -q '^#define MS2_HTML_MISSING "' "$MS2_BUILDDIR/config.h"
plan
