/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: loads two libraries one after the other, which may come to lie at
   the same address, and uses and unloads each. */
#include <dlfcn.h>
#include "client.h"

typedef void allocate_function(void);

union symbol {
   void *object;
   allocate_function *allocate;
};

static CLIENT_FRAME int use_library(const char *path, const char *function)
{
   void *library = dlopen(path, RTLD_NOW);
   union symbol symbol;

   if (!library || !(symbol.object = dlsym(library, function))) {
      fprintf(stderr, "%s\n", dlerror());
      return 1;
   }
   symbol.allocate();
   return dlclose(library);
}

int main(int argc, char **argv)
{
   if (argc != 3)
      return 2;
   return use_library(argv[1], "allocate_one") ||
          use_library(argv[2], "allocate_two");
}
