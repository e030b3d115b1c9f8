// SPDX-License-Identifier: GPL-2.0-or-later
//! Client: a Rust program whose global allocator is built in under a prefix,
//! as the crates for jemalloc have it.  Of `work`: a vector of 800 bytes that
//! stays, one of 4000 bytes that is freed.
use std::alloc::{GlobalAlloc, Layout};
use std::hint::black_box;

extern "C" {
    fn _rjem_mallocx(size: usize, flags: i32) -> *mut u8;
    fn _rjem_rallocx(block: *mut u8, size: usize, flags: i32) -> *mut u8;
    fn _rjem_sdallocx(block: *mut u8, size: usize, flags: i32);
    fn _rjem_calloc(n: usize, size: usize) -> *mut u8;
}

struct Prefixed;

fn flags(layout: &Layout) -> i32 {
    layout.align().trailing_zeros() as i32
}

unsafe impl GlobalAlloc for Prefixed {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        _rjem_mallocx(layout.size(), flags(&layout))
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        _rjem_calloc(1, layout.size())
    }
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        _rjem_sdallocx(block, layout.size(), flags(&layout))
    }
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        _rjem_rallocx(block, size, flags(&layout))
    }
}

#[global_allocator]
static ALLOCATOR: Prefixed = Prefixed;

#[inline(never)]
fn work() -> Vec<u64> {
    let kept: Vec<u64> = vec![black_box(7); 100];
    let freed: Vec<u64> = vec![black_box(0); 500];
    black_box(&freed);
    kept
}

fn main() {
    let kept = work();
    println!("{}", kept.len());
    std::mem::forget(kept);
}
