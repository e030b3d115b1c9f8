/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands about who holds the program's memory. */
#include "control/monitor_owners.h"

#include "control/lost.h"
#include "control/monitor_say.h"
#include "control/owners.h"
#include "model/context.h"
#include "model/names.h"
#include "owners/root_table.h"

#include "pub_tool_gdbserver.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"

#include "ms2_format.h"

enum {
#define ROW(name, number, what) ROOT_##name = number,
   MS2_FORMAT_ROOT_KINDS(ROW)
#undef ROW
};

/* Pointers to a block that are shown, of those that lead to it. */
#define MOST_POINTERS 10

/* Steps of a way that are shown: a list has too many. */
#define MOST_STEPS 20

/* Room for the name of a function. */
#define NAME_BYTES 512

static Bool is_searched(void)
{
   if (ms2_options->heap && !ms2_options->pages_as_heap)
      return True;
   VG_(gdb_printf)("blocks are not recorded: --heap=no or"
                   " --pages-as-heap=yes\n");
   return False;
}

/* ---- what roots are called ---------------------------------------------- */

static const HChar *object_of(UInt object)
{
   const HChar *path = ms2_names_object_get(object)->path;
   const HChar *slash = VG_(strrchr)(path, '/');

   return slash == NULL ? path : slash + 1;
}

static void say_code(UInt code)
{
   const Ms2Address *address = ms2_names_address_get(code);
   const Ms2Source *source = &address->sources[address->n_sources - 1];
   HChar name[NAME_BYTES];

   if (source->function != 0) {
      VG_(gdb_printf)("%s", ms2_names_string_get(source->function));
      return;
   }
   ms2_names_place(address, name, sizeof name);
   VG_(gdb_printf)("%s", name);
}

static void say_data(const Ms2Root *root, const HChar *unnamed)
{
   VG_(gdb_printf)("%s", root->text[0] == '\0' ? unnamed : root->text);
   if (root->text[0] == '\0' && root->address != 0)
      VG_(gdb_printf)(" at %#lx", root->address);
   if (root->object != 0)
      VG_(gdb_printf)(" (%s)", object_of(root->object));
}

/* In a line that has begun, and goes on. */
static void say_root(UInt number)
{
   const Ms2Root *root = ms2_root_table_get(number);

   switch (root->kind) {
   case ROOT_data: say_data(root, "unnamed data"); break;
   case ROOT_tls:
      VG_(gdb_printf)("of thread %u: ", root->thread);
      say_data(root, "its own storage");
      break;
   case ROOT_stack:
      VG_(gdb_printf)("the stack of thread %u", root->thread);
      if (root->code != 0) {
         VG_(gdb_printf)(", in ");
         say_code(root->code);
      }
      break;
   case ROOT_registers:
      VG_(gdb_printf)("the registers of thread %u", root->thread);
      break;
   case ROOT_mapping: VG_(gdb_printf)("memory that was mapped"); break;
   default: VG_(gdb_printf)("other memory"); break;
   }
}

/* ---- owners ------------------------------------------------------------- */

typedef struct {
   UInt root;
   Ms2Usage retained;
} Owner;

static struct {
   Long n;      /* how many to show */
   Addr target; /* of `who` */
} asked;

static Int by_retained(const void *a, const void *b)
{
   const Owner *one = a, *other = b;

   if (one->retained.bytes != other->retained.bytes)
      return one->retained.bytes > other->retained.bytes ? -1 : 1;
   return one->root < other->root ? -1 : one->root > other->root;
}

/* Of each node of the folded tree what it and all below it hold; the caller
   frees it.  A parent stands before its children. */
static Ms2Usage *retained_of(const Ms2Fold *fold)
{
   Ms2Usage *retained = ms2_host_alloc_zeroed("ms2.monitor.owners",
                                              fold->nodes->n, sizeof *retained);

   for (UInt i = fold->nodes->n; i-- > 1;) {
      const Ms2FoldNode *node = ms2_array_get(fold->nodes, i);
      retained[i].bytes += node->bytes;
      retained[i].blocks += node->blocks;
      retained[node->parent].bytes += retained[i].bytes;
      retained[node->parent].blocks += retained[i].blocks;
   }
   return retained;
}

static Ms2Array *owners_of(const Ms2Fold *fold)
{
   Ms2Array *owners = ms2_array_new("ms2.monitor.owners", sizeof(Owner));
   Ms2Usage *retained = retained_of(fold);

   for (UInt i = 1; i < fold->nodes->n; i++) {
      const Ms2FoldNode *node = ms2_array_get(fold->nodes, i);
      if (node->kind == MS2_FOLD_ROOT && retained[i].bytes > 0) {
         *(Owner *)ms2_array_add(owners) =
             (Owner){.root = node->number, .retained = retained[i]};
      }
   }
   ms2_host_free(retained);
   ms2_host_sort(owners->elements, owners->n, sizeof(Owner), by_retained);
   return owners;
}

