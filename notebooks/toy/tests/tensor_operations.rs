//! Rearrangements, order, reductions along an axis: first and second derivatives, and what a wrong call is told.

mod panics;
mod twice;

use panics::panics;
use toy::prelude::*;
use twice::twice;

fn matrix() -> Tensor {
    tensor([[-1.3, 0.7, 2.2], [0.9, -0.4, -2.1]])
}

#[test]
fn rows_and_places() {
    let at = matrix();
    twice(
        "index_select",
        |x| x.square().index_select(1, &[2, 0, 2]),
        &at,
    );
    twice("segment_sum", |x| x.segment_sum(&[2, 2], 4).square(), &at);
    twice(
        "index_add",
        |x| x.index_add(1, &[0, 0, 2], &x.square()).square(),
        &at,
    );
    twice("gather", |x| x.square().gather(0, &[0, 1, 1, 1, 1, 0]), &at);
    let scatter = |x: &Tensor| x.scatter_add(1, &[0, 0, 2, 1], &x.slice(1, 0..2)).square();
    twice("scatter_add", scatter, &at);
    twice("flip", |x| (x * x.flip(1)).square(), &at);
    twice("roll", |x| x * x.roll(1, 4).square(), &at);
    twice("tile", |x| x.tile([2, 2]).square(), &at);
    twice(
        "repeat_interleave",
        |x| x.repeat_interleave(0, 3).square(),
        &at,
    );
    let cube = Rng::seed(1).normals([2, 3, 2]);
    twice(
        "index_select in the middle",
        |x| x.square().index_select(1, &[2, 2]),
        &cube,
    );
}

#[test]
fn segments_are_summed_in_order() {
    // In another order the large numbers would have swallowed the small one.
    let x = tensor([1e20, 5.0, -1e20, 1.0]).unsqueeze(1);
    assert_eq!(x.segment_sum(&[0, 1, 0, 0], 2).to_vec(), [1.0, 5.0]);
    assert_eq!(
        x.segment_sum(&[1, 0, 1, 2], 4).to_vec(),
        [5.0, 0.0, 1.0, 0.0]
    );
}

#[test]
fn order_along_an_axis() {
    let at = matrix();
    for axis in [0, 1] {
        twice("sort", |x| x.sort(axis).square(), &at);
        twice("top_k", |x| x.top_k(axis, 2).0.square(), &at);
    }
    // Equal numbers keep their order; NaN counts as the largest.
    assert_eq!(tensor([1.0, f64::NAN, 0.0, 1.0]).argsort(0), [2, 0, 3, 1]);
    assert_eq!(tensor([1.0, 0.0, 1.0]).top_k(0, 2).1, [0, 2]);
    assert_eq!(matrix().argmax_axis(0), [1, 0, 0]);
    assert_eq!(matrix().argmax_axis(1), matrix().argmax());
    assert_eq!(zeros([0, 3]).sort(0).shape(), [0, 3]);
    assert_eq!(matrix().top_k(1, 0).0.shape(), [2, 0]);
}

#[test]
fn reductions_along_an_axis() {
    let (at, cube) = (matrix(), Rng::seed(2).normals([2, 3, 2]));
    twice("norm", |x| x.norm(), &at);
    for axis in [0, 1] {
        twice("norm_axis", |x| x.norm_axis(axis), &at);
        twice("var_axis", |x| x.var_axis(axis).square(), &at);
        twice("cumsum", |x| x.cumsum(axis).square(), &cube);
        twice("softmax_axis", |x| x.softmax_axis(axis), &cube);
        twice("log_softmax_axis", |x| x.log_softmax_axis(axis), &cube);
        twice("logsumexp_axis", |x| x.logsumexp_axis(axis), &cube);
    }
    twice("std_axis", |x| x.std_axis(1), &at);
    // At 0 a norm has no gradient; 0 is given, not NaN.
    let zero = param(zeros([2, 2]));
    assert_eq!(grad1(&zero.norm(), &zero).to_vec(), [0.0; 4]);
    assert_eq!(grad1(&zero.std_axis(0).sum(), &zero).to_vec(), [0.0; 4]);
}

