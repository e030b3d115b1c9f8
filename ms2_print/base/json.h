/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writes a JSON object piece by piece, so that a large profile is never in
   memory twice: values are made with jansson, a list is written as it comes,
   one item a line.

   Numbers and texts from a profile go through json_count() and json_text():
   jansson takes signed numbers and UTF-8 only. */
#ifndef MS2_PRINT_BASE_JSON_H
#define MS2_PRINT_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/out.h"

struct json {
   struct out *out;
   bool any_member;
   bool any_item;
   bool comma; /* before the next value or name */
};

void json_begin(struct json *j, struct out *out);
void json_end(struct json *j);

/* Each takes over the value. */
void json_member(struct json *j, const char *name, json_t *value);
void json_list_begin(struct json *j, const char *name);
void json_list_item(struct json *j, json_t *value);
void json_list_end(struct json *j);

/* For long lists: the same text without values in between.  Each writes what
   parts it from what came before. */
void json_item(struct json *j); /* of the list; one value has to follow */
void json_open(struct json *j, char bracket);
void json_close(struct json *j, char bracket);
void json_name(struct json *j, const char *name);
void json_put_count(struct json *j, uint64_t n);
void json_put_count_if(struct json *j, bool known, uint64_t n);
void json_put_null(struct json *j);
/* What is JSON already. */
void json_put_made(struct json *j, const char *text, size_t length);

void json_put_text(struct json *j, const char *s);
void json_put_value(struct json *j, json_t *value); /* is taken over */

/* A name with its count. */
void json_put_member(struct json *j, const char *name, uint64_t n);

/* Adds a member to an object; takes over the value. */
void json_set(json_t *object, const char *name, json_t *value);

/* A number above 2^63 - 1 becomes a real one. */
json_t *json_count(uint64_t n);

/* The same, or null where the profile does not know it. */
json_t *json_count_if(bool known, uint64_t n);

/* Bytes that are no UTF-8 come out as the text \xHH. */
json_t *json_text(const char *s);

#endif
