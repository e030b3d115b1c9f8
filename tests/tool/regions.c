/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Client: the requests of ms2.h, with numbers that are known. */
#include "client.h"

#include <ms2.h>

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static CLIENT_FRAME void *take(size_t n)
{
   void *p = malloc(n);

   client_use(p);
   return p;
}

/* Of the C library; it must not allocate a buffer. */
static void use_static_buffer(void)
{
   static char buffer[65536];

   setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
}

static void print_result(const char *what)
{
   struct ms2_region_result r;

   if (!MS2_REGION_RESULT(&r)) {
      printf("%s: not recorded\n", what);
      return;
   }
   printf("%s: %llu %llu %llu %llu %llu\n", what, r.alloc_bytes, r.alloc_blocks,
          r.freed_bytes, r.freed_blocks, r.peak_bytes);
}

static void print_counters(const char *what)
{
   struct ms2_counters c;

   if (!MS2_COUNTERS(&c)) {
      printf("%s: not recorded\n", what);
      return;
   }
   printf("%s: %llu %llu %llu %llu %llu %llu %llu %llu\n", what, c.alloc_bytes,
          c.alloc_blocks, c.freed_bytes, c.freed_blocks, c.live_bytes,
          c.live_blocks, c.peak_bytes, c.peak_blocks);
}

/* load: 1000 kept, and three times parse: 50, which grows to 5000 and goes;
   20 that stay until the next time.  Before it: 100, freed inside. */
static int nested(char **arguments)
{
   char *old = take(100);

   (void)arguments;
   use_static_buffer();
   MS2_REGION_BEGIN("load");
   char *kept = take(1000);
   for (int i = 0; i < 3; i++) {
      MS2_REGION_BEGIN("parse");
      char *text = take(50);
      free(old);
      old = take(20);
      text = realloc(text, 5000);
      client_use(text);
      free(text);
      MS2_REGION_END("parse");
   }
   print_result("parse");
   MS2_REGION_END("load");
   print_result("load");
   MS2_REGION_BEGIN("parse");
   free(kept);
   MS2_REGION_END("parse");
   print_result("parse outside");
   free(old);
   return 0;
}

static int counters(char **arguments)
{
   (void)arguments;
   use_static_buffer();
   print_counters("start");
   char *a = take(1000);
   print_counters("one");
   char *b = take(500);
   free(a);
   print_counters("two");
   b = realloc(b, 200);
   client_use(b);
   print_counters("end");
   return 0;
}

/* Both wait for each other, so that their regions are open at one time. */
static pthread_barrier_t barrier;

static void *work(void *other_block)
{
   MS2_REGION_BEGIN("work");
   pthread_barrier_wait(&barrier);
   char *mine = take(300);
   free(other_block);
   client_use(mine);
   pthread_barrier_wait(&barrier);
   /* The region ends with the thread. */
   return NULL;
}

static int threads(char **arguments)
{
   char *a = take(70);
   char *b = take(80);

   (void)arguments;
   pthread_barrier_init(&barrier, NULL, 3);
   pthread_t one;
   pthread_create(&one, NULL, work, a);
   pthread_t two;
   pthread_create(&two, NULL, work, b);
   pthread_barrier_wait(&barrier);
   char *c = take(10000); /* by a thread in no region */
   pthread_barrier_wait(&barrier);
   pthread_join(one, NULL);
   pthread_join(two, NULL);
   client_use(c);
   return 0;
}

static int mismatches(char **arguments)
{
   (void)arguments;
   MS2_REGION_END("never begun");
   MS2_REGION_END("never begun");
   MS2_REGION_BEGIN("outer");
   MS2_REGION_BEGIN("inner");
   client_use(take(10));
   MS2_REGION_END("outer");
   client_use(take(1000)); /* in no region */
   MS2_REGION_END("inner");
   MS2_RESUME;
   MS2_REGION_BEGIN("after");
   client_use(take(7));
   MS2_REGION_END("after");
   return 0;
}

static int paused(char **arguments)
{
   char *recorded = take(100);
   char *grown = take(30);

   (void)arguments;
   MS2_PAUSE;
   MS2_PAUSE;
   char *hidden = take(5000);
   MS2_RESUME;
   client_use(take(6000));
   free(recorded);
   grown = realloc(grown, 40); /* goes out of what is recorded */
   MS2_RESUME;
   free(hidden);
   grown = realloc(grown, 50); /* and comes in */
   client_use(grown);
   client_use(take(1));
   return 0;
}

