/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --to=html: one file with everything in it, to look at in a browser.

   The page is the same for every profile; only base64 is put into it, so no
   name from a profile can become markup.  What the page does with the data is
   in html/.  It shows one profile, what changed against another, or several as
   processes. */
#include "page/view.h"

#include <string.h>

#include "base/die.h"
#include "html/data.h"
#include "html/diff.h"
#include "html/page.h"
#include "html/processes.h"

static const char mark[] = "@MS2_DATA@";

static void put_data(const struct view *v)
{
   if (v->base && !v->options->fail_on_increase)
      html_diff_write(v);
   else if (v->n_all > 1)
      html_processes_write(v);
   else
      html_data_write(v);
}

static void render(const struct view *v)
{
   const unsigned char *end = html_page + html_page_size;
   const unsigned char *data =
       memmem(html_page, html_page_size, mark, sizeof mark - 1);

   /* build.mjs has seen to it that it is there. */
   if (!data)
      die("the page of --to=html has no place for data");
   out_raw(v->out, html_page, (size_t)(data - html_page));
   put_data(v);
   data += sizeof mark - 1;
   out_raw(v->out, data, (size_t)(end - data));
}

const struct view_row export_html = {
    .name = "html",
    .summary = "a page to look at in a browser: one file, needs no network",
    .kind = VIEW_EXPORT,
    .flags = SHOWS_ALL | SHOWS_EACH | TAKES_BASE | NEEDS_HTML_PAGE |
             NEEDS_NO_TERMINAL,
    .render = render,
};
