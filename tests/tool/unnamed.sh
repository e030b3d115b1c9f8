# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: code without names.  Programs are built with symbols, which say where
# their functions are, and run without.
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
   "$CC" "$@" -O1 -Wl,--build-id -o two.full two.c 2>err &&
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
"$CC" -O1 -Wl,--build-id -o gone gone.c && strip gone
id=$(build_id_of gone)
record -q -- ./gone
is "$status" 0 "a program removes its file"
is "$(recorded_build_id gone)" "$id" "and has its build id in the profile"
plan
