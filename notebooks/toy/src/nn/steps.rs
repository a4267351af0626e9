//! Steps in time: a sequence taken apart, put together, turned round.

use crate::tensor::{Tensor, stack};

/// The steps (axis 0) of time x batch x features, each batch x features.
///
/// A slice's gradient is as long as what it was cut from, so cutting off one step after the other would cost time²;
/// halving, and halving the halves, costs time · log time.
pub(super) fn split_steps(x: &Tensor) -> Vec<Tensor> {
    let time = x.shape()[0];
    if time == 1 {
        return vec![x.squeeze(0)];
    }
    let middle = time / 2;
    let mut steps = split_steps(&x.slice(0, 0..middle));
    steps.extend(split_steps(&x.slice(0, middle..time)));
    steps
}

/// The reverse of [`split_steps`], with the batch in front: batch x time x features.
pub(super) fn join_steps(steps: &[Tensor]) -> Tensor {
    stack(&steps.iter().collect::<Vec<_>>()).permute(&[1, 0, 2])
}

/// A sequence (batch x time x features) backwards in time. With two layers it makes a bidirectional one:
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let (ahead, back) = (Gru::new(&mut rng, 3, 5), Gru::new(&mut rng, 3, 5));
/// let x = rng.normals([2, 7, 3]);
/// let both = concat(2, &[&ahead.forward(&x), &reverse_time(&back.forward(&reverse_time(&x)))]);
/// assert_eq!(both.shape(), [2, 7, 10]);
/// ```
#[track_caller]
pub fn reverse_time(x: &Tensor) -> Tensor {
    let shape = x.shape();
    assert!(
        shape.len() == 3,
        "reverse_time: needs batch x time x features, the shape is {shape:?}"
    );
    let backwards: Vec<usize> = (0..shape[1]).rev().collect();
    let turned = x.permute(&[1, 0, 2]).rows(&backwards);
    turned.permute(&[1, 0, 2])
}

/// Each row's sequence (batch x time x features) backwards up to its own length; what lies beyond stays where it is.
///
/// ```
/// # use toy::prelude::*;
/// let x = tensor([1.0, 2.0, 0.0]).reshape([1, 3, 1]); // two steps and one of padding
/// assert_eq!(reverse_lengths(&x, &[2]).to_vec(), [2.0, 1.0, 0.0]);
/// ```
#[track_caller]
pub fn reverse_lengths(x: &Tensor, lengths: &[usize]) -> Tensor {
    let shape = x.shape();
    assert!(
        shape.len() == 3 && lengths.len() == shape[0] && lengths.iter().all(|&n| n <= shape[1]),
        "reverse_lengths: needs batch x time x features and one length a row, the shape is {shape:?}, the lengths are {lengths:?}"
    );
    let time = shape[1];
    let place = |(row, &n): (usize, &usize)| {
        (0..time).map(move |t| row * time + if t < n { n - 1 - t } else { t })
    };
    let places: Vec<usize> = lengths.iter().enumerate().flat_map(place).collect();
    let flat = x.reshape([shape[0] * time, shape[2]]);
    flat.rows(&places).reshape(shape)
}
