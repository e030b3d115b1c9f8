# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: the demos show the shapes and the numbers that their comments promise.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

demo() { # name
   record -q -- "$MS2_BUILDDIR/demos/$1"
   is "$status" 0 "$1 runs"
   ok "$1: the peak is said to be where the graph has it" \
      "$MS2_SRCDIR/tests/print/moments.py" "$profile"
}

numbers() { # demo, peak bytes, end bytes, end blocks, calls
   demo "$1"
   is "$(query get peak_heap_bytes)" "$2" "$1: peak"
   is "$(query get end_heap_bytes)" "$3" "$1: bytes at the end"
   is "$(query get end_heap_blocks)" "$4" "$1: blocks at the end"
   is "$(query get total_calls)" "$5" "$1: calls"
}

# A line of the leaks page that begins with the verdict and names the function.
verdict() { # demo, function, verdict
   text=$("$MS2_PRINT" --view=leaks --width=100 --color=never "$profile")
   like "$text" "^ *$3 .*$2" "$1: the verdict on $2 is '$3'"
}

no_leak() { # demo
   unlike "$("$MS2_PRINT" --view=leaks --width=100 --color=never "$profile")" \
      '^ *(leak|lost|staircase) ' "$1: nothing is called a leak"
}

numbers leak 207872 204800 200 400
verdict leak new_session leak

numbers sawtooth 131072 0 0 2048
no_leak sawtooth

numbers plateau 262144 262144 128 640
verdict plateau load_entry plateau
no_leak plateau

numbers spike 8454144 0 0 2
is "$(query sum peak_bytes decode_image)" 8388608 "spike: whose the peak is"

numbers churn 640 0 0 30000
is "$(query get total_bytes)" 6400000 "churn: total"

numbers realloc_growth 524288 0 0 10

numbers freed_at_exit 204800 0 0 400
verdict freed_at_exit remember_command 'at exit'
no_leak freed_at_exit

numbers table 133120 131072 128 528
verdict table build_table one-off
no_leak table

numbers gallery 1769472 999424 320 1818
verdict gallery open_session leak

demo lib_leak
is "$(query sum end_bytes open_parser plugin_parse read_document)" 102400 \
   "lib_leak: the leak of the library that is gone"
verdict lib_leak open_parser leak

demo thread_leak
is "$(query sum end_bytes keep_for_retry ingest_main)" 153600 \
   "thread_leak: the leak is in ingest_main"
verdict thread_leak keep_for_retry leak

if [ -x "$MS2_BUILDDIR/demos/map_leak" ]; then
   demo map_leak
   is "$(query sum end_bytes count_visit)" \
      "$(query sum peak_bytes count_visit)" "map_leak: nothing is ever freed"
   verdict map_leak main lost
   verdict map_leak count_visit leak
   demo tree
   is "$(query sum peak_bytes build)" 163800 "tree: all nodes at the peak"
   is "$(query sum end_blocks build)" 0 "tree: none at the end"
else
   skip "demos in C++" "no C++ compiler"
fi

if [ -x "$MS2_BUILDDIR/demos/create_leak" ]; then
   demo create_leak
   is "$(query sum end_bytes create_leak) $(query sum end_blocks create_leak)" \
      "102400 100" "create_leak: its bytes and blocks"
   verdict create_leak create_leak leak
   demo rust_spike
   is "$out" "Starting up...
Finished." "rust_spike: its output"
   is "$(query sum peak_bytes hold_for_a_moment)" 10485760 \
      "rust_spike: whose the peak is"
   is "$(query sum end_bytes hold_for_a_moment)" 0 \
      "rust_spike: nothing of it is left"
else
   skip "demos in Rust" "no rustc"
fi
plan
