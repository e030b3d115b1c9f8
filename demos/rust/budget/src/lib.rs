// SPDX-License-Identifier: GPL-2.0-or-later
//! Tests with a budget for what they allocate: rust/ms2.rs at work.
//!
//! `cargo test` passes: without ms2 nothing is checked.  With
//!
//! ```text
//! export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER="valgrind --tool=ms2 -q"
//! cargo test
//! ```
//!
//! one test fails on purpose, and says who broke the budget:
//!
//! ```text
//! assert_alloc!(blocks == 1): found 6
//! 1,984 bytes in 5 blocks allocated
//!    at budget::grown (lib.rs:29)
//!    by budget::tests::growing_takes_one_block (lib.rs:61)
//! ```

// In your own crate: a copy of the file in src, and `mod ms2;`.
#[cfg(test)]
#[path = "../../../../rust/ms2.rs"]
mod ms2;

/// The first squares, in a vector that grows while it is filled.
pub fn grown(n: u64) -> Vec<u64> {
    let mut list = Vec::new();
    for i in 0..n {
        list.push(i * i);
    }
    list
}

/// The same in a vector of the right size.
pub fn sized(n: u64) -> Vec<u64> {
    let mut list = Vec::with_capacity(n as usize);
    list.extend((0..n).map(|i| i * i));
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hint::black_box;

    #[test]
    fn right_size_takes_one_block() {
        let list = ms2::assert_alloc!(bytes <= 800, blocks == 1, { black_box(sized(100)) });
        assert_eq!(list.len(), 100);
    }

    #[test]
    fn sum_keeps_nothing() {
        ms2::assert_alloc!(kept == 0, peak <= 800, {
            black_box(sized(100)).iter().sum::<u64>();
        });
    }

    #[test]
    fn growing_takes_one_block() {
        let list = ms2::assert_alloc!(blocks == 1, { black_box(grown(100)) });
        assert_eq!(list.len(), 100);
    }

    #[test]
    fn counters_count() {
        let before = ms2::counters();
        let kept = black_box(vec![0u8; 5000]);
        if let (Some(before), Some(after)) = (before, ms2::counters()) {
            // Other tests run in threads of their own.
            assert!(after.alloc_bytes >= before.alloc_bytes + kept.len() as u64);
        }
    }

    #[test]
    fn a_region_ends_with_its_guard() {
        let outer = ms2::Region::with_sites("outer");
        {
            let _inner = ms2::region("inner");
            ms2::snapshot("inside");
            drop(black_box(vec![0u8; 100]));
        }
        let usage = outer.end();
        assert_eq!(usage.is_some(), ms2::running());
        if let Some(usage) = usage {
            assert_eq!((usage.bytes(), usage.peak(), usage.kept()), (100, 100, 0));
        }
    }
}
