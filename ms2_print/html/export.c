/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=html: one file with everything in it, to look at in a browser.

   The page is the same for every profile; only base64 is put into it, so no
   name from a profile can become markup.  What the page does with the data is
   in html/. */
#include "page/view.h"

#include <string.h>

#include "base/die.h"
#include "html/data.h"
#include "html/page.h"

static const char mark[] = "@MS2_DATA@";

static void render(const struct view *v)
{
   const unsigned char *end = html_page + html_page_size;
   const unsigned char *data =
       memmem(html_page, html_page_size, mark, sizeof mark - 1);

   /* build.mjs has seen to it that it is there. */
   if (!data)
      die("the page of --to=html has no place for data");
   out_raw(v->out, html_page, (size_t)(data - html_page));
   html_data_write(v);
   data += sizeof mark - 1;
   out_raw(v->out, data, (size_t)(end - data));
}

const struct view_row export_html = {
    .name = "html",
    .summary = "a page to look at in a browser: one file, needs no network",
    .kind = VIEW_EXPORT,
    .flags = NEEDS_ONE_FILE | NEEDS_HTML_PAGE | NEEDS_NO_TERMINAL,
    .render = render,
};
