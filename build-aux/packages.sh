# SPDX-License-Identifier: GPL-2.0-or-later
# What quickstart and check need of Debian, and how to get it.
# shellcheck shell=sh
#
# A table line is PACKAGE and the command that succeeds where it is there.
# PACKAGE may be several names with "|" between them, since releases of Debian
# differ: the first that can be had is taken.
# need_packages TABLE LOG installs what is missing, and calls apt-get only then.

build_packages='
gcc             gcc --version
libc6-dev       test -f /usr/include/stdlib.h
make            make --version
autoconf        autoconf --version
automake        automake --version
pkg-config      pkg-config --version
valgrind        pkg-config --exists valgrind
zlib1g-dev      pkg-config --exists zlib
libzstd-dev     pkg-config --exists libzstd
libjansson-dev  pkg-config --exists jansson
libprotobuf-c-dev   pkg-config --exists libprotobuf-c
protobuf-c-compiler protoc-c --version
libdw-dev       pkg-config --exists libdw
libiberty-dev   test -e /usr/include/libiberty/demangle.h
'

# The other compilers, and the real programs that the tests record.
# shellcheck disable=SC2034
check_packages="$build_packages"'
g++             g++ --version
clang           clang --version
clang-format-14|clang-format clang-format --version
perl            perl -MData::Dumper -e 1
python3         python3 --version
sqlite3         sqlite3 --version
git             git --version
xz-utils        xz --version
groff-base      groff --version
tmux            tmux -V
libjemalloc-dev test -e /usr/include/jemalloc/jemalloc.h
libmimalloc-dev test -e /usr/include/mimalloc.h
libglib2.0-dev  pkg-config --exists glib-2.0
libgc-dev       test -e /usr/include/gc.h
libgoogle-perftools-dev test -e /usr/include/gperftools/tcmalloc.h
'

# Debian 12 has a newer Rust beside the one that is called rustc, which is too
# old for the demos.  One that is there already is not replaced.
# shellcheck disable=SC2034
rust_packages='
rustc-web|rustc     rustc --version
cargo-web|cargo     cargo --version
'

# What the HTML page is made with; without it that one export is missing.
# shellcheck disable=SC2034
html_packages='
nodejs          node --version
npm             npm --version
'

# Prints why a build folder has no HTML page, or nothing where it has one.
html_missing() { # folder
   sed -n 's/^#define MS2_HTML_MISSING "\(.*\)"$/\1/p' "$1/config.h"
}

# Whether configure might find now what the page lacked: it was wanted, but npm
# was not there, or could not fetch.
html_may_come() { # folder
   case $(html_missing "$1") in
   '' | 'configured with --disable-html') return 1 ;;
   esac
}

# What the page is tested in.
# shellcheck disable=SC2034
browser_packages='
chromium        chromium --version
'

# For 32-bit programs on amd64.
# shellcheck disable=SC2034
x86_packages='
gcc-multilib    test -f /usr/lib32/crt1.o
g++-multilib    dpkg -s g++-multilib
'

# Whose files are read, and what reads ours; the tests that need one of them
# skip without it.
# shellcheck disable=SC2034
peer_packages='
heaptrack       heaptrack --version
golang-go       go version
'

missing_packages() { # table
   printf '%s\n' "$1" | while read -r package probe; do
      # shellcheck disable=SC2086 # the probe is words
      [ -z "$package" ] || $probe </dev/null >/dev/null 2>&1 ||
         printf '%s ' "$package"
   done
}

as_root() {
   if [ "$(id -u)" -eq 0 ]; then
      "$@"
   elif command -v sudo >/dev/null 2>&1; then
      sudo "$@"
   else
      echo "$0: not root, and there is no sudo" >&2
      return 1
   fi
}

# Prints the first of the names with "|" between them that can be installed, or
# the last one.
first_to_be_had() { # names
   for name in $(printf '%s\n' "$1" | tr '|' ' '); do
      apt-cache policy "$name" 2>/dev/null | grep -q 'Candidate: [^(]' && break
   done
   echo "$name"
}

apt_install() { # packages
   as_root true || return
   # Lists that cannot be had may be good enough; the install decides.
   as_root apt-get -q update || :
   for package; do
      set -- "$@" "$(first_to_be_had "$package")"
      shift
   done
   as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get -q -y --no-install-recommends install "$@" </dev/null
}

need_packages() { # table, file for messages
   missing=$(missing_packages "$1")
   [ -n "$missing" ] || return 0
   echo "Installing: $missing"
   if ! command -v apt-get >/dev/null 2>&1; then
      echo "$0: no apt-get here; install what Debian calls $missing" >&2
      return 1
   fi
   # shellcheck disable=SC2086 # several packages
   apt_install $missing >"$2" 2>&1 && return
   cat "$2" >&2
   echo "$0: could not install $missing" >&2
   return 1
}
