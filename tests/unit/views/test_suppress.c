/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Suppressions: what each line means, and which stacks it finds. */
#include "query/suppress.h"

#include "base/arena.h"
#include "fake.h"
#include "tap.h"

static struct profile *make(uint32_t *c, uint32_t *cxx, uint32_t *bare)
{
   struct fake *f = fake_new();

   *c = fake_stack(f, "malloc @ /lib/vgpreload_ms2.so\n"
                      "leak | /home/me/src/leak.c:12 @ /bin/prog\n"
                      "outer | /home/me/src/leak.c:20 @ /bin/prog\n"
                      "main | /home/me/src/main.c:3 @ /bin/prog");
   *cxx = fake_stack(f, "operator new(unsigned long) @ /lib/vgpreload_ms2.so\n"
                        "+box::Box::grow(int) | /inc/box.hh:7\n"
                        "int box::fill<int>(char const*) | /src/box.cc:9");
   *bare = fake_stack(f, "malloc @ /lib/vgpreload_ms2.so\n"
                         " @ /usr/lib/libfoo.so.2\nmain | /src/main.c:4");
   fake_alloc(f, *c, 10);
   fake_alloc(f, *cxx, 20);
   fake_alloc(f, *bare, 30);
   struct profile *p = fake_end(f);
   return p;
}

/* The stacks that a text suppresses, as "c", "+" and "b" for the three; or what
   is wrong with it. */
static const char *found(struct arena *a, const char *text)
{
   uint32_t c, cxx, bare;
   struct profile *p = make(&c, &cxx, &bare);
   struct suppressions *s = suppress_new(a);
   size_t line;
   const char *remark;
   const char *fault = suppress_parse(s, arena_strdup(a, text), &line, &remark);
   const bool *in = fault ? NULL : suppress_nodes(a, s, p);
   const char *names =
       in ? arena_printf(a, "%s%s%s", in[c] ? "c" : "", in[cxx] ? "+" : "",
                         in[bare] ? "b" : "")
          : "";

   profile_free(p);
   return fault ? arena_printf(a, "%zu: %s", line, fault) : names;
}

#define BLOCK(frames) "{\n  name\n  Memcheck:Leak\n" frames "}\n"

static void check_valgrind(struct arena *a)
{
   tap_is_str(found(a, BLOCK("  fun:malloc\n")), "cb", "the first frame");
   tap_is_str(found(a, BLOCK("fun:malloc\nfun:leak\n")), "c", "and its caller");
   tap_is_str(found(a, BLOCK("fun:leak\n")), "", "a stack begins inside");
   tap_is_str(found(a, BLOCK("...\nfun:main\n")), "cb", "... is any frames");
   tap_is_str(found(a, BLOCK("...\nfun:malloc\n")), "cb", "also none");
   tap_is_str(found(a, BLOCK("fun:malloc\n...\nfun:outer\nfun:main\n")), "c",
              "frames behind it follow each other");
   tap_is_str(found(a, BLOCK("...\nfun:leak\nfun:main\n")), "", "these do not");
   tap_is_str(found(a, BLOCK("fun:malloc\nobj:*/libfoo.so*\n")), "b",
              "an object, with *");
   tap_is_str(found(a, BLOCK("fun:malloc\nfun:l?ak\n")), "c", "a letter");
   tap_is_str(found(a, BLOCK("fun:malloc\nfun:[l]eak\n")), "", "no sets");
   tap_is_str(found(a, BLOCK("...\nsrc:leak.c:12\n")), "c", "a source line");
   tap_is_str(found(a, BLOCK("...\nsrc:leak.c:13\n")), "", "another one");
   tap_is_str(found(a, BLOCK("...\nsrc:*/main.c\n")), "cb", "a source file");
   tap_is_str(found(a, BLOCK("fun:_Znwm\n...\n")), "+", "operator new");
   tap_is_str(found(a, BLOCK("fun:_Zn*\nfun:box::Box::grow\n")), "+",
              "an inlined function, without parameters");
   tap_is_str(found(a, BLOCK("match-leak-kinds: definite\n...\nobj:/bin/*\n")),
              "c", "kinds of leaks are passed over");
   tap_is_str(found(a, "# x\n\n{\nn\nMemcheck,Drd:Leak\n...\nfun:outer\n}\n"),
              "c", "several tools, comments");
   tap_is_str(found(a, "{\nn\nMemcheck:Cond\nfun:*\n}\n" BLOCK("fun:x\n")), "",
              "other errors are passed over");
   tap_is_str(found(a, "{\nn\nMemcheck:Param\nwrite(buf)\n...\n}\n"), "",
              "whatever they have");
}

static void check_sanitizer(struct arena *a)
{
   tap_is_str(found(a, "leak:eak\n"), "c", "a part of a name");
   tap_is_str(found(a, "leak:^eak\n"), "", "anchored");
   tap_is_str(found(a, "leak:^leak$"), "c", "at both ends");
   tap_is_str(found(a, "leak:libfoo"), "b", "an object");
   tap_is_str(found(a, "leak:box.cc"), "+", "a source file");
   tap_is_str(found(a, "leak:b*grow"), "+", "a star");
   tap_is_str(found(a, "leak:main.c\r\nleak:Box\n"), "c+b", "several");
   tap_is_str(found(a, "leak:nobody"), "", "nothing");
}

static void check_faults(struct arena *a)
{
   tap_is_str(found(a, "\nrace:x\n"), "2: expected 'leak:PATTERN' or '{'",
              "another sanitizer's");
   tap_is_str(found(a, "{\nn\nMemcheck:Leak\nfun:x\n"),
              "4: expected a closing brace, found the end of the file",
              "no end");
   tap_is_str(found(a, "{\nn\n}\n"),
              "3: expected the name and the kind of a suppression", "no kind");
   tap_is_str(found(a, BLOCK("function:x\n")),
              "4: expected fun:, obj:, src: or ...", "no such line");
   tap_is_str(found(a, BLOCK("")), "4: expected at least one frame",
              "no frames");
}

static void check_remark(struct arena *a)
{
   struct suppressions *s = suppress_new(a);
   char text[] = BLOCK("fun:_ZN3box3Box4growEi\n");
   const char *remark;
   size_t line;

   tap_ok(!suppress_parse(s, text, &line, &remark), "a mangled name is read");
   tap_ok(remark && strstr(remark, "_ZN3box3Box4growEi"), "and remarked upon");
}

int main(void)
{
   struct arena *a = arena_new();

   check_valgrind(a);
   check_sanitizer(a);
   check_faults(a);
   check_remark(a);
   arena_free(a);
   return tap_done();
}
