# SPDX-License-Identifier: GPL-2.0-or-later
# ms2.h: compiles in every C and C++ without a warning, and does nothing in a
# program that runs by itself.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

warnings="-Wall -Wextra -pedantic -Wshadow -Wundef -Wpointer-arith
   -Wwrite-strings -Werror"

cat >"$tap_dir/use.c" <<'USE'
#include <ms2.h>
#include <stdio.h>

int main(void)
{
   char text[100] = "as before";
   struct ms2_counters counters = {1, 1, 1, 1, 1, 1, 1, 1};
   struct ms2_region_result result = {1, 1, 1, 1, 1};
   int n = 0;
#ifdef MS2_REGION_SCOPE
   MS2_REGION_SCOPE("all");
#endif

   MS2_REGION_BEGIN("one");
   MS2_REGION_BEGIN_WITH_SITES("two");
   MS2_SNAPSHOT("here");
   MS2_PAUSE;
   MS2_RESUME;
   MS2_REGION_END("two");
   MS2_REGION_END("one");
   n += MS2_RUNNING;
   n += MS2_COUNTERS(&counters);
   n += MS2_REGION_RESULT(&result);
   n += MS2_REGION_SITES(text, sizeof text, MS2_BY_PEAK) != 0;
   printf("%d %d %d %s\n", n, counters.peak_blocks == 1,
          result.peak_bytes == 1, text);
   return 0;
}
USE
cp "$tap_dir/use.c" "$tap_dir/use.cc"

compile() { # compiler, source, output, options
   compiler=$1 source=$2 output=$3
   shift 3
   # shellcheck disable=SC2086
   "$compiler" $warnings -I"$MS2_SRCDIR/include" "$@" -o "$output" "$source"
}

knows() { # compiler, standard, source
   "$1" "-std=$2" -fsyntax-only "$3" >/dev/null 2>&1
}

echo 'int main(void) { return 0; }' | tee "$tap_dir/empty.c" >"$tap_dir/empty.cc"

try_standards() { # compiler, ending, standards...
   compiler=$1 ending=$2
   shift 2
   for standard; do
      what="$compiler -std=$standard takes ms2.h without a warning"
      if ! knows "$compiler" "$standard" "$tap_dir/empty.$ending"; then
         skip "$what" "the compiler does not know it"
         continue
      fi
      ok "$what" compile "$compiler" "$tap_dir/use.$ending" "$tap_dir/use" \
         "-std=$standard" -O2
      is "$("$tap_dir/use")" "0 1 1 as before" \
         "$compiler -std=$standard: nothing is recorded or written"
   done
}

try_compiler() { # compiler, ending, standards...
   if command -v "$1" >/dev/null 2>&1; then
      try_standards "$@"
      ok "$1: as a request for nobody" compile "$1" "$tap_dir/use.$2" \
         "$tap_dir/use" -DMS2_DISABLE
      is "$("$tap_dir/use")" "0 1 1 as before" "$1: and it is for nobody"
   else
      skip "$1" "it is not installed"
   fi
}

for compiler in gcc clang; do
   try_compiler $compiler c c89 gnu89 c99 c11 gnu11 c17 c2x
done
for compiler in g++ clang++; do
   try_compiler $compiler cc c++98 c++11 c++14 c++17 c++20 c++23
done

# Other processors need no library of theirs for this.
assembly() { # target
   sed -e '/stdio/d' -e '/printf/d' -e '/result.peak_bytes == 1/d' \
      -e 's/return 0/return n/' "$tap_dir/use.c" >"$tap_dir/bare.c"
   clang --target="$1" -ffreestanding -O2 -Wall -Wextra -Werror \
      -I"$MS2_SRCDIR/include" -S -o - "$tap_dir/bare.c"
}

if command -v clang >/dev/null 2>&1; then
   like "$(assembly aarch64-linux-gnu)" 'orr	x10, x10, x10' \
      "aarch64 has its own instructions"
   like "$(assembly i686-linux-gnu)" 'xchgl	%ebx, %ebx' "so has x86"
   unlike "$(assembly x86_64-linux-gnu)" 'orr' "x86_64 has none of these"
   ok "an unknown processor has none" assembly riscv64-linux-gnu
else
   skip "other processors" "no clang"
fi

plan
