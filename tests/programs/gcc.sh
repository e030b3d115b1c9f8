# SPDX-License-Identifier: GPL-2.0-or-later
# Program: gcc, compiling a file: a driver that starts the compiler proper.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/programs/lib.sh"
need gcc gcc

cat >"$tap_dir/unit.c" <<'END'
#include <stdio.h>
static int twice(int n) { return 2 * n; }
int main(void) { printf("%d\n", twice(21)); return 0; }
END
program gcc gcc -O1 -S -o - "$tap_dir/unit.c"

# The compiler proper is where the memory goes.
cc1=$(gcc -print-prog-name=cc1)
if [ -x "$cc1" ]; then
   program cc1 "$cc1" -quiet -O1 -o - "$tap_dir/unit.c"
else
   skip cc1 "gcc does not say where it is"
fi
plan
