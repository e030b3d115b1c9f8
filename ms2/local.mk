# SPDX-License-Identifier: GPL-2.0-or-later
# The tool that runs inside Valgrind, its preload objects and the launchers.

ms2_tool = ms2/ms2-$(VG_PLATFORM)
ms2_preload = ms2/vgpreload_ms2-$(VG_PLATFORM).so
ms2_stock_preload = ms2/stock/vgpreload_ms2-$(VG_PLATFORM).so

include_HEADERS += include/ms2.h
dist_pkgdata_DATA += rust/ms2.rs

noinst_PROGRAMS += \
	ms2/ms2-@VG_ARCH@-@VG_OS@ \
	ms2/vgpreload_ms2-@VG_ARCH@-@VG_OS@.so
check_PROGRAMS += \
	ms2/stock/vgpreload_ms2-@VG_ARCH@-@VG_OS@.so

# ---- the tool ---------------------------------------------------------------
ms2_tool_sources = \
	include/ms2_format.h \
	ms2/ms2_act.c \
	ms2/ms2_act.h \
	ms2/ms2_allocators.c \
	ms2/ms2_allocators.h \
	ms2/ms2_announced.c \
	ms2/ms2_announced.h \
	ms2/ms2_basics.h \
	ms2/ms2_block.c \
	ms2/ms2_block.h \
	ms2/ms2_calls.c \
	ms2/ms2_calls.h \
	ms2/ms2_chain.c \
	ms2/ms2_chain.h \
	ms2/ms2_clock.c \
	ms2/ms2_clock.h \
	ms2/ms2_clreq.c \
	ms2/ms2_clreq.h \
	ms2/ms2_collect.c \
	ms2/ms2_collect.h \
	ms2/ms2_comm.c \
	ms2/ms2_comm.h \
	ms2/ms2_compat.h \
	ms2/ms2_context.c \
	ms2/ms2_context.h \
	ms2/ms2_entry.c \
	ms2/ms2_entry.h \
	ms2/ms2_facts.c \
	ms2/ms2_facts.h \
	ms2/ms2_file.c \
	ms2/ms2_file.h \
	ms2/ms2_filter.c \
	ms2/ms2_filter.h \
	ms2/ms2_frames.c \
	ms2/ms2_frames.h \
	ms2/ms2_functions.c \
	ms2/ms2_functions.h \
	ms2/ms2_guest.c \
	ms2/ms2_guest.h \
	ms2/ms2_heap.c \
	ms2/ms2_heap.h \
	ms2/ms2_hints.c \
	ms2/ms2_hints.h \
	ms2/ms2_holders.c \
	ms2/ms2_holders.h \
	ms2/ms2_hook.c \
	ms2/ms2_hook.h \
	ms2/ms2_lifetime.c \
	ms2/ms2_lifetime.h \
	ms2/ms2_loader.c \
	ms2/ms2_loader.h \
	ms2/ms2_main.c \
	ms2/ms2_lines.c \
	ms2/ms2_lines.h \
	ms2/ms2_malloc.c \
	ms2/ms2_malloc.h \
	ms2/ms2_map.c \
	ms2/ms2_map.h \
	ms2/ms2_mark.c \
	ms2/ms2_mark.h \
	ms2/ms2_marker.h \
	ms2/ms2_mmap.c \
	ms2/ms2_mmap.h \
	ms2/ms2_mempool.c \
	ms2/ms2_mempool.h \
	ms2/ms2_monitor.c \
	ms2/ms2_monitor.h \
	ms2/ms2_names.c \
	ms2/ms2_names.h \
	ms2/ms2_options.c \
	ms2/ms2_options.h \
	ms2/ms2_out.c \
	ms2/ms2_out.h \
	ms2/ms2_out_chains.c \
	ms2/ms2_out_chains.h \
	ms2/ms2_out_contexts.c \
	ms2/ms2_out_contexts.h \
	ms2/ms2_out_hints.c \
	ms2/ms2_out_hints.h \
	ms2/ms2_out_pages.c \
	ms2/ms2_out_pages.h \
	ms2/ms2_out_peak.c \
	ms2/ms2_out_peak.h \
	ms2/ms2_out_region.c \
	ms2/ms2_out_region.h \
	ms2/ms2_out_stacks.c \
	ms2/ms2_out_stacks.h \
	ms2/ms2_out_threads.c \
	ms2/ms2_out_threads.h \
	ms2/ms2_owners.c \
	ms2/ms2_owners.h \
	ms2/ms2_pageheap.c \
	ms2/ms2_pageheap.h \
	ms2/ms2_pages.c \
	ms2/ms2_pages.h \
	ms2/ms2_peak.c \
	ms2/ms2_peak.h \
	ms2/ms2_pool.c \
	ms2/ms2_pool.h \
	ms2/ms2_process.c \
	ms2/ms2_process.h \
	ms2/ms2_ranges.c \
	ms2/ms2_ranges.h \
	ms2/ms2_record.c \
	ms2/ms2_record.h \
	ms2/ms2_region.c \
	ms2/ms2_region.h \
	ms2/ms2_replace.c \
	ms2/ms2_replace.h \
	ms2/ms2_request.c \
	ms2/ms2_request.h \
	ms2/ms2_series.c \
	ms2/ms2_series.h \
	ms2/ms2_sites.c \
	ms2/ms2_sites.h \
	ms2/ms2_sizes.c \
	ms2/ms2_sizes.h \
	ms2/ms2_slab.c \
	ms2/ms2_slab.h \
	ms2/ms2_stack.c \
	ms2/ms2_stack.h \
	ms2/ms2_stack_hook.c \
	ms2/ms2_stack_hook.h \
	ms2/ms2_summary.c \
	ms2/ms2_summary.h \
	ms2/ms2_text.c \
	ms2/ms2_text.h \
	ms2/ms2_thin.c \
	ms2/ms2_thin.h \
	ms2/ms2_thread.c \
	ms2/ms2_thread.h \
	ms2/ms2_timeline.c \
	ms2/ms2_timeline.h \
	ms2/ms2_toggle.c \
	ms2/ms2_toggle.h \
	ms2/ms2_trace.c \
	ms2/ms2_trace.h \
	ms2/ms2_turns.c \
	ms2/ms2_turns.h \
	ms2/ms2_unwind.c \
	ms2/ms2_unwind.h \
	ms2/ms2_watch.c \
	ms2/ms2_watch.h
