# SPDX-License-Identifier: GPL-2.0-or-later
# Program: a shell that forks, with pipes and subshells.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/programs/lib.sh"
cat >"$tap_dir/script" <<'END'
total=0
for i in 1 2 3 4 5; do
   total=$((total + $(echo $((i * i)))))
done
echo "$total"
(echo one; echo two; echo three) | while read -r word; do
   echo "<$word>"
done | sort
cd / && pwd
exit 6
END

program sh sh "$tap_dir/script"
if command -v bash >/dev/null 2>&1; then
   program bash bash "$tap_dir/script"
else
   skip bash "no bash"
fi
# Every process of the run has a file of its own, and all can be read.
unreadable=0
for file in "$profile"*; do
   "$MS2_PRINT" "$file" >/dev/null 2>&1 || unreadable=$((unreadable + 1))
done
is "$unreadable" 0 "the files of all forked shells can be read"
ok "there are several" test "$(find "$tap_dir" -name 'profile*' | wc -l)" -gt 1
plan
