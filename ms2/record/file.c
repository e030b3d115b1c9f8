/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The file a profile goes to. */
#include "record/file.h"

#include "host/compat.h"
#include "base/options.h"

#include "pub_tool_libcassert.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_libcproc.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_options.h"
#include "pub_tool_vki.h"

#include "ms2_format.h"

/* More processes of one name than a run has. */
#define MAX_TRIES 10000

/* A profile's header stands at its start; this much holds its run id. */
#define HEADER_BYTES 4096

/* RLIMIT_FSIZE, the same on every Linux; not among Valgrind's constants. */
#define LIMIT_FILE_SIZE 1

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

static const HChar *error_text(Int error)
{
   switch (error) {
   case VKI_EACCES: return "permission denied";
   case VKI_ENOENT: return "no such folder";
   case VKI_ENOTDIR: return "a part of the path is no folder";
   case VKI_EISDIR: return "it is a folder";
   case VKI_ENOSPC: return "no space left on the device";
   case VKI_EFBIG: return "it would exceed the limit on file sizes";
   case VKI_EROFS: return "the file system is read-only";
   case VKI_EMFILE: return "too many open files";
   case VKI_ELOOP: return "it is a symbolic link of another user";
   case VKI_EPERM: return "it belongs to another user";
   case VKI_EIO: return "input/output error";
   default: return NULL;
   }
}

static void fail(const HChar *what, Int error)
{
   const HChar *text = error_text(error);

   file.failed = True;
   if (file.copying) {
      return; /* the file itself is unhurt */
   }
   if (text != NULL) {
      VG_(umsg)("ms2: cannot %s '%s': %s; the program runs on without a"
                " profile\n",
                what, file.path, text);
   } else {
      VG_(umsg)("ms2: cannot %s '%s': error %d; the program runs on without a"
                " profile\n",
                what, file.path, error);
   }
}

/* True if the file holds a profile of this run. */
static Bool is_of_run(const HChar *path, const HChar *run_id)
{
   Int fd = VG_(fd_open)(path, VKI_O_RDONLY, 0);
   HChar *head = VG_(calloc)("ms2.file.head", 1, HEADER_BYTES + 1);
   HChar *line = VG_(malloc)("ms2.file.head", VG_(strlen)(run_id) + 16);
   Bool found = False;

   VG_(sprintf)(line, "\nh run %s\n", run_id);
   if (fd >= 0) {
      if (VG_(read)(fd, head, HEADER_BYTES) > 0) {
         found = VG_(strncmp)(head, MS2_FORMAT_MAGIC,
                              VG_(strlen)(MS2_FORMAT_MAGIC)) == 0 &&
                 VG_(strstr)(head, line) != NULL;
      }
      VG_(close)(fd);
   }
   VG_(free)(head);
   VG_(free)(line);
   return found;
}

enum verdict { CREATE, REPLACE, USE, TAKEN, REFUSE };

/* What to do about a path, by what stands there. */
static enum verdict judge(const HChar *path, const HChar *run_id, Int *error)
{
   struct vg_stat st;
   UInt mode, uid;
   UInt me = VG_(geteuid)();

   if (!ms2_compat_lstat(path, &mode, &uid)) {
      return CREATE;
   }
   if ((mode & MS2_KIND_MASK) == MS2_KIND_LINK && uid != me && uid != 0) {
      *error = VKI_ELOOP;
      return REFUSE;
   }
   if (sr_isError(VG_(stat)(path, &st))) {
      return USE; /* a dangling link of the user's */
   }
   if ((st.mode & MS2_KIND_MASK) != MS2_KIND_REGULAR) {
      return USE; /* a device, a pipe; a folder fails when it is opened */
   }
   if (st.uid != me) {
      *error = VKI_EPERM;
      return REFUSE;
   }
   if (is_of_run(path, run_id)) {
      return TAKEN;
   }
   return (mode & MS2_KIND_MASK) == MS2_KIND_LINK ? USE : REPLACE;
}

/* Opens the path if it may be used.  Returns 0, an error number, or EEXIST
   for a file of the same run. */
static Int try_open(const HChar *path, const HChar *run_id)
{
   Int flags = VKI_O_WRONLY | VKI_O_CREAT;
   Int error = 0;
   SysRes res;

   switch (judge(path, run_id, &error)) {
   case REFUSE: return error;
   case TAKEN: return VKI_EEXIST;
   case USE: flags |= VKI_O_TRUNC; break;
   case REPLACE: VG_(unlink)(path); /* fall through */
   case CREATE: flags |= VKI_O_EXCL; break;
   }
   res = VG_(open)(path, flags, VKI_S_IRUSR | VKI_S_IWUSR);
   if (sr_isError(res)) {
      return sr_Err(res);
   }
   file.fd = VG_(safe_fd)(sr_Res(res));
   file.regular = (flags & VKI_O_EXCL) != 0;
   return 0;
}

