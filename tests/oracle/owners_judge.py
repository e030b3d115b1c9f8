# SPDX-License-Identifier: GPL-2.0-or-later
"""What the oracle of owners says of its log, and whether a profile agrees.

Nothing here is shared with the recorder: blocks are found by a search in a
sorted list, and what a root retains by leaving it out and looking what is
reached without it.

    owners_judge.py LOG PROFILE               compares with a profile
    owners_judge.py LOG --memcheck OUTPUT     with memcheck's full leak check
"""

import bisect
import collections
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../lib"))

import ms2file  # noqa: E402

REACHABLE, POSSIBLY, DEFINITELY, INDIRECTLY = range(1, 5)
CLASSES = {REACHABLE: "reachable", POSSIBLY: "possibly",
           DEFINITELY: "definitely", INDIRECTLY: "indirectly"}
# Pointers that nobody has: the thread that ends the program is through with its
# registers.
NO_ROOTS = (("dead", "-"), ("askew", "-"), ("registers", "0"))


class Block:
    def __init__(self, key, start, n_bytes, good, n_blocks=1):
        self.key, self.start, self.bytes = key, start, n_bytes
        self.good, self.n_blocks = good, n_blocks
        self.words = []  # what its slots hold, in the order of addresses
        self.loss = None
        self.to = []  # (block, whether as good as to its start)

    @property
    def all_bytes(self):
        """Those of a whole list."""
        return self.bytes * self.n_blocks


class Log:
    """The blocks and the roots at the end."""

    def __init__(self, path):
        self.live, self.memory = {}, {}
        self.roots = collections.defaultdict(list)
        with open(path, encoding="ascii") as file:
            for line in file:
                what, *fields = line.split()
                getattr(self, "_" + what)(*fields)
        self._leave_out_rooms()
        self._settle()

    def _new(self, kind, group, start, n_bytes, good):
        self._add(Block((kind, int(group, 16)), int(start, 16),
                        int(n_bytes, 16), int(good, 16)))

    def _list(self, kind, group, head, n_bytes, n):
        self._add(Block((kind, int(group, 16)), int(head, 16),
                        int(n_bytes, 16), 0, int(n, 16)))

    def _add(self, block):
        self.live[block.start] = block

    def _free(self, start):
        block = self.live.pop(int(start, 16))
        for at in [at for at in self.memory
                   if block.start <= at < block.start + block.bytes]:
            del self.memory[at]

    def _set(self, at, value):
        self.memory[int(at, 16)] = int(value, 16)

    def _root(self, name, thread, value):
        self.roots[name, thread].append(int(value, 16))

    def _leave_out_rooms(self):
        """A block in which others lie is none."""
        for room in [b for b in self.live.values() if b.key[0] == "room"]:
            if any(room.start <= start < room.start + room.bytes
                   for start in self.live if start != room.start):
                del self.live[room.start]

    def _settle(self):
        self.blocks = [self.live[start] for start in sorted(self.live)]
        self.starts = [block.start for block in self.blocks]
        for at in sorted(self.memory):
            self._find(at)[0].words.append(self.memory[at])
        for block in self.blocks:
            block.to = self.pointers(block.words)

    def _find(self, address):
        """The block there, and the offset in it; or None."""
        i = bisect.bisect_right(self.starts, address) - 1
        if i < 0:
            return None
        block = self.blocks[i]
        offset = address - block.start
        return (block, offset) if offset < max(block.bytes, 1) else None

    def pointers(self, words):
        found = [self._find(word) for word in words]
        return [(hit[0], hit[1] in (0, hit[0].good)) for hit in found if hit]


def spread(pending, follow):
    """Follows all pointers of blocks that are to be looked into."""
    while pending:
        block = pending.pop()
        for to, is_start in block.to:
            if follow(block, to, is_start):
                pending.append(to)


