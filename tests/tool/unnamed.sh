# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: code without names.  Programs are built with symbols, which say where
# their functions are, and run without.
# Compilers may come with options.
# shellcheck disable=SC2086
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

for tool in strip objcopy nm readelf; do
   command -v $tool >"$tap_dir/found" || skip_all "no $tool"
done
cd "$tap_dir" || exit

# A cache that stays level, and a leak: two functions side by side.
cat >two.c <<'EOT'
#include <stdlib.h>
#include <string.h>
static char *cache[50];
__attribute__((noinline)) static void cache_put(int i)
{
   free(cache[i % 50]);
   cache[i % 50] = malloc(2000);
   memset(cache[i % 50], 1, 2000);
}
__attribute__((noinline)) static void lose(int i)
{
   char *p = malloc(100);
   p[0] = (char)i;
   if (i % 2)
      p = malloc(40);
   __asm__ volatile("" ::"r"(p));
}
int main(void)
{
   for (int i = 0; i < 500; i++) {
      cache_put(i);
      lose(i);
   }
   return 0;
}
EOT

strip_to() { # program, stripped
   cp "$1" "$2" && strip "$2"
}

build_id_of() { # file
   readelf -n "$1" | sed -n 's/.*Build ID: //p'
}

# Start and size of a function, as the profile has them: in memory.
where_is() { # file, function, bias
   nm -S "$1" | while read -r start size _ name; do
      [ "$name" != "$2" ] ||
         printf '%x %d\n' "$((0x$start + 0x$3))" "$((0x$size))"
   done
}

bias_of() { # name of an object
   sed -n "s|^o \\([0-9a-f]*\\) .*/$1\$|\\1|p" "$profile"
}

# The number of an object is how many there are up to it.
recorded_build_id() { # name of an object
   number=$(grep '^o ' "$profile" | grep -n "/$1\$" | sed 's/:.*//')
   sed -n "s/^B $number //p" "$profile"
}

recorded() {
   record -q -- ./two
   is "$(recorded_build_id two)" "$(build_id_of two)" \
      "$kind: the profile has the program's build id"
   bias=$(bias_of two)
   for function in $functions; do
      ok "$kind: it knows where $function is" \
         grep -q "^F $(where_is two.full $function "$bias")\$" "$profile"
   done
}

build_two() { # option...
   $CC "$@" -O1 -Wl,--build-id -o two.full two.c 2>err &&
      strip_to two.full two
}

# The malloc of a static program without names is not seen; only what maps
# pages for it is.
for kind in -pie -no-pie -static-pie -m32; do
   functions="cache_put lose main"
   [ $kind != -static-pie ] || functions=main
   if build_two $kind && ./two; then
      recorded
   else
      skip "$kind" "the compiler cannot do it"
   fi
done

# What pages, checks and exports call a function: by its start in the object,
# where addr2line finds it.
place_of() { # file with symbols, function
   nm "$1" | while read -r start _ name; do
      [ "$name" != "$2" ] || printf '0x%x\n' "$((0x$start))"
   done
}

of_profile() { # option of ms2_print...
   "$MS2_PRINT" --width=200 "$@" "$profile" 2>&1
}

build_two -pie
record -q -- ./two
cache=$(place_of two.full cache_put) lose=$(place_of two.full lose)
like "$(of_profile --view=top)" " 97\.7 KiB .* 500 .* $cache in two" \
   "a cache without a name is a place"
like "$(of_profile --view=leaks)" \
   "leak +$lose in two" "the leak beside it is another"
like "$(of_profile --view=leaks)" "60,000 bytes in 750 blocks" \
   "of which two calls in one function are one"
unlike "$(of_profile)" '\?\?\?' "nothing has no name at all"
like "$(of_profile --view=top --by=object)" ' 156\.3 KiB .*/two$' \
   "both are the program's"
for format in folded csv flame speedscope json; do
   like "$(of_profile --to=$format)" "$lose" "--to=$format has the place"
done
like "$(of_profile --to=callgrind)" "^fn=.*$lose\$" \
   "--to=callgrind has a function of that name"
like "$(of_profile --to=dhat)" "$lose \(in .*/two\)" \
   "--to=dhat has it with its object"
like "$(of_profile --to=massif)" "0x[0-9A-F]+: \?\?\? \(in .*/two\)" \
   "--to=massif has it as massif does"
like "$(of_profile --to=supp)" "obj:.*/two" \
   "--to=supp names the object"
like "$(of_profile --view=top --focus="$lose in two")" "$lose in two" \
   "--focus finds it"
unlike "$(of_profile --view=top --focus="$lose in two")" "$cache in two" \
   "and nothing else"
like "$(of_profile --check "site($lose in two).end==60000")" 'ok|pass|holds' \
   "--check finds it"
like "$(of_profile --to=json)" "\"build_id\": ?\"$(build_id_of two)\"" \
   "--to=json has the build id"
