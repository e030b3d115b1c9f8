/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The disk contract of a profile: what ms2 writes and ms2_print reads.

   The tables here are all there is to know of the file's form.  From them come
   the recorder's writing and its thinning of a file, the printer's reading and
   writing, and the reader of the Python tests, which reads this header as text;
   check-docs compares ms2-format(5) with them. */
#ifndef MS2_FORMAT_H
#define MS2_FORMAT_H

/* A profile is text.  Its first line is "ms2 MAJOR.MINOR"; after it every line
   is one record: a letter, fields with one blank in front of each, a newline.
   A last line without its newline was cut and does not count.

   Strings, objects, addresses, nodes, threads, regions, roots, searches and
   snapshots are numbered by their order in the file, each kind from 1, and
   always stand before their first use.  Number 0 means "none": an unknown name,
   no object, the root of the tree.

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

   Clocks: superblocks = straight runs of translated code executed (Valgrind
   counts them anyway), ms = milliseconds since the start, alloc_bytes and
   calls = sums over the run, instructions = 0 unless they were counted
   (--time-unit=i).  In a forked child all clocks start at the fork.

   Records are only appended.  A file that nears its largest size is written
   anew beside itself, with fewer snapshots, and then takes its own place.

   Versions: a reader refuses another MAJOR.  A higher MINOR may add letters,
   and fields at the end of lines that do not end with a text; a reader skips
   what it does not know. */

#define MS2_FORMAT_MAGIC "ms2 "
#define MS2_FORMAT_MAJOR 2
#define MS2_FORMAT_MINOR 0

/* X(name, letter, kind): the records.  The kind says when a line counts, and
   what becomes of it where snapshots are left out:

   definition  from its place on, for good: stays.
   difference  with the next snapshot, added to what was before: lines of the
               same keys add up to one.
   level       with the next snapshot; that snapshot is left out: the highest
               values go over to the next one.
   snapshot    puts what stands before it into force: every second one is left
               out.
   mark        belongs to the snapshot right before it: both stay.
   peak        of the run so far; a later one replaces it together with its
               parts, which stand before it.  It refers to the snapshot before
               it, so it is left out, and written again as it is now.
   absolute    values as of the snapshot before; a later line of the same keys
               replaces it.  Only keys whose values changed are written: always
               before the end, earlier only now and then.  Likewise.
   end         nothing comes behind it, or it does not count: likewise. */
#define MS2_FORMAT_RECORDS(X)         \
   X(header, 'h', definition)         \
   X(string, 's', definition)         \
   X(object, 'o', definition)         \
   X(build_id, 'B', definition)       \
   X(address, 'a', definition)        \
   X(frame, 'f', definition)          \
   X(code, 'F', definition)           \
   X(node, 'n', definition)           \
   X(cut, 'C', definition)            \
   X(inherited, 'i', definition)      \
   X(delta, 'd', difference)          \
   X(levels, 'L', level)              \
   X(snapshot, 'S', snapshot)         \
   X(peak_part, 'p', peak)            \
   X(peak, 'P', peak)                 \
   X(sizes, 'b', absolute)            \
   X(context_facts, 'c', absolute)    \
   X(library, 'H', absolute)          \
   X(survivors, 'A', absolute)        \
   X(chain, 'r', absolute)            \
   X(thread, 't', definition)         \
   X(thread_name, 'w', definition)    \
   X(thread_facts, 'u', absolute)     \
   X(thread_node, 'T', definition)    \
   X(pages, 'm', difference)          \
   X(mappings, 'M', difference)       \
   X(part, 'x', peak)                 \
   X(page_part, 'y', peak)            \
   X(mapping_part, 'Y', peak)         \
   X(stack_part, 'K', peak)           \
   X(other_peak, 'X', peak)           \
   X(deepest, 'k', absolute)          \
   X(region, 'g', definition)         \
   X(region_facts, 'v', absolute)     \
   X(region_site, 'z', absolute)      \
   X(mark, 'l', mark)                 \
   X(root, 'R', definition)           \
   X(search, 'Q', mark)               \
   X(owner, 'N', definition)          \
   X(owner_pointers, 'e', definition) \
   X(owner_total, 'q', definition)    \
   X(owner_block, 'J', definition)    \
   X(use_levels, 'I', level)          \
   X(use_part, 'U', peak)             \
   X(use, 'W', peak)                  \
   X(accesses, 'D', absolute)         \
   X(access_run, 'G', absolute)       \
   X(waited, 'j', absolute)           \
   X(end, 'E', end)