/* The n-th name to try: the one asked for; with the process id behind it,
   unless it has that already; with a number. */
static HChar *nth_name(const HChar *base, UInt n)
{
   HChar *name = VG_(malloc)("ms2.file.name", VG_(strlen)(base) + 32);
   HChar pid[16];

   VG_(sprintf)(pid, "%d", VG_(getpid)());
   VG_(strcpy)(name, base);
   if (n > 0 && VG_(strstr)(base, pid) == NULL) {
      VG_(sprintf)(name + VG_(strlen)(name), ".%s", pid);
      n--;
   }
   if (n > 0) {
      VG_(sprintf)(name + VG_(strlen)(name), ".%u", n + 1);
   }
   return name;
}

void ms2_file_open(const HChar *run_id)
{
   HChar *base = VG_(expand_file_name)("--ms2-out-file", ms2_options->out_file);
   Int error = VKI_EEXIST;

   tl_assert2(!file.open, "one profile at a time");
   for (UInt n = 0; error == VKI_EEXIST && n < MAX_TRIES; n++) {
      VG_(free)(file.path);
      file.path = nth_name(base, n);
      error = try_open(file.path, run_id);
   }
   VG_(free)(base);
   file.open = True;
   file.failed = False;
   file.n_written = 0;
   if (error != 0) {
      fail("open", error);
   }
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

/* Writing beyond the limit would send the program a signal. */
static Bool is_above_limit(SizeT n_bytes)
{
   struct vki_rlimit limit;

   if (VG_(getrlimit)(LIMIT_FILE_SIZE, &limit) != 0) {
      return False;
   }
   return file.n_written + n_bytes > limit.rlim_cur;
}

void ms2_file_write(const HChar *bytes, SizeT n_bytes)
{
   if (file.failed || !file.open) {
      return;
   }
   if (is_above_limit(n_bytes)) {
      fail("write", VKI_EFBIG);
      return;
   }
   while (n_bytes > 0) {
      Int n = VG_(write)(file.fd, bytes, n_bytes);
      if (n == -VKI_EINTR) {
         continue;
      }
      if (n <= 0) {
         fail("write", n == 0 ? VKI_ENOSPC : -n);
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

Int ms2_file_begin_copy(void)
{
   SysRes res;

   if (!file.open || file.failed || !file.regular) {
      return -1;
   }
   file.copy_path =
       VG_(malloc)("ms2.file.copy", VG_(strlen)(file.path) + sizeof ".new");
   VG_(sprintf)(file.copy_path, "%s.new", file.path);
   file.read_fd = VG_(fd_open)(file.path, VKI_O_RDONLY, 0);
   res = VG_(open)(file.copy_path, VKI_O_WRONLY | VKI_O_CREAT | VKI_O_EXCL,
                   VKI_S_IRUSR | VKI_S_IWUSR);
   if (file.read_fd < 0 || sr_isError(res)) {
      if (file.read_fd >= 0) {
         VG_(close)(file.read_fd);
      }
      if (!sr_isError(res)) {
         VG_(close)(sr_Res(res));
         VG_(unlink)(file.copy_path);
      }
      VG_(free)(file.copy_path);
      return -1;
   }
   file.read_fd = VG_(safe_fd)(file.read_fd);
   file.old_fd = file.fd;
   file.old_n_written = file.n_written;
   file.fd = VG_(safe_fd)(sr_Res(res));
   file.n_written = 0;
   file.copying = True;
   return file.read_fd;
}

Bool ms2_file_end_copy(Bool is_good)
{
   Bool ok =
       is_good && !file.failed && VG_(rename)(file.copy_path, file.path) == 0;

   VG_(close)(file.read_fd);
   VG_(close)(ok ? file.old_fd : file.fd);
   if (!ok) {
      VG_(unlink)(file.copy_path);
      file.fd = file.old_fd;
      file.n_written = file.old_n_written;
      file.failed = False;
   }
   file.copying = False;
   VG_(free)(file.copy_path);
   return ok;
}

void ms2_file_drop(void)
{
   if (file.open && file.fd >= 0) {
      VG_(close)(file.fd);
   }
   file.fd = -1;
   file.open = False;
   file.failed = False;
}
