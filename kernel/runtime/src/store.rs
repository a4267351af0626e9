//! The variables that live on between cells.
//!
//! A value is stored by a generic call, so storing needs no name of its type. The kernel reads the types from the MIR
//! of these calls: `put::<T>(const "x", move _7)` with `_7: std::boxed::Box<..>`. For that, [`boxed`] and [`put`] must
//! stay calls (`inline(never)`), and the value must be a box: a value without size would be a constant in the MIR.

use std::any::{Any, type_name};
use std::cell::RefCell;
use std::collections::HashMap;
use std::mem::ManuallyDrop;

thread_local! {
    // Never dropped: a process that ends does not run the destructors of a notebook.
    static STORE: ManuallyDrop<RefCell<HashMap<String, Box<dyn Any>>>> = ManuallyDrop::default();
}

/// Moves a value to the heap, on its way to [`put`].
#[inline(never)]
pub fn boxed<T: 'static>(value: T) -> Box<T> {
    Box::new(value)
}

/// Keeps a variable for later cells. What had its name before is dropped.
#[inline(never)]
pub fn put<T: 'static>(name: &'static str, value: Box<T>) {
    insert(name, value);
}

/// Takes a variable out of the store.
///
/// # Panics
/// There is none of this name and type. The kernel knows what is stored, so this happens only when the same name means
/// a type of another version of a crate.
#[inline(never)]
pub fn take<T: 'static>(name: &'static str) -> T {
    match remove(name).downcast::<T>() {
        Ok(value) => *value,
        Err(value) => refuse(name, value, type_name::<T>()),
    }
}

// What follows is not generic: a cell shall not compile anew what is the same for all types.

fn insert(name: &str, value: Box<dyn Any>) {
    // Dropped after the store is free again: a destructor may panic, or take its time.
    let before = STORE.with(|store| store.borrow_mut().insert(name.to_owned(), value));
    drop(before);
}

fn remove(name: &str) -> Box<dyn Any> {
    let value = STORE.with(|store| store.borrow_mut().remove(name));
    value.unwrap_or_else(|| panic!("the variable `{name}` is gone; run its cell again"))
}

fn refuse(name: &str, value: Box<dyn Any>, wanted: &str) -> ! {
    insert(name, value);
    panic!(
        "the variable `{name}` is not of type `{wanted}` any more: a crate that it comes from was loaded in another version; run its cell again"
    )
}

/// What this process has of a kind, made when it is first asked for: the `tokio` runtime of its cells, say.
///
/// A snapshot that has become the runner has its parent's, whose threads are gone: it makes one of its own.
///
/// # Errors
/// Those of `make`.
pub fn of_process<T: Clone + 'static, E>(
    name: &'static str,
    make: impl FnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let process = std::process::id();
    let known = STORE.with(|store| {
        let store = store.borrow();
        let (of, value) = store.get(name)?.downcast_ref::<(u32, T)>()?;
        (*of == process).then(|| value.clone())
    });
    if let Some(value) = known {
        return Ok(value);
    }
    let value = make()?;
    let kept: Box<dyn Any> = Box::new((process, value.clone()));
    // Not dropped: its end would wait for threads that are gone.
    let before = STORE.with(|store| store.borrow_mut().insert(name.to_owned(), kept));
    std::mem::forget(before);
    Ok(value)
}

/// Drops variables that the session has forgotten.
pub fn forget(names: &[&str]) {
    for name in names {
        let value = STORE.with(|store| store.borrow_mut().remove(*name));
        drop(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_what_it_was() {
        put("v", boxed(vec![1, 2]));
        put("v", boxed(vec![3]));
        assert_eq!(take::<Vec<i32>>("v"), [3]);
    }

    #[test]
    fn a_variable_of_another_type_is_told_and_kept() {
        put("w", boxed(1_u8));
        let message = std::panic::catch_unwind(|| take::<u16>("w")).unwrap_err();
        let message = message.downcast::<String>().unwrap();
        assert!(message.contains("`w` is not of type `u16`"), "{message}");
        assert_eq!(take::<u8>("w"), 1);
    }

    #[test]
    fn what_a_process_has_is_made_once() {
        let make = |value: u8| move || Ok::<u8, ()>(value);
        assert_eq!(of_process("of_process", make(1)), Ok(1));
        assert_eq!(of_process("of_process", make(2)), Ok(1));
        assert_eq!(of_process("another", || Err::<u8, u8>(3)), Err(3));
    }

    #[test]
    fn forgetting_drops() {
        let shared = std::rc::Rc::new(());
        put("r", boxed(shared.clone()));
        forget(&["r", "unknown"]);
        assert_eq!(std::rc::Rc::strong_count(&shared), 1);
    }
}
