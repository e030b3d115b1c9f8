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
	docs/ci.md

TESTS += build-aux/check-docs

EXTRA_DIST += \
	CONTRIBUTING.md \
	build-aux/check-docs \
	docs/ARCHITECTURE.md \
	docs/STYLE.md
