# SPDX-License-Identifier: GPL-2.0-or-later
# The printer: a library of everything but main, so that unit tests link the
# same objects, and a thin main.

noinst_LIBRARIES += ms2_print/libms2_print.a
bin_PROGRAMS += ms2_print/ms2_print

# For unit tests, too: what a program that links the library needs.
ms2_print_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/ms2_print -D_GNU_SOURCE \
	$(ZLIB_CFLAGS) $(ZSTD_CFLAGS) $(JANSSON_CFLAGS) \
	$(PROTOBUF_C_CFLAGS) -Ims2_print
ms2_print_CFLAGS = -std=gnu11 $(WARN_CFLAGS)
ms2_print_LIBS = ms2_print/libms2_print.a $(ZSTD_LIBS) $(ZLIB_LIBS) \
	$(JANSSON_LIBS) $(PROTOBUF_C_LIBS) -lm

# What protobuf-c makes of the description of pprof's messages; its code is not
# ours to keep free of warnings.
EXTRA_DIST += ms2_print/pprof.proto
BUILT_SOURCES += ms2_print/pprof.pb-c.h
CLEANFILES += ms2_print/pprof.pb-c.c ms2_print/pprof.pb-c.h
ms2_print/pprof.pb-c.h: ms2_print/pprof.proto
	$(AM_V_GEN)$(MKDIR_P) ms2_print && \
	$(PROTOC_C) --proto_path='$(srcdir)/ms2_print' \
	   --c_out=ms2_print pprof.proto
ms2_print/pprof.pb-c.c: ms2_print/pprof.pb-c.h
ms2_print/libms2_print_a-export_pprof.$(OBJEXT): ms2_print/pprof.pb-c.h