# The core reads the debug information of the tool itself at each start, which
# took a sixth of what ms2 costs there; symbols are enough for its messages.
# "make VG_STRIP=" keeps it, for a debugger.
VG_STRIP = -Wl,--strip-debug

ms2_tool_cflags = -fno-pie -fomit-frame-pointer $(WARN_CFLAGS)
ms2_tool_ldflags = -static -nodefaultlibs -nostartfiles -u _start \
	-Wl,--build-id=none -Wl,-Ttext-segment=$(VG_LOAD_ADDRESS) $(VG_STRIP)

ms2_ms2_@VG_ARCH@_@VG_OS@_SOURCES = $(ms2_tool_sources)
ms2_ms2_@VG_ARCH@_@VG_OS@_CPPFLAGS = $(AM_CPPFLAGS) $(VG_CPPFLAGS)
ms2_ms2_@VG_ARCH@_@VG_OS@_CFLAGS = $(VG_CFLAGS) $(ms2_tool_cflags)
ms2_ms2_@VG_ARCH@_@VG_OS@_LDFLAGS = $(ms2_tool_ldflags)
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
ms2_preload_ldflags = -shared -nodefaultlibs \
	-Wl,-z,interpose,-z,initfirst $(VG_STRIP)

ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_SOURCES = ms2/ms2_preload.c
ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_CPPFLAGS = $(AM_CPPFLAGS) \
	$(VG_CPPFLAGS) -DMS2_INLINE_HOOK=$(MS2_INLINE_HOOK)
ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_CFLAGS = $(ms2_preload_cflags)
ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_LDFLAGS = $(ms2_preload_ldflags)
ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_LDADD = $(MS2_PRELOAD_LIBS)

ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_SOURCES = ms2/ms2_preload.c
ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_CPPFLAGS = $(AM_CPPFLAGS) \
	$(VG_CPPFLAGS) -DMS2_INLINE_HOOK=0
ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_CFLAGS = $(ms2_preload_cflags)
ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_LDFLAGS = $(ms2_preload_ldflags)
ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_LDADD = $(VG_PRELOAD_LIBS)

