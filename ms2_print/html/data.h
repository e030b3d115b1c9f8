/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The data of the HTML page: a profile, folded, thinned and packed (pack.h).

   html/data.js reads it; the two mirror each other function for function.
   What is written, in this order ("n" is a number, "t" a text; "name" and
   "site" are numbers given in the order of first use, and what one stands for
   follows at its first use):

      n version
      t head              a JSON object: findings, axes, windows, totals
      tree                n count, each: n depth, site    (the root left out)
      contexts            n count, each: n step of node, name via, name note,
                          name type, name brief type, n flags (1 cut),
                          n peak bytes, n peak blocks, n short-lived bytes,
                          n short-lived blocks
      inherited           n count, each: n step of context, n bytes, n blocks
      snapshots           n count, each: n step of index, n flags (1 tree),
                          n step of each clock (5), n heap bytes, n heap
                          blocks, n admin bytes, n highest heap bytes since
                          the one before, n pages bytes, n stack bytes
      changes             for each snapshot: n count, each: n step of
                          context << 2 | form, amounts as the form says:
                          bytes and blocks allocated (1), freed (2), both
                          alike (3), allocated and then freed (0)
      functions           n count, each: site, name where, name note,
                          n highest bytes
      leaks               n count, each: see put_leak()
      owners              n count of searches, each: name how, n each clock (5),
                          for each class n bytes, n blocks, n count of nodes,
                          each: n depth, n kind, who, n class, n offset + 1 or
                          0, n own bytes, n own blocks; n count of pointers,
                          each: n from, n to, n how many.  who: site of blocks,
                          name and name where of a root, else name words
      sizes               n calls, n least, n most, n sum of bytes, n count,
   each: n bucket, n calls, n functions, n count, each: site, n calls threads n
   flags (1 stacks), n all, n most alive, n bytes of all, n count, each: n
   number, name, n bytes allocated, n calls, n bytes freed, n blocks of others
                          freed, n ms start, n ms end + 1 or 0, n deepest stack
      regions             n all, n count, each: n depth, t name, n entered,
                          n bytes allocated, n blocks, n bytes freed, n peak,
                          n count, each: site, name where, n bytes allocated,
                          n blocks, n bytes freed
      growth              n flags (1 recorded), n blocks ended by realloc, n
   bytes copied, n reallocs, n all, n count, each: site, n copied, n reallocs, n
   blocks, n bytes before, n bytes after, t note sources             each: n 0,
   n site, n first line, n count, t line...; behind the last: n 1 use n 0: not
   recorded; else n 1, for each context n bytes at the peak not in use, for each
   snapshot n bytes in use since the one before, n bytes ever touched

   name: n number [t text]
   site: n number [name function, name brief, name label, name where, name path,
                   name object, n line, n function]: what site.h calls it; path
                   has the line, or is the object's                        */
#ifndef MS2_PRINT_HTML_DATA_H
#define MS2_PRINT_HTML_DATA_H

#include "page/view.h"
#include "query/processes.h"

/* Returns what the verdicts in it say in sum. */
struct process_leaks html_data_write(const struct view *v);

#endif
