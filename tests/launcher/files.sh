# SPDX-License-Identifier: GPL-2.0-or-later
# The launcher with several processes: whose report, and which other files.
# shellcheck shell=sh
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"
cd "$tap_dir" || exit 99

leak=$MS2_BUILDDIR/demos/leak

# A process id that the recording itself tells.
main_pid() { # output of a program that prints it first
   sed -n 1p "$1"
}

cat >parent <<'END'
#!/bin/sh
echo $$
(echo child; exit 1)
echo end
END
chmod +x parent

"$MS2" ./parent >out 2>err
pid=$(main_pid out)
ok "the default name holds the process id" test -s "ms2.out.$pid"
like "$(cat out)" '\./parent' "the report is the parent's"
like "$(cat err)" "^ms2: another process of this run: .*ms2\.out\.[0-9]+'" \
   "the child's file is named"
unlike "$(cat err)" "another process.*ms2\.out\.$pid'" \
   "the parent's file is not another one"

"$MS2" ./parent >out 2>err
is "$(grep -c 'another process' err)" 1 "files of earlier runs are not named"

"$MS2" --output=one.ms2 ./parent >out 2>err
ok "a name without %p is the main process's" \
   grep -q "^h pid $(main_pid out)\$" one.ms2
like "$(cat err)" "another process.*'one\.ms2\.[0-9]+'" \
   "and the child's has its process id"

cat >becomes <<END
#!/bin/sh
echo \$\$
exec '$leak'
END
chmod +x becomes
"$MS2" --trace-children=yes ./becomes >out 2>err
like "$(cat out)" 'demos/leak' \
   "a program that becomes another: the report is the last one's"
is "$(grep -c 'another process' err)" 1 "and the first one's file is named"

mkdir closed
chmod a-w closed
"$MS2" --output=closed/x.ms2 "$leak" >out 2>err
if [ -e closed/x.ms2 ]; then
   skip "a folder without permission" "root may write everywhere"
else
   like "$(cat err)" 'no profile was written' "a folder without permission"
fi
"$MS2" --output=missing/x.ms2 "$leak" >out 2>err
is "$?" 0 "a missing folder does not harm the program"
like "$(cat err)" '^ms2: no profile was written' "and that is said"

plan