ms2_print_libms2_print_a_CPPFLAGS = $(ms2_print_CPPFLAGS)
ms2_print_libms2_print_a_CFLAGS = $(ms2_print_CFLAGS)
ms2_print_libms2_print_a_SOURCES = \
	include/ms2_format.h \
	ms2_print/anonymize.c \
	ms2_print/anonymize.h \
	ms2_print/arena.c \
	ms2_print/arena.h \
	ms2_print/chart.c \
	ms2_print/chart.h \
	ms2_print/check.c \
	ms2_print/check.h \
	ms2_print/checks.c \
	ms2_print/checks.h \
	ms2_print/deltas.c \
	ms2_print/deltas.h \
	ms2_print/die.c \
	ms2_print/die.h \
	ms2_print/ending.c \
	ms2_print/ending.h \
	ms2_print/export_callgrind.c \
	ms2_print/export_csv.c \
	ms2_print/export_dhat.c \
	ms2_print/export_flame.c \
	ms2_print/export_folded.c \
	ms2_print/export_html.c \
	ms2_print/export_json.c \
	ms2_print/export_massif.c \
	ms2_print/export_ms2.c \
	ms2_print/export_ms2_facts.c \
	ms2_print/export_ms2_facts.h \
	ms2_print/export_pprof.c \
	ms2_print/export_speedscope.c \
	ms2_print/export_supp.c \
	ms2_print/facts.c \
	ms2_print/facts.h \
	ms2_print/facts_build.c \
	ms2_print/facts_build.h \
	ms2_print/facts_build_pages.c \
	ms2_print/facts_build_parts.h \
	ms2_print/facts_build_seal.c \
	ms2_print/flame_parts.h \
	ms2_print/focus.c \
	ms2_print/focus.h \
	ms2_print/frame_rules.c \
	ms2_print/frame_rules.h \
	ms2_print/gzip.c \
	ms2_print/gzip.h \
	ms2_print/html_data.c \
	ms2_print/html_data.h \
	ms2_print/html_facts.c \
	ms2_print/html_facts.h \
	ms2_print/html_page.h \
	ms2_print/intern.c \
	ms2_print/intern.h \
	ms2_print/json.c \
	ms2_print/json.h \
	ms2_print/json_facts.c \
	ms2_print/json_facts.h \
	ms2_print/junit.c \
	ms2_print/junit.h \
	ms2_print/line.c \
	ms2_print/line.h \
	ms2_print/moment.h \
	ms2_print/names.c \
	ms2_print/names.h \
	ms2_print/options.c \
	ms2_print/options.h \
	ms2_print/out.c \
	ms2_print/out.h \
	ms2_print/pack.c \
	ms2_print/pack.h \
	ms2_print/page.c \
	ms2_print/page.h \
	ms2_print/part.c \
	ms2_print/part.h \
	ms2_print/profile.c \
	ms2_print/profile.h \
	ms2_print/profile_build.c \
	ms2_print/profile_build.h \
	ms2_print/query_calls.c \
	ms2_print/query_calls.h \
	ms2_print/query_check.c \
	ms2_print/query_check.h \
	ms2_print/query_diff.c \
	ms2_print/query_diff.h \
	ms2_print/query_folded.c \
	ms2_print/query_folded.h \
	ms2_print/query_graph.c \
	ms2_print/query_graph.h \
	ms2_print/query_growth.c \
	ms2_print/query_growth.h \
	ms2_print/query_lines.c \
	ms2_print/query_lines.h \
	ms2_print/query_hints.c \
	ms2_print/query_hints.h \
	ms2_print/query_increase.c \
	ms2_print/query_increase.h \
	ms2_print/query_leaks.c \
	ms2_print/query_leaks.h \
	ms2_print/query_lifetimes.c \
	ms2_print/query_lifetimes.h \
	ms2_print/query_measure.c \
	ms2_print/query_measure.h \
	ms2_print/query_merge.c \
	ms2_print/query_merge.h \
	ms2_print/query_pages.c \
	ms2_print/query_pages.h \
	ms2_print/query_processes.c \
	ms2_print/query_processes.h \
	ms2_print/query_sizes.c \
	ms2_print/query_sizes.h \
	ms2_print/query_thin.c \
	ms2_print/query_thin.h \
	ms2_print/query_top.c \
	ms2_print/query_top.h \
	ms2_print/query_tree.c \
	ms2_print/query_tree.h \
	ms2_print/reader.c \
	ms2_print/reader.h \
	ms2_print/reader_facts.c \
	ms2_print/reader_field.c \
	ms2_print/reader_field.h \
	ms2_print/reader_format.h \
	ms2_print/reader_heaptrack.c \
	ms2_print/reader_massif.c \
	ms2_print/reader_ms2.c \
	ms2_print/reader_ms2.h \
	ms2_print/screen.c \
	ms2_print/screen.h \
	ms2_print/record.c \
	ms2_print/record.h \
	ms2_print/run_keys.c \
	ms2_print/run_keys.h \
	ms2_print/source.c \
	ms2_print/source.h \
	ms2_print/stacks.c \
	ms2_print/stacks.h \
	ms2_print/suppress.c \
	ms2_print/suppress.h \
	ms2_print/table.c \
	ms2_print/table.h \
	ms2_print/units.c \
	ms2_print/units.h \
	ms2_print/unpack.c \
	ms2_print/unpack.h \
	ms2_print/utf8.c \
	ms2_print/utf8.h \
	ms2_print/vector.c \
	ms2_print/vector.h \
	ms2_print/view_diff.c \
	ms2_print/view_graph.c \
	ms2_print/view_growth.c \
	ms2_print/view_leaks.c \
	ms2_print/view_merge.c \
	ms2_print/view_pages.c \
	ms2_print/view_processes.c \
	ms2_print/view_regions.c \
	ms2_print/view_report.c \
	ms2_print/view_sizes.c \
	ms2_print/view_snapshots.c \
	ms2_print/view_stacks.c \
	ms2_print/view_threads.c \
	ms2_print/view_top.c \
	ms2_print/view_tree.c \
	ms2_print/view_watch.c \
	ms2_print/views.c \
	ms2_print/views.h \
	ms2_print/watch.c \
	ms2_print/watch.h \
	ms2_print/when.c \
	ms2_print/when.h \
	ms2_print/window.c \
	ms2_print/window.h \
	ms2_print/xml.c \
	ms2_print/xml.h

