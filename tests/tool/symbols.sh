# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: ms2_print --symbols.  Programs are recorded with their debug information
# and, under the same name, without; with the symbols that were split off the
# pages of both are the same.
# Compilers may come with options.
# shellcheck disable=SC2086
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"

for tool in strip objcopy readelf; do
   command -v $tool >"$tap_dir/found" || skip_all "no $tool"
done
cd "$tap_dir" || exit

cat >c.c <<'EOT'
#include <stdlib.h>
#include <string.h>
static inline __attribute__((always_inline)) void *inner(size_t n)
{
   return malloc(n);
}
static __attribute__((noinline)) void *outer(size_t n)
{
   void *a = inner(n);
   void *volatile b = inner(n / 2);
   free(b);
   return a;
}
int main(void)
{
   void *volatile kept = NULL;
   for (size_t i = 1; i < 60; i++)
      kept = outer(100 * i);
   return kept == NULL;
}
EOT
cat >cxx.cc <<'EOT'
#include <map>
#include <string>
#include <vector>
namespace shop {
struct Item { std::string name; int n; };
static inline __attribute__((always_inline)) Item *make(int i)
{
   return new Item{std::string(50, 'a'), i};
}
class Store {
   std::map<int, Item *> items;
public:
   __attribute__((noinline)) void add(int i) { items[i] = make(i); }
};
template <class T> __attribute__((noinline)) T *lose(int n) { return new T[n]; }
}
int main()
{
   shop::Store store;
   for (int i = 0; i < 100; i++)
      store.add(i);
   auto *p = shop::lose<double>(100);
   __asm__ volatile("" : : "r"(p));
}
EOT
cat >rs.rs <<'EOT'
mod shop {
    pub struct Store { pub items: Vec<Box<[u8; 100]>> }
    impl Store {
        #[inline(never)]
        pub fn add(&mut self) { self.items.push(Box::new([1; 100])); }
    }
}
fn main() {
    let mut s = shop::Store { items: Vec::new() };
    for _ in 0..std::hint::black_box(50) { s.add(); }
    let n: Vec<String> = (0..20).map(|i| format!("{}", i)).collect();
    std::hint::black_box((&s.items, &n));
}
EOT

build_id_of() { # file
   readelf -n "$1" | sed -n 's/.*Build ID: //p'
}

# What differs between two runs of one program.  On a busy machine one of them
# may have waited for its files, and be drawn over time, or be so long that it
# has rates.
page() { # option of ms2_print...
   "$MS2_PRINT" --width=150 --threshold=0 --x=calls "$@" 2>&1 |
      sed -E 's/^pid [0-9]+, ran for [^,]*/pid, ran/; s/\([0-9.]+ m?s\)//
              s/[0-9.]+ % of the run//; s/of [0-9]+ snapshots//
              s/, \+[0-9.]+ [KMG]?i?B\/s while it grew//'
}

# Each snapshot's superblocks, bytes and calls.  A slow run is written once a
# second, with a snapshot each time, which the other run has not: it tells when
# the calls before it were made, so that a leak's generations are others.  Before
# the program's first call it says nothing; elsewhere both are recorded again.
moments() { # profile
   awk '/^S / && $5 > 0 { print $2, $4, $5 }' "$1"
}

# Many more than it takes on a machine that is busy with other work.
tries=$(seq 40)

# with.ms2 has the names, without.ms2 not.  Variables are named when a program is
# recorded, so it is not asked who holds what.
record_both() { # program
   strip -g -o stripped "$1"
   objcopy --only-keep-debug "$1" "$1.debug"
   for _ in $tries; do
      record -q --owners=no -- "./$1"
      moments "$profile" >moments.1
      record -q --owners=no -- "./$1"
      cp "$profile" with.ms2
      [ "$(moments with.ms2)" = "$(cat moments.1)" ] && break
   done
   # The malloc of a static program is found by its name.
   case $1 in
   *static*) strip -g "$1" ;;
   *) strip "$1" ;;
   esac
   for _ in $tries; do
      record -q --owners=no -- "./$1"
      cp "$profile" without.ms2
      [ "$(moments with.ms2)" = "$(moments without.ms2)" ] && return
   done
}

