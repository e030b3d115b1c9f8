/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The host that Valgrind is: what base/host.h asks for, from its core. */
#include "base/host.h"

#include "host/compat.h"
#include "host/event_counter.h"

#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_libcproc.h"
#include "pub_tool_machine.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_vki.h"

#include <stdarg.h>

/* RLIMIT_FSIZE, the same on every Linux; not among Valgrind's constants. */
#define LIMIT_FILE_SIZE 1

static struct {
   ULong ms; /* read last */
   UInt raw; /* the core's timer then, which wraps after 49 days */
} timer;

/* Waiting for a processor, of threads that have ended. */
static struct {
   ULong ended_us;
   Int ended_tid; /* the last of them; 0: none */
} queue;

/* ---- memory ------------------------------------------------------------- */

void *ms2_host_alloc(const HChar *purpose, SizeT n_bytes)
{
   return VG_(malloc)(purpose, n_bytes);
}

void *ms2_host_alloc_zeroed(const HChar *purpose, SizeT n, SizeT n_bytes)
{
   return VG_(calloc)(purpose, n, n_bytes);
}

void *ms2_host_realloc(const HChar *purpose, void *p, SizeT n_bytes)
{
   return VG_(realloc)(purpose, p, n_bytes);
}

void ms2_host_free(void *p)
{
   VG_(free)(p);
}

/* ---- bytes and text ----------------------------------------------------- */

void *ms2_host_memset(void *p, Int c, SizeT n_bytes)
{
   return VG_(memset)(p, c, n_bytes);
}

void *ms2_host_memcpy(void *to, const void *from, SizeT n_bytes)
{
   return VG_(memcpy)(to, from, n_bytes);
}

void *ms2_host_memmove(void *to, const void *from, SizeT n_bytes)
{
   return VG_(memmove)(to, from, n_bytes);
}

Int ms2_host_memcmp(const void *a, const void *b, SizeT n_bytes)
{
   return VG_(memcmp)(a, b, n_bytes);
}

SizeT ms2_host_strlen(const HChar *text)
{
   return VG_(strlen)(text);
}

Int ms2_host_strcmp(const HChar *a, const HChar *b)
{
   return VG_(strcmp)(a, b);
}

Int ms2_host_strncmp(const HChar *a, const HChar *b, SizeT n)
{
   return VG_(strncmp)(a, b, n);
}

const HChar *ms2_host_strstr(const HChar *text, const HChar *part)
{
   return VG_(strstr)(text, part);
}

HChar *ms2_host_strdup(const HChar *purpose, const HChar *text)
{
   return VG_(strdup)(purpose, text);
}

void ms2_host_sort(void *elements, SizeT n, SizeT n_bytes,
                   Int (*compare)(const void *a, const void *b))
{
   VG_(ssort)(elements, n, n_bytes, compare);
}

void ms2_host_format(HChar *text, SizeT n_bytes, const HChar *format, ...)
{
   va_list arguments;

   va_start(arguments, format);
   VG_(vsnprintf)(text, (Int)n_bytes, format, arguments);
   va_end(arguments);
}

void ms2_host_say(const HChar *format, ...)
{
   va_list arguments;

   va_start(arguments, format);
   VG_(vmessage)(Vg_UserMsg, format, arguments);
   va_end(arguments);
}

/* ---- files -------------------------------------------------------------- */

/* Our number of the system's error, negative. */
static Int failure(UWord error)
{
   switch (error) {
#define CASE(name, text) \
   case VKI_##name: return -MS2_HOST_##name;
      MS2_HOST_ERRORS(CASE)
#undef CASE
   default: return -(MS2_HOST_OTHER + (Int)error);
   }
}

static Int descriptor_of(SysRes res)
{
   return sr_isError(res) ? failure(sr_Err(res)) : VG_(safe_fd)(sr_Res(res));
}

/* Whoever starts the reader of a pipe beside the program does it within 5
   seconds. */
