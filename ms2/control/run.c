/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is known of the run as a whole. */
#include "control/run.h"

#include "base/options.h"
#include "capture/executable.h"
#include "host/compat.h"

#include "pub_tool_clientstate.h"
#include "pub_tool_libcbase.h"
#include "pub_tool_libcfile.h"
#include "pub_tool_libcprint.h"
#include "pub_tool_libcproc.h"
#include "pub_tool_mallocfree.h"
#include "pub_tool_options.h"
#include "pub_tool_vki.h"
#include "pub_tool_xarray.h"

#define ID_OPTION "--ms2-run="

static Ms2Run run = {
    .tool = PACKAGE_VERSION,
    .valgrind = MS2_VALGRIND_VERSION,
    .platform = MS2_VALGRIND_PLATFORM,
};

static ULong wall_clock_seconds(void)
{
   struct vki_timeval now = {0, 0};

   VG_(gettimeofday)(&now, NULL);
   return now.tv_sec;
}

/* The id goes to traced children with Valgrind's own options, so that no
   environment that the program can see changes. */
static const HChar *new_id(void)
{
   HChar option[64];

   VG_(sprintf)(option, ID_OPTION "%d-%llu", VG_(getpid)(),
                wall_clock_seconds());
   const HChar *copy = VG_(strdup)("ms2.run.id", option);
   VG_(addToXA)(VG_(args_for_valgrind), &copy);
   return copy + VG_(strlen)(ID_OPTION);
}

static const HChar *command_word(Word i)
{
   const HChar *name = VG_(args_the_exename);

   if (i > 0)
      return *(const HChar **)VG_(indexXA)(VG_(args_for_client), i - 1);
   return name != NULL ? name : "";
}

/* All words, with blanks between them. */
static const HChar *command(void)
{
   Word n = 1 + VG_(sizeXA)(VG_(args_for_client));
   SizeT room = 0;

   for (Word i = 0; i < n; i++)
      room += VG_(strlen)(command_word(i)) + 1;
   HChar *text = VG_(malloc)("ms2.run.command", room);
   HChar *to = text;
   for (Word i = 0; i < n; i++) {
      VG_(strcpy)(to, command_word(i));
      to += VG_(strlen)(to);
      *to++ = i + 1 < n ? ' ' : '\0';
   }
   return text;
}

/* The core keeps the executable open. */
static const HChar *executable(void)
{
   HChar link[32];

   VG_(sprintf)(link, "/proc/self/fd/%d", VG_(cl_exec_fd));
   HChar path[VKI_PATH_MAX];
   SSizeT n = VG_(readlink)(link, path, sizeof path - 1);
   if (n <= 0)
      return NULL;
   path[n] = '\0';
   return VG_(strdup)("ms2.run.exe", path);
}

static const HChar *base_name(const HChar *path)
{
   const HChar *slash = VG_(strrchr)(path, '/');

   return slash != NULL ? slash + 1 : path;
}

/* The user's name for it, where a link has another one.  That of a script is no
   name of its interpreter. */
static const HChar *called(const HChar *exe)
{
   const HChar *name = VG_(args_the_exename);

   if (exe == NULL || name == NULL ||
       VG_(strcmp)(base_name(name), base_name(exe)) == 0 ||
       ms2_executable_is_script(name)) {
      return NULL;
   }
   return base_name(name);
}

static const Ms2Array *options(void)
{
   Ms2Array *texts = ms2_array_new("ms2.run.options", sizeof(const HChar *));

   for (Word i = 0; i < VG_(sizeXA)(VG_(args_for_valgrind)); i++) {
      *(const HChar **)ms2_array_add(texts) =
          *(const HChar **)VG_(indexXA)(VG_(args_for_valgrind), i);
   }
   return texts;
}

/* What each process of a run has of its own. */
static void describe_process(void)
{
   VG_(free)((HChar *)run.path);
   run.path = VG_(expand_file_name)("--ms2-out-file", ms2_options->out_file);
   run.pid = VG_(getpid)();
   run.ppid = VG_(getppid)();
   run.started = wall_clock_seconds();
}

const Ms2Run *ms2_run_start(void)
{
   describe_process();
   run.run_id = ms2_options->run_id != NULL ? ms2_options->run_id : new_id();
   run.command = command();
   run.exe = executable();
   run.called = called(run.exe);
   run.options = options();
   return &run;
}

const Ms2Run *ms2_run_forked(void)
{
   describe_process();
   run.forked_from = run.ppid;
   return &run;
}
