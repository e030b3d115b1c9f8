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

# An event is waited for this many times, a fifth of a second each.
PATIENCE=300

until_true() { # command
   for _ in $(seq $PATIENCE); do
      "$@" && return
      sleep 0.2
   done
   return 1
}

has_settled() { # picture to make, the picture before anything was there
   cp "$1" before.ppm
   import -window root "$1"
   cmp -s "$1" before.ppm && ! cmp -s "$1" "$2"
}

# A viewer on a display of its own, with settings of its own.
show() { # viewer, file
   mkdir -p home/.config
   for program in kcachegrind massif-visualizer; do
      printf '%s\n' '[TipOfDay]' RunOnStart=false '[MainWindow]' \
         '1200x420 screen: Width=1200' '1200x420 screen: Height=420' \
         >"home/.config/${program}rc"
   done
   import -window root empty.ppm
   cp empty.ppm now.ppm
   HOME=$PWD/home XDG_CONFIG_HOME=$PWD/home/.config XDG_RUNTIME_DIR=$PWD/home \
      "$1" "$2" >log 2>&1 &
   viewer=$!
   until_true has_settled now.ppm empty.ppm &&
      convert now.ppm +dither -colors 128 -strip "PNG8:$1.png"
   kill $viewer
}

picture_of() { # viewer, export, folder with gallery.ms2 in it
   for tool in "$1" xvfb-run dbus-run-session import; do
      if ! command -v "$tool" >/dev/null 2>&1; then
         echo "$1.png: there is no $tool (Debian: $1 xvfb dbus imagemagick)"
         return
      fi
   done
   "$MS2_PRINT" "--to=$2" -o "$3/gallery.$2" "$3/gallery.ms2"
   (cd "$3" && xvfb-run -a -s '-screen 0 1200x420x24' dbus-run-session -- \
      sh "$here/make.sh" --show "$1" "gallery.$2" 2>/dev/null) && echo "$1.png"
}

if [ "${1:-}" = --show ]; then # on the display that it made itself
   show "$2" "$3"
   exit
fi

folder=$(cd "${1:-$here}" && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/ms2-pictures.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cp "$MS2_BUILDDIR/demos/gallery" "$scratch/gallery"
(cd "$scratch" &&
   "$MS2_BUILDDIR/vg-in-place" -q --tool=ms2 --ms2-out-file=gallery.ms2 \
      ./gallery >/dev/null)
# The next version: all sessions are closed, the report is written in two halves,
# and the cache is larger.
mkdir "$scratch/next"
sed -e 's/if (client %/if (1 || client %/' -e 's/= 900 \*/= 450 */' \
   -e 's/SLOTS = 96/SLOTS = 240/' "$MS2_SRCDIR/demos/c/gallery.c" \
   >"$scratch/next/gallery.c"
${CC:-cc} -g -O1 -I"$MS2_SRCDIR/demos/c" -o "$scratch/next/gallery" \
   "$scratch/next/gallery.c"
(cd "$scratch/next" &&
   "$MS2_BUILDDIR/vg-in-place" -q --tool=ms2 --ms2-out-file=gallery.ms2 \
      ./gallery >/dev/null)
cp "$MS2_BUILDDIR"/demos/leak "$MS2_BUILDDIR"/demos/spike \
   "$MS2_BUILDDIR"/demos/churn "$scratch"
(cd "$scratch" &&
   "$MS2_BUILDDIR/vg-in-place" -q --tool=ms2 --trace-children=yes sh -c \
      './gallery; (./leak; ./spike; true); ./churn; true' >/dev/null)
"$MS2_PRINT" --to=flame -o "$scratch/flame.svg" "$scratch/gallery.ms2"
"$NODE" "$here/make.mjs" "$scratch" "$scratch/gallery.ms2" "$scratch/flame.svg"
picture_of kcachegrind callgrind "$scratch"
picture_of massif-visualizer massif "$scratch"
cp "$scratch"/*.png "$folder"
