// SPDX-License-Identifier: GPL-2.0-or-later
// The kinds of objects that the oracle of owners makes.
//
// All of a new object is cleared, whatever memory it was made of, and no
// pointer to it stays but the caller's.  Strings are those of before C++11,
// whose text stands behind a header in a block of its own.
#define _GLIBCXX_USE_CXX11_ABI 0
#include "engine.h"
#include "owners_kinds.h"

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <sys/mman.h>

#include <valgrind/valgrind.h>

#include "own_heap.h"

namespace
{

const size_t WORD = sizeof(void *);
const size_t PIECE_BYTES = 192;
const size_t N_PIECES = 64;
const size_t MOST_SLOTS = 24;

void put(object *made, const void *at, size_t bytes, unsigned good,
         size_t first_slot)
{
   made->hidden = hide(at);
   made->bytes = bytes;
   made->good = good;
   made->first_slot = first_slot;
   size_t n = bytes / WORD > first_slot ? bytes / WORD - first_slot : 0;
   made->n_slots = n < MOST_SLOTS ? n : MOST_SLOTS;
}

// ---- the C library's blocks -------------------------------------------------

// Now and then of no bytes at all, or so large that it lies by itself.
size_t size_for(size_t n)
{
   return n % 37 == 36 ? n * 1000 / WORD * WORD : n % 25 * WORD;
}

ORACLE_FRAME void make_plain(object *made, size_t n)
{
   size_t bytes = size_for(n);
   void *at = std::malloc(bytes);

   std::memset(at, 0, bytes);
   put(made, at, bytes, 0, 0);
}

ORACLE_FRAME void make_zeroed(object *made, size_t n)
{
   size_t bytes = size_for(n);

   put(made, std::calloc(1, bytes), bytes, 0, 0);
}

// Behind its own length.
ORACLE_FRAME void make_behind_size(object *made, size_t n)
{
   size_t bytes = 8 + (1 + n % 20) * WORD;
   char *at = static_cast<char *>(std::malloc(bytes));

   std::memset(at, 0, bytes);
   const uint64_t length = bytes - 8;
   std::memcpy(at, &length, 8);
   put(made, at, bytes, 8, 8 / WORD);
}

void drop_block(const object *old)
{
   std::free(reveal(old->hidden));
}

// ---- C++ --------------------------------------------------------------------

ORACLE_FRAME void make_string(object *made, size_t n)
{
   alignas(std::string) static char room[sizeof(std::string)];
   std::string *text = new (room) std::string(1 + n, 'x');
   char *at = const_cast<char *>(text->data()) - 3 * WORD;

   put(made, at, 3 * WORD + text->capacity() + 1, 3 * WORD, 0);
   made->n_slots = 0;
   std::memset(room, 0, sizeof room);
}

void drop_string(const object *old)
{
   alignas(std::string) static char room[sizeof(std::string)];
   const char *text = reveal(old->hidden) + 3 * WORD;

   std::memcpy(room, &text, sizeof text);
   reinterpret_cast<std::string *>(room)->~basic_string();
   std::memset(room, 0, sizeof room);
}

// Because of the destructor the number of cells stands in front of them.
struct cell {
   void *a, *b;
   cell() : a(nullptr), b(nullptr)
   {
   }
   ~cell()
   {
      ORACLE_STAY;
   }
};

ORACLE_FRAME void make_array(object *made, size_t n)
{
   n = 1 + n % 12;
   cell *cells = new cell[n];
   put(made, reinterpret_cast<char *>(cells) - WORD, WORD + n * sizeof(cell),
       WORD, 1);
}

void drop_array(const object *old)
{
   delete[] reinterpret_cast<cell *>(reveal(old->hidden) + WORD);
}

struct first {
   void *a;
   first() : a(nullptr)
   {
   }
   virtual ~first()
   {
   }
   virtual void act()
   {
   }
};

struct second {
   void *b;
   second() : b(nullptr)
   {
   }
   virtual ~second()
   {
   }
   virtual void act_too()
   {
   }
};

struct both : first, second {
   void *c[3];
   both() : c()
   {
   }
};

ORACLE_FRAME void make_both(object *made, size_t)
{
   both *at = new both;
   size_t offset = reinterpret_cast<char *>(static_cast<second *>(at)) -
                   reinterpret_cast<char *>(at);

   put(made, at, sizeof(both), offset, offset / WORD + 1);
}

void drop_both(const object *old)
{
   delete reinterpret_cast<both *>(reveal(old->hidden));
}

// ---- blocks that are announced ----------------------------------------------

struct pieces {
   word hidden; // where they begin
   bool used[N_PIECES];
};

pieces pool, like;

ORACLE_FRAME void *make_room(size_t bytes)
{
   void *at = std::malloc(bytes);

   std::memset(at, 0, bytes);
   ORACLE_STAY;
   return at;
}

// The first piece, which no block begins at, is the pool's name.
void init_pieces(pieces *some, object *outer, bool in_mapping)
{
   const size_t bytes = PIECE_BYTES * N_PIECES;
   void *at = in_mapping ? mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                         : make_room(bytes);

   some->hidden = hide(at);
   some->used[0] = true;
   if (!in_mapping)
      put(outer, at, bytes, 0, 0);
}

char *take(pieces *some, size_t n)
{
   for (size_t i = 0; i < N_PIECES; i++) {
      size_t piece = (n + i) % N_PIECES;
      if (!some->used[piece]) {
         some->used[piece] = true;
         return reveal(some->hidden) + piece * PIECE_BYTES;
      }
   }
   return nullptr;
}

void give_back(pieces *some, const char *at)
{
   some->used[(at - reveal(some->hidden)) / PIECE_BYTES] = false;
}

// Without a free piece it is one of malloc's.
ORACLE_FRAME void make_pool(object *made, size_t n)
{
   size_t bytes = (1 + n % (PIECE_BYTES / WORD)) * WORD;
   char *at = take(&pool, n);

   if (at == nullptr) {
      make_plain(made, n);
      made->kind = 0;
      return;
   }
   VALGRIND_MEMPOOL_ALLOC(reveal(pool.hidden), at, bytes);
   std::memset(at, 0, bytes);
   put(made, at, bytes, 0, 0);
}

void drop_pool(const object *old)
{
   char *at = reveal(old->hidden);

   std::memset(at, 0, old->bytes);
   VALGRIND_MEMPOOL_FREE(reveal(pool.hidden), at);
   give_back(&pool, at);
}

ORACLE_FRAME void make_like(object *made, size_t n)
{
   size_t bytes = (1 + n % (PIECE_BYTES / WORD)) * WORD;
   char *at = take(&like, n);

   if (at == nullptr) {
      make_plain(made, n);
      made->kind = 0;
      return;
   }
   VALGRIND_MALLOCLIKE_BLOCK(at, bytes, 0, 0);
   std::memset(at, 0, bytes);
   put(made, at, bytes, 0, 0);
}

void drop_like(const object *old)
{
   char *at = reveal(old->hidden);

   std::memset(at, 0, old->bytes);
   VALGRIND_FREELIKE_BLOCK(at, 0);
   give_back(&like, at);
}

// ---- another allocator's ----------------------------------------------------

ORACLE_FRAME void make_own(object *made, size_t n)
{
   size_t bytes = (1 + n % 30) * WORD;
   void *at = _rjem_malloc(bytes);

   std::memset(at, 0, bytes);
   put(made, at, bytes, 0, 0);
}

void drop_own(const object *old)
{
   std::memset(reveal(old->hidden), 0, old->bytes);
   _rjem_free(reveal(old->hidden));
}

} // namespace

object pool_block, like_block;

const kind kinds[] = {
    {"plain", 6, make_plain, drop_block, false}, // a resize makes this one
    {"zeroed", 4, make_zeroed, drop_block, false},
    {"behind_size", 2, make_behind_size, drop_block, false},
    {"string", 2, make_string, drop_string, false},
    {"array", 3, make_array, drop_array, false},
    {"both", 3, make_both, drop_both, false},
    {"pool", 2, make_pool, drop_pool, false},
    {"like", 2, make_like, drop_like, false},
    {"own", 3, make_own, drop_own, true},
};

const unsigned n_kinds = sizeof kinds / sizeof kinds[0];

void kinds_init(bool pieces_in_mapping)
{
   init_pieces(&pool, &pool_block, pieces_in_mapping);
   init_pieces(&like, &like_block, pieces_in_mapping);
   VALGRIND_CREATE_MEMPOOL(reveal(pool.hidden), 0, 0);
}
