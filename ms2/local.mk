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
# What needs nothing but a host: tests/unit/recorder has one of its own.
ms2_portable_sources = \
	include/ms2_format.h \
	ms2/base/array.c \
	ms2/base/array.h \
	ms2/base/basics.h \
	ms2/base/clock.c \
	ms2/base/clock.h \
	ms2/base/host.h \
	ms2/base/lines.c \
	ms2/base/lines.h \
	ms2/base/map.c \
	ms2/base/map.h \
	ms2/base/options.h \
	ms2/base/pool.c \
	ms2/base/pool.h \
	ms2/base/ranges.c \
	ms2/base/ranges.h \
	ms2/model/collect.c \
	ms2/model/collect.h \
	ms2/model/context.c \
	ms2/model/context.h \
	ms2/model/entry.c \
	ms2/model/entry.h \
	ms2/model/entry_text.c \
	ms2/model/entry_text.h \
	ms2/model/entry_tally.c \
	ms2/model/entry_tally.h \
	ms2/model/heap.c \
	ms2/model/heap.h \
	ms2/model/held_by_stack.c \
	ms2/model/held_by_stack.h \
	ms2/model/lifetime.c \
	ms2/model/lifetime.h \
	ms2/model/mappers.c \
	ms2/model/mappers.h \
	ms2/model/mappings.c \
	ms2/model/mappings.h \
	ms2/model/names.c \
	ms2/model/names.h \
	ms2/model/peak.c \
	ms2/model/peak.h \
	ms2/model/realloc_chains.c \
	ms2/model/realloc_chains.h \
	ms2/model/region.c \
	ms2/model/region.h \
	ms2/model/series.c \
	ms2/model/series.h \
	ms2/model/sizes.c \
	ms2/model/sizes.h \
	ms2/model/stack_depth.c \
	ms2/model/stack_depth.h \
	ms2/model/thread.c \
	ms2/model/thread.h \
	ms2/model/snapshots.c \
	ms2/model/snapshots.h \
	ms2/model/stack_text.c \
	ms2/model/stack_text.h \
	ms2/owners/blocks.c \
	ms2/owners/blocks.h \
	ms2/owners/dominators.c \
	ms2/owners/dominators.h \
	ms2/owners/fold.c \
	ms2/owners/fold.h \
	ms2/owners/fold_trim.c \
	ms2/owners/fold_trim.h \
	ms2/owners/graph.c \
	ms2/owners/graph.h \
	ms2/owners/loss.c \
	ms2/owners/loss.h \
	ms2/owners/pointers.c \
	ms2/owners/pointers.h \
	ms2/owners/retained.c \
	ms2/owners/retained.h \
	ms2/owners/root_table.c \
	ms2/owners/root_table.h \
	ms2/owners/roots.c \
	ms2/owners/roots.h \
	ms2/use/use.c \
	ms2/use/use.h \
	ms2/use/accesses.c \
	ms2/use/accesses.h \
	ms2/use/block_use.c \
	ms2/use/block_use.h \
	ms2/use/epochs.c \
	ms2/use/epochs.h \
	ms2/use/touches.c \
	ms2/use/touches.h \
	ms2/owners/search.c \
	ms2/owners/search.h \
	ms2/record/fact_kind.h \
	ms2/record/facts.c \
	ms2/record/facts.h \
	ms2/record/file.c \
	ms2/record/file.h \
	ms2/record/mark.c \
	ms2/record/mark.h \
	ms2/record/writer.c \
	ms2/record/writer.h \
	ms2/record/fact_chains.c \
	ms2/record/fact_chains.h \
	ms2/record/fact_contexts.c \
	ms2/record/fact_contexts.h \
	ms2/record/fact_hints.c \
	ms2/record/fact_hints.h \
	ms2/record/fact_owners.c \
	ms2/record/fact_owners.h \
	ms2/record/fact_pages.c \
	ms2/record/fact_pages.h \
	ms2/record/fact_peak.c \
	ms2/record/fact_peak.h \
	ms2/record/fact_region.c \
	ms2/record/fact_region.h \
	ms2/record/fact_stacks.c \
	ms2/record/fact_stacks.h \
	ms2/record/fact_survivors.c \
	ms2/record/fact_survivors.h \
	ms2/record/fact_threads.c \
	ms2/record/fact_threads.h \
	ms2/record/fact_use.c \
	ms2/record/fact_use.h \
	ms2/record/fact_waited.c \
	ms2/record/fact_waited.h \
	ms2/record/record.c \
	ms2/record/record.h \
	ms2/record/run.h \
	ms2/record/text.c \
	ms2/record/text.h \
	ms2/record/thin.c \
	ms2/record/thin.h

