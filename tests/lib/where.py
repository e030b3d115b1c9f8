# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the things are that a test needs: the sources, what was built of them,
the corpus, and the printer, which MS2_PRINT may name."""

import os

SRCDIR = os.environ["MS2_SRCDIR"]
BUILDDIR = os.environ["MS2_BUILDDIR"]
FILES = os.path.join(SRCDIR, "tests/files")
PRINT = os.environ.get("MS2_PRINT",
                       os.path.join(BUILDDIR, "ms2_print/ms2_print"))
