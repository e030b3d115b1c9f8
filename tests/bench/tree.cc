// SPDX-License-Identifier: GPL-2.0-or-later
// Benchmark: maps, vectors and strings are built and dropped.
#include <map>
#include <memory>
#include <string>
#include <vector>
#include "bench.h"

namespace
{

struct Node {
   std::string name;
   std::vector<std::unique_ptr<Node>> children;
   std::map<std::string, unsigned> attributes;
};

// Longer than what a std::string holds in itself.
std::string long_name(unsigned number)
{
   return "a name that needs a block: " + std::to_string(number);
}

BENCH_FUNCTION void describe(Node &node, unsigned number)
{
   for (unsigned i = 0; i < 3; i++)
      node.attributes[long_name(number + i)] = i;
}

BENCH_FUNCTION std::unique_ptr<Node> build(unsigned depth, unsigned number)
{
   auto node = std::make_unique<Node>();

   node->name = long_name(number);
   describe(*node, number);
   for (unsigned i = 0; depth > 0 && i < 4; i++)
      node->children.push_back(build(depth - 1, 4 * number + i));
   return node;
}

BENCH_FUNCTION std::size_t n_letters(const Node &node)
{
   std::size_t n = node.name.size();

   for (const auto &attribute : node.attributes)
      n += attribute.first.size();
   for (const auto &child : node.children)
      n += n_letters(*child);
   return n;
}

} // namespace

int main(int argc, char **argv)
{
   unsigned long n_rounds = bench_size(argc, argv);
   std::size_t n = 0;

   for (unsigned long i = 0; i < n_rounds; i++)
      n += n_letters(*build(5, 1));
   std::printf("%zu\n", n);
   return 0;
}
