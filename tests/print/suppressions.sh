#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# --suppressions and --gen-suppressions: what is written is read again, by
# ms2_print and by Valgrind.

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

files=$MS2_SRCDIR/tests/files
cd "$tap_dir" || exit

for profile in good-shapes good-cxx good-leak good-facts; do
   n=$("$MS2_PRINT" --check 'leaks==0' "$files/$profile.ms2" |
      sed -n 's/.*found \([0-9]*\).*/\1/p')
   "$MS2_PRINT" --gen-suppressions "$files/$profile.ms2" >"$profile.supp"
   if [ -n "$n" ]; then
      ok "$profile: $n suspects, and a suppression for each" \
         test "$(grep -c '^{' "$profile.supp")" -ge "$n"
   else
      is "$(cat "$profile.supp")" "" "$profile: no suspects, no suppressions"
   fi
   ok "$profile: with them there are no suspects" "$MS2_PRINT" \
      --check 'leaks==0' --suppressions="$profile.supp" "$files/$profile.ms2"
done

"$MS2_PRINT" --suppressions=good-shapes.supp "$files/good-shapes.ms2" >out
like "$(cat out)" 'Leak suspects +none that is not suppressed' "in the report"
like "$(cat out)" 'suppressed: 1 function with 82.0 KiB, 1 suspect' \
   "they are counted"
unlike "$(cat out)" 'staircase' "and not shown"
is "$("$MS2_PRINT" --suppressions=good-shapes.supp --gen-suppressions \
   "$files/good-shapes.ms2")" "" "nothing is left to suppress"

# LeakSanitizer's, and two files.
echo "leak:^remember_" >lsan
echo "leak:load_catalogue" >more
"$MS2_PRINT" --view=leaks --suppressions=lsan --suppressions=more \
   "$files/good-shapes.ms2" >out
like "$(cat out)" 'suppressed: 2 functions with 242.0 KiB, 1 suspect' \
   "two files of LeakSanitizer's"

# One stack of a function: the other stays.
cat >one <<'END'
{
   the library's
   Memcheck:Leak
   ...
   fun:no_such_caller
}
END
fails "what is not suppressed is still a suspect" "$MS2_PRINT" \
   --check 'leaks==0' --suppressions=one "$files/good-shapes.ms2"

printf 'leak:a\n{\n' >broken
fails "a broken file" "$MS2_PRINT" --suppressions=broken "$files/good-leak.ms2"
like "$tap_output" '^ms2_print: broken:2: expected the name and the kind' \
   "is named with its line"
fails "no such file" "$MS2_PRINT" --suppressions=none "$files/good-leak.ms2"

# Valgrind itself takes it.
if command -v valgrind >/dev/null; then
   cat good-*.supp >all.supp
   cat >twice.c <<'END'
#include <stdlib.h>
__attribute__((noinline)) static void *remember_visitor(void)
{
   return malloc(700);
}
int main(void)
{
   for (int i = 0; i < 2; i++)
      *(void *volatile *)remember_visitor() = NULL;
   return 0;
}
END
   ok "a program that leaks like the shop" "$CC" -g -O0 -o twice twice.c
   valgrind --leak-check=full ./twice >out 2>&1
   like "$(cat out)" 'definitely lost: 1,400 bytes' "memcheck finds its leak"
   valgrind --leak-check=full --suppressions=all.supp ./twice >out 2>&1
   like "$(cat out)" 'definitely lost: 0 bytes' "and takes the suppression"
   like "$(cat out)" ' suppressed: 1,400 bytes' "for it"
else
   skip "Valgrind reads it" "valgrind is not in the PATH"
fi
plan
