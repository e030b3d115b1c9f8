/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 11: rings of shared pointers.

   A parent owns its child, and the child knows its parent.

   Mended: a weak pointer knows without owning. */
#include <cstdio>
#include <memory>

struct Person {
   std::shared_ptr<Person> child;
   std::weak_ptr<Person> parent;
   char name[64] = "somebody";
};

static int visit_family()
{
   auto parent = std::make_shared<Person>();

   parent->child = std::make_shared<Person>();
   parent->child->parent = parent;
   return parent->child->parent.lock()->name[0];
}

int main()
{
   int sum = 0;

   setbuf(stdout, nullptr); /* so that printf takes no buffer */
   for (int i = 0; i < 200; i++)
      sum += visit_family();
   printf("sum %d\n", sum);
}
