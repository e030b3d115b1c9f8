// SPDX-License-Identifier: GPL-2.0-or-later
// Lesson 11, in Rust: rings of Rc, and a box that is leaked.
//
// A parent owns its child, and the child knows its parent.
//
// Mended: Weak knows without owning, and a String is given back with its
// owner.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

struct Person {
    name: String,
    child: RefCell<Option<Rc<Person>>>,
    parent: RefCell<Weak<Person>>,
}

fn person(number: usize) -> Rc<Person> {
    Rc::new(Person {
        name: format!("somebody with the number {number}"),
        child: RefCell::new(None),
        parent: RefCell::new(Weak::new()),
    })
}

fn visit_family(number: usize) -> usize {
    let parent = person(number);
    let child = person(number + 1);
    *child.parent.borrow_mut() = Rc::downgrade(&parent);
    *parent.child.borrow_mut() = Some(child.clone());
    let known = child.parent.borrow().upgrade().map_or(0, |p| p.name.len());
    let owned = parent.child.borrow().as_ref().map_or(0, |c| c.name.len());
    known + owned
}

fn main() {
    let sum: usize = (0..200).map(visit_family).sum();
    println!("sum {sum}");
}