nodist_ms2_print_libms2_print_a_SOURCES = \
	ms2_print/flame_css.c \
	ms2_print/flame_js.c \
	ms2_print/pprof.pb-c.c

# The style sheet and the script of a flame graph, as C.
EXTRA_DIST += build-aux/embed ms2_print/flame.css ms2_print/flame.js
CLEANFILES += ms2_print/flame_css.c ms2_print/flame_js.c
ms2_print/flame_css.c: ms2_print/flame.css
	$(AM_V_GEN)$(MKDIR_P) ms2_print && $(SHELL) '$(srcdir)/build-aux/embed' \
	   flame_css flame_parts.h '$(srcdir)/ms2_print/flame.css' >$@.tmp && \
	mv -f $@.tmp $@
ms2_print/flame_js.c: ms2_print/flame.js
	$(AM_V_GEN)$(MKDIR_P) ms2_print && $(SHELL) '$(srcdir)/build-aux/embed' \
	   flame_js flame_parts.h '$(srcdir)/ms2_print/flame.js' >$@.tmp && \
	mv -f $@.tmp $@

ms2_print_ms2_print_CPPFLAGS = $(ms2_print_CPPFLAGS)
ms2_print_ms2_print_CFLAGS = $(ms2_print_CFLAGS)
ms2_print_ms2_print_SOURCES = ms2_print/main.c
ms2_print_ms2_print_LDADD = $(ms2_print_LIBS)

# ---- the page of --to=html --------------------------------------------------

html_sources = \
	ms2_print/html/.npmrc \
	ms2_print/html/build.mjs \
	ms2_print/html/callers.js \
	ms2_print/html/data.js \
	ms2_print/html/dom.js \
	ms2_print/html/facts.js \
	ms2_print/html/icicle.js \
	ms2_print/html/leaks.js \
	ms2_print/html/main.js \
	ms2_print/html/package-lock.json \
	ms2_print/html/package.json \
	ms2_print/html/page.html \
	ms2_print/html/sites.js \
	ms2_print/html/store.js \
	ms2_print/html/style.css \
	ms2_print/html/sums.js \
	ms2_print/html/theme.js \
	ms2_print/html/timeline.js \
	ms2_print/html/tree.js \
	ms2_print/html/units.js \
	ms2_print/html/url.js \
	ms2_print/html/window.js \
	ms2_print/html/windows.js

EXTRA_DIST += \
	$(html_sources) \
	ms2_print/html_page_none.c

if HAVE_HTML
# A tarball carries the page made, so that its build needs no npm.
EXTRA_DIST += ms2_print/html/report.html
nodist_ms2_print_libms2_print_a_SOURCES += ms2_print/html_page.c
CLEANFILES += ms2_print/html_page.c

ms2_print/html_page.c: ms2_print/html/report.html
	$(AM_V_GEN)$(MKDIR_P) ms2_print && { \
	   echo '#include "html_page.h"' && \
	   echo 'const unsigned char html_page[] = {' && \
	   od -A n -v -t x1 $< | \
	      $(SED) 's/\([0-9a-f][0-9a-f]\)/0x\1,/g' && \
	   echo '};' && \
	   echo 'const size_t html_page_size = sizeof html_page;' && \
	   echo 'const char html_page_missing[] = "";'; } >$@.new && mv $@.new $@
else
nodist_ms2_print_libms2_print_a_SOURCES += ms2_print/html_page_none.c
endif

if BUILD_HTML
CLEANFILES += ms2_print/html/report.html

ms2_print/html/report.html: $(html_sources)
	$(AM_V_GEN)$(NODE) $(srcdir)/ms2_print/html/build.mjs \
	   $(srcdir)/ms2_print/html ms2_print/html/node_modules $@
endif

# npm makes folders that no list can name.
distclean-local:
	rm -rf ms2_print/html/node_modules
