//! Sums of products named by letters (Einstein's convention): one letter an axis, and letters that the result lacks are
//! summed over.

use super::Tensor;

/// A tensor and the letters of its axes.
struct Named {
    tensor: Tensor,
    letters: Vec<char>,
}

impl Named {
    /// Sums over the letters that nobody asks for.
    fn sum_others(mut self, wanted: &[char]) -> Named {
        while let Some(axis) = self.letters.iter().position(|l| !wanted.contains(l)) {
            self.tensor = self.tensor.sum_axis(axis);
            self.letters.remove(axis);
        }
        self
    }

    /// The tensor with its axes in the order of `letters`.
    fn in_order(&self, letters: &[char]) -> Tensor {
        let place = |letter: &char| self.letters.iter().position(|own| own == letter);
        let axes: Vec<usize> = letters.iter().filter_map(place).collect();
        self.tensor.permute(&axes)
    }

    /// The tensor as a batch of matrices, one axis for each group of letters; and the lengths of each group's axes.
    fn grouped(&self, groups: [&[char]; 3]) -> (Tensor, [Vec<usize>; 3]) {
        let ordered = self.in_order(&groups.concat());
        let mut lengths = ordered.shape().into_iter();
        let lengths = groups.map(|group| lengths.by_ref().take(group.len()).collect::<Vec<_>>());
        let sizes = [0, 1, 2].map(|i| lengths[i].iter().product::<usize>());
        (ordered.reshape(sizes), lengths)
    }

    /// The product of two tensors, summed over the letters that are not `wanted`: one matrix product for each place of
    /// the letters that both share and that stay.
    fn times(self, other: Named, wanted: &[char]) -> Named {
        let a = self.sum_others(&[wanted, &other.letters].concat());
        let b = other.sum_others(&[wanted, &a.letters].concat());
        let (shared, left): (Vec<char>, Vec<char>) =
            a.letters.iter().partition(|l| b.letters.contains(l));
        let (batch, summed): (Vec<char>, Vec<char>) =
            shared.iter().partition(|l| wanted.contains(l));
        let right: Vec<char> = b
            .letters
            .iter()
            .filter(|l| !shared.contains(l))
            .copied()
            .collect();
        let (rows, [leading, above, _]) = a.grouped([&batch, &left, &summed]);
        let (columns, [_, _, beside]) = b.grouped([&batch, &summed, &right]);
        Named {
            tensor: rows
                .matmul(&columns)
                .reshape([leading, above, beside].concat()),
            letters: [batch, left, right].concat(),
        }
    }
}

/// A sum of products in Einstein's notation, as NumPy's and PyTorch's `einsum`: `"ij,jk->ik"` is the matrix product,
/// `"bij->bj"` a sum over i, `"i,j->ij"` an outer product. Every operand has one letter an axis, no letter twice (for a
/// diagonal see [`Tensor::diag`]); the result's letters stand behind the arrow. Products are taken from the left.
///
/// ```
/// # use toy::prelude::*;
/// let (a, b) = (tensor([[1.0, 2.0], [3.0, 4.0]]), tensor([10.0, 1.0]));
/// assert_eq!(einsum("ij,j->i", &[&a, &b]).to_vec(), [12.0, 34.0]);
/// assert_eq!(einsum("ij->ji", &[&a]).to_rows(), [[1.0, 3.0], [2.0, 4.0]]);
/// ```
#[track_caller]
pub fn einsum(formula: &str, parts: &[&Tensor]) -> Tensor {
    let plain: String = formula.chars().filter(|c| !c.is_whitespace()).collect();
    let Some((inputs, output)) = plain.split_once("->") else {
        panic!("einsum: {formula:?} has no arrow; write \"ij,jk->ik\"");
    };
    let names: Vec<Vec<char>> = inputs
        .split(',')
        .map(|name| name.chars().collect())
        .collect();
    let output: Vec<char> = output.chars().collect();
    let shapes: Vec<Vec<usize>> = parts.iter().map(|part| part.shape()).collect();
    assert!(
        names.len() == parts.len(),
        "einsum: {formula:?} names {} tensors, {} are given",
        names.len(),
        parts.len()
    );
    let mut lengths: Vec<(char, usize)> = Vec::new();
    for (name, shape) in names.iter().zip(&shapes) {
        assert!(
            name.len() == shape.len() && !repeats(name),
            "einsum: in {formula:?} {name:?} must name each axis of shape {shape:?} once"
        );
        for (&letter, &length) in name.iter().zip(shape) {
            match lengths.iter().find(|(known, _)| *known == letter) {
                Some((_, other)) => assert!(
                    length == *other,
                    "einsum: in {formula:?} the letter {letter} is {other} and {length} long, the shapes are {shapes:?}"
                ),
                None => lengths.push((letter, length)),
            }
        }
    }
    assert!(
        !repeats(&output)
            && output
                .iter()
                .all(|l| lengths.iter().any(|(known, _)| known == l)),
        "einsum: in {formula:?} the result must name letters of the operands, each once"
    );
    let named = |i: usize| Named {
        tensor: parts[i].clone(),
        letters: names[i].clone(),
    };
    let mut product = named(0);
    for i in 1..parts.len() {
        let wanted = [&names[i + 1..].concat(), output.as_slice()].concat();
        product = product.times(named(i), &wanted);
    }
    product.sum_others(&output).in_order(&output)
}

fn repeats(letters: &[char]) -> bool {
    (1..letters.len()).any(|i| letters[..i].contains(&letters[i]))
}
