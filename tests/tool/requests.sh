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

   record -q -- "$(client requests)" impossible
   is "$status" 0 "$recorder: sizes that can not be are harmless"
   is "$(query get end_heap_bytes) $(query get end_heap_blocks)" "1000 2" \
      "$recorder: and count as 0"
   is "$(printf '%s\n' "$err" | grep -c 'can not be')" 1 \
      "$recorder: which is said once"
}

numbers() {
   echo "$(query get total_calls) $(query get peak_heap_bytes)" \
      "$(query get end_heap_bytes) $(query get end_heap_blocks)"
}

pools() {
   record -q -- "$(client requests)" pool-free
   is "$(query sum total_bytes take fill_pools)" 650 \
      "$recorder: MEMPOOL_ALLOC is an allocation"
   is "$(numbers)" "4 650 450 3" "$recorder: MEMPOOL_FREE is a free"

   record -q -- "$(client requests)" pool-destroy
   is "$out" "0 1" "$recorder: MEMPOOL_EXISTS knows pools"
   is "$(query sum end_bytes fill_pools)" 50 \
      "$recorder: DESTROY_MEMPOOL frees its pieces"

   record -q -- "$(client requests)" pool-trim
   is "$(query sum end_bytes main) $(query sum end_blocks main)" "350 4" \
      "$recorder: MEMPOOL_TRIM frees and cuts"

   record -q -- "$(client requests)" pool-change
   is "$out" "0 1" "$recorder: MOVE_MEMPOOL gives a pool another address"
   is "$(query sum end_bytes main) $(query sum end_blocks main)" "270 3" \
      "$recorder: MEMPOOL_CHANGE moves a piece, and pieces move with their pool"

   record -q -- "$(client requests)" metapool
   is "$(query sum total_bytes main) $(query sum end_bytes main)" "70 40" \
      "$recorder: a metapool's pieces are no blocks, and end those inside"
}

with_each_recorder requests
with_each_recorder pools
plan
