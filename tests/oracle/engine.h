/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The oracle's engine: a random allocation program that keeps its own log.

   The engine decides what to do, walks random call paths, calls the functions
   that a driver lists, checks their blocks, and logs every event.  A driver
   (driver.c, driver.cc) only lists operations.

   The engine itself allocates nothing: no stdio, and the log is a static
   buffer that is written once, at the end.  replay.py reads the log. */
#ifndef ORACLE_ENGINE_H
#define ORACLE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A function that must be a frame of its own, under its own name: not inlined,
   not copied for constant arguments, not left by a jump. */
#ifdef __clang__
#define ORACLE_FRAME __attribute__((noinline))
#else
#define ORACLE_FRAME __attribute__((noipa))
#endif
/* Goes behind a call, so that the call cannot become a jump. */
#define ORACLE_STAY __asm__ volatile("" : : : "memory")

/* What the engine asks of an operation. */
struct oracle_request {
   void *old;    /* the block to resize or to release; may be NULL */
   size_t size;  /* bytes wanted, or the old size for a release */
   size_t count; /* size = count * unit, for those that take two factors */
   size_t unit;
   size_t align; /* power of two, at least sizeof(void *) */
};

enum oracle_kind { ORACLE_GET, ORACLE_RESIZE, ORACLE_RELEASE };

/* run returns the new block or NULL; NULL from a release.  A block goes only
   to operations of the family that made it, as new[] goes with delete[]. */
struct oracle_op {
   const char *name; /* of the function run, as the profile should show it */
   enum oracle_kind kind;
   uint8_t family;
   bool can_fail;   /* returns NULL for a size that cannot be had */
   bool aligned;    /* the block lies on request.align */
   bool zeroed;     /* the block comes filled with zeros */
   bool has_usable; /* malloc_usable_size may be asked */
   void *(*run)(const struct oracle_request *request);
};

/* The driver's operations; families are numbered from 0 without gaps. */
extern const struct oracle_op oracle_ops[];
extern const size_t n_oracle_ops;

#ifdef __cplusplus
}
#endif

#endif
