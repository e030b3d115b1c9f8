# SPDX-License-Identifier: GPL-2.0-or-later
# The demos: each is one source file and one program demos/NAME.
#
# They have rules of their own, since the user's CFLAGS must not reach them:
# programs with sanitizers do not run under Valgrind, and the lessons count on
# names and lines being there.

# Valgrind 3.19 cannot read all of clang's DWARF 5, hence version 4.
DEMO_FLAGS = -g -gdwarf-4 -O1 -fno-optimize-sibling-calls -Wall -Wextra

demos_c = \
	demos/churn \
	demos/freed_at_exit \
	demos/gallery \
	demos/leak \
	demos/plateau \
	demos/realloc_growth \
	demos/sawtooth \
	demos/spike \
	demos/table \
	demos/thread_leak
demos_lib = \
	demos/lib_leak \
	demos/lib_leak_plugin.so
demos_cc = \
	demos/map_leak \
	demos/tree
demos_rust = \
	demos/create_leak \
	demos/rust_spike

EXTRA_DIST += \
	demos/c/churn.c \
	demos/c/demo.h \
	demos/c/freed_at_exit.c \
	demos/c/gallery.c \
	demos/c/leak.c \
	demos/c/lib_leak.c \
	demos/c/lib_leak_plugin.c \
	demos/c/plateau.c \
	demos/c/realloc_growth.c \
	demos/c/sawtooth.c \
	demos/c/spike.c \
	demos/c/table.c \
	demos/c/thread_leak.c \
	demos/cc/map_leak.cc \
	demos/cc/tree.cc \
	demos/judge \
	demos/lessons/01_what_memory_is.c \
	demos/lessons/02_peak.c \
	demos/lessons/03_first_leak.c \
	demos/lessons/04_lost_or_held.c \
	demos/lessons/05_cache.c \
	demos/lessons/06_spike.c \
	demos/lessons/07_churn.c \
	demos/lessons/08_realloc.c \
	demos/lessons/09_not_used.c \
	demos/lessons/10_threads.c \
	demos/lessons/11-rust_rings.rs \
	demos/lessons/11_rings.cc \
	demos/lessons/12_limit.c \
	demos/lessons/words.sql \
	demos/lessons/mended/01_what_memory_is.c \
	demos/lessons/mended/02_peak.c \
	demos/lessons/mended/03_first_leak.c \
	demos/lessons/mended/04_lost_or_held.c \
	demos/lessons/mended/05_cache.c \
	demos/lessons/mended/06_spike.c \
	demos/lessons/mended/07_churn.c \
	demos/lessons/mended/08_realloc.c \
	demos/lessons/mended/09_not_used.c \
	demos/lessons/mended/10_threads.c \
	demos/lessons/mended/11-rust_rings.rs \
	demos/lessons/mended/11_rings.cc \
	demos/lessons/mended/12_limit.c \
	demos/rust/budget/Cargo.toml \
	demos/rust/budget/src/lib.rs \
	demos/rust/create_leak.rs \
	demos/rust/spike.rs

noinst_SCRIPTS += $(demos_c) $(demos_lib)
CLEANFILES += $(demos_c) $(demos_lib) $(demos_cc) $(demos_rust)

$(demos_c): demos/%: demos/c/%.c demos/c/demo.h
	@$(MKDIR_P) demos
	$(AM_V_CC)$(CC) $(DEMO_FLAGS) -pthread -o $@ $(srcdir)/demos/c/$*.c

# The plugin lies beside the program that loads it.
demos/lib_leak: demos/c/lib_leak.c demos/c/demo.h
	@$(MKDIR_P) demos
	$(AM_V_CC)$(CC) $(DEMO_FLAGS) '-Wl,-rpath,$$ORIGIN' -o $@ \
		$(srcdir)/demos/c/lib_leak.c -ldl

demos/lib_leak_plugin.so: demos/c/lib_leak_plugin.c demos/c/demo.h
	@$(MKDIR_P) demos
	$(AM_V_CC)$(CC) $(DEMO_FLAGS) -shared -fPIC -o $@ \
		$(srcdir)/demos/c/lib_leak_plugin.c

if HAVE_CXX
noinst_SCRIPTS += $(demos_cc)

$(demos_cc): demos/%: demos/cc/%.cc demos/c/demo.h
	@$(MKDIR_P) demos
	$(AM_V_CXX)$(CXX) $(DEMO_FLAGS) -o $@ $(srcdir)/demos/cc/$*.cc
endif

if HAVE_RUSTC
noinst_SCRIPTS += $(demos_rust)

# "spike" is the C demo's name.  rustc would look for a job server of make.
demos/create_leak: demos/rust/create_leak.rs
demos/rust_spike: demos/rust/spike.rs
$(demos_rust):
	@$(MKDIR_P) demos
	$(AM_V_GEN)MAKEFLAGS= $(RUSTC) --edition 2021 -g -C opt-level=1 -o $@ \
		$(srcdir)/demos/rust/$(@F:rust_%=%).rs
endif