static void say_usage(const HChar *label, Ms2Usage usage)
{
   ms2_monitor_say_usage(label, usage, "block");
}

static void say_classes(const Ms2Search *search)
{
   Ms2Usage sums[MS2_LOSS_N_CLASSES] = {{0, 0}};

   for (UInt i = 0; i < search->totals->n; i++) {
      const Ms2SearchTotal *total = ms2_array_get(search->totals, i);
      sums[total->class].bytes += total->bytes;
      sums[total->class].blocks += total->blocks;
   }
   say_usage("held:            ", sums[MS2_LOSS_REACHABLE]);
   say_usage("possibly lost:   ", sums[MS2_LOSS_POSSIBLY]);
   say_usage("definitely lost: ", sums[MS2_LOSS_DEFINITELY]);
   say_usage("indirectly lost: ", sums[MS2_LOSS_INDIRECTLY]);
}

static void say_owners(Ms2Search *search)
{
   Ms2Array *owners = owners_of(&search->fold);

   say_classes(search);
   for (UInt i = 0; i < owners->n && i < asked.n; i++) {
      const Owner *owner = ms2_array_get(owners, i);
      VG_(gdb_printf)(
          "%'llu byte%s in %'llu block%s by ", owner->retained.bytes,
          ms2_monitor_say_plural(owner->retained.bytes), owner->retained.blocks,
          ms2_monitor_say_plural(owner->retained.blocks));
      say_root(owner->root);
      VG_(gdb_printf)("\n");
   }
   if (owners->n > asked.n) {
      VG_(gdb_printf)("%'llu more owner%s\n", owners->n - asked.n,
                      ms2_monitor_say_plural(owners->n - asked.n));
   }
   ms2_array_free(owners);
}

void ms2_monitor_owners(const HChar *count)
{
   HChar *end = NULL;

   asked.n =
       count[0] == '\0' ? MS2_MONITOR_SAY_STACKS : VG_(strtoll10)(count, &end);
   if (count[0] != '\0' && (*end != '\0' || asked.n < 1)) {
      VG_(gdb_printf)("owners: '%s' is no number of owners\n", count);
      return;
   }
   if (is_searched())
      ms2_owners_ask(ms2_search_run, say_owners);
}

/* ---- lost --------------------------------------------------------------- */

static void say_lost(Ms2Lost *lost)
{
   say_usage("definitely lost: ", lost->of[MS2_LOSS_DEFINITELY]);
   say_usage("indirectly lost: ", lost->of[MS2_LOSS_INDIRECTLY]);
   say_usage("possibly lost:   ", lost->of[MS2_LOSS_POSSIBLY]);
   ms2_monitor_say_holders(ms2_held_by_stack_of(lost->contexts),
                           2 * MS2_MONITOR_SAY_STACKS);
   ms2_array_free(lost->contexts);
}

static void lost_since(const HChar *name)
{
   const Ms2HeldThen *then =
       ms2_held_by_stack_find(name[0] == '\0' ? NULL : name);
   Ms2Lost lost;

   if (then == NULL) {
      VG_(gdb_printf)("lost: there is no mark%s%s; set one with: mark NAME\n",
                      name[0] == '\0' ? "" : " ", name);
      return;
   }
   if (ms2_lost_find_since(&lost, ms2_held_by_stack_tick(then))) {
      VG_(gdb_printf)("of what was allocated since mark \"%s\":\n",
                      ms2_held_by_stack_name(then));
      say_lost(&lost);
   }
}

void ms2_monitor_owners_lost(const HChar *since)
{
   static const HChar word[] = "since";
   const SizeT n = sizeof word - 1;
   Ms2Lost lost;

   if (!is_searched())
      return;
   if (since[0] == '\0') {
      if (ms2_lost_find(&lost))
         say_lost(&lost);
   } else if (VG_(strncmp)(since, word, n) == 0 &&
              (since[n] == '\0' || VG_(isspace)(since[n]))) {
      for (since += n; VG_(isspace)(*since);)
         since++;
      lost_since(since);
   } else {
      VG_(gdb_printf)("lost: expected 'since', found '%s'\n", since);
   }
}

/* ---- who ---------------------------------------------------------------- */

static void say_block(const Ms2Search *search, UInt block)
{
   UInt context = ms2_blocks_context(&search->blocks, block);

   VG_(gdb_printf)("a block of %'llu bytes at %#lx\n",
                   ms2_blocks_bytes(&search->blocks, block),
                   ms2_blocks_start(&search->blocks, block));
   if (context != 0)
      ms2_monitor_say_stack(context);
}

