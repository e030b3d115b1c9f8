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
   Int read_fd; /* the same as old_fd where the copy has no name */
   ULong old_n_written;
   HChar *copy_path; /* NULL where it has none */
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

/* Copies are read and written in pieces of this size. */
#define PIECE_BYTES (64 * 1024)

/* True if what is at the path begins as a profile, or with nothing at all. */
static Bool begins_as_profile(const HChar *path)
{
   SizeT n_magic = sizeof MS2_FORMAT_MAGIC - 1;
   Int fd = ms2_host_open(path, MS2_HOST_READ);

   if (fd < 0)
      return False;
   HChar head[sizeof MS2_FORMAT_MAGIC];
   Int n = ms2_host_read(fd, head, n_magic);
   ms2_host_close(fd);
   return n == 0 || (n == (Int)n_magic &&
                     ms2_host_strncmp(head, MS2_FORMAT_MAGIC, n_magic) == 0);
}

/* A name beside the file's, for what is to replace it. */
static HChar *name_of_copy(const HChar *path)
{
   SizeT n_bytes = ms2_host_strlen(path) + sizeof ".new";
   HChar *name = ms2_host_alloc("ms2.file.copy", n_bytes);

   ms2_host_format(name, n_bytes, "%s.new", path);
   return name;
}

/* What a run left behind that was killed while it wrote its file anew. */
static void remove_stale_copy(const HChar *copy_path)
{
   Ms2HostFile there;

   if (ms2_host_lstat(copy_path, &there) && there.is_regular &&
       there.owner == ms2_host_user() && begins_as_profile(copy_path)) {
      ms2_host_unlink(copy_path);
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

enum way { CREATE, REPLACE, USE, PIPE, TAKEN, REFUSE };

/* What to do about a path, by what stands there.  What belongs to another user
   is the parent's in a forked child that has become somebody else. */
static enum way choose(const HChar *path, const Ms2Run *run, Int *error)
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
      return target.is_pipe ? PIPE : USE; /* a folder fails when it is opened */
   if (target.owner != me) {
      *error = MS2_HOST_EPERM;
      return run->forked_from != 0 ? TAKEN : REFUSE;
   }
   if (is_of_run(path, run->run_id))
      return TAKEN;
   return itself.is_link ? USE : REPLACE;
}

/* Opens the path if it may be used.  Returns 0, an error, or MS2_HOST_EEXIST
   for a file of the same run. */
static Int try_open(const HChar *path, const Ms2Run *run)
{
   Ms2HostAccess access = MS2_HOST_CREATE;
   Int error = 0;

   switch (choose(path, run, &error)) {
   case REFUSE: return error;
   case TAKEN: return MS2_HOST_EEXIST;
   case USE: access = MS2_HOST_OVERWRITE; break;
   case PIPE: access = MS2_HOST_PIPE; break;
   case REPLACE: ms2_host_unlink(path); break;
   case CREATE: break;
   }
   Int fd = ms2_host_open(path, access);
   if (fd < 0)
      return -fd;
   file.fd = fd;
   file.regular = access == MS2_HOST_CREATE;
   if (file.regular) {
      HChar *copy_path = name_of_copy(path);
      remove_stale_copy(copy_path);
      ms2_host_free(copy_path);
   }
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

void ms2_file_open(const Ms2Run *run)
{
   Int error = MS2_HOST_EEXIST;

   MS2_ASSERT(!file.open, "one profile at a time");
   for (UInt n = 0; error == MS2_HOST_EEXIST && n < MAX_TRIES; n++) {
      ms2_host_free(file.path);
      file.path = nth_name(run->path, run->pid, n);
      error = try_open(file.path, run);
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

/* False where the program has removed the file or put another in its place, has
   left its root, or may not look there any more. */
static Bool is_at_path(void)
{
   Ms2HostFile open, there;

   return ms2_host_fstat(file.fd, &open) && ms2_host_stat(file.path, &there) &&
          open.device == there.device && open.inode == there.inode;
}

/* A copy beside the file, which takes its place in one step. */
static Int copy_with_name(void)
{
   if (!is_at_path())
      return -1;
   file.copy_path = name_of_copy(file.path);
   remove_stale_copy(file.copy_path);
   Int fd = ms2_host_open(file.copy_path, MS2_HOST_CREATE);
   file.read_fd = fd < 0 ? -1 : ms2_host_open(file.path, MS2_HOST_READ);
   if (file.read_fd >= 0)
      return fd;
   if (fd >= 0) {
      ms2_host_close(fd);
      ms2_host_unlink(file.copy_path);
   }
   ms2_host_free(file.copy_path);
   return -1;
}

/* A copy in memory, where nothing can be made beside the file.  The file itself
   is read then. */
static Int copy_without_name(void)
{
   file.copy_path = NULL;
   file.read_fd = file.fd;
   ms2_host_seek(file.fd, 0);
   return ms2_host_scratch();
}

Int ms2_file_begin_copy(void)
{
   if (!file.open || file.failed || !file.regular)
      return -1;
   Int fd = copy_with_name();
   if (fd < 0)
      fd = copy_without_name();
   if (fd < 0) {
      ms2_host_seek(file.fd, file.n_written);
      return -1;
   }
   file.old_fd = file.fd;
   file.old_n_written = file.n_written;
   file.fd = fd;
   file.n_written = 0;
   file.copying = True;
   return file.read_fd;
}

/* The file is as it was, and goes on where it ended. */
static void go_back(void)
{
   ms2_host_close(file.fd);
   if (file.copy_path != NULL) {
      ms2_host_close(file.read_fd);
      ms2_host_unlink(file.copy_path);
   } else {
      ms2_host_seek(file.old_fd, file.old_n_written);
   }
   file.fd = file.old_fd;
   file.n_written = file.old_n_written;
   file.failed = False;
}

/* The copy has the name of the file now. */
static void take_name(void)
{
   ms2_host_close(file.read_fd);
   ms2_host_close(file.old_fd);
}

/* The copy goes into the file itself, which is larger: there is room. */
static void pour_back(void)
{
   HChar *piece = ms2_host_alloc("ms2.file.piece", PIECE_BYTES);
   Int copy_fd = file.fd;

   file.fd = file.old_fd;
   file.n_written = 0;
   file.copying = False;
   ms2_host_seek(copy_fd, 0);
   ms2_host_seek(file.fd, 0);
   ms2_host_empty(file.fd);
   Int n;
   while ((n = ms2_host_read(copy_fd, piece, PIECE_BYTES)) > 0)
      ms2_file_write(piece, n);
   ms2_host_close(copy_fd);
   ms2_host_free(piece);
}

Bool ms2_file_end_copy(Bool is_good)
{
   Bool ok = is_good && !file.failed;

   if (ok && file.copy_path == NULL) {
      pour_back();
   } else if (ok && ms2_host_rename(file.copy_path, file.path)) {
      take_name();
   } else {
      ok = False;
      go_back();
   }
   file.copying = False;
   ms2_host_free(file.copy_path);
   file.copy_path = NULL;
   return ok;
}

void ms2_file_look_for(void)
{
   Ms2HostFile there;

   if (!file.open || file.failed || !file.regular ||
       !ms2_host_fstat(file.fd, &there) || there.n_names > 0) {
      return;
   }
   file.failed = True;
   ms2_host_say("ms2: '%s' was removed while the program ran: there is no"
                " profile\n",
                file.path);
}

void ms2_file_drop(void)
{
   if (file.open && file.fd >= 0)
      ms2_host_close(file.fd);
   file.fd = -1;
   file.open = False;
   file.failed = False;
}
