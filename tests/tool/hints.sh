# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: hints at the end and in the file; each where it is true, and only there.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"

hints=$(client hints)

# Runs ms2 and looks for one hint: in the file, on standard error (in one line
# with its remedy), and once in the report.
hint_is() { # word, line on standard error, text of the report, [option]... -- ...
   word=$1 line=$2 text=$3
   shift 3
   record "$@"
   what="$recorder: $word, $*"
   is "$(header hint)" "$word" "$what: in the file"
   is "$(printf '%s\n' "$err" | grep -c -E -e "ms2.* $line")" 1 "$what: said"
   is "$("$MS2_PRINT" --width=1000 "$profile" | grep -c -F -e "$text")" 1 \
      "$what: once in the report"
   record -q "$@"
   is "$err" "" "$what: nothing is said with -q"
   is "$(header hint)" "$word" "$what: but in the file"
}

no_hint() { # [option]... -- PROGRAM...
   record "$@"
   what="$recorder: no hint, $*"
   is "$(header hint)" "" "$what: in the file"
   unlike "$err" 'ms2[: ].*(--|-g|debug)' "$what: nor said"
}

no_hint -- "$(client small)"

hint_is own-allocator 'allocator of its own\? .*--malloc-fn' \
   'allocator of its own.' -- "$hints" pages 8 10
no_hint -- "$hints" pages 8 600
no_hint -- "$hints" pages 2 10
no_hint --malloc-fn=one_call:1 -- "$hints" pages 8 10
no_hint --toggle-collect=one_call -- "$hints" pages 8 10

hint_is reservation '20 GiB of address space .*not counted.*--view=pages' \
   'reserves far more address space' -- "$hints" reserve 20
no_hint -- "$hints" reserve 2

# Fewer addresses than without Valgrind, or fewer than its own part leaves over;
# what no machine has is refused by itself, too.
if [ "$(getconf LONG_BIT)" = 64 ]; then
   hint_is refused 'did not get [0-9,]+ bytes of address space' \
      'did not get it' -- "$hints" reserve-much 200
   no_hint -- "$hints" reserve-much 1000000
   # The tests' count is in this shell, so the limit is set in another one.
   printf '#!/bin/sh\nulimit -v 1500000\nexec "%s" "$@"\n' "$vg" \
      >"$tap_dir/limited"
   chmod +x "$tap_dir/limited"
   unlimited=$vg
   vg=$tap_dir/limited
   hint_is refused 'did not get .*\(ulimit -v\) of [0-9,]+ counts' \
      'did not get it' -- "$hints" allocate-much 1455
   vg=$unlimited
fi

hint_is deep 'stacks of 1 calls? .*--depth=20' 'larger --depth' \
   --depth=20 -- "$hints" nest 40
no_hint -- "$hints" nest 40

if command -v strip >/dev/null 2>&1 &&
   strip -g -o "$tap_dir/bare" "$hints" 2>/dev/null; then
   hint_is no-lines 'no source line: compile with -g' \
      'ompile with -g' -- "$tap_dir/bare" nest 3
else
   skip "no lines" "no strip"
fi

# The standard library in a Rust program has lines, the program itself none.
if [ -x "$(client create_leak-2)" ]; then
   hint_is no-lines 'no source line: Cargo.toml: .*debug = 1' \
      '[profile.release] debug = 1' -- "$(client create_leak-2)"
   no_hint -- "$(client create_leak-2)-g"
else
   skip "a Rust program without lines" "no rustc"
fi

if [ -x "$(client static_stripped)" ]; then
   hint_is static 'saw no allocation: .*statically linked.*do not strip' \
      'statically linked' -- "$(client static_stripped)"
else
   skip "a static program" "no static C library, or no strip"
fi

no_hint --fair-sched=try -- "$(client small)"
plan