class Books:
    """Classes of blocks, and what each root retains."""

    def __init__(self, log):
        self.log = log
        self.roots = {root: log.pointers(words)
                      for root, words in log.roots.items()
                      if root not in NO_ROOTS}
        self._find_held()
        self._find_lost()

    def _find_held(self):
        def follow(holder, to, is_start):
            good = is_start and (holder is None or holder.loss == REACHABLE)
            if good and to.loss != REACHABLE:
                to.loss = REACHABLE
                return True
            if to.loss is None:
                to.loss = POSSIBLY
                return True
            return False

        pending = [to for pointers in self.roots.values()
                   for to, is_start in pointers if follow(None, to, is_start)]
        spread(pending, follow)

    def _find_lost(self):
        """As memcheck: in the order of addresses, each that is not yet known
        to hang on another one leads those that hang on it."""
        for leader in self.log.blocks:
            def follow(_, to, __, leader=leader):
                if to is leader or to.loss not in (None, DEFINITELY):
                    return False
                is_new = to.loss is None
                to.loss = INDIRECTLY
                return is_new

            if leader.loss is None:
                leader.loss = DEFINITELY
                spread([leader], follow)

    def totals(self):
        """Bytes and blocks by key and class."""
        sums = collections.Counter()
        for block in self.log.blocks:
            rest = INDIRECTLY if block.loss == DEFINITELY else block.loss
            sums[block.key, block.loss] += block.bytes
            sums[block.key, block.loss, "blocks"] += 1
            sums[block.key, rest] += block.bytes * (block.n_blocks - 1)
            sums[block.key, rest, "blocks"] += block.n_blocks - 1
        return +sums

    def _reached(self, but):
        """Held and lost blocks that are reached without a root or a block."""
        reached = set()

        def enter(block):
            if block is but or block in reached:
                return False
            reached.add(block)
            return True

        def follow(holder, to, _):
            return (holder.loss < DEFINITELY or
                    to.loss >= DEFINITELY) and enter(to)

        first = [to for root, pointers in self.roots.items() if root != but
                 for to, _ in pointers]
        first += [b for b in self.log.blocks if b.loss == DEFINITELY]
        spread([block for block in first if enter(block)], follow)
        return reached

    def retained(self, but):
        """By a root, or by a block that is no list: bytes and blocks."""
        lost = set(self.log.blocks) - self._reached(but)
        return (sum(block.all_bytes for block in lost),
                sum(block.n_blocks for block in lost))


# ---- the profile ------------------------------------------------------------

def plain(name):
    """A function of the program without its arguments."""
    name = name.replace("(anonymous namespace)::", "")
    return re.sub(r"\(.*", "", name).strip()


class Profile(ms2file.Profile):
    def __init__(self, path):
        self.objects, self.searches, self.registered = [""], [], []
        self.owners, self.lines = [], []
        super().__init__(path)

    def on_object(self, record):
        self.objects.append(record.path)

    def on_search(self, record):
        self.searches.append(record)

    def on_root(self, record):
        self.registered.append(record)

    def on_owner(self, record):
        self.owners.append(record)

    def on_owner_total(self, record):
        self.lines.append(record)

    on_owner_block = on_owner_total

    def key(self, node):
        """Kind and group of a stack of the program; else None."""
        names = [plain(name) for name in self.functions(node)]
        kinds = [name[5:] for name in names if name.startswith("make_")]
        groups = [name[6:] for name in names
                  if re.fullmatch(r"group_\d", name)]
        if not kinds:
            return None
        return kinds[-1], int(groups[0]) if groups else 0

    def root_key(self, root):
        """The root as the log calls it, or None: the program's threads come
        right behind the main one."""
        thread = "%x" % (root.thread - 1) if root.thread else "-"
        if root.kind == 0:
            return (re.sub(r"^_ZL\d+", "", root.text), "-")
        if root.kind == 1 and "/owners-O" in self.objects[root.object]:
            return ("thread_slots", thread)
        if root.kind == 2:
            name = plain((self.addresses[root.code] or [""])[-1])
            return ({"end": "outer_stack", "end_inside": "inner_stack",
                     "stay_in_thread": "thread_stack"}.get(name, name), thread)
        if root.kind == 3:
            return ("registers", thread)
        if root.kind == 4 and "map_slots" in " ".join(
                self.functions(root.node)):
            return ("mapping", "-")
        return None


class Search:
    """One search of a profile, and what is below each node."""

    def __init__(self, profile, number):
        self.profile, self.number = profile, number
        self.nodes = [owner for owner in profile.owners
                      if owner.search == number]
        n = len(self.nodes)
        self.bytes = [0] + [node.bytes for node in self.nodes]
        self.blocks = [0] + [node.blocks for node in self.nodes]
        for i in range(n, 0, -1):
            self.bytes[self.nodes[i - 1].parent] += self.bytes[i]
            self.blocks[self.nodes[i - 1].parent] += self.blocks[i]

    def totals(self):
        sums = collections.Counter()
        for record in self.profile.lines:
            if record.NAME == "owner_total" and record.search == self.number:
                key = self.profile.key(record.node)
                if key is not None:
                    sums[key, record.class_] += record.bytes
                    sums[key, record.class_,
                         "blocks"] += record.blocks
        return +sums

    def retained(self):
        sums = collections.defaultdict(lambda: (0, 0))
        for i, node in enumerate(self.nodes, 1):
            if node.kind == 1:
                root = self.profile.registered[node.number - 1]
                key = self.profile.root_key(root)
                old = sums[key]
                sums[key] = (old[0] + self.bytes[i], old[1] + self.blocks[i])
        return sums

    def largest(self):
        return [record for record in self.profile.lines
                if record.NAME == "owner_block" and
                record.search == self.number]


