# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the recorder: small client programs, each under a shell test.
#
# The clients run under Valgrind, so they have flags of their own instead of
# the user's (as the demos).

CLIENT_FLAGS = -g -gdwarf-4 -O2 -fno-optimize-sibling-calls -Wall -Wextra \
	-pthread

clients_c = \
	tests/tool/ages \
	tests/tool/badfree \
	tests/tool/flow \
	tests/tool/functions \
	tests/tool/growth \
	tests/tool/unused \
	tests/tool/verdicts \
	tests/tool/heap_info \
	tests/tool/hints \
	tests/tool/ignore \
	tests/tool/inlined \
	tests/tool/live \
	tests/tool/library \
	tests/tool/long \
	tests/tool/look_alike \
	tests/tool/mapped \
	tests/tool/monitor \
	tests/tool/owners \
	tests/tool/pages \
	tests/tool/places \
	tests/tool/planted \
	tests/tool/process \
	tests/tool/regions \
	tests/tool/silent \
	tests/tool/sizes \
	tests/tool/small \
	tests/tool/unload \
	tests/tool/waited \
	tests/tool/window \
	tests/tool/wrappers
clients_special = \
	tests/tool/fibres-O0 \
	tests/tool/fibres-O2 \
	tests/tool/promises_jemalloc \
	tests/tool/promises_mimalloc \
	tests/tool/promises_tcmalloc \
	tests/tool/gc \
	tests/tool/ignore_lib.so \
	tests/tool/glib \
	tests/tool/hints_go \
	tests/tool/hints_php \
	tests/tool/jemalloc_linked \
	tests/tool/jemalloc_own \
	tests/tool/jemalloc_shared \
	tests/tool/jemalloc_static \
	tests/tool/mimalloc_own \
	tests/tool/mimalloc_shared \
	tests/tool/lives \
	tests/tool/musl_malloc \
	tests/tool/musl_silent \
	tests/tool/only_malloc \
	tests/tool/owners_static \
	tests/tool/planted_glib \
	tests/tool/planted_lib.so \
	tests/tool/planted_static \
	tests/tool/requests \
	tests/tool/split_stack \
	tests/tool/stacks \
	tests/tool/static \
	tests/tool/static_stripped \
	tests/tool/tcmalloc_linked \
	tests/tool/tcmalloc_shared \
	tests/tool/unload_one.so \
	tests/tool/unload_two.so
clients_cc = \
	tests/tool/exceptions \
	tests/tool/lost_new \
	tests/tool/own_new \
	tests/tool/planted_rings \
	tests/tool/regions_guard \
	tests/tool/wrappers_template
clients_rust = \
	tests/tool/create_leak-0 \
	tests/tool/create_leak-1 \
	tests/tool/create_leak-2 \
	tests/tool/create_leak-3 \
	tests/tool/create_leak-s

tool_tests = \
	tests/tool/ages.sh \
	tests/tool/allocators.sh \
	tests/tool/assert_alloc.sh \
	tests/tool/badfree.sh \
	tests/tool/demos.sh \
	tests/tool/dhat.sh \
	tests/tool/diff.sh \
	tests/tool/fibres.sh \
	tests/tool/file.sh \
	tests/tool/flow.sh \
	tests/tool/functions.sh \
	tests/tool/growth.sh \
	tests/tool/verdicts.sh \
	tests/tool/header.sh \
	tests/tool/hints.sh \
	tests/tool/ignore.sh \
	tests/tool/installed.sh \
	tests/tool/kill.sh \
	tests/tool/languages.sh \
	tests/tool/library.sh \
	tests/tool/libraries.sh \
	tests/tool/live.sh \
	tests/tool/lives.sh \
	tests/tool/monitor.sh \
	tests/tool/names.sh \
	tests/tool/symbols.sh \
	tests/tool/unnamed.sh \
	tests/tool/places.sh \
	tests/tool/mapped.sh \
	tests/tool/pages.sh \
	tests/tool/options.sh \
	tests/tool/owners.sh \
	tests/tool/owners_memcheck.sh \
	tests/tool/owners_planted.sh \
	tests/tool/owners_stripped.sh \
	tests/tool/process.sh \
	tests/tool/regions.sh \
	tests/tool/requests.sh \
	tests/tool/run.sh \
	tests/tool/unused.sh \
	tests/tool/rust.sh \
	tests/tool/same_names.sh \
	tests/tool/sizes.sh \
	tests/tool/stacks.sh \
	tests/tool/thin.sh \
	tests/tool/unwind.sh \
	tests/tool/use.sh \
	tests/tool/waited.sh \
	tests/tool/window.sh \
	tests/tool/wrappers.sh

