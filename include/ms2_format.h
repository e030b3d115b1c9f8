/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The disk contract of a profile: what ms2 writes and ms2_print reads. */
#ifndef MS2_FORMAT_H
#define MS2_FORMAT_H

/* A profile is text.  Its first line is "ms2 MAJOR.MINOR"; after it every line
   is one record: a letter, a blank, fields with one blank between them, a
   newline.  A last line without its newline was cut and does not count.

   Numbers are decimal without a sign; addresses and load biases are lower
   case hexadecimal without "0x".  A text field is always the last and runs to
   the end of the line; in it a backslash, a control character (below 0x20)
   and DEL stand as \xHH.

   Strings, objects, addresses, nodes and snapshots are numbered by their order
   in the file, each kind from 1, and always stand before their first use.
   Number 0 means "none": an unknown name, no object, the root of the tree.

   Words:
   node     one frame of a call stack under its caller: (parent, address).  The
            parent of the outermost frame is 0.  A node at which allocations
            happened is a context: the stack from it up to the root.
   call     one successful malloc, calloc, realloc, new, memalign, ...
            A realloc of a block is one call: its old size leaves and its new
            size comes in one step.  Failed calls and free(NULL) are no calls.
   live     allocated and not yet freed.  A block has the size asked for.
   admin    what an allocator adds, estimated: --heap-admin bytes a block, and
            what rounds its size up to a multiple of 16 (at least 16).

   A snapshot is written as a difference: 'd' lines, then the 'S' line that
   puts them into force.  'd' lines with no 'S' behind them do not count.

   d: what the node's context allocated and freed since its last 'd' line.
      A block is freed at the context that allocated it.
   i: stands for 'd' in the first snapshot of a forked child: what the context
      held at the fork.  It adds to live, not to the totals of calls.
   S: the four clocks, the totals and the heap now, and the highest heap
      since the last 'S' with the superblock clock at that moment.
      heap_bytes is the sum of all live bytes: a reader can check it.
   p: live bytes and blocks of one context at the peak.
   P: the moment of the peak: the first at which heap_bytes was highest in the
      whole run so far.  The tree at the peak is the tree of the last 'S'
      before this 'P', each context with a 'p' line taking its value from
      there.  A later 'P' replaces an earlier one with its 'p' lines.
   E: the program ended: how ("exit", "signal", or "exec" where it became
      another one), the exit status or 0, then the number of strings, objects,
      addresses, nodes, snapshots.
      A file without 'E' is of a program that still runs or was killed.
      More records behind an "exec": it failed, and this 'E' does not count.

   Records are only appended.  A file that nears its largest size is written
   anew beside itself, with fewer snapshots, and then takes its own place.

   Clocks: superblocks = straight runs of translated code executed (Valgrind
   counts them anyway), ms = milliseconds since the start, alloc_bytes and
   calls = sums over the run, instructions = 0 unless they were counted
   (--time-unit=i).  In a forked child all clocks start at the fork.

   Versions: a reader refuses a higher MAJOR.  A higher MINOR may add letters
   and fields at the end of lines; a reader skips what it does not know. */

#define MS2_FORMAT_MAGIC "ms2 "
#define MS2_FORMAT_MAJOR 1
#define MS2_FORMAT_MINOR 0

/* X(name, letter, least number of fields, fields).  A trailing '...' means
   that the group before it repeats; [x] may be missing. */
#define MS2_FORMAT_RECORDS(X)                                                  \
   X(header, 'h', 2, "key text")                                               \
   X(string, 's', 1, "text")                                                   \
   X(object, 'o', 2, "bias text")                                              \
   X(address, 'a', 2, "address object [function dir file line]...")            \
   X(node, 'n', 2, "parent address [cut]")                                     \
   X(inherited, 'i', 3, "node bytes blocks")                                   \
   X(delta, 'd', 5,                                                            \
     "node alloc_bytes alloc_blocks freed_bytes freed_blocks")                 \
   X(snapshot, 'S', 10,                                                        \
     "superblocks ms alloc_bytes calls instructions heap_bytes heap_blocks "   \
     "admin_bytes max_heap_bytes max_superblocks")                             \
   X(peak_part, 'p', 3, "node bytes blocks")                                   \
   X(peak, 'P', 8,                                                             \
     "superblocks ms alloc_bytes calls instructions heap_bytes heap_blocks "   \
     "admin_bytes")                                                            \
   X(end, 'E', 7,                                                              \
     "how status strings objects addresses nodes snapshots")

/* The groups of an address are its source lines: the innermost inlined
   function first, the function that holds the code last.  A node's field
   "cut" is 1 where callers were left out because the stack was deeper than
   --depth. */

/* X(key, meaning): the header's facts.  All are optional but the first three;
   "option", "alloc-fn" and "ignore-fn" may come several times. */
#define MS2_FORMAT_KEYS(X)                                                     \
   X("pid", "process id")                                                      \
   X("command", "the command line, its words joined with blanks")              \
   X("time-unit", "the axis asked for: superblocks, i, ms or B")               \
   X("ppid", "process id of the parent")                                       \
   X("forked-from", "pid of the recorded process this one was forked from")    \
   X("run", "the same text in every process of one run")                       \
   X("started", "wall clock at the start, seconds since 1970")                 \
   X("exe", "the executable's path")                                           \
   X("tool", "version of ms2 that wrote the file")                             \
   X("valgrind", "version of the Valgrind it was built for")                   \
   X("platform", "architecture and system, as in amd64-linux")                 \
   X("recorder", "how calls are seen: inline or stock")                        \
   X("depth", "most frames kept of a stack")                                   \
   X("heap-admin", "bytes of admin a block")                                   \
   X("threshold", "per cent, the default of the views")                        \
   X("alloc-fn", "a function to count as an allocator")                        \
   X("ignore-fn", "a function whose allocations were not recorded")            \
   X("option", "one of Valgrind's options, as given")

#endif
