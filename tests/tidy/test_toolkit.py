"""The toolkit's documentation shows the use of everything that a cell can name."""

import re

from support import rustdoc
from support.program import ROOT

SOURCE = ROOT / "notebooks" / "toy" / "src"

SAMPLE = '''
/// A pair.
///
/// ```
/// assert_eq!(Pair::new(1, 2).first(), 1);
/// ```
pub struct Pair(u8, u8);

impl Pair {
    /// Both.
    pub fn new(a: u8, b: u8) -> Pair {
        Pair(a, b)
    }

    /// The first.
    pub fn first(&self) -> u8 {
        self.0
    }

    /// The second, which no example asks for.
    pub fn second(&self) -> u8 {
        self.1
    }

    /// For a machine.
    #[doc(hidden)]
    pub fn third(&self) {}
}

/// A trait without an example.
pub trait Sized {
    /// How large.
    fn size(&self) -> usize;
}

functions! {
    /// The root.
    sqrt: f64::sqrt; |x, y| 0.5 / y;
}

/// Not for a cell.
pub fn other() {}
'''


def test_what_no_example_shows_is_found():
    names = rustdoc.prelude("pub use crate::pairs::{Pair, Sized};\npub use crate::math::plain::sqrt;\npub use ndarray::array;")
    assert names == {"pairs::Pair", "pairs::Sized", "math::sqrt"}
    names = {name.replace("math", "pairs") for name in names}
    silent = rustdoc.silent(rustdoc.items(SAMPLE, "pairs/mod.rs"), names)
    assert [item.name for item in silent] == ["second", "Sized", "size", "sqrt"]


def test_everything_that_a_cell_can_name_has_an_example():
    names = rustdoc.prelude((SOURCE / "prelude.rs").read_text())
    found = rustdoc.crate(SOURCE)
    assert names, "the prelude is not read"
    missing = names - {item.path for item in found if not item.is_method}
    assert not missing, f"the prelude names {missing}, which no file declares"
    silent = [f"{item.place}: {item.owner or item.name} {item.name}" for item in rustdoc.silent(found, names)]
    assert not silent, "\n".join(["no example shows the use of:", *silent])


def test_an_example_says_what_comes_out():
    # Figures, texts and controls are looked at; that they run is enough.
    shows = ("plot/", "show/", "interact/", "interrupt.rs")
    checks = re.compile(r"\bassert|\bclose|\bcheck_grad|\bclaim")
    found = [item for item in rustdoc.crate(SOURCE) if not item.place.startswith(shows)]
    mute = [f"{item.place}: {item.name}" for item in found if not all(checks.search(example) for example in item.examples)]
    assert not mute, "\n".join(["an example that cannot fail:", *mute])