# ---- 32-bit programs ---------------------------------------------------------
# Valgrind starts the tool that fits the program, so on amd64 there are two.
if HAVE_X86
noinst_PROGRAMS += \
	ms2/ms2-x86-linux \
	ms2/vgpreload_ms2-x86-linux.so

ms2_ms2_x86_linux_SOURCES = $(ms2_tool_sources)
ms2_ms2_x86_linux_CPPFLAGS = $(AM_CPPFLAGS) $(VG_X86_CPPFLAGS)
ms2_ms2_x86_linux_CFLAGS = $(VG_X86_CFLAGS) $(ms2_tool_cflags)
ms2_ms2_x86_linux_LDFLAGS = -m32 $(ms2_tool_ldflags)
ms2_ms2_x86_linux_LDADD = \
	$(VG_ARCHIVEDIR)/libcoregrind-x86-linux.a \
	$(VG_ARCHIVEDIR)/libvex-x86-linux.a \
	-lgcc \
	$(VG_X86_GCC_SUP)

ms2_vgpreload_ms2_x86_linux_so_SOURCES = ms2/ms2_preload.c
ms2_vgpreload_ms2_x86_linux_so_CPPFLAGS = $(AM_CPPFLAGS) \
	$(VG_X86_CPPFLAGS) -DMS2_INLINE_HOOK=0
ms2_vgpreload_ms2_x86_linux_so_CFLAGS = $(VG_X86_CFLAGS) -fPIC \
	$(WARN_CFLAGS)
ms2_vgpreload_ms2_x86_linux_so_LDFLAGS = -m32 $(ms2_preload_ldflags)
ms2_vgpreload_ms2_x86_linux_so_LDADD = $(VG_X86_PRELOAD_LIBS)

ms2_x86_files = ms2/ms2-x86-linux ms2/vgpreload_ms2-x86-linux.so
$(ms2_ms2_x86_linux_OBJECTS) $(ms2_vgpreload_ms2_x86_linux_so_OBJECTS) \
$(ms2_x86_files): override CFLAGS =
$(ms2_ms2_x86_linux_OBJECTS) $(ms2_vgpreload_ms2_x86_linux_so_OBJECTS) \
$(ms2_x86_files): override CPPFLAGS =
$(ms2_x86_files): override LDFLAGS =
$(ms2_x86_files): override LIBS =
endif

# ---- running it from the build folder ---------------------------------------
# Folders of symbolic links to Valgrind's own files and to ours, for
# VALGRIND_LIB; the stock one has the preload object without the in-line hook.
noinst_SCRIPTS += vg-in-place
noinst_DATA += ms2/in-place.stamp
check_SCRIPTS += vg-in-place-stock
check_DATA += ms2/in-place-stock.stamp
EXTRA_DIST += vg-in-place.in
CLEANFILES += \
	ms2/in-place-stock.stamp \
	ms2/in-place.stamp \
	vg-in-place \
	vg-in-place-stock

# $(call ms2_link_tools,FOLDER,PRELOAD)
ms2_link_tools = rm -rf $(1) && $(MKDIR_P) $(1) && \
	for file in '$(VG_TOOLDIR)'/*; do \
	   $(LN_S) "$$file" $(1)/ || exit; \
	done && \
	for file in $(ms2_tool) $(ms2_x86_files) $(2); do \
	   rm -f $(1)/$${file\#\#*/} && \
	   $(LN_S) '$(abs_top_builddir)'/$$file $(1)/ || exit; \
	done

ms2/in-place.stamp: $(ms2_tool) $(ms2_preload) $(ms2_x86_files)
	$(AM_V_GEN)$(call ms2_link_tools,ms2/in-place,$(ms2_preload))
	@touch $@

ms2/in-place-stock.stamp: $(ms2_tool) $(ms2_stock_preload) $(ms2_x86_files)
	$(AM_V_GEN)$(call ms2_link_tools,ms2/in-place-stock,$(ms2_stock_preload))
	@touch $@

vg-in-place vg-in-place-stock: vg-in-place.in Makefile
	$(AM_V_GEN)tools=`echo $@ | $(SED) 's/^vg-//'` && \
	$(do_subst) \
	   -e "s|@TOOLS[@]|$(abs_top_builddir)/ms2/$$tools|" \
	   '$(srcdir)/vg-in-place.in' >$@.tmp && \
	chmod +x $@.tmp && mv -f $@.tmp $@

