// SPDX-License-Identifier: BSD-2-Clause
//! Requests from a Rust program to ms2, the heap profiler: regions, snapshots,
//! counters, and assertions for tests about what code allocates.
//!
//! One file, for std only: put it beside your sources and say `mod ms2;`.
//!
//! ```text
//! #[test]
//! fn parses_in_place() {
//!     let text = "1 2 3";
//!     let list = ms2::assert_alloc!(bytes <= 1024, blocks <= 2, { parse(text) });
//!     assert_eq!(list.len(), 3);
//! }
//! ```
//!
//! and then, to have the assertions checked:
//!
//! ```text
//! CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER="valgrind --tool=ms2 -q" cargo test
//! ```
//!
//! A request is a few instructions that change nothing; ms2 sees them.  In a
//! program that runs by itself or under another tool nothing is recorded:
//! [`counters`] returns `None`, and [`assert_alloc!`] runs its code and checks
//! nothing.  Set the environment variable `MS2_REQUIRE` to make it fail instead,
//! so that a test run that was to be under ms2 can not pass without.
//!
//! Known are x86_64 and aarch64; on other processors nothing is recorded.
//
// Copyright (C) 2026, the authors of ms2.
//
// Redistribution and use in source and binary forms, with or without
// modification, are permitted provided that the following conditions are met:
//
// 1. Redistributions of source code must retain the above copyright notice,
//    this list of conditions and the following disclaimer.
//
// 2. Redistributions in binary form must reproduce the above copyright notice,
//    this list of conditions and the following disclaimer in the documentation
//    and/or other materials provided with the distribution.
//
// THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
// AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
// IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
// ARE DISCLAIMED.  IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE
// LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
// CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
// SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
// INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
// CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
// ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
// POSSIBILITY OF SUCH DAMAGE.

// A program may use some of these only.
#![allow(dead_code)]

use std::marker::PhantomData;

/// The heap of the whole program; sizes are those that were asked for, and a
/// realloc counts as a new block and a freed one.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Since the start, by all threads.
    pub alloc_bytes: u64,
    pub alloc_blocks: u64,
    pub freed_bytes: u64,
    pub freed_blocks: u64,
    /// Now.
    pub live_bytes: u64,
    pub live_blocks: u64,
    /// The most that was live at one moment so far.
    pub peak_bytes: u64,
    pub peak_blocks: u64,
}

/// What one entry of a region did, from its begin to its end.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// By the thread that entered.
    pub alloc_bytes: u64,
    pub alloc_blocks: u64,
    /// By that thread, whoever allocated.
    pub freed_bytes: u64,
    pub freed_blocks: u64,
    /// The most that `alloc_bytes` was above `freed_bytes`.
    pub peak_bytes: u64,
}

/// Blocks that the program can not free any more.
///
/// The words are those of memcheck: definitely lost is what nothing points to,
/// indirectly lost what only lost blocks point to, possibly lost what is pointed
/// to at its inside only.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lost {
    pub definitely_bytes: u64,
    pub definitely_blocks: u64,
    pub indirectly_bytes: u64,
    pub indirectly_blocks: u64,
    pub possibly_bytes: u64,
    pub possibly_blocks: u64,
}

/// What is lost now; `None` where nobody looks.
pub fn lost() -> Option<Lost> {
    let mut lost = Lost::default();
    fill(LOST, &mut lost).then_some(lost)
}

/// The same, of what this thread allocated in the entry of a region that it
/// ended last.
pub fn region_lost() -> Option<Lost> {
    let mut lost = Lost::default();
    fill(REGION_LOST, &mut lost).then_some(lost)
}

// The words of assert_alloc!.
impl Usage {
    pub fn bytes(&self) -> i128 {
        self.alloc_bytes.into()
    }

    pub fn blocks(&self) -> i128 {
        self.alloc_blocks.into()
    }

    pub fn peak(&self) -> i128 {
        self.peak_bytes.into()
    }

    /// Bytes allocated in the region that ended last and definitely or indirectly
    /// lost now.
    pub fn lost(&self) -> i128 {
        region_lost().map_or(0, |lost| {
            i128::from(lost.definitely_bytes) + i128::from(lost.indirectly_bytes)
        })
    }

