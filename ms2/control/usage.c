/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shows the table of options as the core shows its own:

       --depth=<number>          frames kept of a stack (1 to 500) [256]
   |4 |                         |30 */
#include "control/usage.h"

#include "control/options.h"

#include "pub_tool_libcbase.h"
#include "pub_tool_libcprint.h"

/* The core's columns. */
#define INDENT 4
#define HELP_COLUMN 30
#define WIDTH 80

/* The longest text of a row, its bounds and its default. */
#define MOST_TEXT 300

static void add(HChar *text, const HChar *more)
{
   VG_(strncat)(text, more, MOST_TEXT - 1 - VG_(strlen)(text));
}

static void add_choices(HChar *text, const HChar *const *choices)
{
   for (UInt i = 0; choices[i] != NULL; i++) {
      if (i > 0)
         add(text, "|");
      add(text, choices[i]);
   }
}

static void describe_value(const Ms2OptionRow *row, HChar *text)
{
   add(text, row->name);
   add(text, "=");
   if (row->value != NULL) {
      add(text, row->value);
      return;
   }
   switch (row->kind) {
   case MS2_OPTION_FLAG: add(text, "no|yes"); break;
   case MS2_OPTION_NUMBER: add(text, "<number>"); break;
   case MS2_OPTION_DECIMAL: add(text, "<number>"); break;
   case MS2_OPTION_CHOICE: add_choices(text, row->choices); break;
   case MS2_OPTION_TEXT: add(text, "<text>"); break;
   case MS2_OPTION_NAMES: add(text, "<name>"); break;
   }
}

static void add_default(HChar *text, const HChar *value)
{
   add(text, " [");
   add(text, value);
   add(text, "]");
}

static void describe(const Ms2OptionRow *row, HChar *text)
{
   add(text, row->help);
   HChar number[50];
   switch (row->kind) {
   case MS2_OPTION_FLAG: add_default(text, *row->to.flag ? "yes" : "no"); break;
   case MS2_OPTION_NUMBER:
      VG_(sprintf)(number, " (%d to %d)", row->least, row->most);
      add(text, number);
      VG_(sprintf)(number, "%d", *row->to.number);
      add_default(text, number);
      break;
   case MS2_OPTION_CHOICE:
   case MS2_OPTION_TEXT:
      if (*row->to.text != NULL)
         add_default(text, *row->to.text);
      break;
   case MS2_OPTION_DECIMAL:
   case MS2_OPTION_NAMES: break;
   }
}

/* How much of a text goes on a line of so many columns: up to the last blank
   that fits. */
static Int fitting(const HChar *text, Int columns)
{
   Int length = VG_(strlen)(text);

   if (length <= columns)
      return length;
   for (Int n = columns; n > 0; n--) {
      if (text[n] == ' ')
         return n;
   }
   return columns;
}

static void put_wrapped(const HChar *text)
{
   while (*text != '\0') {
      Int n = fitting(text, WIDTH - 1 - HELP_COLUMN);

      for (Int i = 0; i < n; i++)
         VG_(printf)("%c", text[i]);
      text += n;
      while (*text == ' ')
         text++;
      VG_(printf)("\n");
      if (*text != '\0')
         VG_(printf)("%*s", HELP_COLUMN, "");
   }
}

static void put_row(const Ms2OptionRow *row)
{
   HChar head[MOST_TEXT] = "", text[MOST_TEXT] = "";

   describe_value(row, head);
   describe(row, text);
   VG_(printf)("%*s%s", INDENT, "", head);
   Int column = INDENT + VG_(strlen)(head);
   if (column >= HELP_COLUMN) {
      VG_(printf)("\n");
      column = 0;
   }
   VG_(printf)("%*s", HELP_COLUMN - column, "");
   put_wrapped(text);
}

static void put_group(Ms2OptionGroup group)
{
   for (UInt i = 0; i < ms2_options_n_rows; i++) {
      if (ms2_options_rows[i].group == group)
         put_row(&ms2_options_rows[i]);
   }
}

void ms2_usage_print(void)
{
   put_group(MS2_OPTION_OURS);
   VG_(printf)("  these may be given now or to ms2_print:\n");
   put_group(MS2_OPTION_SHARED);
   VG_(printf)("  massif's options that have nothing to do here are accepted:\n"
               "   ");
   for (UInt i = 0; i < ms2_options_n_rows; i++) {
      if (ms2_options_rows[i].group == MS2_OPTION_NEEDLESS)
         VG_(printf)(" %s", ms2_options_rows[i].name);
   }
   VG_(printf)("\n");
}

void ms2_usage_print_debug(void)
{
   put_group(MS2_OPTION_DEBUG);
}