#[test]
fn diagonals_and_parts() {
    let at = matrix();
    twice("diag", |x| x.diag().square(), &at);
    twice("diag of a vector", |x| x.row(0).diag().square(), &at);
    twice("trace", |x| x.slice(1, 0..2).square().trace(), &at);
    twice("outer", |x| x.row(0).outer(&x.row(1)), &at);
    twice("tril", |x| x.square().tril(0), &at);
    twice("triu", |x| x.square().triu(1), &at);
    twice("pad", |x| x.square().pad(1, 1, 2), &at);
    twice("pad_circular", |x| x.pad_circular(1, 4, 2).square(), &at);
    twice(
        "split",
        |x| {
            let [a, b] = x.split(1, [1, 2]);
            a * b
        },
        &at,
    );
    twice(
        "chunk",
        |x| {
            let parts = x.chunk(0, 2);
            &parts[0] * parts[1].square()
        },
        &at,
    );
    assert_eq!(
        tensor([1.0, 2.0, 3.0]).pad_circular(0, 2, 4).to_vec(),
        [2.0, 3.0, 1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 1.0]
    );
    // What a triangle cuts off may be infinite.
    let infinite = full([2, 2], f64::INFINITY).tril(0);
    assert_eq!(infinite.at([0, 1]), 0.0);
}

#[test]
fn products_of_matrices_broadcast_their_leading_axes() {
    let mut rng = Rng::seed(3);
    let (a, b) = (rng.normals([2, 1, 2, 3]), rng.normals([3, 3, 2]));
    assert_eq!(a.matmul(&b).shape(), [2, 3, 2, 2]);
    twice("matmul, left", |a| a.matmul(&b).square(), &a);
    twice("matmul, right", |b| a.matmul(b).square(), &b);
}

#[test]
fn a_vector_on_the_left_is_a_row_for_every_matrix_of_a_batch() {
    let batch = Rng::seed(1).normals([2, 5, 3, 4]);
    let row = tensor([0.5, -1.0, 2.0]);
    let got = row.matmul(&batch);
    assert_eq!(got.shape(), [2, 5, 4]);
    close_all(
        "as a row",
        &got,
        row.unsqueeze(0).matmul(&batch).squeeze(2),
        0.0,
    );
    twice("row times batch", |x| x.matmul(&batch).square(), &row);
    twice(
        "batch times column",
        |x| batch.matmul(x).square(),
        &tensor([1.0, 0.5, -2.0, 0.3]),
    );
}

#[test]
fn sums_of_products_by_letters() {
    let mut rng = Rng::seed(5);
    let (a, b) = (rng.normals([2, 3, 4]), rng.normals([4, 2, 5]));
    let y = einsum("bij, jbk -> kbi", &[&a, &b]);
    assert_eq!(y.shape(), [5, 2, 3]);
    let at = |k, n, i| {
        (0..4)
            .map(|j| a.at([n, i, j]) * b.at([j, n, k]))
            .sum::<f64>()
    };
    close("element", y.at([4, 1, 2]), at(4, 1, 2), 1e-14);
    close("element", y.at([1, 0, 2]), at(1, 0, 2), 1e-14);
    twice(
        "einsum, left",
        |a| einsum("bij,jbk->kbi", &[a, &b]).square(),
        &a,
    );
    twice(
        "einsum, sums",
        |b| einsum("bij,jbk->k", &[&a, b]).square(),
        &b,
    );
    twice(
        "einsum of three",
        |x| einsum("ij,kj,kl->il", &[x, x, x]),
        &matrix(),
    );
    let (v, w) = (rng.normals(3), rng.normals(2));
    let outer = einsum("i,j->ij", &[&v, &w]);
    close_all("outer product", outer, v.outer(&w), 0.0);
    close_all(
        "inner product",
        einsum("i,i->", &[&v, &v]),
        v.square().sum(),
        1e-14,
    );
    close_all(
        "transposed sum",
        einsum("bij->jb", &[&a]),
        a.sum_axis(1).t(),
        0.0,
    );
    close_all(
        "product by place",
        einsum("ij,ij->ij", &[&matrix(), &matrix()]),
        matrix().square(),
        0.0,
    );
}