    /// Bytes allocated and not freed; below 0 where older blocks were freed.
    pub fn kept(&self) -> i128 {
        i128::from(self.alloc_bytes) - i128::from(self.freed_bytes)
    }
}

/// True under ms2.
pub fn running() -> bool {
    request(RUNNING, 0, 0, 0) != 0
}

/// Takes a snapshot now and writes the label beside it.
pub fn snapshot(label: &str) {
    request(SNAPSHOT, label.as_ptr() as usize, label.len(), 0);
}

/// The same, and writes who holds what then.
pub fn snapshot_with_owners(label: &str) {
    request(SNAPSHOT, label.as_ptr() as usize, label.len(), WITH_OWNERS);
}

/// The heap now; `None` where nobody counts.
pub fn counters() -> Option<Counters> {
    let mut counters = Counters::default();
    fill(COUNTERS, &mut counters).then_some(counters)
}

/// What is allocated between this and [`resume`] is not recorded, in any
/// thread; what was recorded and is freed is.  They nest.
pub fn pause() {
    request(PAUSE, 0, 0, 0);
}

pub fn resume() {
    request(RESUME, 0, 0, 0);
}

/// Enters a region, which ends when the guard is dropped.  Regions nest; the
/// numbers of the outer one include those of the inner.
pub fn region(name: &str) -> Region<'_> {
    Region::begin(name, 0)
}

/// A region in which this thread is.
#[must_use = "the region ends when this is dropped"]
pub struct Region<'a> {
    name: &'a str,
    open: bool,
    /// It belongs to its thread: not Send.
    thread: PhantomData<*const ()>,
}

impl<'a> Region<'a> {
    fn begin(name: &'a str, flags: usize) -> Self {
        let open = request(REGION_BEGIN, name.as_ptr() as usize, name.len(), flags) != 0;
        Region {
            name,
            open,
            thread: PhantomData,
        }
    }

    /// As [`region`], and the sites of this entry are kept for [`sites`].
    pub fn with_sites(name: &'a str) -> Self {
        Self::begin(name, WITH_SITES)
    }

    /// Ends the region and says what it did; `None` where nobody counts.
    pub fn end(mut self) -> Option<Usage> {
        let mut usage = Usage::default();
        (self.close() && fill(REGION_RESULT, &mut usage)).then_some(usage)
    }

    fn close(&mut self) -> bool {
        let was_open = std::mem::take(&mut self.open);
        if was_open {
            request(REGION_END, self.name.as_ptr() as usize, self.name.len(), 0);
        }
        was_open
    }
}

impl Drop for Region<'_> {
    fn drop(&mut self) {
        self.close();
    }
}

/// By what the largest sites are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Allocated bytes.
    Bytes = 0,
    /// Allocated blocks.
    Blocks = 1,
    /// Bytes allocated and not freed.
    Kept = 2,
    /// Bytes at the peak.
    Peak = 3,
}

/// The largest sites, with their stacks, of the region [`Region::with_sites`]
/// that this thread ended last.  Empty where nobody counts.
pub fn sites(order: Order) -> String {
    let mut text = vec![0u8; SITES_BYTES];
    let length = request(
        REGION_SITES,
        text.as_mut_ptr() as usize,
        text.len(),
        order as usize,
    );
    text.truncate(length);
    String::from_utf8_lossy(&text).into_owned()
}

/// Asserts what a block of code allocates, in this thread, and has its value:
///
/// ```text
/// let list = ms2::assert_alloc!(bytes <= 1024, { parse(text) });
/// ms2::assert_alloc!(blocks == 0, kept <= 0, { list.sort_unstable() });
/// ```
///
/// Conditions are a word, a comparison and a limit: `bytes` and `blocks`
/// allocated, `peak` bytes above those at the beginning, `kept` bytes allocated
/// and not freed, `lost` bytes that nothing leads to any more; the value of the
/// block counts as kept.  If one does not hold the test panics with the stacks of
/// the largest sites.  `return` and `?` in
/// the block leave it unchecked.  The module has to be in scope as `ms2`.
#[allow(unused_macros)]
macro_rules! assert_alloc {
    ($($what:ident $compare:tt $limit:expr),+ , $code:block) => {{
        let region =
            ms2::Region::with_sites(concat!("assert_alloc ", file!(), ":", line!()));
        let value = $code;
        match region.end() {
            Some(usage) => {
                $(
                    let limit = ($limit) as i128;
                    let found = usage.$what();
                    if !(found $compare limit) {
                        ms2::fail(
                            found,
                            stringify!($what),
                            format_args!("{} {limit}", stringify!($compare)),
                        );
                    }
                )+
            }
            None => ms2::unchecked(),
        }
        value
    }};
}
#[allow(unused_imports)]
pub(crate) use assert_alloc;

