# SPDX-License-Identifier: GPL-2.0-or-later
"""What mapped pages come to after each event of a log of ranges.c.

The rules are those of mmap(2), mremap(2), mprotect(2), brk(2), shmop(2) and of
ms2-format(5): kinds, what counts, who owns a mapping.  Memory is a dictionary
with an entry for each page, which is slow and hard to get wrong.
"""

import mmap

(ANONYMOUS, BREAK, RESERVED, FILE, SHARED, STACK, READONLY,
 GIVEN_BACK, SHARED_MEMORY) = range(1, 10)
COUNTED = (ANONYMOUS, BREAK, SHARED_MEMORY)
MAP_TYPE = 0x0f
MREMAP_MAYMOVE = 1


class Page:
    """One page: the key of who mapped it, and what makes its kind."""

    def __init__(self, owner, flags, prot, attached=0):
        self.owner, self.flags = owner, flags
        self.prot = prot
        self.attached = attached  # number of the shmat, or 0
        self.given_back = False
        self.touched = False  # since then; nobody knows before a look

    def with_owner(self, owner):
        return Page(owner, self.flags, self.prot, self.attached)

    def as_given_back(self, touched=False):
        page = self.with_owner(self.owner)
        page.given_back, page.touched = True, touched
        return page

    def kind(self):
        if self.given_back:
            return GIVEN_BACK
        if self.flags & MAP_TYPE != mmap.MAP_PRIVATE:
            is_memory = self.flags & mmap.MAP_ANONYMOUS or self.attached
            return SHARED_MEMORY if is_memory and self.prot != 0 else SHARED
        if not self.flags & mmap.MAP_ANONYMOUS:
            return FILE
        if self.prot == 0:
            return RESERVED
        if self.flags & mmap.MAP_STACK:
            return STACK
        return ANONYMOUS if self.prot & mmap.PROT_WRITE else READONLY


class Event:
    def __init__(self, line):
        words = line.split()
        self.op = words[0]
        path = words[1].strip("-")  # "-": from outside of all places
        self.values = [int(word, 16) for word in words[3:8]]
        self.failed = words[8] == "failed"
        self.result = None if self.failed else int(words[8], 16)
        self.key = ("op_" + self.op,
                    *("at_" + place for place in reversed(path)))


class Peak:
    """The first moment at which something was highest, and all of it then."""

    def __init__(self):
        self.bytes = self.interval = 0
        self.state = None

    def note(self, size, memory):
        self.interval = max(self.interval, size)
        if size > self.bytes:
            self.bytes = size
            self.state = memory.state()


class State:
    """What is held at one moment, foreign memory left out."""

    def __init__(self, memory):
        self.pages = {site: size for site, size in memory.live.items()
                      if size}
        self.heap = {key: tuple(held) for key, held in memory.heap.items()
                     if held[1]}
        self.pages_bytes = memory.pages_bytes
        self.heap_bytes = memory.heap_bytes
        self.allocated, self.calls = memory.allocated, memory.calls

    def counted(self):
        return {site: size for site, size in self.pages.items()
                if site[1] in COUNTED}


