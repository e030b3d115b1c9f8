/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one formatter for bytes, counts, times and shares. */
#include "base/units.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct scale {
   const char *word;
   uint64_t size;
};

static const struct scale byte_scales[] = {
    {"KiB", UINT64_C(1) << 10}, {"MiB", UINT64_C(1) << 20},
    {"GiB", UINT64_C(1) << 30}, {"TiB", UINT64_C(1) << 40},
    {"PiB", UINT64_C(1) << 50}, {"EiB", UINT64_C(1) << 60},
};

static const struct scale count_scales[] = {
    {"k", UINT64_C(1000)},
    {"M", UINT64_C(1000000)},
    {"G", UINT64_C(1000000000)},
    {"T", UINT64_C(1000000000000)},
    {"P", UINT64_C(1000000000000000)},
    {"E", UINT64_C(1000000000000000000)},
};

#define N_SCALES (sizeof byte_scales / sizeof byte_scales[0])

/* Tenths of `size` in n, rounded half up.  No product overflows: a remainder
   is below 2^60, and ten times that fits in 64 bits. */
static uint64_t tenths(uint64_t n, uint64_t size)
{
   return n / size * 10 + (n % size * 10 + size / 2) / size;
}

/* With one decimal in the largest unit of which there is at least one; what
   rounds up to a whole next unit is shown in that one. */
static struct units scaled(uint64_t n, const struct scale *scales)
{
   const uint64_t step = scales[0].size;
   size_t i = 0;

   while (i + 1 < N_SCALES && tenths(n, scales[i].size) >= step * 10)
      i++;
   struct units u;
   snprintf(u.text, sizeof u.text, "%" PRIu64 ".%" PRIu64 " %s",
            tenths(n, scales[i].size) / 10, tenths(n, scales[i].size) % 10,
            scales[i].word);
   return u;
}

struct units units_count(uint64_t n)
{
   struct units u;
   char digits[24];
   int length = snprintf(digits, sizeof digits, "%" PRIu64, n);
   char *to = u.text;

   for (int i = 0; i < length; i++) {
      if (i > 0 && (length - i) % 3 == 0)
         *to++ = ',';
      *to++ = digits[i];
   }
   *to = '\0';
   return u;
}

struct units units_count_short(uint64_t n)
{
   return n < 1000 ? units_count(n) : scaled(n, count_scales);
}

struct units units_plural(uint64_t n, const char *one, const char *many)
{
   struct units u;

   snprintf(u.text, sizeof u.text, "%.26s %.20s", units_count(n).text,
            n == 1 ? one : many);
   return u;
}

struct units units_bytes(uint64_t n)
{
   if (n >= byte_scales[0].size)
      return scaled(n, byte_scales);
   struct units u;
   snprintf(u.text, sizeof u.text, "%" PRIu64 " B", n);
   return u;
}

struct units units_bytes_exact(uint64_t n)
{
   return units_plural(n, "byte", "bytes");
}

struct units units_bytes_change(int64_t n)
{
   const uint64_t size = n < 0 ? -(uint64_t)n : (uint64_t)n;
   struct units u;

   snprintf(u.text, sizeof u.text, "%s%.40s",
            n < 0   ? "-"
            : n > 0 ? "+"
                    : "",
            units_bytes(size).text);
   return u;
}

struct units units_ms(uint64_t ms)
{
   struct units u;
   const uint64_t s = ms / 1000 + (ms % 1000 >= 500);

   if (ms < 1000) {
      snprintf(u.text, sizeof u.text, "%" PRIu64 " ms", ms);
   } else if (tenths(ms, 1000) < 600) {
      snprintf(u.text, sizeof u.text, "%" PRIu64 ".%" PRIu64 " s",
               tenths(ms, 1000) / 10, tenths(ms, 1000) % 10);
   } else if (s < 3600) {
      snprintf(u.text, sizeof u.text, "%" PRIu64 " min %02" PRIu64 " s", s / 60,
               s % 60);
   } else {
      snprintf(u.text, sizeof u.text, "%" PRIu64 " h %02" PRIu64 " min",
               s / 3600, s / 60 % 60);
   }
   return u;
}

/* part * n / whole, with n up to 1000: rounded half up, but what is not all is
   less than n.  Without overflow: large numbers lose low bits that a tenth of a
   per cent does not show. */
static uint64_t share_of(uint64_t part, uint64_t whole, uint64_t n)
{
   const uint64_t most = UINT64_MAX / 1001;
   const bool is_part = part < whole;

   if (whole == 0)
      return 0;
   while (part > most || whole > most) {
      part >>= 1;
      whole = whole > 1 ? whole >> 1 : 1;
   }
   const uint64_t share = (part * n + whole / 2) / whole;
   return is_part && share >= n ? n - 1 : share;
}

struct units units_share(uint64_t part, uint64_t whole)
{
   const uint64_t share = share_of(part, whole, 1000);