TESTS += $(tool_tests)
EXTRA_DIST += \
	$(tool_tests) \
	tests/tool/ages.c \
	tests/tool/badfree.c \
	tests/tool/client.h \
	tests/tool/exceptions.cc \
	tests/tool/fibres.c \
	tests/tool/flow.c \
	tests/tool/functions.c \
	tests/tool/growth.c \
	tests/tool/unused.c \
	tests/tool/verdicts.c \
	tests/tool/hints.c \
	tests/tool/ignore.c \
	tests/tool/ignore_lib.c \
	tests/tool/inlined.c \
	tests/tool/lib.sh \
	tests/tool/gc.c \
	tests/tool/glib.c \
	tests/tool/jemalloc.c \
	tests/tool/long.c \
	tests/tool/only_malloc.c \
	tests/tool/look_alike.c \
	tests/tool/mimalloc.c \
	tests/tool/heap_info.c \
	tests/tool/own_allocator.c \
	tests/tool/owners.c \
	tests/tool/owner_tree.py \
	tests/tool/lost_new.cc \
	tests/tool/own_new.cc \
	tests/tool/promises.c \
	tests/tool/own_allocator.rs \
	tests/tool/library.c \
	tests/tool/live.c \
	tests/tool/lives.c \
	tests/tool/monitor.c \
	tests/tool/places.c \
	tests/tool/mapped.c \
	tests/tool/owners_totals.py \
	tests/tool/pages.c \
	tests/tool/planted.c \
	tests/tool/planted.rs \
	tests/tool/planted_glib.c \
	tests/tool/planted_lib.c \
	tests/tool/planted_rings.cc \
	tests/tool/process.c \
	tests/tool/query.py \
	tests/tool/regions.c \
	tests/tool/regions_guard.cc \
	tests/tool/stack_facts.py \
	tests/tool/requests.c \
	tests/tool/silent.c \
	tests/tool/sizes.c \
	tests/tool/small.c \
	tests/tool/split_stack.c \
	tests/tool/tcmalloc.c \
	tests/tool/stacks.c \
	tests/tool/unload.c \
	tests/tool/use.c \
	tests/tool/use_facts.py \
	tests/tool/unload_lib.c \
	tests/tool/waited.c \
	tests/tool/window.c \
	tests/tool/wrappers.c \
	tests/tool/wrappers_template.cc

check_SCRIPTS += $(clients_c) $(clients_special)
CLEANFILES += $(clients_c) $(clients_special) $(clients_cc) \
	$(clients_rust) \
	$(clients_rust:=-g) \
	tests/tool/planted_rust \
	tests/tool/rust_own_allocator \
	tests/tool/rust_own_allocator.o

$(clients_c): tests/tool/%: tests/tool/%.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -I$(srcdir)/include -o $@ \
		$(srcdir)/tests/tool/$*.c -ldl

tests/tool/lives tests/tool/requests tests/tool/stacks: tests/tool/%: tests/tool/%.c \
		tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -isystem $(VG_INCLUDEDIR)/.. -o $@ \
		$(srcdir)/tests/tool/$*.c

tests/tool/fibres-O0 tests/tool/fibres-O2: tests/tool/fibres-%: \
		tests/tool/fibres.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -$* -o $@ \
		$(srcdir)/tests/tool/fibres.c

# clang takes the option and needs the linker's help, which may be missing.
tests/tool/split_stack: tests/tool/split_stack.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -fsplit-stack -o $@ \
		$(srcdir)/tests/tool/split_stack.c || echo 'no split stacks here'

# Without a static C library there is no such client, and its test is skipped.
tests/tool/static: tests/tool/small.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -static -o $@ \
		$(srcdir)/tests/tool/small.c || echo 'no static programs here'

tests/tool/owners_static: tests/tool/owners.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -static -o $@ \
		$(srcdir)/tests/tool/owners.c || echo 'no static programs here'

