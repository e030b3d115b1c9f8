# SPDX-License-Identifier: GPL-2.0-or-later
# The tool that runs inside Valgrind, its preload objects and the launchers.

ms2_tool = ms2/ms2-$(VG_PLATFORM)
ms2_preload = ms2/vgpreload_ms2-$(VG_PLATFORM).so
ms2_stock_preload = ms2/stock/vgpreload_ms2-$(VG_PLATFORM).so

noinst_PROGRAMS += \
	ms2/ms2-@VG_ARCH@-@VG_OS@ \
	ms2/vgpreload_ms2-@VG_ARCH@-@VG_OS@.so
check_PROGRAMS += \
	ms2/stock/vgpreload_ms2-@VG_ARCH@-@VG_OS@.so

# ---- the tool ---------------------------------------------------------------
ms2_ms2_@VG_ARCH@_@VG_OS@_SOURCES = \
	include/ms2_format.h
ms2_ms2_@VG_ARCH@_@VG_OS@_CPPFLAGS = $(AM_CPPFLAGS) $(VG_CPPFLAGS)
ms2_ms2_@VG_ARCH@_@VG_OS@_CFLAGS = $(VG_CFLAGS) -fno-pie \
	-fomit-frame-pointer $(WARN_CFLAGS)
ms2_ms2_@VG_ARCH@_@VG_OS@_LDFLAGS = -static -no-pie -nodefaultlibs \
	-nostartfiles -u _start -Wl,--build-id=none \
	-Wl,-Ttext-segment=$(VG_LOAD_ADDRESS)
ms2_ms2_@VG_ARCH@_@VG_OS@_LDADD = \
	$(VG_ARCHIVEDIR)/libcoregrind-$(VG_PLATFORM).a \
	$(VG_ARCHIVEDIR)/libvex-$(VG_PLATFORM).a \
	-lgcc \
	$(VG_GCC_SUP)

# Neither configure's CFLAGS, CPPFLAGS and LDFLAGS nor those on make's command
# line reach the tool and its preload objects.
$(ms2_ms2_@VG_ARCH@_@VG_OS@_OBJECTS) \
$(ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_OBJECTS) \
$(ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_OBJECTS) \
$(ms2_tool) $(ms2_preload) $(ms2_stock_preload): override CFLAGS =
$(ms2_ms2_@VG_ARCH@_@VG_OS@_OBJECTS) \
$(ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_OBJECTS) \
$(ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_OBJECTS) \
$(ms2_tool) $(ms2_preload) $(ms2_stock_preload): override CPPFLAGS =
$(ms2_tool) $(ms2_preload) $(ms2_stock_preload): override LDFLAGS =
$(ms2_tool) $(ms2_preload) $(ms2_stock_preload): override LIBS =

# ---- the preload object, with the in-line hook and without ------------------
ms2_preload_cflags = $(VG_CFLAGS) -fPIC $(WARN_CFLAGS)
ms2_preload_ldflags = -shared -nodefaultlibs -Wl,-z,interpose,-z,initfirst

ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_SOURCES = ms2/ms2_preload.c
ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_CPPFLAGS = $(AM_CPPFLAGS) \
	$(VG_CPPFLAGS) -DMS2_INLINE_HOOK=$(MS2_INLINE_HOOK)
ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_CFLAGS = $(ms2_preload_cflags)
ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_LDFLAGS = $(ms2_preload_ldflags)
ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_LDADD = $(VG_PRELOAD_LIBS)

ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_SOURCES = ms2/ms2_preload.c
ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_CPPFLAGS = $(AM_CPPFLAGS) \
	$(VG_CPPFLAGS) -DMS2_INLINE_HOOK=0
ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_CFLAGS = $(ms2_preload_cflags)
ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_LDFLAGS = $(ms2_preload_ldflags)
ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_LDADD = $(VG_PRELOAD_LIBS)