/* MS2_FIELDS_name: the fields of each record in their order, F(name, type,
   role, unit).  A field that is added stands last; where the last one is a
   text, what is to be added gets a record of its own.

   Types:
   number   decimal, without a sign, below 2^64
   hex      the same in lower case hexadecimal, without "0x"
   word     without blanks
   text     runs to the end of the line: always the last one.  A backslash, a
            control character (below 0x20) and DEL stand in it as \xHH.

   Roles:
   key      what the line is about
   value    what holds from here on
   sum      adds up to what was before
   most     the highest since the snapshot before
   when     the moment of the `most` in front of it
   ended    a value: a number of blocks, of those that ended

   The unit is what a number counts, or what it is the number of. */

/* One fact of the header, of MS2_FORMAT_KEYS. */
#define MS2_FIELDS_header(F) \
   F(key, word, key, name)   \
   F(text, text, value, name)

/* The name of a function, a folder or a source file. */
#define MS2_FIELDS_string(F) F(text, text, value, name)

/* An executable or a library. */
#define MS2_FIELDS_object(F)    \
   F(bias, hex, value, address) \
   F(path, text, value, name)

/* What tells an object from all others, also from another version of itself:
   its linker's mark, hexadecimal. */
#define MS2_FIELDS_build_id(F)      \
   F(object, number, value, object) \
   F(id, text, value, name)

/* A place in the code. */
#define MS2_FIELDS_address(F)      \
   F(address, hex, value, address) \
   F(object, number, value, object)

/* A source line of the address before: the innermost inlined function first,
   the function that holds the code last. */
#define MS2_FIELDS_frame(F)           \
   F(function, number, value, string) \
   F(dir, number, value, string)      \
   F(file, number, value, string)     \
   F(line, number, value, line)

/* The function around the address before, which has no name: where its code
   begins, in memory as the address is, and how long that is. */
#define MS2_FIELDS_code(F)       \
   F(start, hex, value, address) \
   F(bytes, number, value, bytes)

/* A frame under its caller. */
#define MS2_FIELDS_node(F)        \
   F(parent, number, value, node) \
   F(address, number, value, code)

/* The node is an outermost frame whose callers were left out, because the
   stack was deeper than --depth. */
#define MS2_FIELDS_cut(F) F(node, number, key, node)

/* In front of the first snapshot of a forked child: what the context held at
   the fork.  It adds to live, not to the totals of calls. */
#define MS2_FIELDS_inherited(F)   \
   F(node, number, key, node)     \
   F(bytes, number, value, bytes) \
   F(blocks, number, value, blocks)

/* What a context allocated and freed.  A block is freed at the context that
   allocated it. */
#define MS2_FIELDS_delta(F)             \
   F(node, number, key, node)           \
   F(alloc_bytes, number, sum, bytes)   \
   F(alloc_blocks, number, sum, blocks) \
   F(freed_bytes, number, sum, bytes)   \
   F(freed_blocks, number, sum, blocks)

/* What is beside the heap, and the threads alive.  A snapshot without this
   line, behind one with it: pages, stacks and threads have not changed at all
   since then, so the sum and its maximum are those of the heap and what they
   are. */
#define MS2_FIELDS_levels(F)               \
   F(pages_bytes, number, value, bytes)    \
   F(max_pages_bytes, number, most, bytes) \
   F(stack_bytes, number, value, bytes)    \
   F(max_stack_bytes, number, most, bytes) \
   F(sum_bytes, number, value, bytes)      \
   F(max_sum_bytes, number, most, bytes)   \
   F(threads, number, value, count)

