// SPDX-License-Identifier: GPL-2.0-or-later
// Demo: 10 MiB for a moment.
//
// See it:   ms2 demos/rust_spike
// Picture:  a needle of 10 MiB.  The peak is a little over 10,485,760 bytes
//           and belongs to hold_for_a_moment; at the end next to nothing is
//           left.

use std::hint::black_box;

#[inline(never)]
fn hold_for_a_moment() {
    let buffer = vec![0u8; 10 * 1024 * 1024];
    black_box(&buffer);
    compute(5000);
}

/// Takes time but no memory: it makes room to the left and right of the spike.
#[inline(never)]
fn compute(rounds: u32) {
    for i in 0..rounds {
        black_box(i);
    }
}

fn main() {
    println!("Starting up...");
    compute(100_000);
    hold_for_a_moment();
    compute(100_000);
    println!("Finished.");
}
