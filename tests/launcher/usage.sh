# SPDX-License-Identifier: GPL-2.0-or-later
# The launcher's options, and what it passes through of the program.
# shellcheck shell=sh
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"
cd "$tap_dir" || exit 99

status_of() { # command...
   "$@" >out 2>err
   echo $?
}

is "$(status_of "$MS2" --help)" 0 "--help succeeds"
like "$(cat out)" '^Usage: ms2 ' "--help is on standard output"
is "$(cat err)" "" "--help says nothing else"
is "$(status_of "$MS2" --version)" 0 "--version succeeds"
like "$(cat out)" '^ms2 [0-9]+\.[0-9]+' "--version names the version"

is "$(status_of "$MS2")" 2 "no program is bad usage"
is "$(status_of "$MS2" -Z true)" 2 "an unknown short option is bad usage"
like "$(cat err)" "unknown option '-Z'" "and is named"
is "$(status_of "$MS2" -o)" 2 "-o without a file is bad usage"
is "$(status_of "$MS2" --tool=massif true)" 2 "another tool is bad usage"

cat >program <<'END'
#!/bin/sh
read -r line
echo "read $line, arguments $# ($2)"
echo "an error" >&2
exit 7
END
chmod +x program
got=$(echo input | "$MS2" --record-only --output=p.ms2 \
   ./program --depth=x 'two words' '' 2>err)
is "$?" 7 "the exit status is the program's"
is "$got" "read input, arguments 3 (two words)" \
   "standard input, output and arguments are the program's"
like "$(cat err)" '^an error$' "standard error, too"
ok "the recording is there" test -s p.ms2

is "$(status_of "$MS2" --record-only -o k.ms2 sh -c 'kill -9 $$')" 137 \
   "a program that was killed: 128 and the signal"
is "$(status_of "$MS2" ./missing)" 127 "a program that is missing: 127"

"$MS2" --record-only --depth=3 --time-unit=i -od.ms2 ./program \
   </dev/null >out 2>err
like "$(cat d.ms2)" '^h depth 3$' "options go to the recorder"
like "$(cat d.ms2)" '^h time-unit i$' "several of them"
status_of "$MS2" --no-such-option true >status
unlike "$(cat status)" '^0$' "an option that the recorder does not know fails"
like "$(cat err)" 'no-such-option' "and is named"

mkdir "a folder"
"$MS2" -o 'a folder/x %p y.ms2' "$MS2_BUILDDIR/demos/leak" >out 2>err
ok "blanks in the name of the file" test -s 'a folder/x '[0-9]*' y.ms2'
like "$(cat out)" 'leak' "and its report is printed"

"$MS2" -o quiet.ms2 "$MS2_BUILDDIR/demos/leak" >out 2>err
is "$(cat err)" "" "before a report nothing is said that it says itself"
like "$(cat out)" '--to=html' "the report names the page for a browser"
if grep -q '^#define MS2_HTML_MISSING ""' "$MS2_BUILDDIR/config.h"; then
   is "$("$MS2" --html -o page.ms2 "$MS2_BUILDDIR/demos/leak")" \
      "Page for a browser: $PWD/page.ms2.html" "--html says where the page is"
   like "$(head -c 100 page.ms2.html)" '<!DOCTYPE html>' "and there it is"
   mkdir "several processes"
   (cd "several processes" && "$MS2" --html --trace-children=yes \
      sh -c "'$MS2_BUILDDIR/demos/leak'; '$MS2_BUILDDIR/demos/leak'; true") \
      >out 2>err
   # A shell's child may have one of its own before it becomes the program.
   n=$(find "several processes" -name 'ms2.out.*' ! -name '*.html' | wc -l)
   ok "each process has a profile" [ "$n" -ge 3 ]
   like "$(cat out)" \
      "^Page for a browser, of $n profiles: $PWD/several processes/ms2.out" \
      "of several processes it is one page"
   is "$(cat err)" "" "with nothing left to name"
   ok "with the tree of all" grep -q 'id="processes"' \
      "several processes"/ms2.out.*.html
else
   skip "--html" "this build has no page for a browser"
fi

# The report is part of what was asked for.
with_printer() { # what it does; sets `launcher`
   printf '#!/bin/sh\n%s\n' "$1" >printer
   chmod +x printer
   sed "s|^ms2_print=.*|ms2_print='$tap_dir/printer'|" "$MS2" >launcher
   chmod +x launcher
}
with_printer 'kill -SEGV $$'
is "$(status_of ./launcher -o r.ms2 true)" 139 "a report that crashes"
like "$(cat err)" "^ms2: the report failed with status 139.*'r.ms2'" \
   "is said, with the profile's name"
with_printer 'exit 1'
is "$(status_of ./launcher -o r.ms2 true)" 1 "a report that fails"
is "$(status_of ./launcher -o r.ms2 ./program </dev/null)" 7 \
   "of a program that fails: the program's status"
is "$(status_of ./launcher --record-only -o r.ms2 true)" 0 \
   "without a report none can fail"
with_printer 'exit 0'
is "$(status_of ./launcher -o r.ms2 true)" 0 "a good report"
with_printer 'kill -PIPE $$'
is "$(status_of ./launcher -o r.ms2 true)" 141 "a report nobody reads"
unlike "$(cat err)" 'failed' "is no failure to speak of"
with_printer "exec '$MS2_PRINT' \"\$@\""
if [ -w /dev/full ]; then
   ./launcher -o r.ms2 true >/dev/full 2>err
   is $? 1 "a report onto a full disk"
   for option in --help --version; do
      "$MS2" $option >/dev/full 2>err
      is $? 1 "$option onto a full disk"
      ok "is said" test -s err
   done
fi

plan
