#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# ms2_print --watch in a real terminal, which is tmux's: what is on the screen
# while the file grows, after a resize, and after the end.

. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/lib/tap.sh"

command -v tmux >/dev/null || skip_all "tmux is not installed"

files=$MS2_SRCDIR/tests/files
cd "$tap_dir" || exit
TMUX_TMPDIR=$tap_dir
export TMUX_TMPDIR
unset TMUX

tmux_do() { # command...
   tmux -L watch -f /dev/null "$@"
}

# An interactive shell, so that the program can be stopped and resumed.  What
# is typed before it has prompted would stand before the prompt, and what that
# prints behind it.
tmux_do new-session -d -x 80 -y 24 "PS1='shell> ' exec sh -i" ||
   skip_all "tmux does not start"
trap 'tmux_do kill-server 2>/dev/null; rm -rf "$tap_dir"' EXIT

screen() {
   tmux_do capture-pane -p
}

ask() { # tmux format
   tmux_do display-message -p "$1"
}

keys() { # as tmux names them
   tmux_do send-keys "$@"
}

# The machine may be busy: what should happen has five minutes.
patience=1500

wait_for() { # regular expression, what
   tries=0
   until screen >now && grep -E -q -e "$1" now; do
      tries=$((tries + 1))
      if [ "$tries" -gt "$patience" ]; then
         tap_fail "$2"
         diag "no line matches '$1' in:" && diag "$(cat now)"
         return
      fi
      sleep 0.2
   done
   tap_pass "$2"
}

wait_back() {
   tries=0
   until [ "$(ask '#{alternate_on} #{cursor_flag}')" = "0 1" ]; do
      tries=$((tries + 1))
      if [ "$tries" -gt "$patience" ]; then
         tap_fail "the terminal is as it was"
         return
      fi
      sleep 0.2
   done
   tap_pass "the terminal is as it was"
}

# The row of the screen's last line; capture-pane leaves out empty ones.
rows() {
   wc -l <now | tr -d ' '
}

widest() {
   awk '{ if (length > n) n = length } END { print n }' now
}

start() {
   keys "sh -c 'echo \$\$ >pid; exec \"$MS2_PRINT\" --watch grows'" Enter
}

# The profile up to so many snapshots.
part() { # number
   awk -v n="$1" '/^S / && n-- == 0 { exit } { print }' "$files/good-facts.ms2"
}

fails "without a terminal it is refused" "$MS2_PRINT" --watch "$files/good-leak.ms2"
like "$tap_output" "expected a terminal" "and says why"
fails "so are several files" "$MS2_PRINT" --watch a b

wait_for '^shell>' "a shell in a terminal"

# How the terminal was.
keys "stty -g >before; echo is-\$((40 + 2))" Enter
wait_for '^is-42' "runs commands"

start
wait_for 'q quits.*waiting for grows' "a file that is not there yet"
: >grows
wait_for 'q quits.*waiting for grows' "nor has anything in it"
part 3 >grows
wait_for '^pid 5100, .* still running or killed' "its beginning"
wait_for '^Now .* in the last tenth of the run' "the numbers"
wait_for '^All memory over the work done' "the graph"
wait_for 'load_cache \(server.c:90\)' "the top functions"
is "$(rows) rows, $(ask '#{alternate_on} #{cursor_flag}')" "24 rows, 1 0" \
   "the whole screen is taken"
wait_for 'last written [0-9]+ s ago' "it says when the file does not grow"
cat "$files/good-facts.ms2" >other
mv other grows
wait_for '^pid 5100, .* exited with status 0' "the end, in a file of the same name"
wait_for '^At the end ' "the numbers at the end"

tmux_do resize-window -x 60 -y 40
wait_for '^At the end .*[.][.]$' "after a resize"
is "$(rows)" 40 "all rows are used"
is "$(widest)" 60 "and all columns"
like "$(tail -n 1 now)" 'q quits' "the last row is the status"
tmux_do resize-window -x 30 -y 7
wait_for 'q quits' "a tiny screen"
tmux_do resize-window -x 80 -y 24
wait_for '0 \+-----' "large again"

echo rubbish >grows
wait_for "q quits.*grows:1: expected an ms2 profile" "what is wrong with a file"
like "$(cat now)" '^pid 5100' "stands below the last good page"
cp "$files/good-leak.ms2" grows
wait_for 'create_leak' "another program's profile under the name"

keys C-z
wait_for 'Stopped' "stopped, the shell is back"
wait_back
keys fg Enter
wait_for 'q quits' "resumed"
is "$(ask '#{alternate_on}')" 1 "the screen is taken again"
keys q
wait_back
keys "echo status-\$?" Enter
wait_for 'status-0$' "q quits"
like "$(cat now)" '^is-42' "what was on the terminal is there again"
keys "stty -g >after" Enter
keys "echo now-\$((1 + 1))" Enter
wait_for 'now-2$' "the shell goes on"
ok "the terminal's settings are those from before" cmp before after

end_by() { # signal, exit status of the shell
   start
   wait_for 'q quits' "a start before SIG$1"
   kill -s "$1" "$(cat pid)"
   wait_back
   keys "echo by-$1-\$?" Enter
   wait_for "by-$1-$2\$" "ended by SIG$1"
   rm after
   keys "stty -g >after; echo stty-$1-\$((1 + 1))" Enter
   wait_for "stty-$1-2\$" "the shell goes on"
   ok "and so are its settings" cmp before after
}
end_by TERM 143
end_by ABRT 134
start
wait_for 'q quits' "a start before Ctrl-C"
keys C-c
wait_back
keys "echo by-key-\$?" Enter
wait_for 'by-key-130$' "Ctrl-C ends it"
plan