/* The moment, the heap now, and the highest heap since the snapshot before.
   heap_bytes is the sum of all live bytes: a reader can check it. */
#define MS2_FIELDS_snapshot(F)                  \
   F(superblocks, number, value, superblocks)   \
   F(ms, number, value, ms)                     \
   F(alloc_bytes, number, value, bytes)         \
   F(calls, number, value, calls)               \
   F(instructions, number, value, instructions) \
   F(heap_bytes, number, value, bytes)          \
   F(heap_blocks, number, value, blocks)        \
   F(admin_bytes, number, value, bytes)         \
   F(max_heap_bytes, number, most, bytes)       \
   F(max_superblocks, number, when, superblocks)

/* What a context held at the peak of the heap, where that differs from the
   snapshot before. */
#define MS2_FIELDS_peak_part(F)   \
   F(node, number, key, node)     \
   F(bytes, number, value, bytes) \
   F(blocks, number, value, blocks)

/* The moment at which heap_bytes was highest first. */
#define MS2_FIELDS_peak(F)                      \
   F(superblocks, number, value, superblocks)   \
   F(ms, number, value, ms)                     \
   F(alloc_bytes, number, value, bytes)         \
   F(calls, number, value, calls)               \
   F(instructions, number, value, instructions) \
   F(heap_bytes, number, value, bytes)          \
   F(heap_blocks, number, value, blocks)        \
   F(admin_bytes, number, value, bytes)

/* For the next context_facts: how many calls asked for a size of so many bits.
   0 bits is size 0, 1 is 1, 2 is 2..3, k is 2^(k-1)..2^k-1.  Ascending, none
   with 0 calls. */
#define MS2_FIELDS_sizes(F)   \
   F(bits, number, key, bits) \
   F(calls, number, value, calls)

/* Churn and sizes of one context.  max_bytes: its own highest live bytes;
   max_blocks: its live blocks when they were it first; min_size, max_size: of
   the sizes asked for; lifetime_*: over its blocks that ended (freed or
   reallocated), in lifetime-unit; short_lived_*: blocks freed at most
   short-lived allocations of their thread after their own; other_thread_blocks:
   ended by another thread than the one that allocated; realloc_blocks: ended
   because a realloc put another block in their place. */
#define MS2_FIELDS_context_facts(F)              \
   F(node, number, key, node)                    \
   F(max_bytes, number, value, bytes)            \
   F(max_blocks, number, value, blocks)          \
   F(min_size, number, value, bytes)             \
   F(max_size, number, value, bytes)             \
   F(lifetime_sum, number, value, ticks)         \
   F(lifetime_max, number, value, ticks)         \
   F(short_lived_blocks, number, ended, blocks)  \
   F(short_lived_bytes, number, value, bytes)    \
   F(other_thread_blocks, number, ended, blocks) \
   F(realloc_blocks, number, ended, blocks)

/* Written at the end only: what of a context the C library held for itself
   until the program ended.  In the last snapshot it is freed, though nobody did
   so: no thread, and no lifetime that ended. */
#define MS2_FIELDS_library(F)     \
   F(node, number, key, node)     \
   F(bytes, number, value, bytes) \
   F(blocks, number, value, blocks)

/* Of the blocks of a context that live: those that were born behind the
   snapshot before this one (counted from 1), up to it; 0: before a fork.  A
   block that realloc put in the place of another was born then.  A context of
   which no block has ended so far has no such lines, as its differences say
   the same.  All that stand behind one snapshot belong together: they replace
   those that stand behind an earlier one. */
#define MS2_FIELDS_survivors(F)       \
   F(node, number, key, node)         \
   F(snapshot, number, key, snapshot) \
   F(bytes, number, value, bytes)     \
   F(blocks, number, value, blocks)

/* Growth by realloc at one context.  A chain is a block's successive reallocs
   there that make it larger; steps are these.  first_bytes and last_bytes: sums
   over the chains, of the size before the first step and after the last one;
   copied_bytes: old sizes of the steps that moved the block; longest_*: the
   chain of most steps, of equals the largest last. */