   if (share == 0 && part > 0 && whole > 0)
      return (struct units){"<0.1 %"};
   struct units u;
   snprintf(u.text, sizeof u.text, "%" PRIu64 ".%" PRIu64 " %%", share / 10,
            share % 10);
   return u;
}

struct units units_bp(uint64_t bp)
{
   const unsigned hundredths = (unsigned)(bp % 100);
   struct units u;
   int n = snprintf(u.text, sizeof u.text, "%" PRIu64, bp / 100);

   if (hundredths > 0)
      n += snprintf(u.text + n, sizeof u.text - (size_t)n,
                    hundredths % 10 ? ".%02u" : ".%u",
                    hundredths % 10 ? hundredths : hundredths / 10);
   snprintf(u.text + n, sizeof u.text - (size_t)n, " %%");
   return u;
}

/* The whole is cut into 10,000 parts and what they leave, so that no product
   overflows. */
int units_share_order(uint64_t part, uint64_t whole, uint64_t bp)
{
   if (bp > 10000)
      return -1;
   const uint64_t rest = whole % 10000 * bp;
   const uint64_t limit = whole / 10000 * bp + rest / 10000;

   if (part != limit)
      return part < limit ? -1 : 1;
   return rest % 10000 > 0 ? -1 : 0;
}

struct units units_share_beside(uint64_t part, uint64_t whole, uint64_t bp)
{
   const struct units u = units_share(part, whole);
   const int side = units_share_order(part, whole, bp);
   const uint64_t shown = share_of(part, whole, 1000) * 10;
   struct units beside;

   if (whole == 0 || u.text[0] == '<' || (side < 0 && shown < bp) ||
       (side > 0 && shown > bp) || (side == 0 && shown == bp))
      return u;
   snprintf(beside.text, sizeof beside.text, "%s%.20s",
            side < 0   ? "<"
            : side > 0 ? ">"
                       : "",
            units_bp(bp).text);
   return beside;
}

unsigned units_pct(uint64_t part, uint64_t whole)
{
   return (unsigned)share_of(part, whole, 100);
}

static const struct {
   const char *name;
   const char *word;
   const char *caption;
   const char *one, *many; /* what is counted, behind its number */
   struct units (*tick)(uint64_t value);
} axes[AXIS_COUNT] = {
    [AXIS_AUTO] = {"", "", "", "", "", units_count_short},
    [AXIS_SUPERBLOCKS] = {"superblocks", "work",
                          "work done (code blocks executed)", "", "",
                          units_count_short},
    [AXIS_INSTRUCTIONS] = {"i", "instructions",
                           "work done (instructions executed)", " instruction",
                           " instructions", units_count_short},
    [AXIS_MS] = {"ms", "time", "time", "", "", units_ms},
    [AXIS_BYTES] = {"B", "bytes", "bytes allocated", " allocated", " allocated",
                    units_bytes},
    [AXIS_CALLS] = {"calls", "calls", "allocations made", " allocation",
                    " allocations", units_count_short},
};

struct units units_tick(enum axis axis, uint64_t value)
{
   return axes[axis].tick(value);
}

struct units units_moment(enum axis axis, uint64_t value)
{
   struct units u;

   assert(axis != AXIS_SUPERBLOCKS && "no sentence tells code blocks");
   snprintf(u.text, sizeof u.text, "%.26s%s", units_tick(axis, value).text,
            value == 1 ? axes[axis].one : axes[axis].many);
   return u;
}

const char *units_axis_caption(enum axis axis)
{
   return axes[axis].caption;
}

const char *units_axis_name(enum axis axis)
{
   return axes[axis].name;
}

const char *units_axis_word(enum axis axis)
{
   return axes[axis].word;
}

bool units_axis_find(const char *word, enum axis *axis)
{
   for (enum axis i = AXIS_AUTO + 1; i < AXIS_COUNT; i++) {
      if (strcmp(axes[i].word, word) == 0) {
         *axis = i;
         return true;
      }
   }
   return units_axis_parse(word, axis);
}

bool units_axis_parse(const char *name, enum axis *axis)
{
   for (enum axis i = AXIS_AUTO + 1; i < AXIS_COUNT; i++) {
      if (strcmp(axes[i].name, name) == 0) {
         *axis = i;
         return true;
      }
   }
   return false;
}

bool units_bp_parse(const char *s, uint32_t *bp)
{
   uint64_t n = 0;
   int n_decimals = 0, n_digits = 0;
   bool point = false;

   for (; *s && strcmp(s, "%") != 0; s++) {
      if (*s == '.' && !point) {
         point = true;
      } else if (*s >= '0' && *s <= '9' && n <= 10000) {
         n_digits++;
         if (point && ++n_decimals > 2)
            continue; /* what hundredths do not show */
         n = n * 10 + (uint64_t)(*s - '0');
      } else {
         return false;
      }
   }
   for (; n_decimals < 2; n_decimals++)
      n *= 10;
   *bp = (uint32_t)n;
   return n_digits > 0 && n <= 10000;
}
