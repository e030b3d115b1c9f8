# SPDX-License-Identifier: GPL-2.0-or-later
# The benchmark: started by hand (tests/bench/run); `make check` only sees to
# it that it works.

bench_tests = \
	tests/bench/profiles.sh \
	tests/bench/run.sh

TESTS += $(bench_tests)
EXTRA_DIST += \
	$(bench_tests) \
	docs/PERFORMANCE.md \
	tests/bench/bench.h \
	tests/bench/big.c \
	tests/bench/churn.c \
	tests/bench/compute.c \
	tests/bench/contexts.c \
	tests/bench/deep.c \
	tests/bench/growth.c \
	tests/bench/measure.py \
	tests/bench/printer \
	tests/bench/profiles.c \
	tests/bench/programs.py \
	tests/bench/realloc.c \
	tests/bench/regions.c \
	tests/bench/report.py \
	tests/bench/run \
	tests/bench/stacks.h \
	tests/bench/threads.c \
	tests/bench/tree.cc \
	tests/bench/words.pl \
	tests/bench/words.py \
	tests/bench/words.rs \
	tests/bench/words.sql
