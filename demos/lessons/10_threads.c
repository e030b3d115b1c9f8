/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lesson 10: threads, and freeing in another one.

   One thread makes jobs, another one does them and frees them.  The maker is
   faster: it waits for nobody.

   Exercise: let no more than 8 jobs wait.
   Judge:    --check peak<=60KB */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { JOBS = 300, MOST_WAITING = 8 };

struct job {
   struct job *next;
   int number;
   char data[4000];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct job *first, **last = &first;
static int waiting, all_made;

static struct job *make_job(int number)
{
   struct job *job = malloc(sizeof *job);

   if (!job)
      abort();
   memset(job->data, number, sizeof job->data);
   job->number = number;
   job->next = NULL;
   return job;
}

static void put(struct job *job)
{
   pthread_mutex_lock(&lock);
   *last = job;
   last = &job->next;
   waiting++;
   pthread_cond_broadcast(&changed);
   pthread_mutex_unlock(&lock);
}

static struct job *take(void)
{
   struct job *job;

   pthread_mutex_lock(&lock);
   /* The worker begins late: when a good part is there. */
   while (!all_made && waiting < MOST_WAITING)
      pthread_cond_wait(&changed, &lock);
   job = first;
   if (job && !(first = job->next))
      last = &first;
   waiting -= !!job;
   pthread_cond_broadcast(&changed);
   pthread_mutex_unlock(&lock);
   return job;
}

static void *worker(void *sum)
{
   struct job *job;

   while ((job = take())) {
      for (int round = 0; round < 20; round++)
         for (size_t i = 0; i < sizeof job->data; i++)
            *(unsigned long *)sum += (unsigned char)job->data[i];
      free(job);
   }
   return NULL;
}

int main(void)
{
   unsigned long sum = 0;
   pthread_t thread;

   setbuf(stdout, NULL); /* so that printf takes no buffer */
   if (pthread_create(&thread, NULL, worker, &sum))
      abort();
   for (int number = 0; number < JOBS; number++)
      put(make_job(number));
   pthread_mutex_lock(&lock);
   all_made = 1;
   pthread_cond_broadcast(&changed);
   pthread_mutex_unlock(&lock);
   pthread_join(thread, NULL);
   printf("sum %lu\n", sum);
   return 0;
}
