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
      Since 1.1 there follow pages, stacks, their sum with the heap, and the
      threads alive.  An 'S' without these, behind one with them: pages, stacks
      and threads have not changed at all since then, so the sum and its
      maximum are those of the heap and what they are.
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

   Since 1.1, facts beside the heap's course.  An "absolute" line holds values
   as of the last 'S' before it; a later line of the same key replaces it.
   Only keys whose values changed are written: always before 'E', earlier only
   now and then.  A "difference" is in force with the next 'S', like 'd'.

   c  absolute: of one context.  max_bytes: its own highest live bytes;
      max_blocks: its live blocks when they were it first; min_size, max_size:
   of the sizes asked for; lifetime_*: over its blocks that ended (freed or
   reallocated), in lifetime-unit; short_*: blocks freed at most short-lived
   allocations of their thread after their own; other_thread_blocks: ended by
   another thread than the one that allocated. Bucket k counts calls whose size
   has k bits: 0 is size 0, 1 is 1, 2 is 2..3, k is 2^(k-1)..2^k-1.  Ascending,
   none with 0 blocks; their sum is what the context allocated, in blocks. r
   absolute: growth by realloc at one context.  A chain is a block's successive
   reallocs there; steps are reallocs.  first_bytes and last_bytes: sums over
   the chains, of the size before the first step and of the last one;
   copied_bytes: old sizes of the steps that moved the block; longest_*: the
   chain of most steps, of equals the largest last. t  a thread starts.  They
   are numbered from 1, which is the main thread. w  the name of a thread from
   now on. u  absolute: what a thread did, up to its end if ended is 1. freed_*:
      whoever had allocated; other_freed_blocks: of these, another thread.
   T  the node stands for a thread (--separate-threads=yes): all below it is
      that thread's.
   m  difference: pages mapped and unmapped by a node (0: unknown) as one of
      MS2_FORMAT_PAGE_KINDS.  mprotect moves bytes between kinds.
   x, y, K, X  the peak of a series of MS2_FORMAT_SERIES, the heap's own is p
      and P.  X is the moment at which it was highest so far; x, y and K stand
      before their X and behind the 'S' they refer to.  x (series 3 only): like
      'p', contexts whose heap differs from that 'S'.  y: all pages of counted
      kinds.  K: the stacks of all threads, with a backtrace's node or 0.  A
      later X replaces an earlier one of its series.
   k  absolute: the deepest point of a thread's stack and its backtrace.
   g  a region's name below its parent region (0: outermost); numbered from 1.
   v  absolute: of a region: times entered; what the entering thread allocated
      and freed inside; the most that one entry had allocated and not freed.
   z  absolute: of a context within a region.  freed_* are blocks of that
      context freed inside, wherever allocated.
   l  a mark on the timeline, for which the 'S' before it was taken: how is
      label, begin, end or mark; region and thread may be 0.

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
#define MS2_FORMAT_MINOR 1

/* X(name, letter, least number of fields, fields).  A trailing '...' means
   that the group before it repeats; [x] may be missing. */
#define MS2_FORMAT_RECORDS(X)                                                  \
   X(header, 'h', 2, "key text")                                               \
   X(string, 's', 1, "text")                                                   \
   X(object, 'o', 2, "bias text")                                              \
   X(address, 'a', 2, "address object [function dir file line]...")            \
   X(node, 'n', 2, "parent address [cut]")                                     \
   X(inherited, 'i', 3, "node bytes blocks")                                   \
   X(delta, 'd', 5, "node alloc_bytes alloc_blocks freed_bytes freed_blocks")  \
   X(snapshot, 'S', 10,                                                        \
     "superblocks ms alloc_bytes calls instructions heap_bytes heap_blocks "   \
     "admin_bytes max_heap_bytes max_superblocks [pages_bytes max_pages_bytes" \
     " stack_bytes max_stack_bytes sum_bytes max_sum_bytes threads]")          \
   X(peak_part, 'p', 3, "node bytes blocks")                                   \
   X(peak, 'P', 8,                                                             \
     "superblocks ms alloc_bytes calls instructions heap_bytes heap_blocks "   \
     "admin_bytes")                                                            \
   X(context_facts, 'c', 10,                                                   \
     "node max_bytes max_blocks min_size max_size lifetime_sum lifetime_max "  \
     "short_blocks short_bytes other_thread_blocks [bucket blocks]...")        \
   X(chain, 'r', 9,                                                            \
     "node chains steps first_bytes last_bytes copied_bytes longest_steps "    \
     "longest_first longest_last")                                             \
   X(thread, 't', 2, "superblocks ms")                                         \
   X(thread_name, 'w', 2, "thread text")                                       \
   X(thread_facts, 'u', 9,                                                     \
     "thread superblocks ms ended alloc_bytes alloc_blocks freed_bytes "       \
     "freed_blocks other_freed_blocks")                                        \
   X(thread_node, 'T', 2, "node thread")                                       \
   X(pages, 'm', 4, "node kind mapped_bytes unmapped_bytes")                   \
   X(part, 'x', 4, "series node bytes blocks")                                 \
   X(page_part, 'y', 4, "series node kind bytes")                              \
   X(stack_part, 'K', 4, "series thread bytes node")                           \
   X(other_peak, 'X', 10,                                                      \
     "series superblocks ms alloc_bytes calls instructions bytes heap_bytes "  \
     "pages_bytes stack_bytes")                                                \
   X(deepest, 'k', 4, "thread bytes superblocks node")                         \
   X(region, 'g', 2, "parent text")                                            \
   X(region_facts, 'v', 7,                                                     \
     "region calls alloc_bytes alloc_blocks freed_bytes freed_blocks "         \
     "peak_bytes")                                                             \
   X(region_site, 'z', 6,                                                      \
     "region node alloc_bytes alloc_blocks freed_bytes freed_blocks")          \
   X(mark, 'l', 5, "how region thread superblocks ms text")                    \
   X(end, 'E', 7, "how status strings objects addresses nodes snapshots")

