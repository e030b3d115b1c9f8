/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An allocator of the program's own for the standard containers, which is a
   template, and a factory of things of one size.

   usage: wrappers_template */
#include <cstddef>
#include <cstdlib>
#include <list>
#include <new>
#include <string>
#include <vector>

#define NOINLINE __attribute__((noinline))

template <typename T> struct Arena {
   using value_type = T;
   Arena() = default;
   template <typename U> Arena(const Arena<U> &)
   {
   }
   NOINLINE T *allocate(std::size_t n)
   {
      void *p = std::malloc(n * sizeof(T));
      if (!p)
         throw std::bad_alloc();
      return static_cast<T *>(p);
   }
   NOINLINE void deallocate(T *p, std::size_t)
   {
      std::free(p);
   }
   bool operator==(const Arena &) const
   {
      return true;
   }
   bool operator!=(const Arena &) const
   {
      return false;
   }
};

struct Session {
   char name[1000];
};

template <typename T> using Vector = std::vector<T, Arena<T>>;

static Vector<int> *numbers = new Vector<int>;
static Vector<Session> *sessions = new Vector<Session>;
static std::list<double, Arena<double>> *prices =
    new std::list<double, Arena<double>>;
static Vector<char> *text = new Vector<char>;
static Vector<Session *> *made = new Vector<Session *>;

NOINLINE static void count()
{
   numbers->reserve(5000);
}
NOINLINE static void open_all()
{
   sessions->reserve(50);
}
NOINLINE static void write()
{
   text->reserve(300);
}
NOINLINE static void buy()
{
   for (int i = 0; i < 100; i++)
      prices->push_back(i);
}
NOINLINE static Session *make_session()
{
   return new Session;
}
NOINLINE static void one()
{
   made->push_back(make_session());
}
NOINLINE static void two()
{
   made->push_back(make_session());
}
NOINLINE static void three()
{
   made->push_back(make_session());
}
NOINLINE static void four()
{
   made->push_back(make_session());
}

int main()
{
   count();
   open_all();
   buy();
   write();
   one();
   two();
   three();
   four();
   return 0;
}
