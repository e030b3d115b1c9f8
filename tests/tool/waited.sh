# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: how long a program waited, whatever else the machine does.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
[ -r /proc/self/schedstat ] || skip_all "the system does not say who is queued"

busy=
trap '[ -z "$busy" ] || kill -9 "$busy" 2>/dev/null; rm -rf "$tap_dir"' EXIT

# The numbers of the last record of waiting.
all_ms() {
   sed -n 's/^j \([0-9]*\) .*/\1/p' "$profile" | tail -n 1
}

waited_ms() {
   sed -n 's/^j [0-9]* //p' "$profile" | tail -n 1
}

# Less than a quarter: a program also waits for its files.
hardly_waited() { # what
   ok "$1 hardly waits ($(waited_ms) of $(all_ms) ms)" \
      [ $(($(waited_ms) * 4)) -lt "$(all_ms)" ]
}

record -q -- "$(client waited)" sleep
ok "a sleep is waiting ($(waited_ms) of $(all_ms) ms)" \
   [ "$(waited_ms)" -ge 390 ]
ok "and no more than the run" [ "$(waited_ms)" -le "$(all_ms)" ]
if [ -n "$PYTHON3" ]; then
   is "$(query get waited_ms) $(query get waited_of_ms)" \
      "$(waited_ms) $(all_ms)" "JSON says both"
else
   skip "JSON says both" "no python3"
fi

record -q -- "$(client waited)" work
hardly_waited "a program that works"

# On a busy machine two threads queue for a processor at the same time, when one
# wakes the other, and both times are taken from what is left for waiting: the
# more of it, the busier the machine.
record -q -- "$(client waited)" threads
ok "a sleep after threads is waiting ($(waited_ms) of $(all_ms) ms)" \
   [ "$(waited_ms)" -gt 0 ]
ok "their work is not" [ "$(waited_ms)" -lt $(($(all_ms) * 3 / 4)) ]

# Both on one processor, so that each gets half of it at best.
if command -v taskset >/dev/null; then
   cpu=$(taskset -cp $$ | sed 's/.*[ ,-]//')
   taskset -c "$cpu" sh -c 'while :; do :; done' &
   busy=$!
   profile=$profile.busy
   taskset -c "$cpu" "$vg" --tool=ms2 -q --ms2-out-file="$profile" \
      "$(client waited)" work
   hardly_waited "a program that works beside another one"
   kill -9 "$busy"
   wait "$busy" 2>/dev/null || :
   busy=
fi

plan
