# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the recorder again, with 32-bit programs: the same scripts, with
# other clients.  There is no in-line hook for them, and no stack is taken over
# from the last one (tests/tool/unwind.sh).

m32_tool_c = badfree flow functions ignore inlined library long look_alike \
	heap_info monitor pages planted \
	process regions silent sizes small unload
m32_tool_requests = lives requests stacks
m32_tool_own = jemalloc_own mimalloc_own
m32_tool_libraries = gc glib jemalloc_linked jemalloc_shared jemalloc_static \
	mimalloc_shared tcmalloc_linked tcmalloc_shared
m32_tool_cc = exceptions own_new regions_guard
m32_clients = \
	$(m32_tool_c:%=tests/m32/tool/%) \
	$(m32_tool_requests:%=tests/m32/tool/%) \
	$(m32_tool_own:%=tests/m32/tool/%) \
	$(m32_tool_libraries:%=tests/m32/tool/%) \
	tests/m32/tool/fibres-O0 \
	tests/m32/tool/fibres-O2 \
	tests/m32/tool/split_stack \
	tests/m32/tool/static \
	tests/m32/tool/static_stripped \
	tests/m32/tool/ignore_lib.so \
	tests/m32/tool/unload_one.so \
	tests/m32/tool/unload_two.so \
	tests/m32/oracle/c-O0 \
	tests/m32/oracle/c-O2 \
	tests/m32/oracle/ranges-O0 \
	tests/m32/oracle/ranges-O2
m32_clients_cc = \
	$(m32_tool_cc:%=tests/m32/tool/%) \
	tests/m32/oracle/cxx-O0 \
	tests/m32/oracle/cxx-O2
# One name a line: automake reads these, and does not see through substitutions.
m32_tool_tests = \
	tests/m32/tool-allocators.sh \
	tests/m32/tool-badfree.sh \
	tests/m32/tool-fibres.sh \
	tests/m32/tool-file.sh \
	tests/m32/tool-flow.sh \
	tests/m32/tool-functions.sh \
	tests/m32/tool-ignore.sh \
	tests/m32/tool-kill.sh \
	tests/m32/tool-libraries.sh \
	tests/m32/tool-library.sh \
	tests/m32/tool-lives.sh \
	tests/m32/tool-monitor.sh \
	tests/m32/tool-names.sh \
	tests/m32/tool-options.sh \
	tests/m32/tool-pages.sh \
	tests/m32/tool-process.sh \
	tests/m32/tool-regions.sh \
	tests/m32/tool-requests.sh \
	tests/m32/tool-run.sh \
	tests/m32/tool-sizes.sh \
	tests/m32/tool-stacks.sh \
	tests/m32/tool-thin.sh
m32_oracle_tests = \
	tests/m32/oracle-stock_c.sh \
	tests/m32/oracle-stock_cxx.sh \
	tests/m32/oracle-stock_ranges.sh \
	tests/m32/oracle-stock_threads.sh
m32_tests = $(m32_tool_tests) $(m32_oracle_tests)

