# SPDX-License-Identifier: GPL-2.0-or-later
# A Valgrind that was exchanged since ms2 was built.
# shellcheck shell=sh
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"
cd "$tap_dir" || exit 99

tools=$(sed -n "s/^VALGRIND_LIB='\(.*\)'$/\1/p" "$MS2_VG")
none=$(find "$tools/" -name 'none-*-linux' | head -n 1)
[ -n "$none" ] || skip_all "Valgrind's tool none is not installed"

said() { # what Valgrind's tool is, a file; sets `message`
   rm -rf tools
   cp -a "$tools" tools
   rm -f tools/none-*
   for platform in "$tools"/none-*; do
      cp "$1" "tools/${platform##*/}"
   done
   sed "s|^VALGRIND_LIB=.*|VALGRIND_LIB='$tap_dir/tools'|" "$MS2_VG" >vg
   chmod +x vg
   message=$(./vg --tool=ms2 ${2-} --ms2-out-file=out.ms2 true 2>&1 |
      grep 'built with')
}

said "$none"
is "$message" "" "the Valgrind that ms2 was built with"
other() { # bytes before the version
   head -c "$1" /dev/zero | tr '\0' x
   printf 'Welcome to Valgrind version 3.99.1.RC1 debug logging'
   head -c 300 /dev/zero
}
# The last ones have it where two parts of the file meet, and at its end.
for n in 0 100000 65530 65440; do
   other $n >another
   said another
   like "$message" 'Valgrind 3\.99\.1\.RC1 is installed: build ms2 anew$' \
      "another one is told, its version at $n"
done
said another -q
is "$message" "" "-q asks for silence"
echo 'no tool' >another
said another
is "$message" "" "without a version nothing is said"
plan
