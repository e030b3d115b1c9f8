#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Compares what ms2_print prints with the files in golden/: each case of the
# file "cases", and each file of the corpus that is not in order.  With
# --update (make update-golden) it writes them anew; the review is the diff.
#
# A golden file holds standard output, then the lines of standard error behind
# "! ", then the exit status unless it is 0.

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

golden=$MS2_SRCDIR/tests/print/golden
cases=$MS2_SRCDIR/tests/print/cases

print_case() {
   "$MS2_PRINT" "$@" >"$tap_dir/out" 2>"$tap_dir/err"
   status=$?
   cat "$tap_dir/out"
   sed 's/^/! /' "$tap_dir/err"
   [ "$status" -eq 0 ] || echo "exit $status"
}

# Every case as a line: the name, then the arguments.
all_cases() {
   sed -e '/^#/d' -e '/^[[:space:]]*$/d' "$cases"
   for file in cut-* bad-* unsupported-* good-minor*; do
      echo "file-$file --view=snapshots $file"
   done
}

check_case() { # name, the file with what was printed
   if [ ! -e "$golden/$1" ]; then
      tap_fail "$1 has a golden file"
   elif diff -u "$golden/$1" "$2" >"$tap_dir/diff"; then
      tap_pass "$1"
   else
      tap_fail "$1"
      diag "$(cat "$tap_dir/diff")"
   fi
}

# Names of views or formats, as --help lists them under the heading $1.
listed() {
   "$MS2_PRINT" --help | awk -v heading="The $1:" '
      $0 == heading { on = 1; next }
      on && !/^  / { exit }
      on { print $1 }'
}

check_rows() {
   for name in $(listed views); do
      ok "the view $name has a case" grep -q -e "--view=$name " "$cases"
   done
   for name in $(listed formats); do
      ok "the format $name has a case" grep -q -e "--to=$name " "$cases"
   done
}

cd "$MS2_SRCDIR/tests/files" || exit
all_cases >"$tap_dir/cases"
while read -r name arguments; do
   # shellcheck disable=SC2086 # several arguments
   print_case $arguments >"$tap_dir/print"
   if [ "$1" = --update ]; then
      cp "$tap_dir/print" "$golden/$name" || exit
   else
      check_case "$name" "$tap_dir/print"
   fi
done <"$tap_dir/cases"
[ "$1" = --update ] && exit
for file in "$golden"/*; do
   ok "${file##*/} belongs to a case" \
      grep -q -e "^${file##*/} " "$tap_dir/cases"
done
for file in *; do
   [ "$file" = README ] || ok "README describes $file" \
      grep -q -E -e "^$file( |\$)" README
done
check_rows
plan