same_pages() { # what, --symbols
   for view in report "tree --no-skip" leaks "top -n 100"; do
      # What is inlined has whole names by these alone.
      page --view=$view --symbols="$2" with.ms2 >with
      page --view=$view --symbols="$2" without.ms2 >without
      ok "$1: --view=$view is as if it had been recorded with names" \
         cmp with without
   done
}

# Valgrind 3.19 does not know all of DWARF 5: what it can read is compared.
build() { # kind
   case $1 in
   c) $CC -g -gdwarf-4 -O2 -Wl,--build-id -o c c.c ;;
   c-static-pie)
      $CC -g -gdwarf-4 -O2 -static-pie -Wl,--build-id -o c-static-pie c.c ;;
   c-no-pie) $CC -g -gdwarf-4 -O1 -no-pie -Wl,--build-id -o c-no-pie c.c ;;
   c-m32) $CC -g -gdwarf-4 -O1 -m32 -Wl,--build-id -o c-m32 c.c ;;
   cxx)
      ${CXX:-g++} -g -gdwarf-4 -O2 -Wl,--build-id -o cxx cxx.cc ;;
   clang) clang++ -g -gdwarf-4 -O2 -Wl,--build-id -o clang cxx.cc ;;
   rs)
      ${RUSTC:-rustc} -g -O -C link-arg=-Wl,--build-id -o rs rs.rs ;;
   esac 2>err && "./$1"
}

for kind in c-static-pie c-no-pie c-m32 cxx clang rs c; do
   if build $kind; then
      record_both $kind
      ok "$kind: without names the page is another" \
         test "$(page with.ms2)" != "$(page without.ms2)"
      same_pages "$kind" $kind.debug
   else
      skip "$kind" "it cannot be built"
   fi
done

# From here on c, built last: the same from a folder.
id=$(build_id_of c.debug)
tree=debug/.build-id/$(printf %.2s "$id")
mkdir -p "$tree" flat
cp c.debug "$tree/${id#??}.debug"
cp c.debug flat/c.dbg
mkfifo flat/pipe
same_pages "a tree by build id" debug
same_pages "a folder" flat
same_pages "the tree itself" debug/.build-id

# What is said of a profile without names: the ways that are at hand.
text_of() { # option of ms2_print...
   page "$@" | tr -s '\n ' ' '
}
said="c has no debug information. Record again after compiling it with -g"
like "$(text_of without.ms2)" "$said.*by --symbols=FILE: its build id begins \
with $(printf %.12s "$id")\." "the hint names the ways"
unlike "$(text_of without.ms2)" 'as it is set now|debuginfod' \
   "but no server that nobody set"
like "$(DEBUGINFOD_URLS=http://127.0.0.1:1 text_of without.ms2)" \
   'DEBUGINFOD_URLS as it is set now.*by --symbols=debuginfod, or by' \
   "a server that is set is one of them"
unlike "$(text_of --symbols=c.debug without.ms2)" 'no debug information' \
   "with names there is no hint"
dash=$(command -v dash)
# A package may have it where /bin is a link now.
owner=$(dpkg -S "$dash" "${dash#/usr}" 2>err | sed -n '1s/[:,].*//p')
if [ -n "$owner" ] && [ -n "$(build_id_of "$dash")" ]; then
   record -q -- "$dash" -c 'x=1'
   cp "$profile" dash.ms2
   like "$(text_of dash.ms2)" \
      "symbols of its package \\($owner-dbgsym, or -dbg\\)|^[^:]*$" \
      "a package's program: the package's name"
   sed 's/^\(B [0-9]*\) ..../\1 0000/' dash.ms2 >elsewhere.ms2
   unlike "$(text_of elsewhere.ms2)" "$owner-dbgsym" \
      "not if that file is another one"