static int labels(char **arguments)
{
   char longest[1000];

   (void)arguments;
   memset(longest, 'x', sizeof longest - 1);
   longest[sizeof longest - 1] = '\0';
   client_use(take(10));
   MS2_SNAPSHOT("ready");
   client_use(take(20));
   MS2_SNAPSHOT("tab\there");
   MS2_REGION_BEGIN("in");
   MS2_SNAPSHOT(longest);
   MS2_REGION_END("in");
   MS2_SNAPSHOT(client_hide(NULL));
   return 0;
}

static CLIENT_FRAME void go_down(int levels)
{
   MS2_REGION_SCOPE("down");

   if (levels > 1)
      go_down(levels - 1);
   else
      client_use(take(10));
   client_use(&levels);
}

static int deep(char **arguments)
{
   (void)arguments;
   go_down(70);
   MS2_REGION_BEGIN("after");
   client_use(take(5));
   MS2_REGION_END("after");
   return 0;
}

static int often(char **arguments)
{
   (void)arguments;
   for (int i = 0; i < 20000; i++) {
      MS2_REGION_BEGIN("often");
      free(take(8));
      MS2_REGION_END("often");
   }
   return 0;
}

/* The child goes on inside the region, and does 5 of its own.  The parent has
   had all the marks that regions of a process get. */
static int forks(char **arguments)
{
   (void)arguments;
   for (int i = 0; i < 60; i++) {
      MS2_REGION_BEGIN("early");
      MS2_REGION_END("early");
   }
   MS2_REGION_BEGIN("both");
   char *block = take(100);
   if (fork() == 0) {
      free(block);
      client_use(take(5));
      MS2_REGION_END("both");
      return 0;
   }
   wait(NULL);
   MS2_REGION_END("both");
   return 0;
}

static CLIENT_FRAME void churn(int n)
{
   for (int i = 0; i < n; i++)
      free(take(100));
}

static int sites(char **arguments)
{
   static char text[4096];

   (void)arguments;
   use_static_buffer();
   MS2_REGION_BEGIN_WITH_SITES("watched");
   churn(20);
   char *kept = take(1500);
   churn(1);
   MS2_REGION_END("watched");
   for (int order = MS2_BY_BYTES; order <= MS2_BY_PEAK; order++) {
      size_t n = MS2_REGION_SITES(text, sizeof text, (enum ms2_order)order);
      printf("%d %s\n%s", order, n == strlen(text) ? "ok" : "wrong", text);
   }
   printf("%zu\n", MS2_REGION_SITES(text, 40, MS2_BY_BYTES));
   client_use(kept);
   return 0;
}

/* Each level takes 100 and frees what the one below it took. */
static CLIENT_FRAME void *levels(int n)
{
   void *mine = take(100);

   if (n > 1)
      free(levels(n - 1));
   client_use(&n);
   return mine;
}

static void *outside(void *unused)
{
   (void)unused;
   pthread_barrier_wait(&barrier);
   client_use(take(3000));
   pthread_barrier_wait(&barrier);
   return NULL;
}

/* Another thread allocates in the meantime. */
static CLIENT_FRAME void meet(void)
{
   client_use(take(20));
   pthread_barrier_wait(&barrier);
   pthread_barrier_wait(&barrier);
   client_use(take(20));
}

static int functions(char **arguments)
{
   void *early = take(1000);
   void *kept = levels(4);

   (void)arguments;
   client_use(take(500));
   free(early);
   free(kept);
   pthread_barrier_init(&barrier, NULL, 2);
   pthread_t other;
   pthread_create(&other, NULL, outside, NULL);
   meet();
   pthread_join(other, NULL);
   free(levels(1));
   return 0;
}

static int all(char **arguments)
{
   (void)arguments;
   MS2_REGION_BEGIN("all");
   MS2_SNAPSHOT("all");
   MS2_PAUSE;
   MS2_RESUME;
   MS2_REGION_END("all");
   printf("running: %d\n", MS2_RUNNING);
   print_counters("counters");
   print_result("result");
   char text[100];
   printf("sites: %zu\n", MS2_REGION_SITES(text, sizeof text, MS2_BY_KEPT));
   return 0;
}

static const struct client_command commands[] = {
    {"nested", nested},       {"counters", counters},
    {"threads", threads},     {"mismatches", mismatches},
    {"paused", paused},       {"labels", labels},
    {"deep", deep},           {"often", often},
    {"forks", forks},         {"sites", sites},
    {"functions", functions}, {"all", all},
};

CLIENT_MAIN(commands)
