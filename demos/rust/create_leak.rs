// SPDX-License-Identifier: GPL-2.0-or-later
// Demo: the classic leak in Rust, a hundred boxes that are forgotten.
//
// Box::leak is safe Rust: the compiler does not promise that memory is freed.
// Without black_box an optimised build removes the allocation altogether,
// since nobody reads it, and there is nothing left to see.
//
// See it:   ms2 demos/create_leak
// Picture:  a staircase to 100 KiB.  create_leak stands first, with 102,400
//           bytes in 100 blocks, none freed, verdict "leak".

use std::hint::black_box;

#[inline(never)]
fn create_leak() {
    let block = Box::new([1u8; 1024]);
    black_box(Box::leak(block));
}

/// Takes time but no memory: it spreads the steps along the time axis.
#[inline(never)]
fn compute(rounds: u32) {
    for i in 0..rounds {
        black_box(i);
    }
}

fn main() {
    for _ in 0..100 {
        create_leak();
        compute(3000);
    }
}
