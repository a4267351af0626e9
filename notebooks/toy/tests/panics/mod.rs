//! What a reader is told when a cell is wrong: the panic's text, and that it names the line of the cell and not one
//! inside the toolkit.

use std::panic::catch_unwind;
use std::sync::{Mutex, PoisonError};

/// Where the last panic said it happened.
static PLACE: Mutex<String> = Mutex::new(String::new());

/// The message of the panic of `cell`, which must be located in `file`.
pub fn message(cell: fn(), file: &str) -> String {
    // One panic at a time: the hook is global.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    std::panic::set_hook(Box::new(|info| {
        let file = info.location().map_or("", |place| place.file());
        *PLACE.lock().unwrap_or_else(PoisonError::into_inner) = file.to_owned();
    }));
    let panic = catch_unwind(cell).expect_err("the cell is wrong");
    drop(std::panic::take_hook());
    let text = match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(other) => (*other.downcast::<&str>().expect("a text")).to_owned(),
    };
    let place = PLACE.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(place.ends_with(file), "{text}\nis located in {place}");
    text
}

#[allow(unused_macros)] // some files ask for the message alone
/// A test each: the cell's panic contains the text.
macro_rules! panics {
    ($($name:ident: $cell:expr => $want:expr;)*) => {$(
        #[test]
        fn $name() {
            let got = crate::panics::message(|| { let _ = $cell; }, file!());
            assert!(got.contains($want), "{got}\ndoes not contain\n{}", $want);
        }
    )*};
}
#[allow(unused_imports)]
pub(crate) use panics;