/// For [`assert_alloc!`]: a condition does not hold.
#[track_caller]
pub fn fail(found: i128, what: &str, allowed: std::fmt::Arguments<'_>) -> ! {
    let order = match what {
        "blocks" => Order::Blocks,
        "peak" => Order::Peak,
        "kept" | "lost" => Order::Kept,
        _ => Order::Bytes,
    };
    panic!(
        "assert_alloc!({what} {allowed}): found {found}\n{}",
        sites(order)
    );
}

/// For [`assert_alloc!`]: nobody counted.
#[track_caller]
pub fn unchecked() {
    if std::env::var_os("MS2_REQUIRE").is_some() {
        panic!("assert_alloc! is not checked: ms2 does not record this; and MS2_REQUIRE is set");
    }
}

// ---- the requests -----------------------------------------------------------

// 'M', '2', number: as in ms2.h.
const RUNNING: usize = 0x4D32_0000;
const SNAPSHOT: usize = RUNNING + 1;
const REGION_BEGIN: usize = RUNNING + 2;
const REGION_END: usize = RUNNING + 3;
const REGION_RESULT: usize = RUNNING + 4;
const REGION_SITES: usize = RUNNING + 5;
const COUNTERS: usize = RUNNING + 6;
const PAUSE: usize = RUNNING + 7;
const RESUME: usize = RUNNING + 8;
const LOST: usize = RUNNING + 9;
const REGION_LOST: usize = RUNNING + 10;

/// For REGION_BEGIN.
const WITH_SITES: usize = 1;

/// For SNAPSHOT.
const WITH_OWNERS: usize = 1;

/// Three sites with twelve lines each have room.
const SITES_BYTES: usize = 16 * 1024;

fn fill<T>(code: usize, value: &mut T) -> bool {
    request(code, value as *mut T as usize, std::mem::size_of::<T>(), 0) != 0
}

/// The way to Valgrind: rotations of a register by twice its width altogether,
/// then an exchange or an or of another with itself.  Its core takes the request
/// from an array of six words at one register, and puts the result into another.
#[cfg(all(
    target_arch = "x86_64",
    target_pointer_width = "64",
    not(windows),
    not(miri)
))]
#[inline(always)]
fn request(code: usize, a: usize, b: usize, c: usize) -> usize {
    let words = [code, a, b, c, 0, 0];
    let mut result = 0usize;
    // SAFETY: no register but rdx has another value behind it; ms2 writes
    // nothing but what the request says.
    unsafe {
        std::arch::asm!(
            "rol rdi, 3",
            "rol rdi, 13",
            "rol rdi, 61",
            "rol rdi, 51",
            "xchg rbx, rbx",
            in("rax") words.as_ptr(),
            inout("rdx") result,
            options(nostack),
        );
    }
    result
}

#[cfg(all(
    target_arch = "aarch64",
    target_pointer_width = "64",
    not(windows),
    not(miri)
))]
#[inline(always)]
fn request(code: usize, a: usize, b: usize, c: usize) -> usize {
    let words = [code, a, b, c, 0, 0];
    let mut result = 0usize;
    // SAFETY: no register but x3 has another value behind it; ms2 writes
    // nothing but what the request says.
    unsafe {
        std::arch::asm!(
            "ror x12, x12, #3",
            "ror x12, x12, #13",
            "ror x12, x12, #51",
            "ror x12, x12, #61",
            "orr x10, x10, x10",
            in("x4") words.as_ptr(),
            inout("x3") result,
            options(nostack),
        );
    }
    result
}

#[cfg(any(
    not(any(target_arch = "x86_64", target_arch = "aarch64")),
    not(target_pointer_width = "64"),
    windows,
    miri
))]
fn request(_code: usize, _a: usize, _b: usize, _c: usize) -> usize {
    0
}
