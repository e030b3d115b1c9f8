# SPDX-License-Identifier: GPL-2.0-or-later
# Manual pages and documents.

dist_man_MANS +=
EXTRA_DIST +=