#define MS2_FIELDS_chain(F)                     \
   F(node, number, key, node)                   \
   F(chains, number, value, count)              \
   F(steps, number, value, count)               \
   F(first_bytes, number, value, bytes)         \
   F(last_bytes, number, value, bytes)          \
   F(copied_bytes, number, value, bytes)        \
   F(longest_steps, number, value, count)       \
   F(longest_first_bytes, number, value, bytes) \
   F(longest_last_bytes, number, value, bytes)

/* A thread starts.  Number 1 is the main thread. */
#define MS2_FIELDS_thread(F)                  \
   F(superblocks, number, value, superblocks) \
   F(ms, number, value, ms)

/* The name of a thread from now on. */
#define MS2_FIELDS_thread_name(F) \
   F(thread, number, key, thread) \
   F(text, text, value, name)

/* What a thread did, up to its end if ended is 1.  freed_*: whoever had
   allocated; other_freed_blocks: of these, another thread. */
#define MS2_FIELDS_thread_facts(F)            \
   F(thread, number, key, thread)             \
   F(superblocks, number, value, superblocks) \
   F(ms, number, value, ms)                   \
   F(ended, number, value, yes)               \
   F(alloc_bytes, number, value, bytes)       \
   F(alloc_blocks, number, value, blocks)     \
   F(freed_bytes, number, value, bytes)       \
   F(freed_blocks, number, value, blocks)     \
   F(other_freed_blocks, number, value, blocks)

/* The node stands for a thread (--separate-threads=yes): all below it is that
   thread's. */
#define MS2_FIELDS_thread_node(F) \
   F(node, number, key, node)     \
   F(thread, number, value, thread)

/* Pages mapped and unmapped by a node (0: unknown) as one of
   MS2_FORMAT_PAGE_KINDS.  mprotect moves bytes between kinds. */
#define MS2_FIELDS_pages(F)            \
   F(node, number, key, node)          \
   F(kind, number, key, kind)          \
   F(mapped_bytes, number, sum, bytes) \
   F(unmapped_bytes, number, sum, bytes)

/* How many mappings that was: what one call mapped is one until the last of
   its pages goes, and it is of the kind that most of it is. */
#define MS2_FIELDS_mappings(F)           \
   F(node, number, key, node)            \
   F(kind, number, key, kind)            \
   F(mapped_blocks, number, sum, blocks) \
   F(unmapped_blocks, number, sum, blocks)

/* The peak of a series of MS2_FORMAT_SERIES, and its parts; the heap's own is
   peak_part and peak.  No difference stands between one and the snapshot that
   it refers to.

   part (series 3 only): as peak_part, contexts whose heap differs from that
   snapshot. */
#define MS2_FIELDS_part(F)        \
   F(series, number, key, series) \
   F(node, number, key, node)     \
   F(bytes, number, value, bytes) \
   F(blocks, number, value, blocks)

/* All pages of counted kinds. */
#define MS2_FIELDS_page_part(F)   \
   F(series, number, key, series) \
   F(node, number, key, node)     \
   F(kind, number, key, kind)     \
   F(bytes, number, value, bytes)

/* How many mappings these were. */
#define MS2_FIELDS_mapping_part(F) \
   F(series, number, key, series)  \
   F(node, number, key, node)      \
   F(kind, number, key, kind)      \
   F(blocks, number, value, blocks)

/* The stacks of all threads, with a backtrace's node or 0. */
#define MS2_FIELDS_stack_part(F)  \
   F(series, number, key, series) \
   F(thread, number, key, thread) \
   F(bytes, number, value, bytes) \
   F(node, number, value, node)

/* The moment at which the series was highest first. */
#define MS2_FIELDS_other_peak(F)                \
   F(series, number, key, series)               \
   F(superblocks, number, value, superblocks)   \
   F(ms, number, value, ms)                     \
   F(alloc_bytes, number, value, bytes)         \
   F(calls, number, value, calls)               \
   F(instructions, number, value, instructions) \
   F(bytes, number, value, bytes)               \
   F(heap_bytes, number, value, bytes)          \
   F(pages_bytes, number, value, bytes)         \
   F(stack_bytes, number, value, bytes)

