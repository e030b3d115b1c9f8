# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: names of frames: inlined, with folders, of unloaded libraries.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

inlined() {
   record -q -- "$(client inlined)"
   is "$(query next inner_inlined outer_inlined real_function main)" 1 \
      "$recorder: inlined callers are frames"
   is "$(query frame inner_inlined inlined)" true \
      "$recorder: the innermost is marked as inlined"
   is "$(query frame outer_inlined inlined)" true \
      "$recorder: so is the next"
   is "$(query frame real_function inlined)" false \
      "$recorder: the function around them is not"
   is "$(query frame real_function file)" inlined.c "$recorder: its file"
   like "$(query frame real_function dir)" '/tests/tool$' \
      "$recorder: its folder"
   like "$(query frame real_function object)" '/tool/inlined$' \
      "$recorder: its object"
   is "$(query frame inner_inlined line)" \
      "$(grep -n 'malloc(size)' "$MS2_SRCDIR/tests/tool/inlined.c" |
         sed 's/:.*//')" "$recorder: the line of the call"
}

# A program is called what its user called it; a script's name is not that of
# its interpreter.
called() {
   strip -o "$tap_dir/large-multiple-program" "$(client small)" || return
   ln -sf large-multiple-program "$tap_dir/tool"
   record -q -- "$tap_dir/tool"
   is "$(header called)" tool "$recorder: the link's name is noted"
   like "$("$MS2_PRINT" --view=tree "$profile")" ' in tool' \
      "$recorder: and shown"
   like "$("$MS2_PRINT" --to=json "$profile")" \
      '"called":"tool".*|/large-multiple-program"' \
      "$recorder: the file is known all the same"
   record -q -- "$tap_dir/large-multiple-program"
   is "$(header called)" "" "$recorder: a name of its own needs no other"
   printf '#!/bin/sh\nx=1\n' >"$tap_dir/script"
   chmod +x "$tap_dir/script"
   ln -sf script "$tap_dir/script-of-a-path"
   record -q -- "$tap_dir/script"
   is "$(header called)" "" "$recorder: a script is not called its interpreter"
   PATH=$PATH:$tap_dir record -q -- script-of-a-path
   is "$(header called)" "" "$recorder: nor is one that is found by its name"
}

unloaded() {
   record -q -- "$(client unload)" "$(client unload_one.so)" \
      "$(client unload_two.so)"
   is "$status" 0 "$recorder: two libraries come and go"
   is "$(query sum end_bytes allocate_one use_library main)" 111 \
      "$recorder: the first one keeps its name"
   is "$(query sum end_bytes allocate_two use_library main)" 222 \
      "$recorder: and so does the second"
   is "$(query frame allocate_one file)" unload_lib.c \
      "$recorder: the file is known"
   like "$(query frame allocate_one object)" 'unload_one\.so$' \
      "$recorder: the first library is told from the second"
   like "$(query frame allocate_two object)" 'unload_two\.so$' \
      "$recorder: and the second from the first"
}

# --depth counts what is kept of a stack; inlined frames come on top.
depth() {
   record -q --depth=5 -- "$(client flow)" recursion 40
   is "$(query sum total_calls leaf)" 1 "$recorder: --depth=5 keeps the call"
   ok "$recorder: and cuts its stack at 5 frames" \
      test "$(query deepest)" -le 5
   record -q -- "$(client flow)" recursion 60
   is "$(query count deeper)" 60 "$recorder: 60 calls are within the default"
   is "$(query sum total_calls leaf deeper main)" 1 \
      "$recorder: and main is there"
   record -q --depth=500 -- "$(client flow)" recursion 450
   is "$(query count deeper)" 450 "$recorder: --depth=500 keeps 450 calls"
   record -q -- "$(client flow)" recursion 20000
   is "$status" 0 "$recorder: a recursion of 20,000 calls"
   is "$(query sum end_bytes leaf)" 10 "$recorder: is recorded"
}

for_both() {
   inlined
   called
   unloaded
   depth
}

with_each_recorder for_both
plan
