// SPDX-License-Identifier: GPL-2.0-or-later
// Benchmark: words are counted, sorted and put together again, in Rust.

use std::collections::{BTreeMap, HashMap};

/// A text of `n` words, the same on every machine.
fn text(n: u64) -> String {
    let mut state: u64 = 1;
    let mut words = Vec::new();
    for _ in 0..n {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        words.push(format!("word{}", (state >> 33) % 5000));
    }
    words.join(" ")
}

fn count(text: &str) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in text.split(' ') {
        *counts.entry(word.to_string()).or_insert(0) += 1;
    }
    counts
}

fn by_count(counts: HashMap<String, usize>) -> BTreeMap<usize, Vec<String>> {
    let mut groups: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (word, n) in counts {
        groups.entry(n).or_default().push(word);
    }
    groups
}

fn main() {
    let size = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let Some(n) = size else {
        eprintln!("usage: words SIZE");
        std::process::exit(2);
    };
    let groups = by_count(count(&text(n)));
    let boxes: Vec<Box<usize>> = groups.keys().map(|&n| Box::new(n)).collect();
    println!("{} {}", groups.len(), boxes.iter().map(|n| **n).sum::<usize>());
}