/* The deepest point of a thread's stack and its backtrace. */
#define MS2_FIELDS_deepest(F)                 \
   F(thread, number, key, thread)             \
   F(bytes, number, value, bytes)             \
   F(superblocks, number, value, superblocks) \
   F(node, number, value, node)

/* A region's name below its parent region (0: outermost). */
#define MS2_FIELDS_region(F)        \
   F(parent, number, value, region) \
   F(text, text, value, name)

/* Of a region: times entered; what the entering thread allocated and freed
   inside; the most that one entry had allocated and not freed. */
#define MS2_FIELDS_region_facts(F)        \
   F(region, number, key, region)         \
   F(calls, number, value, calls)         \
   F(alloc_bytes, number, value, bytes)   \
   F(alloc_blocks, number, value, blocks) \
   F(freed_bytes, number, value, bytes)   \
   F(freed_blocks, number, value, blocks) \
   F(peak_bytes, number, value, bytes)

/* Of a context within a region.  freed_* are blocks of that context freed
   inside, wherever allocated. */
#define MS2_FIELDS_region_site(F)         \
   F(region, number, key, region)         \
   F(node, number, key, node)             \
   F(alloc_bytes, number, value, bytes)   \
   F(alloc_blocks, number, value, blocks) \
   F(freed_bytes, number, value, bytes)   \
   F(freed_blocks, number, value, blocks)

/* A mark on the timeline, for which the snapshot before it was taken: how is
   label, begin, end or mark; region and thread may be 0, the text empty. */
#define MS2_FIELDS_mark(F)                    \
   F(how, word, value, name)                  \
   F(region, number, value, region)           \
   F(thread, number, value, thread)           \
   F(superblocks, number, value, superblocks) \
   F(ms, number, value, ms)                   \
   F(text, text, value, name)

/* What may hold blocks without being one, numbered from 1.  kind: one of
   MS2_FORMAT_ROOT_KINDS.  address: where the variable starts in memory, 0
   where it has none; minus the object's bias it is the address in the file; of
   unnamed bytes that are told apart the address of their first pointer.  Of
   thread-local storage it is where it starts in its object's storage.
   code: the address in the function whose frame holds the pointer.  node: who
   mapped the memory.  text: the variable's symbol. */
#define MS2_FIELDS_root(F)          \
   F(kind, number, value, kind)     \
   F(object, number, value, object) \
   F(address, hex, value, address)  \
   F(thread, number, value, thread) \
   F(code, number, value, code)     \
   F(node, number, value, node)     \
   F(text, text, value, name)

/* A search through memory for who holds what, numbered from 1; the snapshot
   before it was taken for it.  how: end (before the C library is made to free
   what it holds), peak, mark or command.  heap_*: of all blocks that were
   searched; roots_bytes: of the memory that was searched beside them;
   pools_bytes: of blocks in which others lie, which count in place of them. */
#define MS2_FIELDS_search(F)                    \
   F(how, word, value, name)                    \
   F(superblocks, number, value, superblocks)   \
   F(ms, number, value, ms)                     \
   F(alloc_bytes, number, value, bytes)         \
   F(calls, number, value, calls)               \
   F(instructions, number, value, instructions) \
   F(heap_bytes, number, value, bytes)          \
   F(heap_blocks, number, value, blocks)        \
   F(roots_bytes, number, value, bytes)         \
   F(pools_bytes, number, value, bytes)         \
   F(search_us, number, value, us)

/* A node of a search's dominator tree, folded: the blocks of one context and
   class below one holder.  Numbered from 1 in its search; parent 0 is the top,
   where that lies which several roots hold together.  kind: one of
   MS2_FORMAT_OWNER_KINDS, which says what number is.  class: of blocks one of
   MS2_FORMAT_LOSS, else 0.  offset: where the pointer lies in the holder, plus
   1, if that is always the same, else 0.  bytes, blocks: its own, without those
   of the nodes below it. */
