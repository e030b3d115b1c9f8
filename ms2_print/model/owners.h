/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who held what: the searches through the program's memory.

   Each has a tree, in an array whose first entry is the top: a node's parent
   stands before it.  A node is what is below it, alone: were it gone, all of
   that would be lost.  What lies at the top and is no root is held by several
   roots together.  Nodes are folded: the blocks of one context and class below
   one holder are one.  What was too small is a rest, so nothing is missing. */
#ifndef MS2_PRINT_MODEL_OWNERS_H
#define MS2_PRINT_MODEL_OWNERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/moment.h"
#include "model/records.h"
#include "model/usage.h"

/* Numbers of kinds and classes: those of the format. */
enum root_kind {
#define ROW(name, number, words) ROOT_##name = number,
   MS2_FORMAT_ROOT_KINDS(ROW)
#undef ROW
       ROOT_KINDS
};

enum owner_kind {
   OWNER_top,
#define ROW(name, number, words) OWNER_##name = number,
   MS2_FORMAT_OWNER_KINDS(ROW)
#undef ROW
       OWNER_KINDS
};

enum loss {
   LOSS_none, /* no blocks */
#define ROW(name, number, words) LOSS_##name = number,
   MS2_FORMAT_LOSS(ROW)
#undef ROW
       LOSS_CLASSES
};

/* What may hold blocks without being one. */
struct root {
   enum root_kind kind;
   const char *name; /* the variable's; "" where none is known */
   uint64_t address; /* in memory; 0: none */
   uint32_t object;  /* 0: none */
   uint32_t thread;  /* 0: none */
   uint32_t code;    /* an address in the function whose frame it is; or 0 */
   uint32_t node;    /* that mapped the memory; or 0 */
};

struct owner {
   uint32_t parent; /* 0: the top */
   enum owner_kind kind;
   uint32_t number;       /* of a root, or the node of blocks; else 0 */
   enum loss loss;        /* of blocks */
   uint64_t offset;       /* of the pointer in the holder, plus 1; 0: several */
   struct usage own;      /* without what is below it */
   struct usage retained; /* with that */
};

/* Pointers to blocks of `to` from those of `from`, which is not its parent. */
struct owner_pointers {
   uint32_t from, to;
   uint64_t n;
};

/* All blocks of one context and class. */
struct owner_total {
   uint32_t node;
   enum loss loss;
   struct usage blocks;
};

/* A single block that retains much. */
struct owner_block {
   uint32_t owner; /* that it is part of */
   uint32_t node;  /* its context */
   uint64_t address, bytes;
   struct usage retained; /* itself included */
};

struct owner_search {
   const char *how; /* "end", "peak", "mark" or "command" */
   struct moment when;
   size_t snapshot; /* taken for it */
   struct usage heap;
   uint64_t roots_bytes, pools_bytes, search_us;
   struct usage by_loss[LOSS_CLASSES]; /* the sums of the totals */
   const struct owner *owners;
   uint32_t n_owners; /* with the top, which is number 0 */
   const struct owner_pointers *pointers;
   size_t n_pointers;
   const struct owner_total *totals; /* by node, class */
   size_t n_totals;
   const struct owner_block *blocks; /* those that retain most first */
   size_t n_blocks;
};

/* Fills in `retained`, which is 0 before. */
void owners_sum_retained(struct owner *all, size_t n);

/* What of a context is of that class. */
struct usage owners_total(const struct owner_search *s, uint32_t node,
                          enum loss loss);

/* "data" and what it is in words; "definitely" and the same. */
const char *owners_root_kind_name(enum root_kind kind);
const char *owners_root_kind_words(enum root_kind kind);
const char *owners_loss_name(enum loss loss);
const char *owners_loss_words(enum loss loss);

#endif