tests/tool/static_stripped: tests/tool/static
	$(AM_V_GEN)if test -x tests/tool/static; then \
	   strip -o $@ tests/tool/static || echo 'no strip here'; \
	fi

tests/tool/only_malloc: tests/tool/only_malloc.c
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -static -nostdlib -ffreestanding \
		-fno-pie -no-pie -fno-stack-protector -o $@ \
		$(srcdir)/tests/tool/only_malloc.c 2>/dev/null || \
		echo 'no program without a C library here'

tests/tool/hints_go: tests/tool/hints.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -DCLIENT_GO -o $@ \
		$(srcdir)/tests/tool/hints.c

tests/tool/hints_php: tests/tool/hints.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -DCLIENT_PHP -o $@ \
		$(srcdir)/tests/tool/hints.c

tests/tool/musl_malloc: tests/tool/small.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_GEN)musl-gcc $(CLIENT_FLAGS) -static -o $@ \
		$(srcdir)/tests/tool/small.c 2>/dev/null || echo 'no musl here'

tests/tool/musl_silent: tests/tool/silent.c
	@$(MKDIR_P) tests/tool
	$(AM_V_GEN)musl-gcc $(CLIENT_FLAGS) -o $@ \
		$(srcdir)/tests/tool/silent.c 2>/dev/null || echo 'no musl here'

# Other allocators.  Where a library is missing there is no client, and its
# cases are skipped; the static ones want a main library that has no shared
# one beside it on the command line.
OWN_FLAGS = $(CLIENT_FLAGS) -fno-builtin
ALLOCATOR_LIBS = -lstdc++ -lm -lpthread -ldl

tests/tool/glib: tests/tool/glib.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -o $@ $(srcdir)/tests/tool/glib.c \
		`$(PKG_CONFIG) --cflags --libs glib-2.0` 2>/dev/null || \
		echo 'no glib here'

tests/tool/planted_glib: tests/tool/planted_glib.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -o $@ \
		$(srcdir)/tests/tool/planted_glib.c \
		`$(PKG_CONFIG) --cflags --libs glib-2.0` 2>/dev/null || \
		echo 'no glib here'

tests/tool/planted_lib.so: tests/tool/planted_lib.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -shared -fPIC -o $@ \
		$(srcdir)/tests/tool/planted_lib.c

tests/tool/planted_static: tests/tool/planted.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -DCLIENT_STATIC -static -o $@ \
		$(srcdir)/tests/tool/planted.c || \
		echo 'no static programs here'

tests/tool/gc: tests/tool/gc.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -o $@ $(srcdir)/tests/tool/gc.c -lgc \
		2>/dev/null || echo 'no libgc here'

tests/tool/jemalloc_own: tests/tool/jemalloc.c tests/tool/own_allocator.c \
		tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(OWN_FLAGS) -DJEMALLOC_OWN -o $@ \
		$(srcdir)/tests/tool/jemalloc.c \
		$(srcdir)/tests/tool/own_allocator.c

tests/tool/mimalloc_own: tests/tool/mimalloc.c tests/tool/own_allocator.c \
		tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(OWN_FLAGS) -DOWN_MIMALLOC -o $@ \
		$(srcdir)/tests/tool/mimalloc.c \
		$(srcdir)/tests/tool/own_allocator.c

tests/tool/jemalloc_shared: tests/tool/jemalloc.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(OWN_FLAGS) -o $@ $(srcdir)/tests/tool/jemalloc.c \
		-ljemalloc 2>/dev/null || echo 'no libjemalloc here'

tests/tool/jemalloc_linked: tests/tool/jemalloc.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(OWN_FLAGS) -o $@ $(srcdir)/tests/tool/jemalloc.c \
		-Wl,-Bstatic -ljemalloc -Wl,-Bdynamic $(ALLOCATOR_LIBS) \
		2>/dev/null || echo 'no libjemalloc here'

tests/tool/jemalloc_static: tests/tool/jemalloc.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(OWN_FLAGS) -static -o $@ \
		$(srcdir)/tests/tool/jemalloc.c -ljemalloc $(ALLOCATOR_LIBS) \
		2>/dev/null || echo 'no static libjemalloc here'