#define MS2_FIELDS_owner(F)         \
   F(search, number, value, search) \
   F(parent, number, value, owner)  \
   F(kind, number, value, kind)     \
   F(number, number, value, number) \
   F(class, number, value, class)   \
   F(offset, number, value, bytes)  \
   F(bytes, number, value, bytes)   \
   F(blocks, number, value, blocks)

/* Pointers to blocks of a node of the search from those of another one that is
   not its parent. */
#define MS2_FIELDS_owner_pointers(F) \
   F(search, number, value, search)  \
   F(from, number, value, owner)     \
   F(to, number, value, owner)       \
   F(pointers, number, value, count)

/* All blocks of a context that are of one class of MS2_FORMAT_LOSS. */
#define MS2_FIELDS_owner_total(F)   \
   F(search, number, value, search) \
   F(node, number, value, node)     \
   F(class, number, value, class)   \
   F(bytes, number, value, bytes)   \
   F(blocks, number, value, blocks)

/* One of the blocks that retain most: what would be lost without it, itself
   included.  n: the node of the search that it is part of; node: its context.
 */
#define MS2_FIELDS_owner_block(F)          \
   F(search, number, value, search)        \
   F(n, number, value, owner)              \
   F(node, number, value, node)            \
   F(address, hex, value, address)         \
   F(bytes, number, value, bytes)          \
   F(retained_bytes, number, value, bytes) \
   F(retained_blocks, number, value, blocks)

/* With --use: the bytes of live blocks in lines that were touched since the
   last line of this kind, and those that had ever been touched: what would be
   resident.  A snapshot without this line: nobody looked.  Where snapshots were
   left out it is the most of theirs. */
#define MS2_FIELDS_use_levels(F)        \
   F(in_use_bytes, number, most, bytes) \
   F(first_touched_bytes, number, value, bytes)

/* What of a context's blocks was used, as of the next `use` of the same word,
   in bytes.  never_touched: neither read nor written by the program since birth
   (what calloc clears and realloc copies is no touch); never_read: written, but
   not read; never_rewritten: of blocks of calloc, not written since; idle_*:
   touched, but not in the last half, quarter, eighth of the run until then;
   not_again: at the peak, not touched between it and the block's end or that
   of the run; tail_bytes: never touched, from somewhere in the block to its
   last byte; tail_blocks: blocks with such a tail. */
#define MS2_FIELDS_use_part(F)              \
   F(when, word, key, name)                 \
   F(node, number, key, node)               \
   F(blocks, number, value, blocks)         \
   F(bytes, number, value, bytes)           \
   F(never_touched, number, value, bytes)   \
   F(never_read, number, value, bytes)      \
   F(never_rewritten, number, value, bytes) \
   F(idle_half, number, value, bytes)       \
   F(idle_quarter, number, value, bytes)    \
   F(idle_eighth, number, value, bytes)     \
   F(not_again, number, value, bytes)       \
   F(tail_bytes, number, value, bytes)      \
   F(tail_blocks, number, value, blocks)

/* A moment at which use was looked at: when is `peak`, `end`, or `all`, which
   are all blocks of the run, each as it was at its end, with the clocks of the
   end.  heap_*: what was held; the peak that was looked at may be a little
   lower than the peak itself. */
#define MS2_FIELDS_use(F)                     \
   F(when, word, key, name)                   \
   F(superblocks, number, value, superblocks) \
   F(ms, number, value, ms)                   \
   F(heap_bytes, number, value, bytes)        \
   F(heap_blocks, number, value, blocks)

/* With --use=counts: how often the program read and wrote the blocks of a
   context, and how many bytes that was. */
#define MS2_FIELDS_accesses(F)         \
   F(node, number, key, node)          \
   F(reads, number, value, count)      \
   F(read_bytes, number, value, bytes) \
   F(writes, number, value, count)     \
   F(written_bytes, number, value, bytes)

/* Of a context whose blocks all have one size, up to 1,024 bytes: how often
   each byte of a run of them was accessed, in all blocks together.  The runs
   of a context follow each other from offset 0 on, and those that begin there
   anew replace those before. */
