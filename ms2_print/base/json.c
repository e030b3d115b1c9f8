/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a JSON object piece by piece. */
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/utf8.h"

/* Of what jansson lets through, a terminal could be steered by some.  All that
   is no ASCII stands in a text, and comes in whole characters. */
static int put(const char *bytes, size_t size_bytes, void *out)
{
   const char *const end = bytes + size_bytes;
   const char *plain = bytes;

   while (bytes < end) {
      uint32_t code = 0;
      const size_t length = utf8_decode(bytes, &code);
      char escape[8];

      if (!utf8_is_hostile(code)) {
         bytes += length;
         continue;
      }
      out_raw(out, plain, (size_t)(bytes - plain));
      snprintf(escape, sizeof escape, "\\u%04x", (unsigned)code);
      out_raw(out, escape, strlen(escape));
      bytes += length;
      plain = bytes;
   }
   out_raw(out, plain, (size_t)(end - plain));
   return 0;
}

static void put_text(struct json *j, const char *text)
{
   out_raw(j->out, text, strlen(text));
}

/* Of reals, which are shares, 15 digits: 0.52 is not 0.52000000000000002. */
#define WAY (JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15))

static void put_value(struct json *j, json_t *value)
{
   if (!value || json_dump_callback(value, put, j->out, WAY)) {
      die("out of memory");
   }
   json_decref(value);
}

static void put_name(struct json *j, const char *name)
{
   put_text(j, j->any_member ? ",\n\"" : "\n\"");
   put_text(j, name);
   put_text(j, "\":");
   j->any_member = true;
}

void json_begin(struct json *j, struct out *out)
{
   *j = (struct json){.out = out};
   put_text(j, "{");
}

void json_end(struct json *j)
{
   put_text(j, "\n}\n");
}

void json_member(struct json *j, const char *name, json_t *value)
{
   put_name(j, name);
   put_value(j, value);
}

void json_list_begin(struct json *j, const char *name)
{
   put_name(j, name);
   put_text(j, "[");
   j->any_item = false;
}

void json_list_item(struct json *j, json_t *value)
{
   put_text(j, j->any_item ? ",\n " : "\n ");
   put_value(j, value);
   j->any_item = true;
}

void json_list_end(struct json *j)
{
   put_text(j, j->any_item ? "\n]" : "]");
}

void json_item(struct json *j)
{
   put_text(j, j->any_item ? ",\n " : "\n ");
   j->any_item = true;
   j->comma = false;
}

static void part(struct json *j)
{
   if (j->comma)
      out_raw(j->out, ",", 1);
   j->comma = true;
}

void json_open(struct json *j, char bracket)
{
   part(j);
   out_raw(j->out, &bracket, 1);
   j->comma = false;
}

void json_close(struct json *j, char bracket)
{
   out_raw(j->out, &bracket, 1);
   j->comma = true;
}

/* Names are this program's own: short, and without what JSON escapes. */
void json_name(struct json *j, const char *name)
{
   const size_t length = strlen(name);
   char *to = out_room(j->out, length + sizeof ",\"\":");

   if (j->comma)
      *to++ = ',';
   *to++ = '"';
   memcpy(to, name, length);
   to += length;
   *to++ = '"';
   *to++ = ':';
   out_filled(j->out, to);
   j->comma = false;
}

void json_put_count(struct json *j, uint64_t n)
{
   if (n > INT64_MAX) {
      json_put_value(j, json_count(n));
      return;
   }
   char *to = out_room(j->out, 1 + OUT_MOST_DIGITS);
   if (j->comma)
      *to++ = ',';
   out_filled(j->out, out_digits(to, n));
   j->comma = true;
}

void json_put_null(struct json *j)
{
   part(j);
   put_text(j, "null");
}

void json_put_count_if(struct json *j, bool known, uint64_t n)
{
   if (known)
      json_put_count(j, n);
   else
      json_put_null(j);
}

void json_put_value(struct json *j, json_t *value)
{
   part(j);
   put_value(j, value);
}

void json_put_made(struct json *j, const char *text, size_t length)
{
   part(j);
   out_raw(j->out, text, length);
}

void json_put_text(struct json *j, const char *s)
{
   json_put_value(j, json_text(s));
}

void json_put_member(struct json *j, const char *name, uint64_t n)
{
   json_name(j, name);
   json_put_count(j, n);
}

void json_set(json_t *object, const char *name, json_t *value)
{
   json_object_set_new(object, name, value);
}

json_t *json_count(uint64_t n)
{
   if (n > INT64_MAX)
      return json_real((double)n);
   return json_integer((json_int_t)n);
}

json_t *json_count_if(bool known, uint64_t n)
{
   return known ? json_count(n) : json_null();
}

static json_t *repaired(const char *s)
{
   char *text = malloc(4 * strlen(s) + 1);

   if (!text)
      die("out of memory");
   utf8_repair(s, text);
   json_t *value = json_string(text);
   free(text);
   return value;
}

json_t *json_text(const char *s)
{
   json_t *value = json_string(s);

   return value ? value : repaired(s);
}