#define READER_TRIES 250
#define READER_PAUSE_MS 20

Int ms2_host_open(const HChar *path, Ms2HostAccess access)
{
   static const Int flags[] = {
       [MS2_HOST_READ] = VKI_O_RDONLY,
       [MS2_HOST_CREATE] = VKI_O_RDWR | VKI_O_CREAT | VKI_O_EXCL,
       [MS2_HOST_OVERWRITE] = VKI_O_WRONLY | VKI_O_CREAT | VKI_O_TRUNC,
       [MS2_HOST_PIPE] = VKI_O_WRONLY | VKI_O_NONBLOCK,
   };
   SysRes res = VG_(open)(path, flags[access], VKI_S_IRUSR | VKI_S_IWUSR);

   if (access != MS2_HOST_PIPE)
      return descriptor_of(res);
   for (UInt n = 0;
        n < READER_TRIES && sr_isError(res) && sr_Err(res) == VKI_ENXIO; n++) {
      ms2_compat_sleep_ms(READER_PAUSE_MS);
      res = VG_(open)(path, flags[access], 0);
   }
   if (!sr_isError(res))
      ms2_compat_set_flags(sr_Res(res), 0); /* from now on writes wait */
   return descriptor_of(res);
}

Int ms2_host_scratch(void)
{
   return descriptor_of(ms2_compat_memfd("ms2"));
}

void ms2_host_seek(Int fd, ULong at)
{
   VG_(lseek)(fd, at, VKI_SEEK_SET);
}

Bool ms2_host_empty(Int fd)
{
   return ms2_compat_truncate(fd);
}

Int ms2_host_read(Int fd, void *bytes, SizeT n_bytes)
{
   Int n = VG_(read)(fd, bytes, (Int)n_bytes);

   return n < 0 ? failure(-n) : n;
}

Int ms2_host_write(Int fd, const void *bytes, SizeT n_bytes)
{
   Int n;

   do {
      n = VG_(write)(fd, bytes, (Int)n_bytes);
   } while (n == -VKI_EINTR);
   return n < 0 ? failure(-n) : n;
}

void ms2_host_close(Int fd)
{
   VG_(close)(fd);
}

void ms2_host_unlink(const HChar *path)
{
   VG_(unlink)(path);
}

Bool ms2_host_rename(const HChar *from, const HChar *to)
{
   return VG_(rename)(from, to) == 0;
}

static Ms2HostFile file_of(UInt mode, UInt owner)
{
   Ms2HostFile file = {
       .is_link = (mode & MS2_COMPAT_KIND_MASK) == MS2_COMPAT_KIND_LINK,
       .is_regular = (mode & MS2_COMPAT_KIND_MASK) == MS2_COMPAT_KIND_REGULAR,
       .is_pipe = (mode & MS2_COMPAT_KIND_MASK) == MS2_COMPAT_KIND_PIPE,
       .owner = owner,
   };

   return file;
}

static Ms2HostFile whole_file_of(const struct vg_stat *st)
{
   Ms2HostFile file = file_of(st->mode, st->uid);

   file.device = st->dev;
   file.inode = st->ino;
   file.n_names = st->nlink;
   return file;
}

Bool ms2_host_stat(const HChar *path, Ms2HostFile *file)
{
   struct vg_stat st;

   if (sr_isError(VG_(stat)(path, &st)))
      return False;
   *file = whole_file_of(&st);
   return True;
}

Bool ms2_host_fstat(Int fd, Ms2HostFile *file)
{
   struct vg_stat st;

   if (VG_(fstat)(fd, &st) != 0)
      return False;
   *file = whole_file_of(&st);
   return True;
}

Bool ms2_host_lstat(const HChar *path, Ms2HostFile *file)
{
   UInt mode, owner;

   if (!ms2_compat_lstat(path, &mode, &owner))
      return False;
   *file = file_of(mode, owner);
   return True;
}

