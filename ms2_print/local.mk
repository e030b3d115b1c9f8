# SPDX-License-Identifier: GPL-2.0-or-later
# The printer: a library of everything but main, so that unit tests link the
# same objects, and a thin main.

noinst_LIBRARIES += ms2_print/libms2_print.a
bin_PROGRAMS += ms2_print/ms2_print

# For unit tests, too: what a program that links the library needs.
ms2_print_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/ms2_print -D_GNU_SOURCE \
	$(ZLIB_CFLAGS) $(ZSTD_CFLAGS) $(JANSSON_CFLAGS) \
	$(PROTOBUF_C_CFLAGS) $(LIBDW_CFLAGS) -Ims2_print
ms2_print_CFLAGS = -std=gnu11 $(WARN_CFLAGS)
ms2_print_LIBS = ms2_print/libms2_print.a $(ZSTD_LIBS) $(ZLIB_LIBS) \
	$(JANSSON_LIBS) $(PROTOBUF_C_LIBS) $(LIBDW_LIBS) $(IBERTY_LIBS) -lm

# What protobuf-c makes of the description of pprof's messages; its code is not
# ours to keep free of warnings.
EXTRA_DIST += ms2_print/export/pprof.proto
BUILT_SOURCES += ms2_print/export/pprof.pb-c.h
CLEANFILES += ms2_print/export/pprof.pb-c.c ms2_print/export/pprof.pb-c.h
ms2_print/export/pprof.pb-c.h: ms2_print/export/pprof.proto
	$(AM_V_GEN)$(MKDIR_P) ms2_print/export && \
	$(PROTOC_C) --proto_path='$(srcdir)/ms2_print/export' \
	   --c_out=ms2_print/export pprof.proto
ms2_print/export/pprof.pb-c.c: ms2_print/export/pprof.pb-c.h
ms2_print/export/libms2_print_a-pprof.$(OBJEXT): ms2_print/export/pprof.pb-c.h

