/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What base, model and record need of whoever runs them: memory, text, files,
   clocks, a word to the user, assertions.

      the program -> capture -> model -> record -> a profile
                                  \        /
                                   the host

   They see no other header but this one, so that they run wherever somebody
   implements it: ms2/host/host.c does so with Valgrind's services, and
   tests/unit/recorder/host.c with the C library's.  None of it is called for
   an ordinary event; what is read at each event is in base/clock.h. */
#ifndef MS2_BASE_HOST_H
#define MS2_BASE_HOST_H

#include <stddef.h>

/* ---- types -------------------------------------------------------------- */

/* Valgrind's headers define the same types; C lets a typedef be repeated, and a
   difference does not compile. */
typedef unsigned char UChar;
typedef char HChar;
typedef unsigned short UShort;
typedef unsigned int UInt;
typedef int Int;
typedef unsigned long long ULong;
typedef long long Long;
typedef unsigned long UWord;
typedef long Word;
typedef unsigned long SizeT;
typedef unsigned long Addr; /* of the program that is recorded */
typedef unsigned char Bool;

#ifndef True
#define True ((Bool)1)
#define False ((Bool)0)
#endif

/* The host's number of a thread, small and above 0; it is used again when the
   thread has ended. */
typedef UInt ThreadId;

#define MS2_NO_THREAD 0

#define MS2_UNLIKELY(condition) __builtin_expect((condition) != 0, 0)

/* ---- memory ------------------------------------------------------------- */

/* Memory for a purpose, which is a name for who looks where memory goes.  There
   always is some: the host ends the run where it has none. */
void *ms2_host_alloc(const HChar *purpose, SizeT n_bytes);
void *ms2_host_alloc_zeroed(const HChar *purpose, SizeT n, SizeT n_bytes);
void *ms2_host_realloc(const HChar *purpose, void *p, SizeT n_bytes);
void ms2_host_free(void *p); /* or NULL */

/* ---- bytes and text ----------------------------------------------------- */

/* As the functions of the C library that have these names. */
void *ms2_host_memset(void *p, Int c, SizeT n_bytes);
void *ms2_host_memcpy(void *to, const void *from, SizeT n_bytes);
void *ms2_host_memmove(void *to, const void *from, SizeT n_bytes);
Int ms2_host_memcmp(const void *a, const void *b, SizeT n_bytes);
SizeT ms2_host_strlen(const HChar *text);
Int ms2_host_strcmp(const HChar *a, const HChar *b);
Int ms2_host_strncmp(const HChar *a, const HChar *b, SizeT n);
const HChar *ms2_host_strstr(const HChar *text, const HChar *part);
HChar *ms2_host_strdup(const HChar *purpose, const HChar *text);
void ms2_host_sort(void *elements, SizeT n, SizeT n_bytes,
                   Int (*compare)(const void *a, const void *b));

/* As snprintf: cuts the text to n_bytes, of which the last is 0.  The flag '
   parts the thousands, in the way of the host. */