#define MS2_FIELDS_access_run(F)  \
   F(node, number, key, node)     \
   F(size, number, value, bytes)  \
   F(offset, number, key, bytes)  \
   F(bytes, number, value, bytes) \
   F(accesses, number, value, count)

/* Of the first ms milliseconds of the run so far: how many of them the process
   waited for something else than a processor, with no thread of it running or
   ready to.  No such line: the system did not say. */
#define MS2_FIELDS_waited(F) \
   F(ms, number, value, ms)  \
   F(waited_ms, number, value, ms)

/* The program ended: how ("exit", "signal", or "exec" where it became another
   one), the exit status or the signal's number, else 0, then the number of
   strings, objects, addresses, nodes, snapshots.  A file without it is of a
   program that still runs or was killed.  More records behind an "exec": it
   failed, and this line does not count. */
#define MS2_FIELDS_end(F)             \
   F(how, word, value, name)          \
   F(status, number, value, status)   \
   F(strings, number, value, count)   \
   F(objects, number, value, count)   \
   F(addresses, number, value, count) \
   F(nodes, number, value, count)     \
   F(snapshots, number, value, count)

/* X(key, meaning): the header's facts.  All are optional but the first three;
   "option", "alloc-fn", "ignore-fn", "toggle-collect", "malloc-fn", "free-fn"
   "ran" and "hint" may come several times, the last two anywhere in the file.
 */
#define MS2_FORMAT_KEYS(X)                                                   \
   X("pid", "process id")                                                    \
   X("command", "the command line, its words joined with blanks")            \
   X("time-unit", "the axis asked for: superblocks, i, ms or B")             \
   X("ppid", "process id of the parent")                                     \
   X("forked-from", "pid of the recorded process this one was forked from")  \
   X("run", "the same text in every process of one run")                     \
   X("started", "wall clock at the start, seconds since 1970")               \
   X("exe", "the executable's path")                                         \
   X("called", "its name, if it was called by another one")                  \
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
   X("use", "yes or counts where the use of memory was recorded")            \
   X("ran", "how often, and the path of a program that was not recorded")    \
   X("hint", "a word of MS2_FORMAT_HINTS: what only the recorder saw")

/* X(name, number, counted, what it is): the kinds of mapped pages.  The
   counted ones are the series of pages. */
#define MS2_FORMAT_PAGE_KINDS(X)                            \
   X(anonymous, 1, 1, "anonymous: private and writable")    \
   X(break, 2, 1, "the program break (brk)")                \
   X(reserved, 3, 0, "reserved: private, without access")   \
   X(file, 4, 0, "a file, private")                         \
   X(shared, 5, 0, "a file, shared")                        \
   X(stack, 6, 0, "stacks of threads")                      \
   X(readonly, 7, 0, "anonymous, read-only")                \
   X(given_back, 8, 0, "given back, and not touched since") \
   X(shared_memory, 9, 1, "memory to share: of no file")    \
   X(left_stack, 10, 1, "stacks left by threads that ended")

/* X(name, number, what it is): the kinds of roots. */
#define MS2_FORMAT_ROOT_KINDS(X)                                   \
   X(data, 0, "a variable, or unnamed bytes, of an object's data") \
   X(tls, 1, "thread-local storage of an object")                  \
   X(stack, 2, "a thread's stack")                                 \
   X(registers, 3, "a thread's registers")                         \
   X(mapping, 4, "memory that the program mapped")                 \
   X(other, 5, "anything else")

/* X(name, number, what it is): the kinds of nodes of a search. */
#define MS2_FORMAT_OWNER_KINDS(X)                                \
   X(root, 1, "a root: number is the root's")                    \
   X(lost, 2, "lost memory: what nothing points to is below it") \
   X(blocks, 3, "blocks: number is the node of their context")   \
   X(rest, 4,                                                    \
     "what is too small to stand alone, all that is below its "  \
     "parent and in no other node")

