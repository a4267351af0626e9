//! All parameters of a model as one vector, and back: natural gradients, federated averages, evolution strategies.

use super::list::Tensors;
use crate::tensor::{Tensor, concat, numbers};

/// Tensors of any shapes as one vector, one after the other. Differentiable; `.detach()` gives the numbers alone.
///
/// ```
/// # use toy::prelude::*;
/// let net = Linear::new(&mut Rng::seed(1), 3, 2);
/// let vector = flatten(net.params()).detach();
/// assert_eq!(vector.shape(), [8]);
/// set_params(net.params(), &(0.5 * &vector));
/// assert_eq!(net.w.at([0, 0]), 0.5 * vector.at(0));
/// ```
#[track_caller]
pub fn flatten(tensors: impl Tensors) -> Tensor {
    let rows: Vec<Tensor> = tensors.list().iter().map(Tensor::flatten).collect();
    assert!(!rows.is_empty(), "flatten: there are no tensors");
    concat(0, &rows.iter().collect::<Vec<_>>())
}

/// The reverse of [`flatten`]: a vector cut into tensors of the shapes of `like`. Differentiable.
///
/// ```
/// # use toy::prelude::*;
/// let (w, b) = (zeros([2, 2]), zeros([2]));
/// let parts = unflatten(&tensor([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), [&w, &b]);
/// assert_eq!(parts[0].to_rows(), [[1.0, 2.0], [3.0, 4.0]]);
/// ```
#[track_caller]
pub fn unflatten(vector: &Tensor, like: impl Tensors) -> Vec<Tensor> {
    let like = like.list();
    fits("unflatten", vector, &like);
    let mut start = 0;
    let mut parts = Vec::with_capacity(like.len());
    for tensor in &like {
        let end = start + tensor.len();
        parts.push(vector.slice(0, start..end).reshape(tensor.shape()));
        start = end;
    }
    parts
}

/// Writes a vector (as from [`flatten`]) into parameters. Whatever shares them, a layer or an optimiser, sees it.
///
/// ```
/// # use toy::prelude::*;
/// let layer = Linear::new(&mut Rng::seed(1), 1, 1);
/// set_params(layer.params(), &tensor([2.0, 5.0])); // weight, bias
/// assert_eq!(layer.forward(&tensor([[3.0]])).item(), 11.0);
/// ```
#[track_caller]
pub fn set_params(params: impl Tensors, vector: &Tensor) {
    let params = params.list();
    fits("set_params", vector, &params);
    let vector = vector.store();
    let mut rest = numbers(&vector);
    for param in &params {
        let (own, after) = rest.split_at(param.len());
        write(param, own);
        rest = after;
    }
}

/// Writes the numbers of `from` into the parameters `to`, one by one: `copy_params(target.params(), online.params())`.
///
/// ```
/// # use toy::prelude::*;
/// let [online, target] = [1, 2].map(|seed| Linear::new(&mut Rng::seed(seed), 2, 1));
/// copy_params(target.params(), online.params());
/// assert_eq!(target.w.to_vec(), online.w.to_vec());
/// ```
#[track_caller]
pub fn copy_params(to: impl Tensors, from: impl Tensors) {
    let (to, from) = (to.list(), from.list());
    same_shapes("copy_params", &to, &from);
    for (to, from) in to.iter().zip(&from) {
        write(to, numbers(&from.store()));
    }
}

/// Replaces a parameter's numbers.
#[track_caller]
pub(super) fn write(param: &Tensor, numbers: &[f64]) {
    assert!(
        param.is_param(),
        "cannot write into a tensor of shape {:?} that is not a parameter",
        param.shape()
    );
    param.update(|own| own.copy_from_slice(numbers));
}

#[track_caller]
fn fits(operation: &str, vector: &Tensor, like: &[Tensor]) {
    let count: usize = like.iter().map(Tensor::len).sum();
    assert!(
        vector.shape() == [count],
        "{operation}: the {} tensors have {count} numbers, the vector's shape is {:?}",
        like.len(),
        vector.shape()
    );
}

/// Panics unless both lists have the same shapes.
#[track_caller]
pub(super) fn same_shapes(operation: &str, to: &[Tensor], from: &[Tensor]) {
    let shapes = |list: &[Tensor]| list.iter().map(Tensor::shape).collect::<Vec<_>>();
    assert!(
        shapes(to) == shapes(from),
        "{operation}: the shapes differ: {:?} and {:?}",
        shapes(to),
        shapes(from)
    );
}
