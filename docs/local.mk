# SPDX-License-Identifier: GPL-2.0-or-later
# Manual pages and documents.

dist_man_MANS += \
	docs/ms2-format.5 \
	docs/ms2.h.3 \
	docs/ms2.1 \
	docs/ms2_print.1

dist_doc_DATA += \
	NEWS \
	README.md \
	docs/GLOSSARY.md \
	docs/VERSIONS.md \
	docs/ci.md \
	docs/coming-from.md \
	docs/rust.md

TESTS += build-aux/check-docs

EXTRA_DIST += \
	CONTRIBUTING.md \
	build-aux/check-docs \
	docs/ARCHITECTURE.md \
	docs/STYLE.md \
	docs/gallery.md \
	docs/lessons/01-what-memory-is.md \
	docs/lessons/02-the-peak.md \
	docs/lessons/03-the-first-leak.md \
	docs/lessons/04-lost-or-held.md \
	docs/lessons/05-a-cache.md \
	docs/lessons/06-spikes.md \
	docs/lessons/07-churn.md \
	docs/lessons/08-growth-by-realloc.md \
	docs/lessons/09-not-used.md \
	docs/lessons/10-threads.md \
	docs/lessons/11-rings.md \
	docs/lessons/12-a-limit.md \
	docs/lessons/README.md \
	docs/lessons/card.md \
	docs/lessons/case-sqlite3.md \
	docs/pictures/dhat.png \
	docs/pictures/diff.png \
	docs/pictures/flame.png \
	docs/pictures/kcachegrind.png \
	docs/pictures/make.mjs \
	docs/pictures/make.sh \
	docs/pictures/massif-visualizer.png \
	docs/pictures/owners.png \
	docs/pictures/page-dark.png \
	docs/pictures/page.png \
	docs/pictures/processes.png \
	docs/pictures/pprof.png \
	docs/pictures/speedscope.png \
	docs/pictures/views.png

# The pictures of the documents, from this build.
pictures: all
	MS2_SRCDIR='$(abs_top_srcdir)' MS2_BUILDDIR='$(abs_top_builddir)' \
		NODE='$(NODE)' $(SHELL) $(srcdir)/docs/pictures/make.sh
.PHONY: pictures
