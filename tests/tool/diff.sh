# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: two builds of one program differ in what changed, and in nothing else.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"

# Built in another folder, two lines further down; the second allocates more in
# one function and has a new one.
build() { # folder, size, what main does as well
   mkdir -p "$tap_dir/$1"
   {
      echo '#include <stdlib.h>'
      [ "$1" = old ] || printf '\n/* an inserted line */\n'
      echo 'void *kept[1000];'
      echo 'static void *node(size_t n) { return malloc(n); }'
      echo "static void cache(int i) { kept[i] = node($2); }"
      echo 'static void parse(int i) { free(node(10 * (size_t)i)); }'
      echo 'void note(int i) { kept[i + 500] = malloc(10); }'
      echo 'int main(void)'
      echo '{'
      echo "   for (int i = 0; i < 300; i++) { cache(i); parse(i); $3 }"
      echo '   return 0;'
      echo '}'
   } >"$tap_dir/$1/program.c"
   (cd "$tap_dir/$1" && "$CC" -g -O0 -fno-inline -o program program.c)
}

ok "the old program is built" build old 1000 ''
ok "the same again, moved, is built" build moved 1000 ''
ok "the new program is built" build new 1200 'note(i);'
for which in old moved new; do
   record -q -- "$tap_dir/$which/program"
   is "$status" 0 "$which: the program runs"
   mv "$profile" "$tap_dir/$which.ms2"
done
cd "$tap_dir" || exit

"$MS2_PRINT" --base=old.ms2 moved.ms2 >page
like "$(cat page)" 'No place has changed' \
   "another folder and other lines change nothing"
unlike "$(cat page)" '[+-][0-9]' "and the totals are the same"

"$MS2_PRINT" --threshold=0 --base=old.ms2 new.ms2 >page
places=$(awk '/^Places/ { on = 1 } on && / (new|grown|shrunk|gone) / {
   for (i = 1; i <= NF; i++)
      if ($i ~ /^(new|grown|shrunk|gone)$/)
         print $i, $(i + 1) }' page)
is "$places" "$(printf 'grown node\nnew note')" \
   "two places have changed, and both are named"
like "$(cat page)" '<- cache \(program.c:6\)' "with the caller that did it"
unlike "$(cat page)" 'parse' "what did not change is not shown"
like "$(cat page)" 'Calls +600 +900 +\+300 ' "the totals show the change"
like "$(cat page)" '\+58.6 KiB +293.0 KiB +351.6 KiB' \
   "the change is right to the byte: 300 times 200"

plan
