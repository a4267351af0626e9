//! Places in a sequence: encodings, biases by distance, and masks of who may look where.

use crate::tensor::{Tensor, concat, param, zeros};

/// Sinusoidal positions, `length` x `width`: sin and cos of p/10000^(2i/width) in columns 2i and 2i + 1
/// (Vaswani et al., "Attention is all you need", 2017, section 3.5). Added to the embeddings.
///
/// ```
/// # use toy::prelude::*;
/// let positions = positional_encoding(10, 4);
/// assert_eq!(positions.row(0).to_vec(), [0.0, 1.0, 0.0, 1.0]);
/// let x = Rng::seed(1).normals([3, 10, 4]) + positions; // batch x length x width
/// ```
#[track_caller]
pub fn positional_encoding(length: usize, width: usize) -> Tensor {
    assert!(
        width > 0 && width.is_multiple_of(2),
        "positional_encoding: the width must be even and positive, got {width}"
    );
    let mut numbers = Vec::with_capacity(length * width);
    for angle in angles(length, width) {
        numbers.extend([libm::sin(angle), libm::cos(angle)]);
    }
    Tensor::from_vec(&[length, width], numbers)
}

/// p/10000^(2i/width) for each place p and each i below width/2.
fn angles(length: usize, width: usize) -> impl Iterator<Item = f64> {
    let slowness = move |i: usize| libm::pow(10_000.0, (2 * i) as f64 / width as f64);
    (0..length).flat_map(move |p| (0..width / 2).map(move |i| p as f64 / slowness(i)))
}

/// Rotary positions: turns the pair of columns (i, i + width/2) at place p by the angle p/10000^(2i/width), so that the
/// product of a query and a key depends on their distance only (Su et al., "RoFormer", 2021, equation 15).
///
/// `x` is .. x length x width: queries or keys, before [`scaled_dot_product_attention`](super::scaled_dot_product_attention).
///
/// ```
/// # use toy::prelude::*;
/// let x = Rng::seed(1).normals([1, 4]).tile([6, 1]); // the same vector at six places
/// let scores = rotary(&x).matmul(&rotary(&x).t());
/// close("distance 2, twice", scores.at([0, 2]), scores.at([3, 5]), 1e-12);
/// ```
#[track_caller]
pub fn rotary(x: &Tensor) -> Tensor {
    let shape = x.shape();
    let (last, fits) = match shape.as_slice() {
        [.., width] => (shape.len() - 1, width.is_multiple_of(2) && shape.len() >= 2),
        [] => (0, false),
    };
    assert!(
        fits,
        "rotary: needs .. x length x an even width, the shape is {shape:?}"
    );
    let (length, width) = (shape[last - 1], shape[last]);
    let half = width / 2;
    let turned = |f: fn(f64) -> f64| -> Tensor {
        let each: Tensor = angles(length, width).map(f).collect();
        each.reshape([length, half])
    };
    let (cos, sin) = (turned(libm::cos), turned(libm::sin));
    let (a, b) = (x.slice(last, 0..half), x.slice(last, half..width));
    concat(last, &[&(&a * &cos - &b * &sin), &(&b * &cos + &a * &sin)])
}

/// One learned number for each head and each distance, added to the attention's scores (Raffel et al., "Exploring the
/// limits of transfer learning with a unified text-to-text transformer", 2020, section 2.1).
///
/// Distances (key's place − query's place) beyond ±`reach` share the last number; where T5 has buckets that grow with the
/// distance, this clips, as in Shaw et al., "Self-attention with relative position representations", 2018, section 3.2.
///
/// ```
/// # use toy::prelude::*;
/// let bias = RelativeBias::new(2, 4); // 2 heads, distances −4 to 4
/// assert_eq!((bias.table.shape(), bias.of(3, 5).shape()), (vec![9, 2], vec![2, 3, 5]));
/// ```
#[derive(Clone, Debug)]
pub struct RelativeBias {
    /// The numbers, (2·reach + 1) x heads: row `reach` + distance. Zero at the start.
    pub table: Tensor,
}

impl RelativeBias {
    /// A table of zeros.
    pub fn new(heads: usize, reach: usize) -> RelativeBias {
        RelativeBias {
            table: param(zeros([2 * reach + 1, heads])),
        }
    }

    /// What is added to the scores, heads x queries x keys.
    pub fn of(&self, queries: usize, keys: usize) -> Tensor {
        let shape = self.table.shape();
        let reach = shape[0] / 2;
        let mut places = Vec::with_capacity(queries * keys);
        for query in 0..queries {
            // reach + key − query, clipped to 0..=2·reach without going below zero on the way.
            places.extend((0..keys).map(|key| (reach + key).saturating_sub(query).min(2 * reach)));
        }
        let each = self.table.rows(&places).reshape([queries, keys, shape[1]]);
        each.permute(&[2, 0, 1])
    }
}

/// Who may look where when nobody may look ahead, `length` x `length`: 1 where key ≤ query, else 0.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(causal_mask(2).to_rows(), [[1.0, 0.0], [1.0, 1.0]]);
/// ```
pub fn causal_mask(length: usize) -> Tensor {
    let mut numbers = vec![0.0; length * length];
    for query in 0..length {
        numbers[query * length..][..=query].fill(1.0);
    }
    Tensor::from_vec(&[length, length], numbers)
}

/// Hides what lies beyond each row's own length: batch x 1 x 1 x `longest`, 1 at places that are there. Times
/// [`causal_mask`] for both.
///
/// ```
/// # use toy::prelude::*;
/// let mask = padding_mask(&[1, 3], 3);
/// assert_eq!((mask.shape(), mask.to_vec()), (vec![2, 1, 1, 3], vec![1.0, 0.0, 0.0, 1.0, 1.0, 1.0]));
/// ```
#[track_caller]
pub fn padding_mask(lengths: &[usize], longest: usize) -> Tensor {
    let mut numbers = vec![0.0; lengths.len() * longest];
    for (i, &length) in lengths.iter().enumerate() {
        assert!(
            length <= longest,
            "padding_mask: length {length} of row {i} is more than {longest}"
        );
        numbers[i * longest..][..length].fill(1.0);
    }
    Tensor::from_vec(&[lengths.len(), 1, 1, longest], numbers)
}
