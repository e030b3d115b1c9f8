#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the pictures of README and docs/gallery.md anew, from a build folder:
#
#    sh ../docs/pictures/make.sh [FOLDER]     the folder is this one unless told
set -eu
here=$(cd "$(dirname "$0")" && pwd)
: "${MS2_SRCDIR:=$(cd "$here/../.." && pwd)}"
: "${MS2_BUILDDIR:=$PWD}"
: "${NODE:=node}"
MS2_PRINT=$MS2_BUILDDIR/ms2_print/ms2_print
MS2_NODE_MODULES=$MS2_BUILDDIR/ms2_print/html/node_modules
CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v google-chrome)}
DH_VIEW=${DH_VIEW:-/usr/libexec/valgrind/dh_view.html}
export MS2_SRCDIR MS2_BUILDDIR MS2_PRINT MS2_NODE_MODULES CHROMIUM DH_VIEW

folder=$(cd "${1:-$here}" && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/ms2-pictures.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cp "$MS2_BUILDDIR/demos/gallery" "$scratch/gallery"
(cd "$scratch" &&
   "$MS2_BUILDDIR/vg-in-place" -q --tool=ms2 --ms2-out-file=gallery.ms2 \
      ./gallery >/dev/null)
"$MS2_PRINT" --to=flame -o "$scratch/flame.svg" "$scratch/gallery.ms2"
"$NODE" "$here/make.mjs" "$scratch" "$scratch/gallery.ms2" "$scratch/flame.svg"
cp "$scratch"/*.png "$folder"
