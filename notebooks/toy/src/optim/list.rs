//! Lists of tensors, however they are given.

use crate::tensor::Tensor;

/// What names a list of tensors: `net.params()`, `[&w, &b]`, `&list`. (A chain of iterators: `.collect::<Vec<_>>()`.)
pub trait Tensors {
    /// The tensors; clones of parameters share their numbers.
    fn list(self) -> Vec<Tensor>;
}

impl Tensors for Vec<Tensor> {
    fn list(self) -> Vec<Tensor> {
        self
    }
}

impl Tensors for &[Tensor] {
    fn list(self) -> Vec<Tensor> {
        self.to_vec()
    }
}

impl Tensors for &[&Tensor] {
    fn list(self) -> Vec<Tensor> {
        self.iter().map(|&tensor| tensor.clone()).collect()
    }
}

// What follows is compiled into a cell, so it only leads to one of these.
macro_rules! lists {
    ($([$($size:tt)*] $type:ty;)*) => {$(
        impl<$($size)*> Tensors for $type {
            fn list(self) -> Vec<Tensor> {
                self[..].list()
            }
        }
    )*};
}

lists! {
    [] &Vec<Tensor>;
    [] Vec<&Tensor>;
    [] &Vec<&Tensor>;
    [const N: usize] [Tensor; N];
    [const N: usize] &[Tensor; N];
    [const N: usize] [&Tensor; N];
    [const N: usize] &[&Tensor; N];
}
