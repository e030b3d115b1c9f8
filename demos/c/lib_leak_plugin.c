/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plugin of the demo lib_leak: it leaks one parser a call. */
#include <stdlib.h>
#include "demo.h"

enum { PARSER_BYTES = 512 };

void plugin_parse(void);

static DEMO_FUNCTION void *open_parser(void)
{
   void *parser = malloc(PARSER_BYTES);

   demo_use(parser);
   return parser;
}

void plugin_parse(void)
{
   void *parser = open_parser();

   demo_use(parser); /* and nobody closes it */
}
