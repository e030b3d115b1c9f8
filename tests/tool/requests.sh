# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: blocks that a program announces by client requests.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python
need_client requests "no valgrind/valgrind.h"

requests() {
   record -q -- "$(client requests)" announce
   is "$(query sum end_bytes announce announce_one)" 1000 \
      "$recorder: MALLOCLIKE_BLOCK is an allocation"
   is "$(query get total_calls)" 1 "$recorder: and a call"

   record -q -- "$(client requests)" release
   is "$(query get peak_heap_bytes) $(query get end_heap_bytes)" "1500 500" \
      "$recorder: FREELIKE_BLOCK is a free"

   record -q -- "$(client requests)" resize
   is "$(query get peak_heap_bytes) $(query get end_heap_bytes)" "1500 200" \
      "$recorder: RESIZEINPLACE_BLOCK changes the size"
   is "$(query get end_heap_blocks)" 1 "$recorder: of one block"

   record -q -- "$(client requests)" release-unknown
   is "$status" 0 "$recorder: requests for unknown blocks are harmless"
   is "$(query get end_heap_bytes)" 1000 "$recorder: and change nothing"
}

with_each_recorder requests
plan
