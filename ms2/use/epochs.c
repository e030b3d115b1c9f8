/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Epochs: the parts of the run that touches are told apart by. */
#include "use/epochs.h"

#include "use/touches.h"

/* Becoming one, epochs stay shorter than this part of the run: half, a quarter
   and an eighth of it are then right to within a 128th. */
#define LONGEST_PART 64

/* A new one begins after this part, at least so many superblocks: about 0.1 ms
   of a program. */
#define NEXT_PART 128
#define LEAST_TICKS 10000

static struct {
   Ms2EpochsMemory each;
   ULong starts[MS2_MOST_EPOCHS + 1]; /* by number, from 1 */
   UInt n;
   UInt since[MS2_EPOCH_KINDS];
   ULong origin;                  /* of the run */
   UChar to[MS2_MOST_EPOCHS + 1]; /* new numbers, while they are given */
} epochs;

void ms2_epochs_init(Ms2EpochsMemory each)
{
   epochs.each = each;
   epochs.n = 1;
   ms2_touches_epoch = 1;
}

static Bool is_kept(UInt epoch)
{
   for (UInt kind = MS2_EPOCH_LOOK; kind < MS2_EPOCH_KINDS; kind++) {
      if (epochs.since[kind] == epoch)
         return True;
   }
   return False;
}

static void renumber(Addr start, Addr end)
{
   ms2_touches_renumber(start, end, epochs.to);
}

/* True if epoch i, which ends at `end`, goes to the one that began at `start`.
   Those of before a fork are all the same. */
static Bool joins(UInt i, ULong start, ULong end, ULong longest)
{
   return !is_kept(i) && (end <= epochs.origin || end - start <= longest);
}

/* Those of one number keep the beginning of the first.  Of what remains two
   neighbours together are longer than an epoch may become by uniting: so there
   are at most twice as many as the run has such parts, the two that are kept,
   and one of before a fork. */
static void unite(ULong now)
{
   ULong longest = (now - epochs.origin) / LONGEST_PART;
   UInt n = 0;

   for (UInt i = 1; i <= epochs.n; i++) {
      ULong end = i < epochs.n ? epochs.starts[i + 1] : now;
      if (n == 0 || !joins(i, epochs.starts[n], end, longest))
         epochs.starts[++n] = epochs.starts[i];
      epochs.to[i] = n;
   }
   epochs.n = n;
   for (UInt kind = 0; kind < MS2_EPOCH_KINDS; kind++)
      epochs.since[kind] = epochs.to[epochs.since[kind]];
   epochs.each(renumber);
}

void ms2_epochs_begin(Ms2EpochKind kind, ULong now)
{
   if (epochs.n == MS2_MOST_EPOCHS)
      unite(now);
   epochs.starts[++epochs.n] = now;
   epochs.since[kind] = epochs.n;
   ms2_touches_epoch = epochs.n;
}

UInt ms2_epochs_since(Ms2EpochKind kind)
{
   return epochs.since[kind];
}

static Bool is_long(ULong start, ULong now)
{
   ULong ticks = (now - epochs.origin) / NEXT_PART;

   return now - start >= (ticks > LEAST_TICKS ? ticks : LEAST_TICKS);
}

Bool ms2_epochs_is_due(ULong now)
{
   return is_long(epochs.starts[epochs.n], now);
}

Bool ms2_epochs_is_look_due(ULong now)
{
   UInt look = epochs.since[MS2_EPOCH_LOOK];

   return is_long(look > 0 ? epochs.starts[look] : epochs.origin, now);
}

static ULong distance(ULong a, ULong b)
{
   return a > b ? a - b : b - a;
}

/* The epoch whose beginning is nearest.  In a run so short that it has hardly
   any epochs, one that begins long behind the moment would make what was in use
   idle: there it is the one before. */
static UInt nearest(ULong moment, ULong run)
{
   UInt first = 1, behind = epochs.n + 1;

   while (behind - first > 1) {
      UInt middle = first + (behind - first) / 2;
      if (epochs.starts[middle] <= moment)
         first = middle;
      else
         behind = middle;
   }
   if (behind <= epochs.n &&
       distance(epochs.starts[behind], moment) <
           distance(epochs.starts[first], moment) &&
       distance(epochs.starts[behind], moment) <= run / LONGEST_PART) {
      return behind;
   }
   return first;
}

Ms2EpochsParts ms2_epochs_parts(ULong now)
{
   ULong run = now - epochs.origin;
   Ms2EpochsParts parts = {nearest(now - run / 2, run),
                           nearest(now - run / 4, run),
                           nearest(now - run / 8, run)};

   return parts;
}

void ms2_epochs_restart(ULong now)
{
   epochs.origin = now;
   epochs.since[MS2_EPOCH_LOOK] = 0;
   epochs.since[MS2_EPOCH_PEAK] = 0;
   ms2_epochs_begin(MS2_EPOCH_PLAIN, now);
}
