/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file a profile goes to. */
#include "record/file.h"

#include "ms2_format.h"

/* More processes of one name than a run has. */
#define MAX_TRIES 10000

/* A profile's header stands at its start; this much holds its run id. */
#define HEADER_BYTES 4096

static struct {
   Int fd;
   Bool open;
   Bool failed;
   Bool regular; /* no pipe or device */
   HChar *path;
   ULong n_written;
   /* While it is written anew, the old file: */
   Bool copying;
   Int old_fd;
   Int read_fd;
   ULong old_n_written;
   HChar *copy_path;
} file = {.fd = -1};

/* By the error, MS2_HOST_EACCES and so on. */
static const HChar *const error_texts[] = {
#define TEXT(name, text) [MS2_HOST_##name] = text,
    MS2_HOST_ERRORS(TEXT)
#undef TEXT
};

static void fail(const HChar *what, Int error)
{
   file.failed = True;
   if (file.copying)
      return; /* the file itself is unhurt */
   if (error < MS2_HOST_OTHER) {
      ms2_host_say("ms2: cannot %s '%s': %s; the program runs on without a"
                   " profile\n",
                   what, file.path, error_texts[error]);
   } else {
      ms2_host_say("ms2: cannot %s '%s': error %d; the program runs on without"
                   " a profile\n",
                   what, file.path, error - MS2_HOST_OTHER);
   }
}

/* True if the file holds a profile of this run. */
static Bool is_of_run(const HChar *path, const HChar *run_id)
{
   Int fd = ms2_host_open(path, MS2_HOST_READ);
   HChar *head = ms2_host_alloc_zeroed("ms2.file.head", 1, HEADER_BYTES + 1);
   SizeT line_bytes = ms2_host_strlen(run_id) + 16;
   HChar *line = ms2_host_alloc("ms2.file.head", line_bytes);
   Bool found = False;

   ms2_host_format(line, line_bytes, "\nh run %s\n", run_id);
   if (fd >= 0) {
      if (ms2_host_read(fd, head, HEADER_BYTES) > 0) {
         found = ms2_host_strncmp(head, MS2_FORMAT_MAGIC,
                                  ms2_host_strlen(MS2_FORMAT_MAGIC)) == 0 &&
                 ms2_host_strstr(head, line) != NULL;
      }
      ms2_host_close(fd);
   }
   ms2_host_free(head);
   ms2_host_free(line);
   return found;
}

enum verdict { CREATE, REPLACE, USE, TAKEN, REFUSE };

/* What to do about a path, by what stands there. */
static enum verdict judge(const HChar *path, const HChar *run_id, Int *error)
{
   Ms2HostFile itself;
   UInt me = ms2_host_user();

   if (!ms2_host_lstat(path, &itself))
      return CREATE;
   if (itself.is_link && itself.owner != me && itself.owner != 0) {
      *error = MS2_HOST_ELOOP;
      return REFUSE;
   }
   Ms2HostFile target;
   if (!ms2_host_stat(path, &target))
      return USE; /* a dangling link of the user's */
   if (!target.is_regular)
      return USE; /* a device, a pipe; a folder fails when it is opened */
   if (target.owner != me) {
      *error = MS2_HOST_EPERM;
      return REFUSE;
   }
   if (is_of_run(path, run_id))
      return TAKEN;
   return itself.is_link ? USE : REPLACE;
}

/* Opens the path if it may be used.  Returns 0, an error, or MS2_HOST_EEXIST
   for a file of the same run. */
static Int try_open(const HChar *path, const HChar *run_id)
{
   Ms2HostAccess access = MS2_HOST_CREATE;
   Int error = 0;

   switch (judge(path, run_id, &error)) {
   case REFUSE: return error;
   case TAKEN: return MS2_HOST_EEXIST;
   case USE: access = MS2_HOST_OVERWRITE; break;
   case REPLACE: ms2_host_unlink(path); break;
   case CREATE: break;
   }
   Int fd = ms2_host_open(path, access);
   if (fd < 0)
      return -fd;
   file.fd = fd;
   file.regular = access == MS2_HOST_CREATE;
   return 0;
}

