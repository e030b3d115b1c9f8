/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The series beside the heap: mapped pages, stacks, and the sum of all. */
#include "model/series.h"

static struct {
   Ms2Beside now;
   ULong max_pages_bytes; /* these since the last snapshot */
   ULong max_stack_bytes;
   ULong max_sum_bytes;
} series;

static void raise(ULong *highest, ULong bytes)
{
   if (bytes > *highest)
      *highest = bytes;
}

static ULong sum(ULong heap_bytes)
{
   return heap_bytes + series.now.pages_bytes + series.now.stack_bytes;
}

Ms2Levels ms2_series_levels(ULong heap_bytes)
{
   Ms2Levels levels = {{series.now.pages_bytes, series.max_pages_bytes},
                       {series.now.stack_bytes, series.max_stack_bytes},
                       {sum(heap_bytes), series.max_sum_bytes}};

   raise(&levels.sum.max_bytes, levels.sum.bytes);
   return levels;
}

const Ms2Beside *ms2_series_beside(void)
{
   return &series.now;
}

void ms2_series_set_pages(ULong bytes, ULong heap_bytes)
{
   series.now.pages_bytes = bytes;
   raise(&series.max_pages_bytes, bytes);
   ms2_series_follow_heap(heap_bytes);
}

void ms2_series_set_stacks(ULong bytes, ULong heap_bytes)
{
   series.now.stack_bytes = bytes;
   raise(&series.max_stack_bytes, bytes);
   ms2_series_follow_heap(heap_bytes);
}

/* The maxima of an interval are never above those of the run. */
ULong ms2_series_stack_room(ULong heap_bytes)
{
   ULong of_stacks = series.max_stack_bytes - series.now.stack_bytes;
   ULong of_sum = series.max_sum_bytes > sum(heap_bytes)
                      ? series.max_sum_bytes - sum(heap_bytes)
                      : 0;

   return of_stacks < of_sum ? of_stacks : of_sum;
}

Long ms2_series_heap_limit(void)
{
   return (Long)(series.max_sum_bytes - sum(0));
}

void ms2_series_follow_heap(ULong heap_bytes)
{
   raise(&series.max_sum_bytes, sum(heap_bytes));
}

void ms2_series_begin_interval(ULong heap_bytes)
{
   series.max_pages_bytes = series.now.pages_bytes;
   series.max_stack_bytes = series.now.stack_bytes;
   series.max_sum_bytes = sum(heap_bytes);
}