ms2_print_libms2_print_a_CPPFLAGS = $(ms2_print_CPPFLAGS)
ms2_print_libms2_print_a_CFLAGS = $(ms2_print_CFLAGS)
ms2_print_libms2_print_a_SOURCES = \
	include/ms2_format.h \
	ms2_print/base/arena.c \
	ms2_print/base/arena.h \
	ms2_print/base/demangle.c \
	ms2_print/base/demangle.h \
	ms2_print/base/die.c \
	ms2_print/base/die.h \
	ms2_print/base/gzip.c \
	ms2_print/base/gzip.h \
	ms2_print/base/intern.c \
	ms2_print/base/intern.h \
	ms2_print/base/json.c \
	ms2_print/base/json.h \
	ms2_print/base/lookup.c \
	ms2_print/base/lookup.h \
	ms2_print/base/moment.h \
	ms2_print/base/nearest.c \
	ms2_print/base/nearest.h \
	ms2_print/base/order.c \
	ms2_print/base/order.h \
	ms2_print/base/sorted.c \
	ms2_print/base/sorted.h \
	ms2_print/base/out.c \
	ms2_print/base/out.h \
	ms2_print/base/progress.c \
	ms2_print/base/progress.h \
	ms2_print/base/pack.c \
	ms2_print/base/pack.h \
	ms2_print/base/units.c \
	ms2_print/base/units.h \
	ms2_print/base/utf8.c \
	ms2_print/base/utf8.h \
	ms2_print/base/vector.c \
	ms2_print/base/vector.h \
	ms2_print/base/words.c \
	ms2_print/base/words.h \
	ms2_print/base/xml.c \
	ms2_print/base/xml.h \
	ms2_print/cli/checks.c \
	ms2_print/cli/checks.h \
	ms2_print/cli/option_rules.c \
	ms2_print/cli/option_rules.h \
	ms2_print/cli/help.c \
	ms2_print/cli/help.h \
	ms2_print/cli/moment_words.c \
	ms2_print/cli/moment_words.h \
	ms2_print/cli/option_files.c \
	ms2_print/cli/option_files.h \
	ms2_print/cli/options.c \
	ms2_print/cli/options.h \
	ms2_print/cli/screen.c \
	ms2_print/cli/screen.h \
	ms2_print/cli/selection.c \
	ms2_print/cli/selection.h \
	ms2_print/cli/option_set.c \
	ms2_print/cli/option_set.h \
	ms2_print/cli/views.c \
	ms2_print/cli/views.h \
	ms2_print/cli/pager.c \
	ms2_print/cli/pager.h \
	ms2_print/cli/watch.c \
	ms2_print/cli/watch.h \
	ms2_print/export/anonymize.c \
	ms2_print/export/anonymize.h \
	ms2_print/export/callgrind.c \
	ms2_print/export/csv.c \
	ms2_print/export/dhat.c \
	ms2_print/export/flame.c \
	ms2_print/export/flame_parts.h \
	ms2_print/export/folded.c \
	ms2_print/export/heapsnapshot.c \
	ms2_print/export/json.c \
	ms2_print/export/json_facts.c \
	ms2_print/export/json_facts.h \
	ms2_print/export/json_use.c \
	ms2_print/export/json_use.h \
	ms2_print/export/json_owners.c \
	ms2_print/export/json_owners.h \
	ms2_print/export/junit.c \
	ms2_print/export/junit.h \
	ms2_print/export/massif.c \
	ms2_print/export/ms2.c \
	ms2_print/export/ms2_facts.c \
	ms2_print/export/ms2_facts.h \
	ms2_print/export/ms2_use.c \
	ms2_print/export/ms2_use.h \
	ms2_print/export/pprof.c \
	ms2_print/export/record.c \
	ms2_print/export/record.h \
	ms2_print/export/speedscope.c \
	ms2_print/export/supp.c \
	ms2_print/html/data.c \
	ms2_print/html/data.h \
	ms2_print/html/data_births.c \
	ms2_print/html/data_owners.c \
	ms2_print/html/data_parts.h \
	ms2_print/html/data_views.c \
	ms2_print/html/diff.c \
	ms2_print/html/diff.h \
	ms2_print/html/export.c \
	ms2_print/html/head.c \
	ms2_print/html/head.h \
	ms2_print/html/page.h \
	ms2_print/html/parts.c \
	ms2_print/html/parts.h \
	ms2_print/html/processes.c \
	ms2_print/html/processes.h \
	ms2_print/html/windows.c \
	ms2_print/html/windows.h \
	ms2_print/model/deltas.c \
	ms2_print/model/deltas.h \
	ms2_print/model/facts.c \
	ms2_print/model/facts.h \
	ms2_print/model/facts_build.c \
	ms2_print/model/facts_build.h \
	ms2_print/model/facts_build_owners.c \
	ms2_print/model/facts_build_pages.c \
	ms2_print/model/facts_build_use.c \
	ms2_print/model/facts_build_parts.h \
	ms2_print/model/facts_build_seal.c \
	ms2_print/model/facts_build_survivors.c \
	ms2_print/model/name_text.c \
	ms2_print/model/name_text.h \
	ms2_print/model/names.c \
	ms2_print/model/names.h \
	ms2_print/model/names_fit.c \
	ms2_print/model/names_fit.h \
	ms2_print/model/owners.c \
	ms2_print/model/owners.h \
	ms2_print/model/packed.h \
	ms2_print/model/profile.c \
	ms2_print/model/profile.h \
	ms2_print/model/profile_build.c \
	ms2_print/model/profile_build.h \
	ms2_print/model/records.h \
	ms2_print/model/run_keys.c \
	ms2_print/model/run_keys.h \
	ms2_print/model/usage.h \
	ms2_print/model/use.c \
	ms2_print/model/use.h \
	ms2_print/page/chart.c \
	ms2_print/page/chart.h \
	ms2_print/page/findings_json.c \
	ms2_print/page/findings_json.h \
	ms2_print/page/page.c \
	ms2_print/page/page.h \
	ms2_print/page/sources.c \
	ms2_print/page/sources.h \
	ms2_print/page/table.c \
	ms2_print/page/table.h \
	ms2_print/page/view.h \
	ms2_print/query/alike.c \
	ms2_print/query/alike.h \
	ms2_print/query/births.c \
	ms2_print/query/births.h \
	ms2_print/query/both.c \
	ms2_print/query/both.h \
	ms2_print/query/callees.c \
	ms2_print/query/calls.c \
	ms2_print/query/calls.h \
	ms2_print/query/check.c \
	ms2_print/query/check.h \
	ms2_print/query/diff.c \
	ms2_print/query/diff.h \
	ms2_print/query/diff_totals.c \
	ms2_print/query/diff_totals.h \
	ms2_print/query/diff_words.c \
	ms2_print/query/diff_words.h \
	ms2_print/query/exit_words.c \
	ms2_print/query/exit_words.h \
	ms2_print/query/finding.h \
	ms2_print/query/findings.c \
	ms2_print/query/findings.h \
	ms2_print/query/findings_leaks.c \
	ms2_print/query/findings_memory.c \
	ms2_print/query/findings_parts.h \
	ms2_print/query/findings_run.c \
	ms2_print/query/focus.c \
	ms2_print/query/focus.h \
	ms2_print/query/folded.c \
	ms2_print/query/folded.h \
	ms2_print/query/frame_rules.c \
	ms2_print/query/frame_rules.h \
	ms2_print/query/generations.c \
	ms2_print/query/generations.h \
	ms2_print/query/graph.c \
	ms2_print/query/graph.h \
	ms2_print/query/growth.c \
	ms2_print/query/growth.h \
	ms2_print/query/hints.c \
	ms2_print/query/hints.h \
	ms2_print/query/increase.c \
	ms2_print/query/increase.h \
	ms2_print/query/leak_course.c \
	ms2_print/query/leak_course.h \
	ms2_print/query/leak_evidence.c \
	ms2_print/query/leak_evidence.h \
	ms2_print/query/leak_gather.c \
	ms2_print/query/leak_gather.h \
	ms2_print/query/leak_group.h \
	ms2_print/query/leak_judge.c \
	ms2_print/query/leak_judge.h \
	ms2_print/query/leak_proof.c \
	ms2_print/query/leak_proof.h \
	ms2_print/query/leak_reasons.c \
	ms2_print/query/leak_reasons.h \
	ms2_print/query/leak_timelines.c \
	ms2_print/query/leak_timelines.h \
	ms2_print/query/leak_use.c \
	ms2_print/query/leak_use.h \
	ms2_print/query/leak_words.c \
	ms2_print/query/leak_words.h \
	ms2_print/query/leaks.c \
	ms2_print/query/leaks.h \
	ms2_print/query/lifetimes.c \
	ms2_print/query/lifetimes.h \
	ms2_print/query/limit.c \
	ms2_print/query/limit.h \
	ms2_print/query/lines.c \
	ms2_print/query/lines.h \
	ms2_print/query/measure.c \
	ms2_print/query/memory.c \
	ms2_print/query/memory.h \
	ms2_print/query/measure.h \
	ms2_print/query/merge.c \
	ms2_print/query/merge.h \
	ms2_print/query/missing_names.c \
	ms2_print/query/missing_names.h \
	ms2_print/query/options.c \
	ms2_print/query/options.h \
	ms2_print/query/owner_stacks.c \
	ms2_print/query/owner_stacks.h \
	ms2_print/query/owner_words.c \
	ms2_print/query/owner_words.h \
	ms2_print/query/owners.c \
	ms2_print/query/owners.h \
	ms2_print/query/pages.c \
	ms2_print/query/pages.h \
	ms2_print/query/paths.c \
	ms2_print/query/paths.h \
	ms2_print/query/processes.c \
	ms2_print/query/processes.h \
	ms2_print/query/regions.c \
	ms2_print/query/regions.h \
	ms2_print/query/sentence.c \
	ms2_print/query/sentence.h \
	ms2_print/query/site.c \
	ms2_print/query/site.h \
	ms2_print/query/sizes.c \
	ms2_print/query/sizes.h \
	ms2_print/query/stacks.c \
	ms2_print/query/stacks.h \
	ms2_print/query/stacks_parts.h \
	ms2_print/query/suppress.c \
	ms2_print/query/suppress.h \
	ms2_print/query/threads.c \
	ms2_print/query/threads.h \
	ms2_print/query/thin.c \
	ms2_print/query/thin.h \
	ms2_print/query/top.c \
	ms2_print/query/top.h \
	ms2_print/query/top_group.c \
	ms2_print/query/top_group.h \
	ms2_print/query/top_key.c \
	ms2_print/query/top_key.h \
	ms2_print/query/top_row.h \
	ms2_print/query/tree.c \
	ms2_print/query/tree.h \
	ms2_print/query/tree_parts.h \
	ms2_print/query/trie.c \
	ms2_print/query/trie.h \
	ms2_print/query/types.c \
	ms2_print/query/types.h \
	ms2_print/query/unused.c \
	ms2_print/query/unused.h \
	ms2_print/query/verdict.c \
	ms2_print/query/verdict.h \
	ms2_print/query/via.c \
	ms2_print/query/whose.c \
	ms2_print/query/wrapper_search.c \
	ms2_print/query/wrapper_search.h \
	ms2_print/query/wrappers.c \
	ms2_print/query/wrappers.h \
	ms2_print/query/walk.c \
	ms2_print/query/walk.h \
	ms2_print/query/window.c \
	ms2_print/query/window.h \
	ms2_print/read/build_id.c \
	ms2_print/read/build_id.h \
	ms2_print/read/field.c \
	ms2_print/read/field.h \
	ms2_print/read/format.h \
	ms2_print/read/heaptrack.c \
	ms2_print/read/heaptrack_heap.c \
	ms2_print/read/heaptrack_heap.h \
	ms2_print/read/languages.c \
	ms2_print/read/languages.h \
	ms2_print/read/line.c \
	ms2_print/read/line.h \
	ms2_print/read/massif.c \
	ms2_print/read/ms2.c \
	ms2_print/read/ms2.h \
	ms2_print/read/ms2_facts.c \
	ms2_print/read/ms2_owners.c \
	ms2_print/read/ms2_use.c \
	ms2_print/read/packages.c \
	ms2_print/read/packages.h \
	ms2_print/read/reader.c \
	ms2_print/read/reader.h \
	ms2_print/read/symbol_file.c \
	ms2_print/read/symbol_file.h \
	ms2_print/read/symbol_names.c \
	ms2_print/read/symbol_names.h \
	ms2_print/read/symbol_units.c \
	ms2_print/read/symbol_units.h \
	ms2_print/read/symbols.c \
	ms2_print/read/symbols.h \
	ms2_print/read/unpack.c \
	ms2_print/read/unpack.h \
	ms2_print/read/variables.c \
	ms2_print/read/variables.h \
	ms2_print/view/diff.c \
	ms2_print/view/findings.c \
	ms2_print/view/graph.c \
	ms2_print/view/growth.c \
	ms2_print/view/leaks.c \
	ms2_print/view/merge.c \
	ms2_print/view/owners.c \
	ms2_print/view/pages.c \
	ms2_print/view/processes.c \
	ms2_print/view/regions.c \
	ms2_print/view/report.c \
	ms2_print/view/sections.h \
	ms2_print/view/sizes.c \
	ms2_print/view/snapshots.c \
	ms2_print/view/stacks.c \
	ms2_print/view/threads.c \
	ms2_print/view/top.c \
	ms2_print/view/tree.c \
	ms2_print/view/use.c \
	ms2_print/view/watch.c