/* A node of the graph is a root or a block. */
static void say_node(const Ms2Search *search, const Ms2Graph *graph, UInt node)
{
   UInt first = ms2_graph_first_block(graph);

   if (node >= first) {
      say_block(search, node - first);
   } else if (node == ms2_graph_lost(graph)) {
      VG_(gdb_printf)("nothing: it is lost\n");
   } else {
      say_root(node - 1);
      VG_(gdb_printf)("\n");
   }
}

/* From which node each is reached first, from the roots on, nearest first; 0
   where none does.  The caller frees it. */
static UInt *ways_of(const Ms2Graph *graph)
{
   UInt *from =
       ms2_host_alloc_zeroed("ms2.monitor.who", graph->n, sizeof *from);
   UInt *queue = ms2_host_alloc("ms2.monitor.who", graph->n * sizeof *queue);
   UInt n = 0;

   for (UInt node = 1; node <= ms2_graph_lost(graph); node++)
      queue[n++] = node;
   for (UInt i = 0; i < n; i++) {
      Ms2GraphCursor cursor = ms2_graph_start(graph, queue[i]);
      for (UInt to; ms2_graph_next(graph, &cursor, &to);) {
         if (from[to] == 0) {
            from[to] = queue[i];
            queue[n++] = to;
         }
      }
   }
   ms2_host_free(queue);
   return from;
}

/* Roots stand before blocks, and blocks in the order of their addresses. */
static void say_pointers(const Ms2Search *search, const Ms2Graph *graph,
                         UInt target)
{
   UInt n = 0;

   for (UInt node = 1; node < graph->n; node++) {
      if (node == target || node == ms2_graph_lost(graph))
         continue;
      Ms2GraphCursor cursor = ms2_graph_start(graph, node);
      Bool leads = False;
      for (UInt to; !leads && ms2_graph_next(graph, &cursor, &to);)
         leads = to == target;
      if (leads && n++ < MOST_POINTERS) {
         VG_(gdb_printf)("pointed at by ");
         say_node(search, graph, node);
      }
   }
   if (n > MOST_POINTERS)
      VG_(gdb_printf)("and by %'u more\n", n - MOST_POINTERS);
   if (n == 0)
      VG_(gdb_printf)("nothing points at it\n");
}

static void say_way(const Ms2Search *search, const Ms2Graph *graph, UInt target)
{
   UInt *from = ways_of(graph);
   UInt steps[MOST_STEPS];
   UInt n = 0;
   UInt n_all = 0;

   for (UInt node = from[target]; node != 0; node = from[node]) {
      steps[n_all % MOST_STEPS] = node;
      n_all++;
   }
   n = n_all < MOST_STEPS ? n_all : MOST_STEPS;
   if (n > 0)
      VG_(gdb_printf)("the shortest way to it, of %'u step%s:\n", n_all,
                      ms2_monitor_say_plural(n_all));
   for (UInt i = 1; i <= n; i++) {
      VG_(gdb_printf)("%s", i == 1 ? "   " : "-> ");
      say_node(search, graph, steps[(n_all - i) % MOST_STEPS]);
   }
   ms2_host_free(from);
}

static void say_who(Ms2Search *search)
{
   static const HChar *const words[MS2_LOSS_N_CLASSES] = {
       [MS2_LOSS_REACHABLE] = "held",
       [MS2_LOSS_POSSIBLY] = "possibly lost",
       [MS2_LOSS_DEFINITELY] = "definitely lost",
       [MS2_LOSS_INDIRECTLY] = "indirectly lost"};
   UInt block = ms2_blocks_at(&search->blocks, asked.target);

   if (block == MS2_BLOCKS_NONE) {
      VG_(gdb_printf)("who: there is no block at %#lx\n", asked.target);
      return;
   }
   VG_(gdb_printf)("%#lx is %s: %'lu bytes into ", asked.target,
                   words[search->classes[block]],
                   asked.target - ms2_blocks_start(&search->blocks, block));
   say_block(search, block);
   Ms2Graph graph;
   ms2_graph_init(&graph, &search->pointers, &search->roots, search->classes);
   UInt target = ms2_graph_first_block(&graph) + block;
   say_pointers(search, &graph, target);
   say_way(search, &graph, target);
   ms2_graph_release(&graph);
}

void ms2_monitor_owners_who(const HChar *address)
{
   HChar *end = NULL;

   asked.target = (Addr)(VG_(strncmp)(address, "0x", 2) == 0
                             ? VG_(strtoull16)(address, &end)
                             : VG_(strtoull10)(address, &end));
   if (address[0] == '\0' || *end != '\0') {
      VG_(gdb_printf)("who: '%s' is no address\n", address);
      return;
   }
   if (is_searched())
      ms2_owners_ask(ms2_search_classify, say_who);
}