ms2_tool_sources = \
	$(ms2_portable_sources) \
	ms2/capture/allocator_blocks.c \
	ms2/capture/allocator_blocks.h \
	ms2/capture/allocator_calls.c \
	ms2/capture/allocator_calls.h \
	ms2/capture/allocator_heaps.c \
	ms2/capture/allocator_heaps.h \
	ms2/capture/allocator_objects.c \
	ms2/capture/allocator_objects.h \
	ms2/capture/allocator_functions.c \
	ms2/capture/allocator_functions.h \
	ms2/capture/before_fall.c \
	ms2/capture/before_fall.h \
	ms2/capture/block.c \
	ms2/capture/block.h \
	ms2/capture/tracked_calls.c \
	ms2/capture/tracked_calls.h \
	ms2/capture/ignore_fn.c \
	ms2/capture/ignore_fn.h \
	ms2/capture/announced_blocks.c \
	ms2/capture/announced_blocks.h \
	ms2/capture/call_stack.c \
	ms2/capture/call_stack.h \
	ms2/capture/malloc_fn.c \
	ms2/capture/malloc_fn.h \
	ms2/capture/elf_image.c \
	ms2/capture/elf_image.h \
	ms2/capture/hook.c \
	ms2/capture/hook.h \
	ms2/capture/touch_hook.c \
	ms2/capture/touch_hook.h \
	ms2/capture/touch_memory.c \
	ms2/capture/touch_memory.h \
	ms2/capture/instructions.c \
	ms2/capture/instructions.h \
	ms2/capture/large_blocks.c \
	ms2/capture/large_blocks.h \
	ms2/capture/library_blocks.c \
	ms2/capture/library_blocks.h \
	ms2/capture/executable.c \
	ms2/capture/executable.h \
	ms2/capture/haskell.c \
	ms2/capture/haskell.h \
	ms2/capture/live_blocks.c \
	ms2/capture/live_blocks.h \
	ms2/capture/malloc.c \
	ms2/capture/malloc.h \
	ms2/capture/marker.h \
	ms2/capture/mempool.c \
	ms2/capture/mempool.h \
	ms2/capture/mmap.c \
	ms2/capture/mmap.h \
	ms2/capture/naming.c \
	ms2/capture/naming.h \
	ms2/capture/object_symbols.c \
	ms2/capture/object_symbols.h \
	ms2/capture/owned_blocks.c \
	ms2/capture/owned_blocks.h \
	ms2/capture/object_data.c \
	ms2/capture/object_data.h \
	ms2/capture/pageheap.c \
	ms2/capture/pageheap.h \
	ms2/capture/block_requests.c \
	ms2/capture/block_requests.h \
	ms2/capture/readable_memory.c \
	ms2/capture/readable_memory.h \
	ms2/capture/residence.c \
	ms2/capture/residence.h \
	ms2/capture/runtimes.c \
	ms2/capture/runtimes.h \
	ms2/capture/root_memory.c \
	ms2/capture/root_memory.h \
	ms2/capture/unnamed_data.c \
	ms2/capture/unnamed_data.h \
	ms2/capture/slab.c \
	ms2/capture/slab.h \
	ms2/capture/stack_pointer.c \
	ms2/capture/stack_pointer.h \
	ms2/capture/stack_hook.c \
	ms2/capture/stack_hook.h \
	ms2/capture/thread_memory.c \
	ms2/capture/thread_memory.h \
	ms2/capture/thread_storage.c \
	ms2/capture/thread_storage.h \
	ms2/capture/thread_names.c \
	ms2/capture/thread_names.h \
	ms2/capture/tls_symbols.c \
	ms2/capture/tls_symbols.h \
	ms2/capture/toggle.c \
	ms2/capture/toggle.h \
	ms2/capture/unwind_rule.c \
	ms2/capture/unwind_rule.h \
	ms2/capture/unwind.c \
	ms2/capture/unwind.h \
	ms2/control/children.c \
	ms2/control/children.h \
	ms2/control/clreq.c \
	ms2/control/clreq.h \
	ms2/control/fairness.c \
	ms2/control/fairness.h \
	ms2/control/hints.c \
	ms2/control/hints.h \
	ms2/control/main.c \
	ms2/control/lost.c \
	ms2/control/lost.h \
	ms2/control/monitor.c \
	ms2/control/monitor.h \
	ms2/control/monitor_leaks.c \
	ms2/control/monitor_leaks.h \
	ms2/control/monitor_owners.c \
	ms2/control/monitor_owners.h \
	ms2/control/monitor_say.c \
	ms2/control/monitor_say.h \
	ms2/control/options.c \
	ms2/control/options.h \
	ms2/control/owners.c \
	ms2/control/owners.h \
	ms2/control/process.c \
	ms2/control/process.h \
	ms2/control/run.c \
	ms2/control/run.h \
	ms2/control/refusals.c \
	ms2/control/refusals.h \
	ms2/control/summary.c \
	ms2/control/summary.h \
	ms2/control/syscalls.c \
	ms2/control/syscalls.h \
	ms2/control/usage.c \
	ms2/control/usage.h \
	ms2/host/client_heap.c \
	ms2/host/compat.h \
	ms2/host/event_counter.c \
	ms2/host/event_counter.h \
	ms2/host/fatal_signal.c \
	ms2/host/fatal_signal.h \
	ms2/host/guest.c \
	ms2/host/guest.h \
	ms2/host/installed.c \
	ms2/host/installed.h \
	ms2/host/segments.c \
	ms2/host/segments.h \
	ms2/host/host.c