#[test]
fn a_number_for_each_channel_broadcasts_like_any_shape() {
    let mut rng = Rng::seed(4);
    let x = rng.normals([2, 3, 2, 2]);
    for shape in [
        vec![3, 1, 1],
        vec![1, 3, 1, 1],
        vec![2, 3, 1, 1],
        vec![2, 1, 1, 1],
        vec![1, 1],
        vec![3, 2, 1],
        vec![2, 1, 2, 1],
    ] {
        let b = rng.normals(&shape);
        let y = &x * &b;
        let at = |place: [usize; 4]| {
            let own = &place[4 - shape.len()..];
            let own: Vec<usize> = own
                .iter()
                .zip(&shape)
                .map(|(&i, &n)| i.min(n - 1))
                .collect();
            b.at(own)
        };
        let spread = b.broadcast_to([2, 3, 2, 2]);
        for i in 0..24 {
            let place = [i / 12, i / 4 % 3, i / 2 % 2, i % 2];
            assert_eq!(y.at(place), x.at(place) * at(place), "{shape:?} {place:?}");
            assert_eq!(spread.at(place), at(place), "{shape:?} {place:?}");
        }
        twice("a number a channel", |b| &x * b.square(), &b);
        twice(
            "a number a channel, spread",
            |b| b.broadcast_to([2, 3, 2, 2]).square(),
            &b,
        );
    }
}

panics! {
    index_select: matrix().index_select(1, &[3]) => "index_select: there is no place 3 on axis 1 of shape [2, 3]";
    segment_count: matrix().segment_sum(&[0], 2) => "segment_sum: shape [2, 3] has 2 rows, but 1 places are given";
    segment: matrix().segment_sum(&[0, 2], 2) => "segment_sum: there is no segment 2 among 2";
    index_add: matrix().index_add(0, &[0], &zeros([2, 3])) => "need a source of shape [1, 3], it is [2, 3]";
    gather: matrix().gather(1, &[0, 1, 2]) => "gather: shape [2, 3] has 2 lanes along axis 1, 3 places";
    scatter_add: matrix().scatter_add(1, &[0], &zeros([3, 1])) => "scatter_add: a source of shape [3, 1] does not fit shape [2, 3]";
    tile: matrix().tile(2) => "tile: [2] names fewer axes than shape [2, 3] has";
    flip: matrix().flip(2) => "flip: there is no axis 2 in shape [2, 3]";
    top_k: matrix().top_k(1, 4) => "top_k: axis 1 of shape [2, 3] has fewer than 4 numbers";
    variance: zeros([1, 3]).var_axis(0) => "needs at least 2 numbers along axis 0, the shape is [1, 3]";
    trace: matrix().trace() => "trace: needs a square matrix, the shape is [2, 3]";
    outer: matrix().outer(&matrix()) => "outer: needs two vectors, the shapes are [2, 3] and [2, 3]";
    tril: zeros(2).tril(0) => "tril: needs a matrix, the shape is [2]";
    einsum_arrow: einsum("ij,jk", &[&matrix(), &matrix()]) => "has no arrow";
    einsum_count: einsum("ij,jk->ik", &[&matrix()]) => "names 2 tensors, 1 are given";
    einsum_rank: einsum("i->i", &[&matrix()]) => "must name each axis of shape [2, 3] once";
    einsum_lengths: einsum("ij,jk->ik", &[&matrix(), &matrix()]) => "the letter j is 3 and 2 long, the shapes are [[2, 3], [2, 3]]";
    einsum_result: einsum("ij->ik", &[&matrix()]) => "the result must name letters of the operands";
    split: matrix().split(1, [1, 1]) => "split: the lengths [1, 1] do not sum to axis 1 of shape [2, 3]";
    chunk: matrix().chunk(1, 2) => "chunk: axis 1 of shape [2, 3] does not divide into 2 equal parts";
}
