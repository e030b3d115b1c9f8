// SPDX-License-Identifier: GPL-2.0-or-later
// Lesson 11, in Rust: rings of Rc, and a box that is leaked.
//
// A parent owns its child, and the child knows its parent.  Each counts the
// other's pointer, so neither count ever falls to zero.  And a name is leaked
// so that it lives for ever, once for each family.
//
// Exercise: let the child know its parent without owning it, and let a name
//           end with its person.
// Judge:    --check leaks==0 --check lost==0

use std::cell::RefCell;
use std::rc::Rc;

struct Person {
    name: &'static str,
    child: RefCell<Option<Rc<Person>>>,
    parent: RefCell<Option<Rc<Person>>>,
}

fn person(number: usize) -> Rc<Person> {
    let name = format!("somebody with the number {number}");
    Rc::new(Person {
        name: Box::leak(name.into_boxed_str()),
        child: RefCell::new(None),
        parent: RefCell::new(None),
    })
}

fn visit_family(number: usize) -> usize {
    let parent = person(number);
    let child = person(number + 1);
    *child.parent.borrow_mut() = Some(parent.clone());
    *parent.child.borrow_mut() = Some(child.clone());
    let known = child.parent.borrow().as_ref().map_or(0, |p| p.name.len());
    let owned = parent.child.borrow().as_ref().map_or(0, |c| c.name.len());
    known + owned
}

fn main() {
    let sum: usize = (0..200).map(visit_family).sum();
    println!("sum {sum}");
}
