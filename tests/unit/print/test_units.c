/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The formatter at the edges of its units. */
#include "base/units.h"

#include "tap.h"

static void test_counts(void)
{
   tap_is_str(units_count(0).text, "0", "0");
   tap_is_str(units_count(999).text, "999", "999");
   tap_is_str(units_count(1000).text, "1,000", "1,000");
   tap_is_str(units_count(1234567).text, "1,234,567", "1,234,567");
   tap_is_str(units_count(UINT64_MAX).text, "18,446,744,073,709,551,615",
              "the largest count");
   tap_is_str(units_count_short(999).text, "999", "999 stays");
   tap_is_str(units_count_short(1000).text, "1.0 k", "1.0 k");
   tap_is_str(units_count_short(1249).text, "1.2 k", "rounded down");
   tap_is_str(units_count_short(1250).text, "1.3 k", "rounded half up");
   tap_is_str(units_count_short(999949).text, "999.9 k", "999.9 k");
   tap_is_str(units_count_short(999950).text, "1.0 M",
              "what rounds to 1000.0 k is 1.0 M");
   tap_is_str(units_count_short(UINT64_MAX).text, "18.4 E",
              "the largest short count");
   tap_is_str(units_plural(1, "block", "blocks").text, "1 block", "1 block");
   tap_is_str(units_plural(0, "block", "blocks").text, "0 blocks", "0 blocks");
   tap_is_str(units_plural(2345, "block", "blocks").text, "2,345 blocks",
              "2,345 blocks");
}

static void test_bytes(void)
{
   tap_is_str(units_bytes(0).text, "0 B", "0 B");
   tap_is_str(units_bytes(1023).text, "1023 B", "1023 B");
   tap_is_str(units_bytes(1024).text, "1.0 KiB", "1.0 KiB");
   tap_is_str(units_bytes(102400).text, "100.0 KiB", "100.0 KiB");
   tap_is_str(units_bytes(1048575).text, "1.0 MiB",
              "what rounds to 1024.0 KiB is 1.0 MiB");
   tap_is_str(units_bytes(10485760).text, "10.0 MiB", "10.0 MiB");
   tap_is_str(units_bytes(UINT64_MAX).text, "16.0 EiB", "the most bytes");
   tap_is_str(units_bytes_exact(1).text, "1 byte", "1 byte");
   tap_is_str(units_bytes_exact(1234567).text, "1,234,567 bytes",
              "1,234,567 bytes");
   tap_is_str(units_bytes_change(0).text, "0 B", "no change");
   tap_is_str(units_bytes_change(-950).text, "-950 B", "less");
   tap_is_str(units_bytes_change(10485760).text, "+10.0 MiB", "more");
   tap_is_str(units_bytes_change(INT64_MIN).text, "-8.0 EiB",
              "the largest fall");
}

static void test_times(void)
{
   tap_is_str(units_ms(0).text, "0 ms", "0 ms");
   tap_is_str(units_ms(999).text, "999 ms", "999 ms");
   tap_is_str(units_ms(1000).text, "1.0 s", "1.0 s");
   tap_is_str(units_ms(1549).text, "1.5 s", "1.5 s");
   tap_is_str(units_ms(59949).text, "59.9 s", "59.9 s");
   tap_is_str(units_ms(59950).text, "1 min 00 s", "no 60.0 s");
   tap_is_str(units_ms(125000).text, "2 min 05 s", "2 min 05 s");
   tap_is_str(units_ms(3599499).text, "59 min 59 s", "59 min 59 s");
   tap_is_str(units_ms(3599500).text, "1 h 00 min", "no 60 min");
   tap_is_str(units_ms(11220000).text, "3 h 07 min", "3 h 07 min");
}

static void test_shares(void)
{
   tap_is_str(units_share(0, 0).text, "0.0 %", "nothing of nothing");
   tap_is_str(units_share(0, 10).text, "0.0 %", "nothing");
   tap_is_str(units_share(123, 1000).text, "12.3 %", "12.3 %");
   tap_is_str(units_share(1, 1000000).text, "<0.1 %", "little is not zero");
   tap_is_str(units_share(999999, 1000000).text, "99.9 %",
              "nearly all is not all");
   tap_is_str(units_share(7, 7).text, "100.0 %", "all");
   tap_is_str(units_share(UINT64_MAX / 2, UINT64_MAX).text, "50.0 %",
              "large numbers");
   tap_is_str(units_share(UINT64_MAX, UINT64_MAX).text, "100.0 %",
              "all of the largest");
}

