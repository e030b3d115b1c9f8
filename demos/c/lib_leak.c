/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Demo: a leak inside a library that is unloaded before the program ends.

   The plugin leaks a parser for every document.  The program loads it, uses
   it, and unloads it again.

   See it:   ms2 demos/lib_leak
   Picture:  a staircase to 100 KiB, then a flat line once the plugin is gone.
             The leak belongs to plugin_parse and open_parser, with file and
             line, and the object is lib_leak_plugin.so: names are taken while
             the library is still there. */
#include <dlfcn.h>
#include <stdio.h>
#include "demo.h"

enum { DOCUMENTS = 200 };

typedef void parse_function(void);

/* ISO C has no cast from an object pointer to a function pointer. */
union symbol {
   void *object;
   parse_function *parse;
};

static DEMO_FUNCTION void read_document(parse_function *parse)
{
   parse();
   demo_compute(1500);
}

int main(void)
{
   void *plugin = dlopen("lib_leak_plugin.so", RTLD_NOW);
   union symbol symbol;

   if (!plugin || !(symbol.object = dlsym(plugin, "plugin_parse"))) {
      fprintf(stderr, "lib_leak: %s\n", dlerror());
      return 1;
   }
   for (int i = 0; i < DOCUMENTS; i++)
      read_document(symbol.parse);
   dlclose(plugin);
   demo_compute(100000);
   return 0;
}