/* The n-th name to try: the one asked for; with the process id behind it,
   unless it has that already; with a number. */
static HChar *nth_name(const HChar *path, Int pid, UInt n)
{
   SizeT n_bytes = ms2_host_strlen(path) + 32;
   HChar *name = ms2_host_alloc("ms2.file.name", n_bytes);
   HChar digits[16];
   const HChar *middle = "";
   const HChar *dot = "";

   ms2_host_format(digits, sizeof digits, "%d", pid);
   if (n > 0 && ms2_host_strstr(path, digits) == NULL) {
      dot = ".";
      middle = digits;
      n--;
   }
   if (n > 0)
      ms2_host_format(name, n_bytes, "%s%s%s.%u", path, dot, middle, n + 1);
   else
      ms2_host_format(name, n_bytes, "%s%s%s", path, dot, middle);
   return name;
}

void ms2_file_open(const HChar *path, Int pid, const HChar *run_id)
{
   Int error = MS2_HOST_EEXIST;

   MS2_ASSERT(!file.open, "one profile at a time");
   for (UInt n = 0; error == MS2_HOST_EEXIST && n < MAX_TRIES; n++) {
      ms2_host_free(file.path);
      file.path = nth_name(path, pid, n);
      error = try_open(file.path, run_id);
   }
   file.open = True;
   file.failed = False;
   file.n_written = 0;
   if (error != 0)
      fail("open", error);
}

Bool ms2_file_is_open(void)
{
   return file.open;
}

Bool ms2_file_is_regular(void)
{
   return file.regular;
}

Bool ms2_file_has_failed(void)
{
   return file.failed;
}

const HChar *ms2_file_path(void)
{
   return file.path;
}

void ms2_file_write(const HChar *bytes, SizeT n_bytes)
{
   if (file.failed || !file.open)
      return;
   if (file.n_written + n_bytes > ms2_host_file_limit()) {
      fail("write", MS2_HOST_EFBIG);
      return;
   }
   while (n_bytes > 0) {
      Int n = ms2_host_write(file.fd, bytes, n_bytes);
      if (n <= 0) {
         fail("write", n == 0 ? MS2_HOST_ENOSPC : -n);
         return;
      }
      bytes += n;
      n_bytes -= n;
      file.n_written += n;
   }
}

ULong ms2_file_n_bytes(void)
{
   return file.n_written;
}

/* A name beside the file's. */
static HChar *name_of_copy(void)
{
   SizeT n_bytes = ms2_host_strlen(file.path) + sizeof ".new";
   HChar *name = ms2_host_alloc("ms2.file.copy", n_bytes);

   ms2_host_format(name, n_bytes, "%s.new", file.path);
   return name;
}

Int ms2_file_begin_copy(void)
{
   if (!file.open || file.failed || !file.regular)
      return -1;
   Int read_fd = ms2_host_open(file.path, MS2_HOST_READ);
   if (read_fd < 0)
      return -1;
   file.copy_path = name_of_copy();
   Int fd = ms2_host_open(file.copy_path, MS2_HOST_CREATE);
   if (fd < 0) {
      ms2_host_close(read_fd);
      ms2_host_free(file.copy_path);
      return -1;
   }
   file.read_fd = read_fd;
   file.old_fd = file.fd;
   file.old_n_written = file.n_written;
   file.fd = fd;
   file.n_written = 0;
   file.copying = True;
   return file.read_fd;
}

Bool ms2_file_end_copy(Bool is_good)
{
   Bool ok =
       is_good && !file.failed && ms2_host_rename(file.copy_path, file.path);

   ms2_host_close(file.read_fd);
   ms2_host_close(ok ? file.old_fd : file.fd);
   if (!ok) {
      ms2_host_unlink(file.copy_path);
      file.fd = file.old_fd;
      file.n_written = file.old_n_written;
      file.failed = False;
   }
   file.copying = False;
   ms2_host_free(file.copy_path);
   return ok;
}

void ms2_file_drop(void)
{
   if (file.open && file.fd >= 0)
      ms2_host_close(file.fd);
   file.fd = -1;
   file.open = False;
   file.failed = False;
}
