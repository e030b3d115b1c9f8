# SPDX-License-Identifier: GPL-2.0-or-later
# The oracle: random programs that keep their own log, and its replay.
#
# The programs run under Valgrind, so they have flags of their own instead of
# the user's (as the demos), and each is built without and with optimisation.

ORACLE_FLAGS = -g -gdwarf-4 -Wall -Wextra -pthread

oracle_c = \
	tests/oracle/c-O0 \
	tests/oracle/c-O2
oracle_cxx = \
	tests/oracle/cxx-O0 \
	tests/oracle/cxx-O2
oracle_own = \
	tests/oracle/own-O0 \
	tests/oracle/own-O2
oracle_ranges = \
	tests/oracle/ranges-O0 \
	tests/oracle/ranges-O2
oracle_owners = \
	tests/oracle/owners-O0 \
	tests/oracle/owners-O2 \
	tests/oracle/owners_lib.so
oracle_engine = \
	tests/oracle/engine-O0.o \
	tests/oracle/engine-O2.o
oracle_headers = \
	tests/oracle/engine.h \
	tests/oracle/random.h \
	tests/oracle/ops_c.h

check_SCRIPTS += $(oracle_c) $(oracle_own) $(oracle_ranges)
CLEANFILES += $(oracle_c) $(oracle_own) $(oracle_cxx) $(oracle_ranges) $(oracle_engine) \
	$(oracle_owners) tests/oracle/own_heap-O0.o tests/oracle/own_heap-O2.o

oracle_tests = \
	tests/oracle/c_1.sh \
	tests/oracle/c_2.sh \
	tests/oracle/c_3.sh \
	tests/oracle/cxx.sh \
	tests/oracle/forks.sh \
	tests/oracle/forks_threads.sh \
	tests/oracle/own.sh \
	tests/oracle/own_threads.sh \
	tests/oracle/owners.sh \
	tests/oracle/owners_list.sh \
	tests/oracle/ranges.sh \
	tests/oracle/ranges_threads.sh \
	tests/oracle/stock_c.sh \
	tests/oracle/stock_cxx.sh \
	tests/oracle/stock_forks.sh \
	tests/oracle/stock_own.sh \
	tests/oracle/stock_owners.sh \
	tests/oracle/stock_ranges.sh \
	tests/oracle/stock_threads.sh \
	tests/oracle/threads.sh

TESTS += $(oracle_tests)
EXTRA_DIST += \
	$(oracle_headers) \
	$(oracle_tests) \
	tests/oracle/driver.c \
	tests/oracle/driver.cc \
	tests/oracle/driver_own.c \
	tests/oracle/engine.c \
	tests/oracle/lib.sh \
	tests/oracle/oracle.py \
	tests/oracle/own_heap.c \
	tests/oracle/own_heap.h \
	tests/oracle/owners.cc \
	tests/oracle/owners_judge.py \
	tests/oracle/owners_kinds.cc \
	tests/oracle/owners_kinds.h \
	tests/oracle/owners_lib.c \
	tests/oracle/ranges.c \
	tests/oracle/ranges_judge.py \
	tests/oracle/ranges_log.py \
	tests/oracle/ranges_profile.py \
	tests/oracle/replay.py

$(oracle_engine): tests/oracle/engine-%.o: tests/oracle/engine.c \
		$(oracle_headers)
	@$(MKDIR_P) tests/oracle
	$(AM_V_CC)$(CC) $(ORACLE_FLAGS) -$* -c -o $@ \
		$(srcdir)/tests/oracle/engine.c

$(oracle_c): tests/oracle/c-%: tests/oracle/engine-%.o \
		tests/oracle/driver.c $(oracle_headers)
	$(AM_V_CC)$(CC) $(ORACLE_FLAGS) -$* -o $@ \
		$(srcdir)/tests/oracle/driver.c tests/oracle/engine-$*.o

$(oracle_own): tests/oracle/own-%: tests/oracle/engine-%.o \
		tests/oracle/driver_own.c tests/oracle/own_heap.c \
		tests/oracle/own_heap.h $(oracle_headers)
	$(AM_V_CC)$(CC) $(ORACLE_FLAGS) -fno-builtin -$* -o $@ \
		$(srcdir)/tests/oracle/driver_own.c \
		$(srcdir)/tests/oracle/own_heap.c tests/oracle/engine-$*.o

$(oracle_ranges): tests/oracle/ranges-%: tests/oracle/ranges.c \
		$(oracle_headers)
	@$(MKDIR_P) tests/oracle
	$(AM_V_CC)$(CC) $(ORACLE_FLAGS) -I$(srcdir)/include -$* -o $@ \
		$(srcdir)/tests/oracle/ranges.c

if HAVE_CXX
check_SCRIPTS += $(oracle_cxx) $(oracle_owners)

tests/oracle/owners-O0 tests/oracle/owners-O2: tests/oracle/owners-%: \
		tests/oracle/owners.cc tests/oracle/owners_kinds.cc \
		tests/oracle/owners_kinds.h tests/oracle/own_heap.c \
		tests/oracle/own_heap.h $(oracle_headers)
	@$(MKDIR_P) tests/oracle
	$(AM_V_CC)$(CC) $(ORACLE_FLAGS) -fno-builtin -$* -c \
		-o tests/oracle/own_heap-$*.o $(srcdir)/tests/oracle/own_heap.c
	$(AM_V_CXX)$(CXX) $(ORACLE_FLAGS) -std=c++17 -$* \
		-idirafter $(VG_INCLUDEDIR)/.. -o $@ \
		$(srcdir)/tests/oracle/owners.cc \
		$(srcdir)/tests/oracle/owners_kinds.cc \
		tests/oracle/own_heap-$*.o -ldl

tests/oracle/owners_lib.so: tests/oracle/owners_lib.c
	@$(MKDIR_P) tests/oracle
	$(AM_V_CC)$(CC) $(ORACLE_FLAGS) -shared -fPIC -o $@ \
		$(srcdir)/tests/oracle/owners_lib.c

$(oracle_cxx): tests/oracle/cxx-%: tests/oracle/engine-%.o \
		tests/oracle/driver.cc $(oracle_headers)
	$(AM_V_CXX)$(CXX) $(ORACLE_FLAGS) -std=c++17 -fsized-deallocation \
		-$* -o $@ $(srcdir)/tests/oracle/driver.cc \
		tests/oracle/engine-$*.o
endif