if HAVE_X86
TESTS += $(m32_tests)
check_SCRIPTS += $(m32_clients) $(m32_tests)
CLEANFILES += $(m32_clients) $(m32_clients_cc) $(m32_tests) \
	tests/m32/oracle/*.o

m32_cc = $(AM_V_CC)$(CC) -m32

$(m32_tool_c:%=tests/m32/tool/%): tests/m32/tool/%: tests/tool/%.c \
		tests/tool/client.h
	@$(MKDIR_P) tests/m32/tool
	$(m32_cc) $(CLIENT_FLAGS) -I$(srcdir)/include -o $@ \
		$(srcdir)/tests/tool/$*.c -ldl

$(m32_tool_requests:%=tests/m32/tool/%): tests/m32/tool/%: tests/tool/%.c \
		tests/tool/client.h
	@$(MKDIR_P) tests/m32/tool
	$(m32_cc) $(CLIENT_FLAGS) -isystem $(VG_INCLUDEDIR)/.. -o $@ \
		$(srcdir)/tests/tool/$*.c

tests/m32/tool/fibres-O0 tests/m32/tool/fibres-O2: \
		tests/m32/tool/fibres-%: tests/tool/fibres.c \
		tests/tool/client.h
	@$(MKDIR_P) tests/m32/tool
	$(m32_cc) $(CLIENT_FLAGS) -$* -o $@ $(srcdir)/tests/tool/fibres.c

tests/m32/tool/split_stack: tests/tool/split_stack.c
	@$(MKDIR_P) tests/m32/tool
	$(m32_cc) $(CLIENT_FLAGS) -fsplit-stack -o $@ \
		$(srcdir)/tests/tool/split_stack.c || \
		echo 'no 32-bit split stacks here'

# Where there is no static 32-bit C library, or no such library, there is no
# client, and its cases are skipped.
tests/m32/tool/static: tests/tool/small.c tests/tool/client.h
	@$(MKDIR_P) tests/m32/tool
	$(m32_cc) $(CLIENT_FLAGS) -static -o $@ $(srcdir)/tests/tool/small.c || \
		echo 'no static 32-bit programs here'

tests/m32/tool/static_stripped: tests/m32/tool/static
	$(AM_V_GEN)if test -x tests/m32/tool/static; then \
	   strip -o $@ tests/m32/tool/static || echo 'no strip here'; \
	fi

tests/m32/tool/jemalloc_own: tests/tool/jemalloc.c
tests/m32/tool/jemalloc_own: m32_own = -DJEMALLOC_OWN
tests/m32/tool/mimalloc_own: tests/tool/mimalloc.c
tests/m32/tool/mimalloc_own: m32_own = -DOWN_MIMALLOC
$(m32_tool_own:%=tests/m32/tool/%): tests/m32/tool/%_own: \
		tests/tool/own_allocator.c tests/tool/client.h
	@$(MKDIR_P) tests/m32/tool
	$(m32_cc) $(OWN_FLAGS) $(m32_own) -o $@ \
		$(srcdir)/tests/tool/$*.c $(srcdir)/tests/tool/own_allocator.c

# $(call m32_library,SOURCE,LIBRARIES)
m32_library = $(MKDIR_P) tests/m32/tool && \
	{ $(CC) -m32 $(OWN_FLAGS) -o $@ $(srcdir)/tests/tool/$(1).c $(2) \
	2>/dev/null || echo 'no 32-bit library: $@'; }
m32_linked = -Wl,-Bstatic $(1) -Wl,-Bdynamic $(ALLOCATOR_LIBS)

tests/m32/tool/gc: tests/tool/gc.c
	$(AM_V_GEN)$(call m32_library,gc,-lgc)
tests/m32/tool/glib: tests/tool/glib.c
	$(AM_V_GEN)$(call m32_library,glib,\
		`$(PKG_CONFIG) --cflags --libs glib-2.0`)
tests/m32/tool/jemalloc_shared: tests/tool/jemalloc.c
	$(AM_V_GEN)$(call m32_library,jemalloc,-ljemalloc)
tests/m32/tool/jemalloc_linked: tests/tool/jemalloc.c
	$(AM_V_GEN)$(call m32_library,jemalloc,$(call m32_linked,-ljemalloc))
tests/m32/tool/jemalloc_static: tests/tool/jemalloc.c
	$(AM_V_GEN)$(call m32_library,jemalloc,-static -ljemalloc \
		$(ALLOCATOR_LIBS))
tests/m32/tool/mimalloc_shared: tests/tool/mimalloc.c
	$(AM_V_GEN)$(call m32_library,mimalloc,-DSHARED -lmimalloc)
tests/m32/tool/tcmalloc_shared: tests/tool/tcmalloc.c
	$(AM_V_GEN)$(call m32_library,tcmalloc,-ltcmalloc_minimal)
tests/m32/tool/tcmalloc_linked: tests/tool/tcmalloc.c
	$(AM_V_GEN)$(call m32_library,tcmalloc,$(call \
		m32_linked,-ltcmalloc_minimal))

tests/m32/tool/ignore_lib.so: tests/tool/ignore_lib.c tests/tool/client.h
	@$(MKDIR_P) tests/m32/tool
	$(m32_cc) $(CLIENT_FLAGS) -shared -fPIC -s -o $@ \
		$(srcdir)/tests/tool/ignore_lib.c

tests/m32/tool/unload_one.so: tests/tool/unload_lib.c
	@$(MKDIR_P) tests/m32/tool
	$(m32_cc) $(CLIENT_FLAGS) -shared -fPIC -DALLOCATE=allocate_one \
		-DBYTES=111 -o $@ $(srcdir)/tests/tool/unload_lib.c

tests/m32/tool/unload_two.so: tests/tool/unload_lib.c
	@$(MKDIR_P) tests/m32/tool
	$(m32_cc) $(CLIENT_FLAGS) -shared -fPIC -DALLOCATE=allocate_two \
		-DBYTES=222 -o $@ $(srcdir)/tests/tool/unload_lib.c

tests/m32/oracle/c-O0 tests/m32/oracle/c-O2: tests/m32/oracle/c-%: \
		tests/oracle/engine.c tests/oracle/driver.c $(oracle_headers)
	@$(MKDIR_P) tests/m32/oracle
	$(m32_cc) $(ORACLE_FLAGS) -$* -o $@ $(srcdir)/tests/oracle/driver.c \
		$(srcdir)/tests/oracle/engine.c

tests/m32/oracle/ranges-O0 tests/m32/oracle/ranges-O2: \
		tests/m32/oracle/ranges-%: tests/oracle/ranges.c \
		$(oracle_headers)
	@$(MKDIR_P) tests/m32/oracle
	$(m32_cc) $(ORACLE_FLAGS) -I$(srcdir)/include -$* -o $@ \
		$(srcdir)/tests/oracle/ranges.c

if HAVE_CXX
check_SCRIPTS += $(m32_clients_cc)

m32_cxx = $(AM_V_CXX)$(CXX) -m32
m32_no_cxx = echo 'no 32-bit C++ library here'

$(m32_tool_cc:%=tests/m32/tool/%): tests/m32/tool/%: tests/tool/%.cc \
		tests/tool/client.h
	@$(MKDIR_P) tests/m32/tool
	$(m32_cxx) $(CLIENT_FLAGS) -std=c++17 -I$(srcdir)/include -o $@ \
		$(srcdir)/tests/tool/$*.cc || $(m32_no_cxx)

tests/m32/oracle/cxx-O0 tests/m32/oracle/cxx-O2: tests/m32/oracle/cxx-%: \
		tests/oracle/engine.c tests/oracle/driver.cc $(oracle_headers)
	@$(MKDIR_P) tests/m32/oracle
	$(m32_cc) $(ORACLE_FLAGS) -$* -c -o $@.o $(srcdir)/tests/oracle/engine.c
	$(m32_cxx) $(ORACLE_FLAGS) -std=c++17 -fsized-deallocation -$* -o $@ \
		$(srcdir)/tests/oracle/driver.cc $@.o || $(m32_no_cxx)
endif

# $(call m32_wrapper,FOLDER,NAME)
m32_wrapper = $(AM_V_GEN)$(MKDIR_P) tests/m32 && { \
	echo "MS2_INLINE_HOOK=0 MS2_CLIENTS='$(abs_top_builddir)/tests/m32'"; \
	echo "CC='$(CC) -m32'"; \
	echo ". '$(abs_top_srcdir)/tests/$(1)/$(2).sh'"; } >$@

$(m32_tool_tests): tests/m32/tool-%.sh: Makefile
	$(call m32_wrapper,tool,$*)

$(m32_oracle_tests): tests/m32/oracle-%.sh: Makefile
	$(call m32_wrapper,oracle,$*)
endif