class Memory:
    def __init__(self, page_bytes, break_start):
        self.page_bytes = page_bytes
        self.pages = {}
        self.attaches = 0
        self.break_at = break_start
        self.break_parts = []  # [start, end, owner], the highest last
        self.live, self.mapped, self.unmapped = {}, {}, {}  # (key, kind)
        self.blocks, self.heap = {}, {}
        self.pages_bytes = self.heap_bytes = 0
        self.allocated = self.calls = 0
        self.pages_peak, self.sum_peak = Peak(), Peak()
        self.moments = {self.moment()}

    def moment(self):
        """All that a snapshot says of it."""
        return (self.allocated, self.calls, self.heap_bytes, self.pages_bytes)

    def state(self):
        return State(self)

    # ---- accounts

    def come(self, site, size):
        self.live[site] = self.live.get(site, 0) + size
        self.mapped[site] = self.mapped.get(site, 0) + size
        if site[1] in COUNTED:
            self.pages_bytes += size

    def go(self, site, size):
        self.live[site] -= size
        self.unmapped[site] = self.unmapped.get(site, 0) + size
        if site[1] in COUNTED:
            self.pages_bytes -= size

    def numbers(self, start, size):
        """Of the pages in which [start, start + size) lies."""
        first = start // self.page_bytes
        return range(first, -(-(start + size) // self.page_bytes))

    def remove(self, number):
        page = self.pages.pop(number, None)
        if page is not None:
            self.go((page.owner, page.kind()), self.page_bytes)

    def put(self, number, page):
        self.remove(number)
        self.pages[number] = page
        self.come((page.owner, page.kind()), self.page_bytes)

    # ---- system calls that succeeded

    def do_mmap(self, event):
        _, size, prot, flags, _ = event.values
        for number in self.numbers(event.result, size):
            self.put(number, Page(event.key, flags, prot))

    def do_munmap(self, event):
        for number in self.numbers(*event.values[:2]):
            self.remove(number)

    def do_mprotect(self, event):
        for number in self.numbers(*event.values[:2]):
            old = self.pages.get(number)
            if old is None:
                continue  # the break's: of one kind, however protected
            new = Page(old.owner, old.flags, event.values[2], old.attached)
            if old.given_back and new.prot & mmap.PROT_WRITE:
                new = new.as_given_back(old.touched)
            if new.kind() == old.kind():
                self.pages[number] = new
            else:
                self.put(number, new)

    def do_mremap(self, event):
        """Who enlarges or moves a mapping owns it; who shrinks it does
        not."""
        old_start, old_size, new_size, _, _ = event.values
        old = self.numbers(old_start, old_size)
        new = self.numbers(event.result, new_size)
        first = self.pages[old[0]]
        if event.result == old_start and len(new) <= len(old):
            for number in old[len(new):]:
                self.remove(number)
            return
        pages = [self.pages[number] for number in old]
        for number in old:
            self.remove(number)
        for number in new:
            self.put(number, first.with_owner(event.key))
        for number, page in zip(new, pages):
            if page.given_back:
                moved = self.pages[number].as_given_back(page.touched)
                self.put(number, moved)

    def do_madvise(self, event):
        """Pages that count have no memory any more, until they are touched."""
        for number in self.numbers(*event.values[:2]):
            page = self.pages.get(number)
            if page is not None and page.given_back:
                page.touched = False
            elif page is not None and page.kind() == ANONYMOUS:
                self.put(number, page.as_given_back())

    def do_touch(self, event):
        for number in self.numbers(*event.values[:2]):
            self.pages[number].touched = True

    def look(self):
        """What was touched since it was given back counts again."""
        for number, page in list(self.pages.items()):
            if page.given_back and page.touched:
                self.put(number, page.with_owner(page.owner))
        self.note_peaks()
        self.moments.add(self.moment())

    def set_break(self, now, owner):
        if now > self.break_at:
            self.break_parts.append([self.break_at, now, owner])
            self.come((owner, BREAK), now - self.break_at)
        while self.break_parts and self.break_parts[-1][1] > now:
            start, end, of = self.break_parts.pop()
            self.go((of, BREAK), end - max(start, now))
            if start < now:
                self.break_parts.append([start, now, of])
        self.break_at = now

    def do_brk(self, event):
        self.set_break(event.values[0], event.key)

    def do_sbrk(self, event):
        by = event.values[0]
        top = 1 << (64 if by >= 1 << 32 else 32)
        self.set_break(event.result + (by - top if by >= top >> 1 else by),
                       event.key)

    def do_shmat(self, event):
        self.attaches += 1
        for number in self.numbers(event.result, event.values[0]):
            self.put(number, Page(event.key, mmap.MAP_SHARED, mmap.PROT_READ,
                                  self.attaches))

    def do_shmdt(self, event):
        """All that is left of the segment there goes, and no other's pages:
        what is left of one that was put there before, too."""
        attached = self.pages[event.values[0] // self.page_bytes].attached
        for number in [number for number, page in self.pages.items()
                       if page.attached == attached]:
            self.remove(number)

    # ---- the heap

    def add_block(self, block, size, key):
        self.blocks[block] = (size, key)
        held = self.heap.setdefault(key, [0, 0])
        held[0] += size
        held[1] += 1
        self.heap_bytes += size
        self.allocated += size
        self.calls += 1

    def drop_block(self, block):
        size, key = self.blocks.pop(block)
        self.heap[key][0] -= size
        self.heap[key][1] -= 1
        self.heap_bytes -= size

    def do_malloc(self, event):
        self.add_block(event.result, event.values[0], event.key)

    def do_realloc(self, event):
        self.drop_block(event.values[0])
        self.add_block(event.result, event.values[1], event.key)

    def do_free(self, event):
        self.drop_block(event.values[0])

    # ---- time

    def note_peaks(self):
        self.pages_peak.note(self.pages_bytes, self)
        self.sum_peak.note(self.pages_bytes + self.heap_bytes, self)

    def begin_interval(self):
        """Returns the highest of the one that ends."""
        highest = self.pages_peak.interval, self.sum_peak.interval
        self.pages_peak.interval = self.pages_bytes
        self.sum_peak.interval = self.pages_bytes + self.heap_bytes
        return highest

    def apply(self, event):
        if not event.failed:
            getattr(self, "do_" + event.op)(event)
        self.note_peaks()
        self.moments.add(self.moment())


class Mark:
    """What the profile must say at a mark."""

    def __init__(self, label, memory):
        self.label = label
        self.state = memory.state()
        self.mapped = dict(memory.mapped)
        self.unmapped = dict(memory.unmapped)
        self.highest_pages, self.highest_sum = memory.begin_interval()


def replay(path):
    """Returns the memory at the end and the marks."""
    with open(path, encoding="ascii") as file:
        word, page_bytes, break_start = next(file).split()
        if word != "start":
            raise ValueError("%s is no log of the ranges program" % path)
        memory = Memory(int(page_bytes, 16), int(break_start, 16))
        marks = []
        for line in file:
            event = Event(line)
            if event.op == "mark":
                memory.look()
                marks.append(Mark(str(event.values[0]), memory))
            else:
                memory.apply(event)
    return memory, marks
