# SPDX-License-Identifier: GPL-2.0-or-later
# Tests of the recorder again, with 32-bit programs: the same scripts, with
# other clients.  There is no in-line hook for them.

m32_clients = $(m32_tool_c:%=tests/m32/tool/%) \
	tests/m32/tool/requests \
	tests/m32/tool/unload_one.so \
	tests/m32/tool/unload_two.so \
	tests/m32/oracle/c-O0 \
	tests/m32/oracle/c-O2
m32_tool_c = badfree flow functions inlined long process regions silent sizes \
	small unload
m32_tool_tests = badfree file flow functions kill names process regions \
	requests sizes thin
m32_oracle_tests = stock_c stock_threads
m32_tests = $(m32_tool_tests:%=tests/m32/tool-%.sh) \
	$(m32_oracle_tests:%=tests/m32/oracle-%.sh)

if HAVE_X86
TESTS += $(m32_tests)
check_SCRIPTS += $(m32_clients) $(m32_tests)
CLEANFILES += $(m32_clients) $(m32_tests) tests/m32/oracle/*.o

m32_cc = $(AM_V_CC)$(CC) -m32

$(m32_tool_c:%=tests/m32/tool/%): tests/m32/tool/%: tests/tool/%.c \
		tests/tool/client.h
	@$(MKDIR_P) tests/m32/tool
	$(m32_cc) $(CLIENT_FLAGS) -I$(srcdir)/include -o $@ \
		$(srcdir)/tests/tool/$*.c -ldl

tests/m32/tool/requests: tests/tool/requests.c tests/tool/client.h
	@$(MKDIR_P) tests/m32/tool
	$(m32_cc) $(CLIENT_FLAGS) -isystem $(VG_INCLUDEDIR)/.. -o $@ \
		$(srcdir)/tests/tool/requests.c

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

# $(call m32_wrapper,FOLDER,NAME)
m32_wrapper = $(AM_V_GEN)$(MKDIR_P) tests/m32 && { \
	echo "MS2_INLINE_HOOK=0 MS2_CLIENTS='$(abs_top_builddir)/tests/m32'"; \
	echo "CC='$(CC) -m32'"; \
	echo ". '$(abs_top_srcdir)/tests/$(1)/$(2).sh'"; } >$@

$(m32_tool_tests:%=tests/m32/tool-%.sh): tests/m32/tool-%.sh: Makefile
	$(call m32_wrapper,tool,$*)

$(m32_oracle_tests:%=tests/m32/oracle-%.sh): tests/m32/oracle-%.sh: Makefile
	$(call m32_wrapper,oracle,$*)
endif
