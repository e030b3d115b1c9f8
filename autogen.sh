#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes configure and Makefile.in from their sources, in a checkout.
set -eu
cd "$(dirname "$0")"

need() # command, Debian package
{
   command -v "$1" >/dev/null 2>&1 && return
   echo "autogen.sh: $1 is missing (on Debian: apt-get install $2)" >&2
   exit 1
}

need autoreconf autoconf
need automake automake
need pkg-config pkg-config
exec autoreconf --install