# ---- comparing --------------------------------------------------------------

def show(key):
    (kind, group), loss, *unit = key
    return "%s of group %d, %s lost or held %s" % (
        kind, group, CLASSES.get(loss, loss), unit[0] if unit else "bytes")


def compare_totals(books, found):
    expected = books.totals()
    return ["%s: %d instead of %d" % (show(key), found[key], expected[key])
            for key in sorted(set(expected) | set(found), key=repr)
            if expected[key] != found[key]]


def compare_roots(books, search):
    """Two mappings are one root here, if one function has mapped both."""
    expected = {key: books.retained(key) for key in books.roots}
    found = search.retained()
    shared = expected.pop(("shared", "-"), (0, 0))
    if ("mapping", "-") in expected:
        expected["mapping", "-"] = tuple(
            a + b for a, b in zip(expected["mapping", "-"], shared))
    return ["%s %s retains %d bytes in %d blocks instead of %d in %d" %
            (*key, *found[key], *expected[key])
            for key in sorted(expected) if found[key] != expected[key]]


def compare_largest(books, search):
    wrong = []
    by_start = {block.start: block for block in books.log.blocks
                if block.n_blocks == 1}
    for record in search.largest():
        block = by_start.get(record.address)
        if block is None:
            continue
        expected = books.retained(block)
        found = (record.retained_bytes, record.retained_blocks)
        if found != expected:
            wrong.append("%s at %x retains %d bytes in %d blocks instead of "
                         "%d in %d" % (block.key[0], block.start, *found,
                                       *expected))
    return wrong


def compare(log_path, profile_path):
    books = Books(Log(log_path))
    profile = Profile(profile_path)
    ends = [i for i, record in enumerate(profile.searches, 1)
            if record.how == "end"]
    if len(ends) != 1:
        return ["%d searches at the end instead of 1" % len(ends)]
    search = Search(profile, ends[0])
    record = profile.searches[ends[0] - 1]
    wrong = compare_totals(books, search.totals())
    wrong += compare_roots(books, search)
    wrong += compare_largest(books, search)
    if (search.bytes[0], search.blocks[0]) != (record.heap_bytes,
                                               record.heap_blocks):
        wrong.append("nodes have %d bytes in %d blocks, the search %d in %d" %
                     (search.bytes[0], search.blocks[0], record.heap_bytes,
                      record.heap_blocks))
    return wrong


# ---- memcheck ---------------------------------------------------------------

def memcheck_totals(path):
    """Its loss records, as Search.totals()."""
    words = {"definitely lost": DEFINITELY, "indirectly lost": INDIRECTLY,
             "possibly lost": POSSIBLY, "still reachable": REACHABLE}
    sums = collections.Counter()
    head, names = None, []

    def add():
        kinds = [name[5:] for name in names if name.startswith("make_")]
        groups = [name[6:] for name in names
                  if re.fullmatch(r"group_\d", name)]
        if head is None or not kinds:
            return
        number = [int(text.replace(",", "")) for text in re.findall(
            r"[\d,]+(?= direct)|^[\d,]+|[\d,]+(?= blocks)", head[0])]
        direct = number[-2] if "direct" in head[0] else number[0]
        key = (kinds[-1], int(groups[0]) if groups else 0)
        sums[key, words[head[1]]] += direct
        sums[key, words[head[1]], "blocks"] += number[-1]

    with open(path, encoding="utf-8") as file:
        for line in file:
            text = re.sub(r"^==\d+== ?", "", line.rstrip())
            match = re.match(r"([\d,]+.* blocks) are (\w+ \w+) in loss", text)
            if match:
                head, names = (match.group(1), match.group(2)), []
            elif re.match(r"   (at|by) ", text):
                names.append(plain(text.split(": ", 1)[1]))
            elif head is not None:
                add()
                head = None
    return +sums


def main(arguments):
    if arguments[2] == "--memcheck":
        wrong = compare_totals(Books(Log(arguments[1])),
                               memcheck_totals(arguments[3]))
    else:
        wrong = compare(arguments[1], arguments[2])
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