/* The groups of an address are its source lines: the innermost inlined
   function first, the function that holds the code last.  A node's field
   "cut" is 1 where callers were left out because the stack was deeper than
   --depth. */

/* X(key, meaning): the header's facts.  All are optional but the first three;
   "option", "alloc-fn", "ignore-fn", "toggle-collect", "malloc-fn", "free-fn"
   and "hint" may come several times, and "hint" anywhere in the file. */
#define MS2_FORMAT_KEYS(X)                                                   \
   X("pid", "process id")                                                    \
   X("command", "the command line, its words joined with blanks")            \
   X("time-unit", "the axis asked for: superblocks, i, ms or B")             \
   X("ppid", "process id of the parent")                                     \
   X("forked-from", "pid of the recorded process this one was forked from")  \
   X("run", "the same text in every process of one run")                     \
   X("started", "wall clock at the start, seconds since 1970")               \
   X("exe", "the executable's path")                                         \
   X("tool", "version of ms2 that wrote the file")                           \
   X("valgrind", "version of the Valgrind it was built for")                 \
   X("platform", "architecture and system, as in amd64-linux")               \
   X("recorder", "how calls are seen: inline or stock")                      \
   X("depth", "most frames kept of a stack")                                 \
   X("heap-admin", "bytes of admin a block")                                 \
   X("threshold", "per cent, the default of the views")                      \
   X("alloc-fn", "a function to count as an allocator")                      \
   X("ignore-fn", "a function whose allocations were not recorded")          \
   X("option", "one of Valgrind's options, as given")                        \
   X("short-lived", "allocations of a thread that a short-lived block sees") \
   X("lifetime-unit", "of lifetimes: superblocks or instructions")           \
   X("stacks", "yes where stacks were measured")                             \
   X("pages-as-heap", "yes where the heap is the mapped pages")              \
   X("separate-threads", "yes where each thread has a tree of its own")      \
   X("toggle-collect", "a function inside which recording was on")           \
   X("malloc-fn", "a function of the program that was taken as malloc")      \
   X("free-fn", "a function of the program that was taken as free")          \
   X("hint", "a word of MS2_FORMAT_HINTS: what only the recorder saw")

/* X(name, number, counted, what it is): the kinds of mapped pages.  The
   counted ones are the series of pages. */
#define MS2_FORMAT_PAGE_KINDS(X)                          \
   X(anonymous, 1, 1, "anonymous: private and writable")  \
   X(break, 2, 1, "the program break (brk)")              \
   X(reserved, 3, 0, "reserved: private, without access") \
   X(file, 4, 0, "a file, private")                       \
   X(shared, 5, 0, "shared")                              \
   X(stack, 6, 0, "stacks of threads")                    \
   X(readonly, 7, 0, "anonymous, read-only")

/* X(name, number, what is summed up): what has a peak beside the heap. */
#define MS2_FORMAT_SERIES(X)             \
   X(pages, 1, "mapped pages")           \
   X(stacks, 2, "stacks of all threads") \
   X(sum, 3, "heap, mapped pages and stacks")

/* X(word, sentences): each says what is wrong and what to do about it. */
#define MS2_FORMAT_HINTS(X)                                                    \
   X("static",                                                                 \
     "ms2 saw no allocation: the program is statically linked, without a "     \
     "malloc that has a symbol. Do not strip it, or link it dynamically.")     \
   X("own-allocator",                                                          \
     "The program mapped pages, but hardly called malloc: it probably has an " \
     "allocator of its own. See --view=pages for who maps them; name its "     \
     "functions with --malloc-fn and --free-fn.")                              \
   X("no-lines",                                                               \
     "More than half of the frames have no source line: compile with -g, or "  \
     "install the debug symbols of the libraries.")                            \
   X("unfair-threads",                                                         \
     "Valgrind runs one thread at a time, and one of them waited for its "     \
     "turn far longer than its share: record with --fair-sched=try.")          \
   X("reservation",                                                            \
     "The program reserves far more address space than it uses. It is no "     \
     "memory until it is written to, and not counted; if the program fails "   \
     "for want of address space, make it reserve less.")                       \
   X("deep",                                                                   \
     "Some call stacks are deeper than what was kept of them: their outer "    \
     "callers are missing. Record with a larger --depth, at most 500.")

#endif
