# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: who holds what, and what is lost, while the program runs: its own
# requests, in C, C++ and Rust, and commands through vgdb.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
need_client live "ms2.h is missing"

pid=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null; rm -rf "$tap_dir"' EXIT

# ---- requests ---------------------------------------------------------------

native "$(client live)" requests
is "$out" "at first: not recorded
then: not recorded
bytes: 0
region: not recorded
clean region: not recorded" "without ms2 nothing is recorded"

ask_itself() {
   record -q -- "$(client live)" requests
   is "$out" "at first: 0/0 0/0 0/0
then: 160/5 100/5 0/0
bytes: 260
region: 96/3 60/3 0/0
clean region: 0/0 0/0 0/0" "$recorder: what is lost, and what a region has lost"
   is "$(awk '/^l label / { print $1, $2, $NF } /^Q / { print $1, $2 }' \
      "$profile")" "l label here
Q mark
l label there
Q end" "$recorder: a snapshot with owners, one without, and the end"
   is "$(sed -n 's/^q 1 \([0-9]*\) \([34]\) /\2 /p' "$profile" | sort)" \
      "3 160 5
3 96 3
4 100 5
4 60 3" "$recorder: the search of the snapshot has what is lost"
   ok "$recorder: the profile is good" "$MS2_PRINT" "$profile"
   record -q -- "$(client live)" threads
   is "$out" "first: 320/10 200/10 0/0
second: 640/20 400/20 0/0" "$recorder: regions of two threads at once"
   record -q --heap=no -- "$(client live)" requests
   like "$out" '^region: not recorded' "$recorder: without blocks: not recorded"
}

with_each_recorder ask_itself

# ---- C++ and Rust -----------------------------------------------------------

cat >"$tap_dir/live.cc" <<'END'
#include "ms2.h"

#include <cstdio>
#include <memory>

struct node {
   std::shared_ptr<node> other;
};

__attribute__((noinline)) static void ring(bool break_it)
{
   MS2_REGION_SCOPE("ring");
   auto first = std::make_shared<node>();
   first->other = std::make_shared<node>();
   first->other->other = first;
   if (break_it)
      first->other.reset();
}

__attribute__((noinline)) static void wipe_stack()
{
   volatile char room[8192];
   for (volatile char &byte : room)
      byte = 0;
}

int main()
{
   for (int i = 0; i < 2; i++) {
      ring(i == 1);
      wipe_stack();
      ms2_lost lost;
      if (MS2_REGION_LOST(&lost))
         std::fprintf(stderr, "%llu %llu\n", lost.definitely_blocks,
                      lost.indirectly_blocks);
   }
}
END
if "${CXX:-c++}" -std=c++11 -Wall -Wextra -Werror -I"$MS2_SRCDIR/include" \
   -o "$tap_dir/live_cc" "$tap_dir/live.cc" 2>"$tap_dir/err"; then
   record -q -- "$tap_dir/live_cc"
   is "$err" "1 1
0 0" "C++: a ring of shared_ptr is lost, a broken one is not"
else
   skip "C++" "no C++ compiler"
fi

cat >"$tap_dir/live.rs" <<END
#[path = "$MS2_SRCDIR/rust/ms2.rs"]
mod ms2;
END
cat >>"$tap_dir/live.rs" <<'END'
use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;

struct Node {
    other: RefCell<Option<Rc<Node>>>,
}

fn node() -> Rc<Node> {
    Rc::new(Node { other: RefCell::new(None) })
}

#[inline(never)]
fn ring(break_it: bool) {
    let first = node();
    let second = node();
    *second.other.borrow_mut() = Some(first.clone());
    *first.other.borrow_mut() = Some(second);
    if break_it {
        first.other.borrow_mut().take();
    }
}

#[inline(never)]
fn wipe_stack() {
    black_box([0u8; 16384]);
}

#[inline(never)]
fn lose(break_it: bool) {
    ring(break_it);
    wipe_stack();
}

// Functions of their own: a frame keeps what it held.
#[inline(never)]
fn checked(break_it: bool) {
    ms2::assert_alloc!(lost == 0, blocks <= 2, { lose(break_it) });
}

#[inline(never)]
fn measured() -> Option<ms2::Lost> {
    let region = ms2::region("ring");
    lose(false);
    region.end().and_then(|_| ms2::region_lost())
}

fn main() {
    match measured() {
        Some(lost) => println!("{} {}", lost.definitely_blocks, lost.indirectly_blocks),
        None => println!("not recorded"),
    }
    println!("{}", ms2::lost().is_some());
    ms2::snapshot_with_owners("here");
    checked(true);
    checked(false);
}
END
if rustc --version >/dev/null 2>&1; then
   unset MAKEFLAGS
   ok "Rust: a program is built" rustc --edition 2021 -g -D warnings \
      -o "$tap_dir/live_rs" "$tap_dir/live.rs"
   native "$tap_dir/live_rs"
   is "$status $out" "0 not recorded
