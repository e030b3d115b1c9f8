// SPDX-License-Identifier: GPL-2.0-or-later
// Demo: a tree that is built, thinned out and destroyed.
//
// See it:   ms2 demos/tree
// Picture:  a slope up to the peak, where 4,095 nodes of 40 bytes are live,
//           a fall to half of it, a flat stretch, and a fall to the floor.
//           Seen as callers, the recursion shows as a ladder of build frames.
#include <memory>
#include "../c/demo.h"

namespace
{

struct Node {
   std::unique_ptr<Node> left;
   std::unique_ptr<Node> right;
   long payload[3] = {1, 2, 3};
};

DEMO_FUNCTION std::unique_ptr<Node> build(int depth)
{
   std::unique_ptr<Node> node(new Node);

   demo_compute(50);
   if (depth > 1) {
      node->left = build(depth - 1);
      node->right = build(depth - 1);
   }
   demo_use(node.get());
   return node;
}

DEMO_FUNCTION void drop_left_half(Node &root)
{
   root.left.reset();
   demo_compute(100000);
}

} // namespace

int main()
{
   std::unique_ptr<Node> root = build(12);

   drop_left_half(*root);
   return 0;
}
