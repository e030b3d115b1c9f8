# SPDX-License-Identifier: GPL-2.0-or-later
# Lessons: the judge sends back each broken program, in ms2's words, and takes
# its mended one; both print the same.
# shellcheck shell=sh
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"
cd "$tap_dir" || exit 99
judge=$MS2_SRCDIR/demos/judge

compiler_of() { # source
   case $1 in
   *.rs) echo rustc ;;
   *.cc) echo c++ ;;
   *) echo "$CC" ;;
   esac
}

n_lessons=0
for source in "$MS2_SRCDIR"/demos/lessons/*_*.*; do
   name=$(basename "$source")
   number=${name%%_*}
   number=${number#0}
   compiler=$(compiler_of "$source")
   # shellcheck disable=SC2086 # it may have arguments
   command -v ${compiler%% *} >/dev/null || {
      skip "lesson $number" "no $compiler"
      continue
   }
   n_lessons=$((n_lessons + 1))
   said=$("$judge" "$number" 2>&1)
   is "$?" 1 "lesson $number: the broken program is sent back"
   like "$said" '^FAILED  ' "lesson $number: in ms2's words"
   like "$said" '^ +(<- )?[a-z_]+.* \(lesson-.*:[0-9]+\)$' \
      "lesson $number: with a line of the student's own"
   said=$("$judge" "$number" "$MS2_SRCDIR/demos/lessons/mended/$name" 2>&1)
   is "$?" 0 "lesson $number: the mended program is right"
   unlike "$said" '^FAILED' "lesson $number: nothing else is said"
   like "$said" "Its page now: ms2_print lesson-$number.ms2" \
      "lesson $number: how to see it"
   next=$(printf '%s\n' "$said" | sed -n 's/^Next: //p')
   ok "lesson $number: what comes next, $next" \
      test -f "$MS2_SRCDIR/${next:-none}"
done
ok "there are twelve lessons" test "$n_lessons" -ge 11
is "$("$judge" | grep -c '^ *[0-9]')" 13 "without a number it lists them"

# What a student may do wrong.
said=$("$judge" 99 2>&1)
is "$?" 2 "a lesson that there is not"
like "$said" "expected the number of a lesson, found '99'" "is named"
said=$("$judge" 3 nowhere.c 2>&1)
is "$?" 2 "a file that there is not"
like "$said" 'nowhere.c: there is no such file' "is named"
echo 'int main(void) { return 0 }' >broken.c
said=$("$judge" 3 broken.c 2>&1)
is "$?" 1 "a program that does not compile"
like "$said" '^broken.c does not compile' "is told from a leak"
echo 'int main(void) { return 0; }' >empty.c
said=$("$judge" 3 empty.c 2>&1)
is "$?" 1 "a program that does nothing any more"
like "$said" 'must print what it printed before' "is not taken"
echo '#include <stdio.h>
int main(void) { puts("3490 bytes sent"); return 3; }' >status.c
said=$("$judge" 3 status.c 2>&1)
like "$said" 'ends with status 3, expected 0' "nor one that fails"
rm broken.c empty.c status.c

# Wrong answers that print what they should.
wrong() { # name, what is said, sed's commands that make it of the lesson
   sed "$3" "$MS2_SRCDIR"/demos/lessons/"$lesson"_*.c >wrong.c
   said=$("$judge" "$lesson" wrong.c 2>/dev/null)
   is "$?" 1 "lesson $lesson: a program that $1 is sent back"
   like "$said" "$2" "in true words"
   unlike "$said" 'that is right' "and nothing else is said"
}
lesson=03
wrong "frees too early" 'Invalid read of size 1' \
   's/return greeting;/free((void *)session); &/
    s/return sent;/return sent + session->name[31];/'
like "$said" ' serve \(wrong.c:[0-9]+\)' "with the student's line"
wrong "frees twice" 'uses memory that it must not use any more' \
   's/return sent;/free(session); free(session); &/'
like "$said" 'Invalid free\(\)' "with memcheck's"
wrong "hides what it leaks" '1 of 2 checks failed' \
   's/size_t sent = strlen/static struct session *all[200]; all[client] = session; &/'
wrong "ends before it frees" '204,800 bytes live at the end' \
   's/   return 0;/   exit(0);/'
wrong "crashes behind its last line" 'was ended by a signal' \
   's/   return 0;/   abort();/'
like "$said" 'Process terminating .* signal 6' "with the signal"
like "$said" ' main \(wrong.c:[0-9]+\)' "and the student's line"
wrong "does no work any more" 'does not do the work any more' \
   '/^int main/,$c int main(void) { puts("3490 bytes sent"); return 0; }'

# What leaves the heap must not come back in another place: a static array, the
# stack, mapped pages.
moved='moves memory out of the heap instead of saving it'
static() { # bytes
   printf '({ static char all[%s]; all; })' "$1"
}
lesson=01
wrong "copies into a static array" "$moved" \
   "s/free(copy);//; s/malloc(TEXT_BYTES)/$(static TEXT_BYTES)/"
like "$said" '^ +before +now$' "with numbers"
like "$said" '^  in the heap +1028 KiB +4 KiB$' "of the heap"
like "$said" '^  static data +256 KiB +1280 KiB$' "and of static data"
wrong "copies onto the stack" "$moved" \
   's/copy = copy_text(text)/copy = __builtin_alloca(TEXT_BYTES)/
    s/table\[0\] = 1;/__builtin_memcpy(copy, text, TEXT_BYTES);/
    s/free(copy);//'
like "$said" '^  on the stack +128 KiB +1[0-9]+ KiB$' "with those of the stack"
lesson=02
wrong "reads into a static array" "$moved" \
   "s/free(text);//; s/text = get(TEXT_BYTES)/text = $(static TEXT_BYTES)/"
wrong "reads into mapped pages" "$moved" \
   's/<stdlib.h>/&\n#include <sys\/mman.h>/; s/free(text);//
    s/text = get(TEXT_BYTES)/text = mmap(NULL, TEXT_BYTES, \
       PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)/'
like "$said" '^  mapped pages +72 KiB +472 KiB$' "with those"
lesson=03
wrong "keeps its sessions in a static array" "$moved" \
   's/malloc(sizeof \*session)/all + client/
    s/^static struct session \*open/struct session all[200];\n&/'
lesson=08
wrong "has a static array alone" "$moved" \
   "s/= realloc.*;/= (void *)$(static 'NUMBERS * 8');/; s/free(list.*;//"
lesson=09
wrong "receives into static arrays" "$moved" \
   's/malloc(MOST_BYTES)/all[number]/
    s/^static char \*read/static char all[MESSAGES][MOST_BYTES];\n&/'

# But a right answer may take one buffer that is not of the heap.
sed 's/malloc(sizeof \*session)/\&one/
     s/^static struct session \*open/static struct session one;\n&/' \
   "$MS2_SRCDIR/demos/lessons/03_first_leak.c" >right.c
said=$("$judge" 3 right.c 2>/dev/null)
is "$?" 0 "a static buffer that is used again is right"
sed 's/free(greeting);//; s/malloc(2048)/two/
     s/^static char \*make/static char two[2048];\n&/' right.c >none.c
said=$("$judge" 3 none.c 2>/dev/null)
is "$?" 0 "so is a program that needs no heap at all"
like "$said" '^none.c allocates nothing any more' "and that is said"
rm none.c
rm -f right.c wrong.c
plan
