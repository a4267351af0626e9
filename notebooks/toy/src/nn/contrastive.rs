//! Contrastive losses: what belongs together shall be near, what does not shall be far.

use crate::tensor::{Tensor, choose, concat, eye};

#[track_caller]
fn same_rows(operation: &str, a: &Tensor, b: &Tensor) {
    assert!(
        a.rank() == 2 && a.shape() == b.shape(),
        "{operation}: needs two matrices of one shape, the shapes are {:?} and {:?}",
        a.shape(),
        b.shape()
    );
}

/// Rows divided by their length, x/√(|x|² + 10⁻¹²): cosine similarity is then the product a·bᵀ.
///
/// ```
/// # use toy::prelude::*;
/// close_all("3, 4, 5", unit_rows(&tensor([[3.0, 4.0]])), [[0.6, 0.8]], 1e-12);
/// ```
#[track_caller]
pub fn unit_rows(x: &Tensor) -> Tensor {
    assert!(
        x.rank() == 2,
        "unit_rows: needs a matrix, the shape is {:?}",
        x.shape()
    );
    x / (x.square().sum_keep(1) + 1e-12).sqrt()
}

/// InfoNCE: row i of `a` shall find row i of `b` among all rows of `b`. Mean over i of
/// −ln e^(aᵢ·bᵢ/τ) / Σⱼ e^(aᵢ·bⱼ/τ) (van den Oord et al., "Representation learning with contrastive predictive coding",
/// 2018, equation 4). The rows are used as they are; for cosine similarity pass [`unit_rows`]. n x d both.
///
/// ```
/// # use toy::prelude::*;
/// let x = Rng::seed(1).normals([4, 8]);
/// let far = info_nce(&unit_rows(&x), &unit_rows(&x), 1.0).item();
/// let near = info_nce(&unit_rows(&x), &unit_rows(&x), 0.1).item(); // a low temperature tells better
/// assert!(near < far && far < ln(4.0));
/// ```
#[track_caller]
pub fn info_nce(a: &Tensor, b: &Tensor, temperature: f64) -> Tensor {
    same_rows("info_nce", a, b);
    let places: Vec<usize> = (0..a.shape()[0]).collect();
    let scores = a.matmul(&b.t()) / temperature;
    -scores.log_softmax().pick(&places).mean()
}

/// NT-Xent, the loss of SimCLR: row i of `a` and row i of `b` are two views of one thing; each of the 2n views shall find
/// its other among the 2n − 1, by cosine similarity over τ (Chen et al., "A simple framework for contrastive learning of
/// visual representations", 2020, equation 1). n x d both.
///
/// ```
/// # use toy::prelude::*;
/// let views = tensor([[1.0, 0.0], [0.0, 1.0]]);
/// // Each view has one equal view (e^(1/τ)) among three others (e^0 twice).
/// close("loss", nt_xent(&views, &views, 1.0).item(), ln(1.0 + 2.0 * exp(-1.0)), 1e-9);
/// ```
#[track_caller]
pub fn nt_xent(a: &Tensor, b: &Tensor, temperature: f64) -> Tensor {
    same_rows("nt_xent", a, b);
    let n = a.shape()[0];
    let views = unit_rows(&concat(0, &[a, b]));
    let scores = views.matmul(&views.t()) / temperature;
    // No view is compared with itself.
    let scores = choose(&eye(2 * n), &Tensor::from(f64::NEG_INFINITY), &scores);
    let places: Vec<usize> = (0..2 * n).map(|i| (i + n) % (2 * n)).collect();
    // ln Σⱼ instead of log_softmax: −∞ itself never meets a gradient of 0.
    (scores.logsumexp() - scores.pick(&places)).mean()
}

/// The triplet loss, mean over the rows of max(0, |a − p| − |a − n| + margin): the positive shall be nearer to the anchor
/// than the negative, by the margin (Schroff et al., "FaceNet", 2015, section 3.1; distances not squared, as in PyTorch).
///
/// ```
/// # use toy::prelude::*;
/// let (anchor, near, far) = (tensor([[0.0]]), tensor([[1.0]]), tensor([[1.5]]));
/// close("1 − 1.5 + 1", triplet(&anchor, &near, &far, 1.0).item(), 0.5, 1e-6);
/// ```
#[track_caller]
pub fn triplet(anchor: &Tensor, positive: &Tensor, negative: &Tensor, margin: f64) -> Tensor {
    same_rows("triplet", anchor, positive);
    same_rows("triplet", anchor, negative);
    // The square root's slope is infinite at 0.
    let distance = |x: &Tensor| ((anchor - x).square().sum_axis(1) + 1e-12).sqrt();
    (distance(positive) - distance(negative) + margin)
        .relu()
        .mean()
}

/// Negative sampling from scores (dot products of word and context), mean over the rows of
/// −ln σ(sᵢ) − Σⱼ ln σ(−sᵢⱼ) (Mikolov et al., "Distributed representations of words and phrases", 2013, equation 4).
/// `positive` n, `negative` n x k.
///
/// ```
/// # use toy::prelude::*;
/// let loss = negative_sampling(&zeros(3), &zeros([3, 5])); // nothing known: 6 ln 2
/// close("loss", loss.item(), 6.0 * ln(2.0), 1e-12);
/// ```
#[track_caller]
pub fn negative_sampling(positive: &Tensor, negative: &Tensor) -> Tensor {
    let (p, n) = (positive.shape(), negative.shape());
    assert!(
        p.len() == 1 && n.len() == 2 && p[0] == n[0],
        "negative_sampling: needs scores n and n x k, the shapes are {p:?} and {n:?}"
    );
    // −ln σ(x) = ln(1 + e⁻ˣ)
    ((-positive).softplus() + negative.softplus().sum_axis(1)).mean()
}
