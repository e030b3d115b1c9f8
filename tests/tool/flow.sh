# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: stacks that change in unusual ways.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

flow() {
   record -q -- "$(client flow)" signals
   is "$status" 0 "$recorder: signal handlers that allocate"
   is "$(query sum total_calls leaf on_signal)" 20 \
      "$recorder: their calls are counted under the handler"

   record -q -- "$(client flow)" jumps
   is "$status" 0 "$recorder: longjmp"
   is "$(query sum total_calls leaf jump_from jumps)" 550 \
      "$recorder: every call before the jumps"
   is "$(query next leaf jump_from jumps)" 1 \
      "$recorder: each depth of the jumps is one stack"
   is "$(query count jump_from)" 10 "$recorder: and the deepest has 10 calls"

   record -q -- "$(client flow)" threads
   is "$status" 0 "$recorder: threads"
   is "$(query sum total_calls leaf thread_even)" 804 \
      "$recorder: the calls of the even threads"
   is "$(query sum total_calls leaf thread_odd)" 804 \
      "$recorder: the calls of the odd threads"
   is "$(query sum end_bytes thread_even)" 164 \
      "$recorder: what the even threads left"
   is "$(query sum end_bytes thread_odd)" 204 \
      "$recorder: what the odd threads left"

   record -q -- "$(client flow)" hand-over
   is "$(query sum total_calls leaf hand_over)" 20 \
      "$recorder: blocks handed to another thread"
   is "$(query sum end_bytes leaf)" 0 "$recorder: are freed by it"
}

# 468 calls with one frame of roomy and as many with two.
frame_sizes() {
   record -q -- "$(client flow)" rooms
   is "$(query sum total_calls leaf hold roomy)" 936 \
      "$recorder: frames that change in size"
   is "$(query sum total_calls leaf hold roomy roomy)" 468 \
      "$recorder: half of their calls are nested"
}

cxx() {
   if [ ! -x "$(client exceptions)" ]; then
      skip "$recorder: exceptions" "no C++ compiler"
      return
   fi
   record -q -- "$(client exceptions)" exceptions
   is "$status $out" "0 50 caught" "$recorder: exceptions are thrown and caught"
   is "$(query sum total_calls cxx_leaf throws exceptions main)" 50 \
      "$recorder: calls after a catch have the right stack"
   is "$(query sum end_blocks throw_from)" 0 \
      "$recorder: what unwinding destroys is freed"
}

with_each_recorder flow
with_each_recorder frame_sizes
with_each_recorder cxx
plan
