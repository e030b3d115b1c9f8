# SPDX-License-Identifier: GPL-2.0-or-later
# Tool: assert_alloc! of rust/ms2.rs in a crate's tests, by way of cargo and
# without it.
. "${MS2_SRCDIR:-$(dirname "$0")/../..}/tests/tool/lib.sh"
rustc --version >/dev/null 2>&1 || skip_all "no rustc"

# cargo writes beside the sources, which may be read-only.
mkdir -p "$tap_dir/demos/rust" "$tap_dir/rust"
cp -R "$MS2_SRCDIR/demos/rust/budget" "$tap_dir/demos/rust/"
cp "$MS2_SRCDIR/rust/ms2.rs" "$tap_dir/rust/"
chmod -R u+w "$tap_dir/demos" "$tap_dir/rust"
crate=$tap_dir/demos/rust/budget
RUST_BACKTRACE=0
export RUST_BACKTRACE

# make's job server is not for these.
unset MAKEFLAGS MS2_REQUIRE

build() { # program, options of rustc...
   program=$1
   shift
   (cd "$crate" && rustc --edition 2021 --crate-name budget --test -D warnings -o "$program" "$@" \
      src/lib.rs)
}

checked() {
   is "$(printf '%s\n' "$out" | grep -c '^test .* ok$')" 4 \
      "$1: tests within their budget pass"
   like "$out" '^test tests::growing_takes_one_block [.]* FAILED$' \
      "$1: the one that is over it fails"
   like "$out" '^assert_alloc!\(blocks == 1\): found [2-9]$' \
      "$1: it says what is allowed and what was found"
   like "$out" '^   (at|by) (budget::)?grown \((src/)?lib.rs:[0-9]+\)$' \
      "$1: it names the culprit"
   like "$out" '^   by .*growing_takes_one_block.* \((src/)?lib.rs:[0-9]+\)$' \
      "$1: with its callers out to the test"
   unlike "$out" '^   (at|by) .*(raw_vec|lang_start|call_once)' \
      "$1: and without those of the libraries around"
}

ok "debug: builds without a warning" build "$tap_dir/debug" -g
ok "release: builds without a warning" build "$tap_dir/release" -g -O

native "$tap_dir/debug"
is "$status" 0 "without ms2 all pass"
native env MS2_REQUIRE=1 "$tap_dir/debug"
is "$(printf '%s\n' "$out" | grep -c 'assert_alloc! is not checked')" 3 \
   "where ms2 is required, what is not checked fails"

with_program() {
   record -q -- "$tap_dir/debug"
   is "$status" 101 "$recorder: the test program fails"
   checked "$recorder, debug"
   like "$(cat "$profile")" '^g 0 assert_alloc src/lib.rs:[0-9]*$' \
      "$recorder: an assertion is a region of the profile"
   record -q -- "$tap_dir/release"
   checked "$recorder, release"
}

with_each_recorder with_program

# The calls that are of the whole program, in one without other threads.
cat >"$tap_dir/calls.rs" <<'CALLS'
#[path = "rust/ms2.rs"]
mod ms2;

use std::hint::black_box;

fn main() {
    let before = ms2::counters();
    let first = black_box(Box::new([0u8; 300]));
    ms2::pause();
    let hidden = black_box(Box::new([0u8; 5000]));
    ms2::resume();
    let after = ms2::counters();
    let _region = ms2::region("rest of main");
    ms2::snapshot("here");
    drop((first, hidden));
    match (before, after) {
        (Some(before), Some(after)) => println!(
            "{} {} {}",
            ms2::running(),
            after.alloc_bytes - before.alloc_bytes,
            after.live_blocks - before.live_blocks
        ),
        _ => println!("{} not recorded", ms2::running()),
    }
}
CALLS

calls() {
   record -q -- "$tap_dir/calls"
   is "$out" "true 300 1" "$recorder: counters and pause in Rust"
   like "$(cat "$profile")" '^l label 1 [0-9]+ [0-9]+ [0-9]+ here$' \
      "$recorder: a label in a region"
}

ok "a program with the other calls" rustc --edition 2021 -o "$tap_dir/calls" \
   "$tap_dir/calls.rs"
native "$tap_dir/calls"
is "$out" "false not recorded" "without ms2 nothing is recorded"
with_each_recorder calls

# What a crate may have below it, and other editions.
for edition in 2018 2024; do
   ok "edition $edition" rustc --edition $edition --crate-type lib -D warnings \
      --emit metadata -o "$tap_dir/metadata" "$tap_dir/rust/ms2.rs"
done
target=aarch64-unknown-linux-gnu
if [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ]; then
   ok "aarch64" rustc --edition 2021 --crate-type lib -D warnings \
      --target $target --emit metadata -o "$tap_dir/metadata" \
      "$tap_dir/rust/ms2.rs"
else
   skip "aarch64" "no standard library for $target"
fi

if ! cargo --version >/dev/null 2>&1; then
   skip "cargo test" "no cargo"
   plan
fi

host=$(rustc -vV | sed -n 's/^host: //p')
runner=CARGO_TARGET_$(printf '%s' "$host" | tr 'a-z-' 'A-Z_')_RUNNER

cargo_test() { # name=value...
   native env CARGO_TARGET_DIR="$tap_dir/target" "$@" \
      cargo test --offline --quiet --manifest-path "$crate/Cargo.toml" -- \
      --format=pretty
}

cargo_test
is "$status" 0 "cargo test: passes without ms2"
cargo_test MS2_REQUIRE=1 \
   "$runner=$vg --tool=ms2 -q --ms2-out-file=$tap_dir/cargo.%p"
is "$status" 101 "cargo test: fails under ms2"
checked "cargo test"

plan