nodist_ms2_print_libms2_print_a_SOURCES = \
	ms2_print/export/flame_parts_css.c \
	ms2_print/export/flame_parts_js.c \
	ms2_print/export/pprof.pb-c.c

# The style sheet and the script of a flame graph, as C.
EXTRA_DIST += build-aux/embed ms2_print/export/flame.css ms2_print/export/flame.js
CLEANFILES += ms2_print/export/flame_parts_css.c ms2_print/export/flame_parts_js.c
ms2_print/export/flame_parts_css.c: ms2_print/export/flame.css
	$(AM_V_GEN)$(MKDIR_P) ms2_print/export && $(SHELL) '$(srcdir)/build-aux/embed' \
	   flame_parts_css export/flame_parts.h '$(srcdir)/ms2_print/export/flame.css' >$@.tmp && \
	mv -f $@.tmp $@
ms2_print/export/flame_parts_js.c: ms2_print/export/flame.js
	$(AM_V_GEN)$(MKDIR_P) ms2_print/export && $(SHELL) '$(srcdir)/build-aux/embed' \
	   flame_parts_js export/flame_parts.h '$(srcdir)/ms2_print/export/flame.js' >$@.tmp && \
	mv -f $@.tmp $@

ms2_print_ms2_print_CPPFLAGS = $(ms2_print_CPPFLAGS)
ms2_print_ms2_print_CFLAGS = $(ms2_print_CFLAGS)
ms2_print_ms2_print_SOURCES = ms2_print/cli/main.c
ms2_print_ms2_print_LDADD = $(ms2_print_LIBS)