UInt ms2_host_user(void)
{
   return VG_(geteuid)();
}

ULong ms2_host_file_limit(void)
{
   struct vki_rlimit limit;

   return VG_(getrlimit)(LIMIT_FILE_SIZE, &limit) == 0 ? limit.rlim_cur : ~0ULL;
}

/* ---- clocks and threads ------------------------------------------------- */

ULong ms2_host_ms(void)
{
   UInt raw = VG_(read_millisecond_timer)();

   timer.ms += (UInt)(raw - timer.raw);
   timer.raw = raw;
   return timer.ms;
}

/* Microseconds that a thread waited for a processor while it was ready to run:
   the second number of its file, in nanoseconds.  False if there is none. */
static Bool queued_us(const HChar *thread, ULong *us)
{
   HChar text[64];
   HChar *at;

   VG_(snprintf)(text, sizeof text, "/proc/self/task/%s/schedstat", thread);
   const SysRes res = VG_(open)(text, VKI_O_RDONLY, 0);
   if (sr_isError(res))
      return False;
   const Int n = VG_(read)(sr_Res(res), text, sizeof text - 1);
   VG_(close)(sr_Res(res));
   if (n <= 0)
      return False;
   text[n] = '\0';
   VG_(strtoll10)(text, &at);
   if (*at != ' ')
      return False;
   *us = VG_(strtoll10)(at, NULL) / 1000;
   return True;
}

/* Those of a folder's entries that are threads; one that has just ended has no
   file any more.  The one that ended last may still be there. */
static Bool add_queued(HChar *entries, Int n, ULong *us)
{
   Bool any = False;

   for (Int at = 0; at < n;) {
      const struct vki_dirent64 *entry = (void *)(entries + at);
      ULong more;

      at += entry->d_reclen;
      if (entry->d_name[0] == '.' ||
          VG_(strtoll10)(entry->d_name, NULL) == queue.ended_tid ||
          !queued_us(entry->d_name, &more)) {
         continue;
      }
      *us += more;
      any = True;
   }
   return any;
}

static ULong cpu_us(void)
{
   struct vki_timespec time;

   VG_(clock_gettime)(&time, VKI_CLOCK_PROCESS_CPUTIME_ID);
   return time.tv_sec * 1000000ULL + time.tv_nsec / 1000;
}

Bool ms2_host_busy_us(ULong *us)
{
   HChar entries[4096] __attribute__((aligned(8)));
   Bool any = queue.ended_tid != 0;
   const SysRes res = VG_(open)("/proc/self/task", VKI_O_RDONLY, 0);
   Int n;

   if (sr_isError(res))
      return False;
   *us = cpu_us() + queue.ended_us;
   while ((n = VG_(getdents64)(sr_Res(res), (void *)entries, sizeof entries)) >
          0) {
      any = add_queued(entries, n, us) || any;
   }
   VG_(close)(sr_Res(res));
   return any;
}

void ms2_host_thread_ends(void)
{
   HChar tid[16];
   ULong us;

   VG_(snprintf)(tid, sizeof tid, "%d", VG_(gettid)());
   if (queued_us(tid, &us)) {
      queue.ended_us += us;
      queue.ended_tid = VG_(gettid)();
   }
}

ULong ms2_host_superblocks(ThreadId tid)
{
   return ms2_event_counter_read(tid);
}

UInt ms2_host_n_threads(void)
{
   ThreadId tid;
   UInt n = 0;

   VG_(thread_stack_reset_iter)(&tid);
   Addr lo;
   Addr hi;
   while (VG_(thread_stack_next)(&tid, &lo, &hi))
      n++;
   return n;
}

/* ---- assertions --------------------------------------------------------- */

void ms2_host_assert_failed(const HChar *condition, const HChar *text,
                            const HChar *file, Int line, const HChar *function)
{
   VG_(assert_fail)(False, condition, file, line, function, "%s", text);
}