record -q --ignore-fn="$lose*" -- ./two
unlike "$(of_profile --view=top --sort=allocated)" "$lose in two" \
   "--ignore-fn knows the place"
like "$(of_profile --view=top)" "$cache in two" "and ignores nothing else"

# A plugin: its own code without a name, behind a function that it exports, in a
# program with names, which also unloads it.
cat >plugin.c <<'EOT'
#include <stdlib.h>
void *plugin_first(void);
void (*plugin_start(void))(void);
void *plugin_first(void) { return malloc(11); }
static void *volatile kept;
__attribute__((noinline)) static void work(void) { kept = malloc(700); }
void (*plugin_start(void))(void) { return work; }
EOT
cat >host.c <<'EOT'
#include <dlfcn.h>
#include <stdlib.h>
typedef void work_function(void);
typedef work_function *start_function(void);
int main(int argc, char **argv)
{
   (void)argc;
   void *plugin = dlopen(argv[1], RTLD_NOW);
   union { void *object; start_function *start; } symbol;
   if (!plugin || !(symbol.object = dlsym(plugin, "plugin_start")))
      return 1;
   work_function *work = symbol.start();
   for (int i = 0; i < 10; i++)
      work();
   return dlclose(plugin);
}
EOT
$CC -O1 -shared -fPIC -o plugin.full plugin.c && strip_to plugin.full plugin.so
$CC -O1 -g -o host host.c -ldl
record -q -- ./host ./plugin.so
is "$status" 0 "a plugin is loaded and unloaded"
work=$(place_of plugin.full work)
like "$(of_profile --view=top)" " 6\.8 KiB .*$work in plugin\.so" \
   "the memory is that of its own code, not of a function that it exports"
like "$(of_profile --view=top --by=object)" '6\.8 KiB .*/plugin\.so' \
   "and so it is by object"
like "$(of_profile --view=tree)" '<- main \(host\.c:14\)' \
   "the program is its caller"

# C++ whose names are gone: static objects, and a table in main.
cat >table.cc <<'EOT'
#include <string>
#include <vector>
static std::vector<std::string *> start(int n)
{
   std::vector<std::string *> all;
   for (int i = 0; i < n; i++)
      all.push_back(new std::string(100, 'x'));
   return all;
}
static std::vector<std::string *> before = start(300);
int main()
{
   static std::vector<std::string *> later = start(200);
   return later.size() != 200;
}
EOT
if ${CXX:-g++} -O1 -fno-inline -o table.full table.cc 2>err; then
   strip_to table.full table
   record -q -- ./table
   unlike "$(of_profile)" '\?\?\?|(start|main) \(' \
      "C++: no function has another one's name"
   pool=$(of_profile --view=top --sort=allocated | grep "emergency pool")
   is "$(printf '%s\n' "$pool" | grep -c pool)" 1 \
      "C++: one place is labelled as libstdc++'s pool"
   like "$pool" '7[12]\.[0-9] KiB .* 1 ' "and is nothing but it"
fi

# Rust without its names.
cat >leak.rs <<'EOT'
#[inline(never)]
fn lose(n: usize) { std::mem::forget(vec![1u8; n]); }
#[inline(never)]
fn keep(n: usize) -> Vec<u64> { (0..n as u64).collect() }
fn main() {
    let k = keep(1000);
    for i in 0..200 { lose(std::hint::black_box(500 + i % 2)); }
    std::hint::black_box(&k);
}
EOT
if command -v "${RUSTC:-rustc}" >found &&
   ${RUSTC:-rustc} -O -o leak.full leak.rs 2>err; then
   strip_to leak.full leak
   record -q -- ./leak
   unlike "$(of_profile --view=top --sort=end)" '\?\?\?' \
      "Rust: nothing has no name at all"
   like "$(of_profile --view=top --sort=end)" \
      '97\.8 KiB .* 0x[0-9a-f]+ in leak' "Rust: the leak is a place"
   like "$(of_profile --view=top --sort=peak)" \
      '7\.8 KiB .* 0x[0-9a-f]+ in leak' "Rust: the vector is another"
fi

# A named function needs no extent.
cp two.full two
record -q -- ./two
is "$(grep -c "^F $(where_is two.full lose "$(bias_of two)")" "$profile")" 0 \
   "with its names a program has none of these"

# The file may be gone when the code is first seen to allocate.
cat >gone.c <<'EOT'
#include <stdlib.h>
#include <unistd.h>
int main(int argc, char **argv)
{
   (void)argc;
   unlink(argv[0]);
   void *volatile p = malloc(123);
   return p == NULL;
}
EOT
$CC -O1 -Wl,--build-id -o gone gone.c && strip gone
id=$(build_id_of gone)
record -q -- ./gone
is "$status" 0 "a program removes its file"
is "$(recorded_build_id gone)" "$id" "and has its build id in the profile"
plan
