/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tree of call stacks, and what each allocating stack has done.

   A node is found by its parent and its address.  The first children of a node
   are linked to it, the later ones stand in one map for all nodes:

      node 7 -- first_child -> node 8 -- next_sibling -> node 12 -> ...
             -- `more` -----> node 31, node 40: those behind the eighth

   A node never changes, but for one thing: if its address has other code by
   now (its library was unloaded, and another one lies there), it loses the
   address, so that it is not found again.  What was recorded at it stays under
   the names that it had. */
#include "model/context.h"

#include "base/map.h"
#include "model/names.h"
#include "base/pool.h"

/* So many children of a node are linked to it, in the order in which they were
   made; further ones are found through the map.  Nearly all nodes have few,
   and a child that was made with its parent lies beside it in memory, where a
   map's slot would be one more miss of the cache. */
#define LINKED_CHILDREN 8

static struct {
   Ms2Pool nodes;
   Ms2Pool contexts;
   Ms2Map more; /* (parent, address) -> node: children that are not linked */
   Ms2ContextFilter is_ignored;
   UInt epoch;
} tree;

void ms2_context_init(Ms2ContextFilter is_ignored)
{
   ms2_pool_init(&tree.nodes, "ms2.context.node", sizeof(Ms2Node));
   ms2_pool_init(&tree.contexts, "ms2.context", sizeof(Ms2Context));
   ms2_map_init(&tree.more, "ms2.context.map");
   ms2_pool_add(&tree.nodes);
   ms2_pool_add(&tree.contexts);
   tree.is_ignored = is_ignored;
}

void ms2_context_set_epoch(UInt epoch)
{
   tree.epoch = epoch & 0x7FFFFFFFU;
}

/* A parent's number is lower than those of its children: the profile has it in
   front of them, and ms2_stack_text finds ancestors by it. */
static UInt add_node(UInt parent, Addr address, Bool cut)
{
   UInt address_number = ms2_names_address(address);
   Ms2Node *node = ms2_pool_add(&tree.nodes);

   node->address = address;
   node->parent = parent;
   node->address_number = address_number;
   node->epoch = tree.epoch;
   node->cut = cut;
   return tree.nodes.n - 1;
}

/* A node met again after code was mapped or unmapped: still the same code? */
static Bool is_current(Ms2Node *node)
{
   if (node->epoch != tree.epoch) {
      if (ms2_names_address(node->address) != node->address_number)
         return False;
      node->epoch = tree.epoch;
   }
   return True;
}

static Bool is_of(const Ms2Node *node, Addr address, Bool cut)
{
   return node->address == address && node->cut == cut;
}

/* A child that stands for other code now is never found again. */
static void retire(Ms2Node *node)
{
   node->address = 0;
}

/* Among the children that are not linked; adds it if it is not there. */
static UInt child_by_map(UInt parent, Addr address, Bool cut)
{
   ULong hash = ms2_map_hash(address, ((ULong)parent << 1) | cut);
   Ms2MapCursor at;
   UInt number;

   for (number = ms2_map_first(&tree.more, hash, &at); number != MS2_MAP_NONE;
        number = ms2_map_next(&tree.more, &at)) {
      Ms2Node *node = ms2_pool_get(&tree.nodes, number);
      if (node->parent != parent || !is_of(node, address, cut))
         continue;
      if (!is_current(node)) {
         retire(node);
         number = add_node(parent, address, cut);
         ms2_map_replace(&tree.more, &at, number);
      }
      return number;
   }
   number = add_node(parent, address, cut);
   ms2_map_add(&tree.more, hash, number);
   return number;
}

UInt ms2_context_child(UInt parent, Addr address, Bool cut)
{
   Ms2Node *node = ms2_pool_get(&tree.nodes, parent);
   UInt *link = &node->first_child;
   UInt n = 0;

   for (; *link != 0; link = &node->next_sibling, n++) {
      node = ms2_pool_get(&tree.nodes, *link);
      if (is_of(node, address, cut)) {
         if (is_current(node))
            return *link;
         retire(node);
      }
   }
   if (n == LINKED_CHILDREN)
      return child_by_map(parent, address, cut);
   *link = add_node(parent, address, cut);
   return *link;
}

static UInt add_context(UInt node_number)
{
   if (tree.is_ignored(node_number))
      return MS2_CONTEXT_IGNORED;
   Ms2Context *context = ms2_pool_add(&tree.contexts);
   context->node = node_number;
   context->born = ms2_clock_ticks(ms2_clock_last_superblocks());
   return tree.contexts.n - 1;
}

UInt ms2_context_at(UInt node_number)
{
   Ms2Node *node = ms2_pool_get(&tree.nodes, node_number);

   if (node->context == 0)
      node->context = add_context(node_number);
   return node->context;
}

UInt ms2_context_n_nodes(void)
{
   return tree.nodes.n - 1;
}

UInt ms2_context_n(void)
{
   return tree.contexts.n - 1;
}

const Ms2Node *ms2_context_node_get(UInt number)
{
   return ms2_pool_get(&tree.nodes, number);
}

Ms2Context *ms2_context_get(UInt number)
{
   return ms2_pool_get(&tree.contexts, number);
}

Ms2Usage ms2_context_live(const Ms2Context *context)
{
   Ms2Usage live;

   live.bytes = context->inherited.bytes + context->allocated.bytes -
                context->freed.bytes;
   live.blocks = context->inherited.blocks + context->allocated.blocks -
                 context->freed.blocks;
   return live;
}