false" "Rust: without ms2 nothing is recorded, nor asserted"
   record -q -- "$tap_dir/live_rs"
   is "$status $out" "101 1 1
true" "Rust: a ring of Rc is lost, a broken one is not"
   like "$err" '^assert_alloc!\(lost == 0\): found [0-9]+' \
      "Rust: an assertion that nothing was lost fails"
   like "$err" '(at|by) .*node .*live.rs:' "Rust: and says what is kept"
   like "$(cat "$profile")" '^Q mark ' "Rust: a snapshot with owners"
else
   skip "Rust" "no rustc"
fi

# ---- commands ---------------------------------------------------------------

command -v "$MS2_VGDB" >/dev/null 2>&1 || {
   skip "commands" "no vgdb"
   plan
}

ask() { # word of the command...
   timeout 300 "$MS2_VGDB" --max-invoke-ms=0 --vgdb-prefix="$tap_dir/vgdb" \
      --pid="$pid" "$@" 2>/dev/null
}

go_on() { # step
   touch "$tap_dir/go-$1"
   eventually test -e "$tap_dir/at-$(($1 + 1))"
}

heads() { # the lines that are no frames
   grep -v '^   [ab][ty] '
}

ask_all() {
   rm -f "$profile" "$tap_dir"/at-* "$tap_dir"/go-*
   "$vg" --tool=ms2 -q --vgdb-poll=500 --vgdb-prefix="$tap_dir/vgdb" \
      --ms2-out-file="$profile" "$(client live)" wait "$tap_dir" \
      >"$tap_dir/out" 2>"$tap_dir/err" &
   pid=$!
   eventually test -e "$tap_dir/at-1" || skip_all "the client did not start"

   is "$(ask owners)" "held:            1,540 bytes in 20 blocks
possibly lost:   0 bytes in 0 blocks
definitely lost: 237 bytes in 6 blocks
indirectly lost: 100 bytes in 5 blocks
1,540 bytes in 20 blocks by live_table (live)" "$recorder: owners"
   like "$(ask owners none)" "'none' is no number" "$recorder: of no number"
   got=$(ask lost)
   is "$(printf '%s\n' "$got" | heads)" "definitely lost: 237 bytes in 6 blocks
indirectly lost: 100 bytes in 5 blocks
possibly lost:   0 bytes in 0 blocks
160 bytes in 5 blocks
100 bytes in 5 blocks
77 bytes in 1 block" "$recorder: what is lost"
   like "$got" '^   at lose ' "$recorder: with its stacks"
   like "$(ask lost since)" 'there is no mark; set one with' \
      "$recorder: since no mark"
   like "$(ask lost foo)" "expected 'since', found 'foo'" \
      "$recorder: another word"
   ask mark the first >"$tap_dir/said"

   got=$(ask who "$(cat "$tap_dir/address")")
   is "$(printf '%s\n' "$got" | heads | sed 's/0x[0-9a-f]*/ADDRESS/g')" \
      "ADDRESS is held: 0 bytes into a block of 50 bytes at ADDRESS
pointed at by a block of $entry_bytes bytes at ADDRESS
the shortest way to it, of 2 steps:
   live_table (live)
-> a block of $entry_bytes bytes at ADDRESS" "$recorder: who holds a body"
   got=$(ask who "$(cat "$tap_dir/lost")")
   is "$(printf '%s\n' "$got" | heads | sed 's/0x[0-9a-f]*/ADDRESS/g')" \
      "ADDRESS is definitely lost: 0 bytes into a block of 77 bytes at ADDRESS
nothing points at it
the shortest way to it, of 1 step:
   nothing: it is lost" "$recorder: who holds what is lost"
   like "$(ask who 0x10)" 'no block at 0x10' "$recorder: no block"
   like "$(ask who)" 'is no address' "$recorder: no address"

   go_on 1
   is "$(ask lost since the first | heads)" \
      'of what was allocated since mark "the first":
definitely lost: 224 bytes in 7 blocks
indirectly lost: 140 bytes in 7 blocks
possibly lost:   0 bytes in 0 blocks
224 bytes in 7 blocks
140 bytes in 7 blocks' "$recorder: what was lost since a mark"
   like "$(ask lost since nothing)" 'no mark nothing' "$recorder: a name unknown"

   touch "$tap_dir/go-2"
   status=0
   wait "$pid" || status=$?
   pid=
   is "$status" 0 "$recorder: the program ends as without commands"
   is "$(grep -c '^Q ' "$profile")" 1 "$recorder: a command writes no search"
   ok "$recorder: the profile is good" "$MS2_PRINT" "$profile"
}

# A struct of a pointer and 92 bytes.
case $MS2_CLIENTS in
*/m32) entry_bytes=96 ;;
*) entry_bytes=104 ;;
esac
with_each_recorder ask_all
plan
