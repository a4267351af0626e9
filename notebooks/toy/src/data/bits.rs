//! Binary patterns: prototypes and their noisy copies.

use crate::random::Rng;
use crate::tensor::Tensor;

/// `count` random rows of `bits` zeros and ones.
pub fn prototypes(rng: &mut Rng, count: usize, bits: usize) -> Tensor {
    rng.bernoullis(Tensor::from_vec(&[count, bits], vec![0.5; count * bits]))
}

/// `n` noisy copies of prototypes (k x bits): each bit flips with probability `p`. The copies (n x bits) and the
/// prototype of each.
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