tests/tool/mimalloc_shared: tests/tool/mimalloc.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(OWN_FLAGS) -DSHARED -o $@ \
		$(srcdir)/tests/tool/mimalloc.c -lmimalloc 2>/dev/null || \
		echo 'no libmimalloc here'

tests/tool/tcmalloc_shared: tests/tool/tcmalloc.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(OWN_FLAGS) -o $@ $(srcdir)/tests/tool/tcmalloc.c \
		-ltcmalloc_minimal 2>/dev/null || echo 'no libtcmalloc here'

tests/tool/tcmalloc_linked: tests/tool/tcmalloc.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(OWN_FLAGS) -o $@ $(srcdir)/tests/tool/tcmalloc.c \
		-Wl,-Bstatic -ltcmalloc_minimal -Wl,-Bdynamic \
		$(ALLOCATOR_LIBS) 2>/dev/null || echo 'no libtcmalloc here'

tests/tool/ignore_lib.so: tests/tool/ignore_lib.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -shared -fPIC -s -o $@ \
		$(srcdir)/tests/tool/ignore_lib.c

tests/tool/promises_jemalloc: tests/tool/promises.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(OWN_FLAGS) -DJEMALLOC -o $@ \
		$(srcdir)/tests/tool/promises.c -ljemalloc 2>/dev/null || \
		echo 'no libjemalloc here'

tests/tool/promises_mimalloc: tests/tool/promises.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(OWN_FLAGS) -DMIMALLOC -o $@ \
		$(srcdir)/tests/tool/promises.c -lmimalloc 2>/dev/null || \
		echo 'no libmimalloc here'

tests/tool/promises_tcmalloc: tests/tool/promises.c tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(OWN_FLAGS) -o $@ $(srcdir)/tests/tool/promises.c \
		-ltcmalloc_minimal 2>/dev/null || echo 'no libtcmalloc here'

tests/tool/unload_one.so: tests/tool/unload_lib.c
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -shared -fPIC -DALLOCATE=allocate_one \
		-DBYTES=111 -o $@ $(srcdir)/tests/tool/unload_lib.c

tests/tool/unload_two.so: tests/tool/unload_lib.c
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(CLIENT_FLAGS) -shared -fPIC -DALLOCATE=allocate_two \
		-DBYTES=222 -o $@ $(srcdir)/tests/tool/unload_lib.c

if HAVE_CXX
check_SCRIPTS += $(clients_cc)

$(clients_cc): tests/tool/%: tests/tool/%.cc tests/tool/client.h
	@$(MKDIR_P) tests/tool
	$(AM_V_CXX)$(CXX) $(CLIENT_FLAGS) -std=c++17 -I$(srcdir)/include -o $@ \
		$(srcdir)/tests/tool/$*.cc
endif

# The Rust leak at every optimisation level, with debug information and without.
if HAVE_RUSTC
check_SCRIPTS += $(clients_rust) tests/tool/rust_own_allocator \
	tests/tool/planted_rust

tests/tool/planted_rust: tests/tool/planted.rs
	@$(MKDIR_P) tests/tool
	$(AM_V_GEN)MAKEFLAGS= $(RUSTC) --edition 2021 --crate-name planted -g \
		-o $@ $(srcdir)/tests/tool/planted.rs

tests/tool/rust_own_allocator: tests/tool/own_allocator.rs \
		tests/tool/own_allocator.c
	@$(MKDIR_P) tests/tool
	$(AM_V_CC)$(CC) $(OWN_FLAGS) -fPIC -c -o $@.o \
		$(srcdir)/tests/tool/own_allocator.c
	$(AM_V_GEN)MAKEFLAGS= $(RUSTC) --edition 2021 -g -C opt-level=2 \
		-C link-arg=$@.o -o $@ $(srcdir)/tests/tool/own_allocator.rs

$(clients_rust): tests/tool/create_leak-%: demos/rust/create_leak.rs
	@$(MKDIR_P) tests/tool
	$(AM_V_GEN)MAKEFLAGS= $(RUSTC) --edition 2021 --crate-name create_leak \
		-C opt-level=$* -o $@ $(srcdir)/demos/rust/create_leak.rs
	$(AM_V_at)MAKEFLAGS= $(RUSTC) --edition 2021 --crate-name create_leak \
		-g -C opt-level=$* -o $@-g $(srcdir)/demos/rust/create_leak.rs
endif