# ---- the page of --to=html --------------------------------------------------

html_sources = \
	ms2_print/html/.npmrc \
	ms2_print/html/build.mjs \
	ms2_print/html/branches.js \
	ms2_print/html/busy.js \
	ms2_print/html/callers.js \
	ms2_print/html/crosshair.js \
	ms2_print/html/data.js \
	ms2_print/html/data_views.js \
	ms2_print/html/diff.css \
	ms2_print/html/diff.html \
	ms2_print/html/diff.js \
	ms2_print/html/diff_data.js \
	ms2_print/html/diff_graph.js \
	ms2_print/html/diff_timeline.js \
	ms2_print/html/dom.js \
	ms2_print/html/findings.js \
	ms2_print/html/flow.js \
	ms2_print/html/icicle.js \
	ms2_print/html/leaks.js \
	ms2_print/html/main.js \
	ms2_print/html/match.js \
	ms2_print/html/overview.js \
	ms2_print/html/owners.js \
	ms2_print/html/package-lock.json \
	ms2_print/html/package.json \
	ms2_print/html/page.html \
	ms2_print/html/parts.js \
	ms2_print/html/processes.css \
	ms2_print/html/processes.html \
	ms2_print/html/processes.js \
	ms2_print/html/rates.js \
	ms2_print/html/relations.js \
	ms2_print/html/rows.js \
	ms2_print/html/run_views.js \
	ms2_print/html/sites.js \
	ms2_print/html/store.js \
	ms2_print/html/style.css \
	ms2_print/html/sums.js \
	ms2_print/html/tabs.js \
	ms2_print/html/theme.js \
	ms2_print/html/timeline.js \
	ms2_print/html/tip.js \
	ms2_print/html/tree.js \
	ms2_print/html/units.js \
	ms2_print/html/url.js \
	ms2_print/html/views.js \
	ms2_print/html/window.js \
	ms2_print/html/windows.js \
	ms2_print/html/work.js

EXTRA_DIST += \
	$(html_sources) \
	ms2_print/html/page_none.c

if HAVE_HTML
# A tarball carries the page made, so that its build needs no npm.
EXTRA_DIST += ms2_print/html/report.html
nodist_ms2_print_libms2_print_a_SOURCES += ms2_print/html/page.c
CLEANFILES += ms2_print/html/page.c

ms2_print/html/page.c: ms2_print/html/report.html
	$(AM_V_GEN)$(MKDIR_P) ms2_print/html && { \
	   echo '#include "html/page.h"' && \
	   echo 'const unsigned char html_page[] = {' && \
	   od -A n -v -t x1 $< | \
	      $(SED) 's/\([0-9a-f][0-9a-f]\)/0x\1,/g' && \
	   echo '};' && \
	   echo 'const size_t html_page_size = sizeof html_page;' && \
	   echo 'const char html_page_missing[] = "";'; } >$@.new && mv $@.new $@
else
nodist_ms2_print_libms2_print_a_SOURCES += ms2_print/html/page_none.c
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