/* X(name, number, what it is): the classes of blocks, those of memcheck. */
#define MS2_FORMAT_LOSS(X)                                                \
   X(reachable, 1, "pointers to starts of blocks lead to it from a root") \
   X(possibly, 2, "only pointers to the inside of blocks do")             \
   X(definitely, 3, "no pointer leads to it")                             \
   X(indirectly, 4, "a lost block leads to it")

/* X(name, number, what is summed up): what has a peak beside the heap. */
#define MS2_FORMAT_SERIES(X)             \
   X(pages, 1, "mapped pages")           \
   X(stacks, 2, "stacks of all threads") \
   X(sum, 3, "heap, mapped pages and stacks")

/* X(word, sentences): each says what is wrong and what to do about it. */
#define MS2_FORMAT_HINTS(X)                                                    \
   X("static",                                                                 \
     "ms2 saw no allocation: the program is statically linked and stripped, "  \
     "so nobody knows which of its functions is malloc. Do not strip it, or "  \
     "link it dynamically.")                                                   \
   X("musl",                                                                   \
     "ms2 saw no allocation: the program uses the C library musl, which this " \
     "version of Valgrind knows under no name. Record with "                   \
     "--soname-synonyms=somalloc=NONE.")                                       \
   X("go",                                                                     \
     "A Go program: its objects lie in pages that Go's own run-time system "   \
     "maps, and are not seen one by one; the heap is that of its C code "      \
     "alone. Go's own profiler shows them: runtime/pprof, with 'go tool "      \
     "pprof'.")                                                                \
   X("haskell",                                                                \
     "A Haskell program: its objects lie in pages that GHC's own run-time "    \
     "system maps, and are not seen one by one; the heap is that of its C "    \
     "code alone. GHC's own heap profile shows them: link with -rtsopts, and " \
     "run with +RTS -hT.")                                                     \
   X("php",                                                                    \
     "PHP takes its values out of pages that it maps, so the heap shows none " \
     "of them: run it with USE_ZEND_ALLOC=0 in its environment.")              \
   X("pymalloc", "Python takes small objects out of arenas that it maps "      \
                 "(pymalloc), so the heap shows none of them: run it with "    \
                 "PYTHONMALLOC=malloc in its environment.")                    \
   X("ruby", "Ruby's objects lie in pages that it maps, and are not seen one " \
             "by one; the heap is what lies outside of them. Its own library " \
             "shows them: require 'objspace', "                                \
             "ObjectSpace.trace_object_allocations_start and dump_all.")       \
   X("javascript",                                                             \
     "JavaScript's objects lie in pages that V8 maps, and are not seen "       \
     "one by one; the heap is that of C++ code. V8's own heap profile "        \
     "shows them: node --heap-prof.")                                          \
   X("java", "Java's objects lie in pages that its virtual machine maps, and " \
             "are not seen one by one; the heap is that of C++ code. The "     \
             "virtual machine shows them: jcmd PID GC.class_histogram.")       \
   X("collector",                                                              \
     "A garbage collector (Boehm's) takes objects out of pages that it maps, " \
     "so the heap shows none of them: record with --malloc-fn='GC_malloc*'.")  \
   X("d",                                                                      \
     "A D program: its collector takes objects out of pages that it maps, so " \
     "the heap shows none of them. With --DRT-gcopt=gc:manual among the "      \
     "program's own arguments each is a block, and none is ever collected.")   \
   X("own-allocator",                                                          \
     "The program mapped more memory than it got from malloc: if it has an "   \
     "allocator of its own, its blocks are not seen one by one. --view=pages " \
     "says who maps them; name its functions with --malloc-fn and --free-fn.") \
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
   X("refused",                                                                \
     "The program asked for address space and did not get it: Valgrind's own " \
     "part counts against a limit (ulimit -v), and under Valgrind there are "  \
     "fewer addresses to be had. It may have done something else than it "     \
     "does by itself.")                                                        \
   X("children",                                                               \
     "The program ran other programs, which were not recorded: "               \
     "--trace-children=yes records them, too, each in a file of its own.")     \
   X("deep",                                                                   \
     "Some call stacks are deeper than what was kept of them: their outer "    \
     "callers are missing. Record with a larger --depth, at most 500.")

#endif