# The core reads the debug information of the tool itself at each start, which
# took a sixth of what ms2 costs there; symbols are enough for its messages.
# "make VG_STRIP=" keeps it, for a debugger.
VG_STRIP = -Wl,--strip-debug

ms2_tool_cflags = -fno-pie -fomit-frame-pointer $(WARN_CFLAGS)
ms2_tool_ldflags = -static -nodefaultlibs -nostartfiles -u _start \
	-Wl,--wrap=vgPlain_am_mmap_client_heap \
	-Wl,--build-id=none -Wl,-Ttext-segment=$(VG_LOAD_ADDRESS) $(VG_STRIP)

ms2_ms2_@VG_ARCH@_@VG_OS@_SOURCES = $(ms2_tool_sources)
ms2_ms2_@VG_ARCH@_@VG_OS@_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/ms2 $(VG_CPPFLAGS)
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

ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_SOURCES = ms2/capture/preload.c
ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/ms2 \
	$(VG_CPPFLAGS) -DMS2_INLINE_HOOK=$(MS2_INLINE_HOOK)
ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_CFLAGS = $(ms2_preload_cflags)
ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_LDFLAGS = $(ms2_preload_ldflags)
ms2_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_LDADD =

ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_SOURCES = ms2/capture/preload.c
ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/ms2 \
	$(VG_CPPFLAGS) -DMS2_INLINE_HOOK=0
ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_CFLAGS = $(ms2_preload_cflags)
ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_LDFLAGS = $(ms2_preload_ldflags)
ms2_stock_vgpreload_ms2_@VG_ARCH@_@VG_OS@_so_LDADD =

# ---- 32-bit programs ---------------------------------------------------------
# Valgrind starts the tool that fits the program, so on amd64 there are two.
if HAVE_X86
noinst_PROGRAMS += \
	ms2/ms2-x86-linux \
	ms2/vgpreload_ms2-x86-linux.so

ms2_ms2_x86_linux_SOURCES = $(ms2_tool_sources)
ms2_ms2_x86_linux_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/ms2 $(VG_X86_CPPFLAGS)
ms2_ms2_x86_linux_CFLAGS = $(VG_X86_CFLAGS) $(ms2_tool_cflags)
ms2_ms2_x86_linux_LDFLAGS = -m32 $(ms2_tool_ldflags)
ms2_ms2_x86_linux_LDADD = \
	$(VG_ARCHIVEDIR)/libcoregrind-x86-linux.a \
	$(VG_ARCHIVEDIR)/libvex-x86-linux.a \
	-lgcc \
	$(VG_X86_GCC_SUP)

ms2_vgpreload_ms2_x86_linux_so_SOURCES = ms2/capture/preload.c
ms2_vgpreload_ms2_x86_linux_so_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/ms2 \
	$(VG_X86_CPPFLAGS) -DMS2_INLINE_HOOK=0
ms2_vgpreload_ms2_x86_linux_so_CFLAGS = $(VG_X86_CFLAGS) -fPIC \
	$(WARN_CFLAGS)
ms2_vgpreload_ms2_x86_linux_so_LDFLAGS = -m32 $(ms2_preload_ldflags)
ms2_vgpreload_ms2_x86_linux_so_LDADD =

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
