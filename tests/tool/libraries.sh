# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: libraries that allocate in ways of their own: glib, Boehm's collector.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_python

glib() {
   if [ ! -x "$(client glib)" ]; then
      skip "$recorder: glib" "no libglib2.0-dev"
      return
   fi
   record -q -- "$(client glib)"
   is "$(query sum total_calls fill_list) $(query sum end_bytes fill_list)" \
      "200 3000" "$recorder: glib's lists and texts"
   is "$(query sum total_bytes slices) $(query sum end_bytes slices)" \
      "1000 0" "$recorder: its slices are blocks"
   like "$("$MS2_PRINT" --view=tree "$profile")" \
      ' fill_list .*glib[.]c' "$recorder: reports show who called glib"
}

collector() {
   if [ ! -x "$(client gc)" ]; then
      skip "$recorder: Boehm's collector" "no libgc-dev"
      return
   fi
   record -q --malloc-fn='GC_malloc*' --free-fn=GC_free -- "$(client gc)"
   is "$status" 0 "$recorder: a program with Boehm's collector runs"
   is "$(query sum total_calls chain) $(query sum end_bytes chain)" \
      "1000 1000000" "$recorder: what it keeps is live"
   is "$(query sum total_calls litter)" 10000 \
      "$recorder: what it collects was allocated"
   ok "$recorder: and has ended where its memory was used again" \
      test "$(query sum end_blocks litter)" -lt 9000
}

with_each_recorder glib
with_each_recorder collector
plan
