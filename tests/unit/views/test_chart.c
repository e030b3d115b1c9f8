/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pictures, character by character, in ASCII and with block characters. */
#define _POSIX_C_SOURCE 200809L
#include "page/chart.h"

#include <stdlib.h>

#include "base/out.h"
#include "tap.h"

#define N_COLUMNS 20

/* A rise, a spike in the tenth column, and a fall at the end. */
static struct graph make_graph(struct graph_column columns[N_COLUMNS])
{
   for (size_t i = 0; i < N_COLUMNS; i++) {
      uint64_t level = i < 4 ? i * 512 : i < 18 ? 2048 : 300;
      columns[i] = (struct graph_column){level, level, 0};
   }
   columns[10].high = 4096;
   return (struct graph){.axis = AXIS_SUPERBLOCKS,
                         .x_max = 20000,
                         .y_max = 4096,
                         .columns = columns,
                         .n_columns = N_COLUMNS,
                         .peak_column = 10,
                         .peak_bytes = 4096,
                         .end_bytes = 300};
}

static char *draw(unsigned features, const struct graph *g)
{
   char *text = NULL;
   size_t size = 0;
   FILE *stream = open_memstream(&text, &size);
   struct out *o = out_open_stream(stream, features);
   chart_graph(o, g, 4);
   out_close(o);
   fclose(stream);
   return text;
}

/* On so narrow a page the peak has no room for its number on either side. */
static void check_graph(void)
{
   static const char ascii[] = "                 peak v\n"
                               "                     end 300 B v\n"
                               "   4.0 KiB +          :\n"
                               "           |          :\n"
                               "   2.0 KiB +   ###############\n"
                               "           | #################..\n"
                               "         0 +-------------------+\n"
                               "           0              20.0 k\n"
                               "            # at every snapshot\n"
                               "            : at times\n";
   static const char blocks[] = "                 peak ▼\n"
                                "                     end 300 B ▼\n"
                                "   4.0 KiB ┤          ░\n"
                                "           │          ░\n"
                                "   2.0 KiB ┤   ▄██████████████\n"
                                "           │ ▄████████████████▂▂\n"
                                "         0 └───────────────────┴\n"
                                "           0              20.0 k\n"
                                "            █ at every snapshot\n"
                                "            ░ at times\n";
   struct graph_column columns[N_COLUMNS];
   struct graph g = make_graph(columns);
   char *text = draw(OUT_PLAIN, &g);
   tap_is_str(text, ascii, "a graph in ASCII");
   free(text);
   text = draw(OUT_UNICODE, &g);
   tap_is_str(text, blocks, "a graph with block characters");
   free(text);
}

/* The heap is 700 of what is always there, but for the end, where it is all. */
static void check_sum(void)
{
   static const char ascii[] = "                 peak v\n"
                               "                     end 300 B v\n"
                               "   4.0 KiB +          :\n"
                               "           |          :\n"
                               "   2.0 KiB +   ===============\n"
                               "           | #################..\n"
                               "         0 +-------------------+\n"
                               "           0              20.0 k\n"
                               "            # heap\n"
                               "            = mapped pages\n"
                               "            : at times\n";
   struct graph_column columns[N_COLUMNS];
   struct graph g = make_graph(columns);
   for (size_t i = 0; i < N_COLUMNS; i++)
      columns[i].heap = columns[i].low < 700 ? columns[i].low : 700;
   g.beside = "mapped pages";
   char *text = draw(OUT_PLAIN, &g);
   tap_is_str(text, ascii, "a sum has the heap at the bottom");
   free(text);
}

static void check_sparkline(unsigned features, const char *expected,
                            const char *what)
{
   static const uint64_t values[] = {0, 1, 100, 200, 300, 400, 500, 600, 800};
   char *text = NULL;
   size_t size = 0;
   FILE *stream = open_memstream(&text, &size);
   struct out *o = out_open_stream(stream, features);
   chart_sparkline(o, values, sizeof values / sizeof *values, 800);
   out_close(o);
   fclose(stream);
   tap_is_str(text, expected, what);
   free(text);
}

int main(void)
{
   check_graph();
   check_sum();
   check_sparkline(OUT_PLAIN, " ..:-=+*#", "a sparkline in ASCII");
   check_sparkline(OUT_UNICODE, " ▁▂▃▄▅▆▇█", "a sparkline of blocks");
   return tap_done();
}