clean-local: ms2-clean-local
ms2-clean-local:
	rm -rf ms2/in-place ms2/in-place-stock

# ---- the launcher -----------------------------------------------------------
# One for the build folder, one to install.
noinst_SCRIPTS += ms2/ms2
bin_SCRIPTS += ms2/installed/ms2
EXTRA_DIST += ms2/ms2.in
CLEANFILES += ms2/ms2 ms2/installed/ms2

ms2_private_tools = $(libexecdir)/ms2

ms2/ms2: ms2/ms2.in Makefile
	$(AM_V_GEN)$(MKDIR_P) ms2 && $(do_subst) \
	   -e 's|@MS2_PRINT[@]|$(abs_top_builddir)/ms2_print/ms2_print|' \
	   -e 's|@PRIVATE_TOOLS[@]|$(abs_top_builddir)/ms2/in-place|' \
	   '$(srcdir)/ms2/ms2.in' >$@.tmp && \
	chmod +x $@.tmp && mv -f $@.tmp $@

ms2/installed/ms2: ms2/ms2.in Makefile
	$(AM_V_GEN)$(MKDIR_P) ms2/installed && $(do_subst) \
	   -e 's|@MS2_PRINT[@]|$(bindir)/ms2_print|' \
	   -e 's|@PRIVATE_TOOLS[@]|$(ms2_private_tools)|' \
	   '$(srcdir)/ms2/ms2.in' >$@.tmp && \
	chmod +x $@.tmp && mv -f $@.tmp $@

# ---- install ----------------------------------------------------------------
# Beside Valgrind's own tools, so that `valgrind --tool=ms2' finds it.  Where
# that is not allowed: into a private folder with links to Valgrind's files,
# which the launcher uses.  The choice is made now, since configure may have
# run as another user.
install-exec-local: ms2-install-tool
ms2-install-tool: $(ms2_tool) $(ms2_preload) $(ms2_x86_files)
	@set -e; \
	where='$(MS2_TOOL_FOLDER)'; \
	if test $$where = auto; then \
	   where=private; \
	   if test -n '$(DESTDIR)' || test -w '$(VG_TOOLDIR)'; then \
	      where=valgrind; \
	   else \
	      echo 'ms2: no write access to $(VG_TOOLDIR):'; \
	      echo 'ms2: the tool goes to $(ms2_private_tools); the command'; \
	      echo 'ms2: ms2 uses it, valgrind --tool=ms2 does not find it'; \
	   fi; \
	fi; \
	case $$where in \
	valgrind) dir='$(DESTDIR)$(VG_TOOLDIR)' ;; \
	private) dir='$(DESTDIR)$(ms2_private_tools)' ;; \
	esac; \
	$(MKDIR_P) "$$dir"; \
	if test $$where = private; then \
	   for file in '$(VG_TOOLDIR)'/*; do \
	      rm -f "$$dir/$${file##*/}"; \
	      $(LN_S) "$$file" "$$dir/"; \
	   done; \
	fi; \
	for file in $(ms2_tool) $(ms2_preload) $(ms2_x86_files); do \
	   rm -f "$$dir/$${file##*/}"; \
	   echo " $(INSTALL_SCRIPT) $$file '$$dir'"; \
	   $(INSTALL_SCRIPT) "$$file" "$$dir"; \
	done

uninstall-local: ms2-uninstall-tool
ms2-uninstall-tool:
	rm -rf '$(DESTDIR)$(ms2_private_tools)'
	dir='$(DESTDIR)$(VG_TOOLDIR)'; \
	if test '$(MS2_TOOL_FOLDER)' != private && test -w "$$dir"; then \
	   for file in $(ms2_tool) $(ms2_preload) $(ms2_x86_files); do \
	      rm -f "$$dir/$${file##*/}"; \
	   done; \
	fi

# Of what is installed: the launcher finds its tool, and the printer.
installcheck-local: ms2-installcheck
ms2-installcheck: demos/leak
	launcher='$(DESTDIR)$(bindir)/ms2' && \
	report=`"$$launcher" --output=installcheck.ms2 demos/leak` && \
	echo "$$report" | grep leak >/dev/null
	rm -f installcheck.ms2
.PHONY: ms2-clean-local ms2-install-tool ms2-installcheck ms2-uninstall-tool