else
   skip "a package's program" "no dash of a package"
fi

# Names for good, and for a profile that another is compared with.
"$MS2_PRINT" --to=ms2 --symbols=c.debug -o named.ms2 without.ms2
ok "--to=ms2 keeps the names" \
   test "$(page with.ms2)" = "$(page named.ms2)"
like "$(page --view=diff --base=without.ms2 --symbols=c.debug without.ms2)" \
   'no difference|the same|nothing|  0 B' "--base has them, too"
like "$(page --to=folded --symbols=c.debug without.ms2)" \
   'main;outer;inner' "an export has the inlined function"
like "$(page --view=top --focus=outer --symbols=c.debug without.ms2)" \
   'inner' "--focus knows the names"
like "$(page --symbols=stripped --view=top without.ms2)" 'outer' \
   "symbols without debug information name functions"

# What can not be used: one line each, and nothing else.
refused() { # what, file, regular expression
   "$MS2_PRINT" --symbols="$2" without.ms2 >out 2>err
   is "$?" 1 "$1: refused"
   is "$(wc -c <out) $(wc -l <err)" "0 1" "$1: with one line"
   like "$(cat err)" "$3" "$1: it says why"
}
$CC -g -Wl,--build-id -o other cxx.c 2>err || $CC -g -O0 \
   -Wl,--build-id -o other c.c
refused "another program's" other \
   "--symbols=other: expected the build id of an object.*$(build_id_of other)"
refused "the stripped program" c 'it is stripped'
refused "a text" c.c 'another kind of file'
refused "none" nowhere 'No such file'
$CC -Wl,--build-id=none -o anonymous c.c
refused "without a build id" anonymous 'a build id, found one without'
grep -v '^B ' without.ms2 >old.ms2
"$MS2_PRINT" --symbols=c.debug old.ms2 >out 2>err
like "$(cat err)" 'a profile with build ids, found one without' \
   "a profile without build ids is told"
mkdir empty
"$MS2_PRINT" --symbols=empty without.ms2 >out 2>err
is "$?" 0 "an empty folder is no fault"
like "$(cat err)" '--symbols=empty: no file in it' "but it is said"
"$MS2_PRINT" --symbols=debuginfod without.ms2 >out 2>err
like "$(cat err)" 'expected DEBUGINFOD_URLS in the environment' \
   "debuginfod needs its servers"

# A server: files by build id are all that libdw asks for.
if [ -n "$PYTHON3" ] &&
   "$PYTHON3" -c 'import ctypes; ctypes.CDLL("libdebuginfod.so.1")' 2>err; then
   mkdir -p "served/buildid/$id"
   cp c.debug "served/buildid/$id/debuginfo"
   cat >serve.py <<'EOT'
import functools, http.server
handler = functools.partial(http.server.SimpleHTTPRequestHandler,
                            directory="served")
server = http.server.HTTPServer(("127.0.0.1", 0), handler)
print(server.server_port, flush=True)
server.serve_forever()
EOT
   "$PYTHON3" serve.py >port 2>asked &
   server=$!
   eventually test -s port
   DEBUGINFOD_URLS=http://127.0.0.1:$(cat port)
   DEBUGINFOD_CACHE_PATH=$tap_dir/cache
   export DEBUGINFOD_URLS DEBUGINFOD_CACHE_PATH
   same_pages "a debuginfod server" debuginfod
   like "$(cat asked)" "GET /buildid/$id/debuginfo" "it was asked"
   : >asked
   page without.ms2 >out
   is "$(cat asked)" "" "without --symbols nobody is asked"
   kill "$server"
   wait "$server"
else
   skip "a debuginfod server" "no libdebuginfod or python3"
fi
plan
