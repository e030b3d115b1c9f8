#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What the golden prints cannot show: which file is taken, where the output
# goes, and what happens when it cannot go there.

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

files=$MS2_SRCDIR/tests/files
cd "$tap_dir" || exit

status_of() { # command...
   "$@" >out 2>err
   echo $?
}

is "$(status_of "$MS2_PRINT" --help)" 0 "--help is no failure"
like "$(cat out)" '^  report  ' "--help lists the views"
like "$(cat out)" '^  massif  ' "--help lists the formats"
is "$(cat err)" "" "--help says nothing on standard error"
is "$(status_of "$MS2_PRINT" --version)" 0 "--version is no failure"
like "$(cat out)" '^ms2_print \(ms2\) [0-9]' "--version names the program"
is "$(status_of "$MS2_PRINT" --frobnicate)" 2 "an unknown option"
like "$(cat err)" "frobnicate" "is named"
is "$(status_of "$MS2_PRINT" --view)" 2 "an option without its value"

# No FILE: the newest one here.
cp "$files/good-small.ms2" ms2.out.1
cp "$files/good-leak.ms2" ms2.out.2
cp "$files/good-cxx.ms2" other.out.3
mkdir ms2.out.folder
touch -d '2020-01-01 00:00:01' ms2.out.1
touch -d '2020-01-01 00:00:00' ms2.out.2
is "$(status_of "$MS2_PRINT" --view=snapshots)" 0 "no FILE"
like "$(cat err)" "showing 'ms2.out.1', the newest" "the newest is named"
like "$(cat out)" "^2 snapshots" "and shown"
touch ms2.out.2
"$MS2_PRINT" --view=snapshots >out 2>err
like "$(cat out)" "^12 snapshots" "a newer one is shown"

# Standard input, and the same packed.
is "$("$MS2_PRINT" --view=snapshots - <ms2.out.1)" \
   "$("$MS2_PRINT" --view=snapshots ms2.out.1)" "standard input"
is "$("$MS2_PRINT" --view=snapshots - <"$files/good-small.ms2.zst")" \
   "$("$MS2_PRINT" --view=snapshots ms2.out.1)" "packed standard input"
is "$("$MS2_PRINT" --view=snapshots "$files/good-two-members.ms2.gz")" \
   "$("$MS2_PRINT" --view=snapshots ms2.out.1)" "gzip with two members"

# -o
"$MS2_PRINT" --to=json ms2.out.1 >plain.json
is "$(status_of "$MS2_PRINT" --to=json -o file.json ms2.out.1)" 0 "-o FILE"
ok "-o FILE has what standard output has" cmp plain.json file.json
is "$(cat out)" "" "and standard output has nothing"
echo precious >kept
is "$(status_of "$MS2_PRINT" -o kept "$files/bad-heap.ms2")" 1 "bad input"
is "$(cat kept)" precious "leaves the old output"
is "$(status_of "$MS2_PRINT" -o no/such/folder ms2.out.1)" 1 "no such folder"
mkfifo pipe
cat pipe >from-pipe &
"$MS2_PRINT" --to=json -o pipe ms2.out.1
wait
ok "a pipe is written to" cmp plain.json from-pipe
is "$(find . -name '*.json.*' -o -name 'kept.*')" "" "no leftovers"

if [ -w /dev/full ]; then
   "$MS2_PRINT" --to=json ms2.out.1 >/dev/full 2>err
   is $? 1 "a full disk is a failure"
   like "$(cat err)" "cannot write 'standard output'" "and is told"
   "$MS2_PRINT" --to=json ms2.out.1 >&- 2>err
   is $? 1 "a closed standard output is a failure"
   for option in --help --version; do
      "$MS2_PRINT" $option >/dev/full 2>err
      is $? 1 "$option onto a full disk is a failure"
      like "$(cat err)" "cannot write 'standard output'" "and is told"
      "$MS2_PRINT" $option >&- 2>err
      is $? 1 "$option onto a closed standard output, too"
   done
else
   skip "a full disk" "no /dev/full here"
fi

# What is not for eyes does not go to a terminal.
if [ -n "$PYTHON3" ]; then
   cat >on_terminal.py <<'END'
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
text = b""
while True:
    try:
        part = os.read(fd, 4096)
    except OSError: # the other end is closed
        break
    if not part:
        break
    text += part
sys.stdout.buffer.write(text)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
   for format in pprof html; do
      is "$(status_of "$PYTHON3" on_terminal.py \
         "$MS2_PRINT" --to=$format ms2.out.1)" 2 "$format on a terminal"
      like "$(cat out)" '^ms2_print: --to=.*: expected -o FILE' "says -o"
      is "$(wc -l <out)" 1 "and nothing else"
   done
   is "$(status_of "$PYTHON3" on_terminal.py \
      "$MS2_PRINT" --to=pprof -o made ms2.out.1)" 0 "with -o it is made"
   is "$(status_of "$PYTHON3" on_terminal.py \
      "$MS2_PRINT" --to=json ms2.out.1)" 0 "text goes to a terminal"
else
   skip "formats on a terminal" "no python3 here"
fi

# Options with two names, and colour only where it is wanted.
is "$("$MS2_PRINT" --view=graph --x=60 --y=8 ms2.out.2)" \
   "$("$MS2_PRINT" --view=graph --width=60 --height=8 ms2.out.2)" \
   "--x and --y are --width and --height"
unlike "$("$MS2_PRINT" ms2.out.2)" '[^ -~]' "plain ASCII into a file"
unlike "$(TERM=xterm "$MS2_PRINT" ms2.out.2 | tr '\033' '@')" '@' \
   "no colour into a pipe"
like "$("$MS2_PRINT" --color=always ms2.out.2 | tr '\033' '@')" '@\[' \
   "colour when asked for"
plan
