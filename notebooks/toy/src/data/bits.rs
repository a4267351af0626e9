//! Binary patterns: prototypes and their noisy copies.

use crate::random::Rng;
use crate::tensor::Tensor;

/// `count` random rows of `bits` zeros and ones.
///
/// ```
/// # use toy::prelude::*;
/// let words = prototypes(&mut Rng::seed(1), 3, 16); // 3 x 16
/// assert!(words.to_vec().iter().all(|&bit| bit == 0.0 || bit == 1.0));
/// ```
pub fn prototypes(rng: &mut Rng, count: usize, bits: usize) -> Tensor {
    rng.bernoullis(Tensor::from_vec(&[count, bits], vec![0.5; count * bits]))
}

/// `n` noisy copies of prototypes (k x bits): each bit flips with probability `p`. The copies (n x bits) and the
/// prototype of each.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let words = prototypes(&mut rng, 4, 16);
/// let (noisy, which) = flip_bits(&mut rng, &words, 500, 0.1);
/// let flipped = (&noisy - words.rows(&which)).abs().mean().item();
/// close("flipped bits", flipped, 0.1, 0.01);
/// ```
#[track_caller]
pub fn flip_bits(rng: &mut Rng, prototypes: &Tensor, n: usize, p: f64) -> (Tensor, Vec<usize>) {
    let shape = prototypes.shape();
    assert!(
        shape.len() == 2,
        "flip_bits: the prototypes must be k x bits, their shape is {shape:?}"
    );
    let which = rng.indices(shape[0], n);
    let clean = prototypes.rows(&which).detach();
    let flips = rng.bernoullis(Tensor::from_vec(&[n, shape[1]], vec![p; n * shape[1]]));
    // |a − b| of bits is their exclusive or.
    ((clean - flips).abs(), which)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::mean;

    #[test]
    fn flips_are_as_frequent_as_asked() {
        let mut rng = Rng::seed(4);
        let p = prototypes(&mut rng, 8, 16);
        let (x, which) = flip_bits(&mut rng, &p, 2000, 0.08);
        let flipped = mean((&x - p.rows(&which)).abs());
        assert!((flipped - 0.08).abs() < 0.005, "{flipped}");
        assert!(x.to_vec().iter().all(|&b| b == 0.0 || b == 1.0));
    }
}
