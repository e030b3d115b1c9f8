// SPDX-License-Identifier: GPL-2.0-or-later
// Client: 150 rings of two nodes that hold each other by Rc, and 100 boxes of
// 500 bytes that are leaked.

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;

struct Node {
    other: RefCell<Option<Rc<Node>>>,
    name: [u8; 100],
}

#[inline(never)]
fn node() -> Rc<Node> {
    Rc::new(Node {
        other: RefCell::new(None),
        name: [1; 100],
    })
}

#[inline(never)]
fn plant_ring() {
    let first = node();
    let second = node();
    *second.other.borrow_mut() = Some(first.clone());
    black_box(&second.name);
    *first.other.borrow_mut() = Some(second);
}

#[inline(never)]
fn plant_box() {
    black_box(Box::leak(Box::new([1u8; 500])));
}

#[inline(never)]
fn work() {
    for i in 0..2000 {
        black_box(i);
    }
}

#[inline(never)]
fn wipe_stack() {
    black_box([0u8; 16384]);
}

fn main() {
    for i in 0..150 {
        plant_ring();
        if i < 100 {
            plant_box();
        }
        work();
    }
    wipe_stack();
}