static void test_limits(void)
{
   tap_is_str(units_bp(100).text, "1 %", "a limit");
   tap_is_str(units_bp(50).text, "0.5 %", "with one decimal");
   tap_is_str(units_bp(1225).text, "12.25 %", "with two");
   tap_is_str(units_bp(105).text, "1.05 %", "with a zero between");
   tap_is_str(units_bp(0).text, "0 %", "of nothing");
   tap_is_str(units_share_beside(97, 10000, 100).text, "<1 %",
              "what rounds up to a limit is below it");
   tap_is_str(units_share_beside(94, 10000, 100).text, "0.9 %",
              "what does not is as elsewhere");
   tap_is_str(units_share_beside(1, 100, 100).text, "1.0 %",
              "the limit itself");
   tap_is_str(units_share_beside(1002, 10000, 1000).text, ">10 %",
              "what rounds down to a limit is above it");
   tap_is_str(units_share_beside(1041, 100000, 104).text, ">1.04 %",
              "also below it");
   tap_is_str(units_share_beside(25, 10000, 25).text, "0.25 %",
              "a limit that one decimal does not show");
   tap_is_str(units_share_beside(1, 1000000, 0).text, "<0.1 %", "little");
   tap_is_str(units_share_beside(1, 2, 15000).text, "50.0 %",
              "a limit beyond the whole");
   tap_ok(units_share_order(UINT64_MAX / 2, UINT64_MAX, 5000) < 0,
          "half of an odd number is below");
   tap_ok(units_share_order(0, 0, 5000) == 0, "nothing is any part of nothing");
   tap_ok(units_pct(999, 1000) == 99 && units_pct(7, 7) == 100,
          "whole per cents: nearly all is not all");
   tap_ok(units_pct(5, 1000) == 1 && units_pct(0, 0) == 0, "and rounded");
   tap_ok(units_pct(4946, 10000) == 49 && units_pct(45, 10000) == 0,
          "once: 49.46 is not 49.5 first");
   tap_is_str(units_share_beside(9996, 10000, 9995).text, ">99.95 %",
              "nearly all, which is never rounded to all");
}

static void test_axes(void)
{
   enum axis axis = AXIS_AUTO;

   tap_is_str(units_tick(AXIS_SUPERBLOCKS, 1200000).text, "1.2 M",
              "superblocks");
   tap_is_str(units_tick(AXIS_MS, 1500).text, "1.5 s", "time");
   tap_is_str(units_tick(AXIS_BYTES, 2048).text, "2.0 KiB", "bytes");
   tap_is_str(units_tick(AXIS_INSTRUCTIONS, 3400000000u).text, "3.4 G",
              "a tick");
   tap_is_str(units_moment(AXIS_BYTES, 2048).text, "2.0 KiB allocated",
              "a moment says its unit");
   tap_is_str(units_moment(AXIS_CALLS, 1).text, "1 allocation", "also of one");
   tap_is_str(units_moment(AXIS_MS, 1500).text, "1.5 s", "a time has one");
   for (enum axis i = AXIS_AUTO + 1; i < AXIS_COUNT; i++) {
      tap_ok(units_axis_parse(units_axis_name(i), &axis) && axis == i,
             units_axis_name(i));
   }
   for (enum axis i = AXIS_AUTO + 1; i < AXIS_COUNT; i++) {
      tap_ok(units_axis_find(units_axis_word(i), &axis) && axis == i,
             units_axis_word(i));
   }
   tap_ok(units_axis_find("ms", &axis) && axis == AXIS_MS,
          "the names of files are found, too");
   tap_ok(!units_axis_parse("time", &axis), "but files have no other words");
   tap_ok(!units_axis_parse("", &axis), "an empty name is no axis");
   tap_ok(!units_axis_parse("s", &axis), "seconds are no axis");
}

int main(void)
{
   test_counts();
   test_bytes();
   test_times();
   test_shares();
   test_limits();
   test_axes();
   return tap_done();
}