void ms2_host_format(HChar *text, SizeT n_bytes, const HChar *format, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- the user ----------------------------------------------------------- */

/* A line for the user, with its end. */
void ms2_host_say(const HChar *format, ...)
    __attribute__((format(printf, 1, 2)));

/* ---- files -------------------------------------------------------------- */

/* The errors of files that have a text of their own: those of errno. */
#define MS2_HOST_ERRORS(ERROR)                             \
   ERROR(EACCES, "permission denied")                      \
   ERROR(EEXIST, "it exists")                              \
   ERROR(ENOENT, "no such folder")                         \
   ERROR(ENOTDIR, "a part of the path is no folder")       \
   ERROR(EISDIR, "it is a folder")                         \
   ERROR(ENOSPC, "no space left on the device")            \
   ERROR(EFBIG, "it would exceed the limit on file sizes") \
   ERROR(EROFS, "the file system is read-only")            \
   ERROR(EMFILE, "too many open files")                    \
   ERROR(ELOOP, "it is a symbolic link of another user")   \
   ERROR(EPERM, "it belongs to another user")              \
   ERROR(ENAMETOOLONG, "the name is too long")             \
   ERROR(ENXIO, "nobody reads from the pipe")              \
   ERROR(EPIPE, "nobody reads from the pipe any more")     \
   ERROR(EDQUOT, "the quota of the disk is used up")       \
   ERROR(ETXTBSY, "it is a program that runs")             \
   ERROR(EINVAL, "such a file can not be written")         \
   ERROR(ENFILE, "too many open files in the system")      \
   ERROR(ENOMEM, "no memory left in the system")           \
   ERROR(EIO, "input/output error")

/* MS2_HOST_EACCES and so on.  From MS2_HOST_OTHER on there are the others: it
   plus the system's number. */
enum {
   MS2_HOST_NO_ERROR,
#define MS2_HOST_ERROR(name, text) MS2_HOST_##name,
   MS2_HOST_ERRORS(MS2_HOST_ERROR)
#undef MS2_HOST_ERROR
       MS2_HOST_OTHER
};

typedef enum {
   MS2_HOST_READ,
   MS2_HOST_CREATE,    /* and write and read; fails if it exists.  Mode 0600 */
   MS2_HOST_OVERWRITE, /* what is there; or create */
   MS2_HOST_PIPE       /* write; waits some seconds at most for a reader */
} Ms2HostAccess;

/* A descriptor, out of the way of the recorded program's own; or an error,
   negative. */
Int ms2_host_open(const HChar *path, Ms2HostAccess access);

/* Bytes read or written, at most n_bytes; 0 at the end of the file, or where
   nothing can be written; or an error, negative. */
Int ms2_host_read(Int fd, void *bytes, SizeT n_bytes);
Int ms2_host_write(Int fd, const void *bytes, SizeT n_bytes);

/* An empty file without a name, to write and to read; or an error. */
Int ms2_host_scratch(void);

/* Where the next byte is read or written. */
void ms2_host_seek(Int fd, ULong at);

/* Takes everything out of a file.  False if that can not be. */
Bool ms2_host_empty(Int fd);

void ms2_host_close(Int fd);
void ms2_host_unlink(const HChar *path);
Bool ms2_host_rename(const HChar *from, const HChar *to);

typedef struct {
   Bool is_link;
   Bool is_regular;
   Bool is_pipe;
   UInt owner; /* user id */
   /* Not of lstat: */
   ULong device, inode; /* the same for the same file */
   ULong n_names;
} Ms2HostFile;

/* What a path leads to, or what itself is.  False if there is nothing. */
Bool ms2_host_stat(const HChar *path, Ms2HostFile *file);
Bool ms2_host_lstat(const HChar *path, Ms2HostFile *file);
Bool ms2_host_fstat(Int fd, Ms2HostFile *file);

/* Whose files are made. */
UInt ms2_host_user(void);

/* A file must not become larger: the program would get a signal. */
ULong ms2_host_file_limit(void);

/* ---- clocks and threads ------------------------------------------------- */

/* Milliseconds since some moment; never goes back.  A system call. */
ULong ms2_host_ms(void);

/* Microseconds since some moment in which threads of the process ran or waited
   for a processor, added up over them.  False if the system does not say. */
Bool ms2_host_busy_us(ULong *us);

/* The thread that asks ends, and the system will say nothing more of it. */
void ms2_host_thread_ends(void);

/* Superblocks executed since the start, or what else grows with the work of the
   program, as of a thread that runs or has just stopped. */
ULong ms2_host_superblocks(ThreadId tid);

/* How many threads there are. */
UInt ms2_host_n_threads(void);

/* ---- assertions --------------------------------------------------------- */

/* What always holds, and why, as a text. */
#define MS2_ASSERT(condition, text)                                            \
   ((condition) ? (void)0                                                      \
                : ms2_host_assert_failed(#condition, text, __FILE__, __LINE__, \
                                         __func__))

void ms2_host_assert_failed(const HChar *condition, const HChar *text,
                            const HChar *file, Int line, const HChar *function)
    __attribute__((noreturn));

#endif
