//! How similar two representations of the same n inputs are: features n x p and n x q, row by row.

use super::squared_distances;
use crate::linalg::svd;
use crate::math::exp;
use crate::tensor::Tensor;

/// Both as constants, with columns of mean zero.
#[track_caller]
fn centred(what: &str, x: impl Into<Tensor>, y: impl Into<Tensor>) -> (Tensor, Tensor) {
    let (x, y) = (x.into().detach(), y.into().detach());
    assert!(
        x.rank() == 2 && y.rank() == 2 && x.shape()[0] == y.shape()[0] && x.shape()[0] >= 2,
        "{what}: needs features n x p and n x q of the same n inputs, the shapes are {:?} and {:?}",
        x.shape(),
        y.shape()
    );
    (&x - x.mean_keep(0), &y - y.mean_keep(0))
}

/// Linear centred kernel alignment, |YᵀX|²/(|XᵀX|·|YᵀY|) in Frobenius norms of centred features: 0 to 1; rotations and
/// a common scale do not matter (S. Kornblith et al., "Similarity of neural network representations revisited", ICML
/// 2019, section 3).
///
/// ```
/// # use toy::prelude::*;
/// let x = Rng::seed(1).normals([20, 3]);
/// close("the same, turned and scaled", linear_cka(&x, x.rows(&(0..20).collect::<Vec<_>>()) * 3.0), 1.0, 1e-12);
/// ```
#[track_caller]
pub fn linear_cka(x: impl Into<Tensor>, y: impl Into<Tensor>) -> f64 {
    let (x, y) = centred("linear_cka", x, y);
    let norm = |a: &Tensor, b: &Tensor| a.t().matmul(b).square().sum().item();
    norm(&y, &x) / (norm(&x, &x).sqrt() * norm(&y, &y).sqrt())
}

/// CKA with the kernel e^(−|x−x′|²/2σ²), σ = `fraction` of the median distance in each representation (0.2 to 0.8 in
/// Kornblith et al., section 3 and table 2).
///
/// ```
/// # use toy::prelude::*;
/// let x = Rng::seed(1).normals([50, 4]);
/// close("turned", rbf_cka(&x, x.matmul(&random_rotation(&mut Rng::seed(2), 4)), 0.5), 1.0, 1e-9);
/// ```
#[track_caller]
pub fn rbf_cka(x: impl Into<Tensor>, y: impl Into<Tensor>, fraction: f64) -> f64 {
    let (x, y) = centred("rbf_cka", x, y);
    assert!(
        fraction > 0.0,
        "rbf_cka: the fraction of the median distance must be positive, got {fraction}"
    );
    let kernel = |x: &Tensor| {
        let n = x.shape()[0];
        let width = fraction * super::median_distance(x);
        let squares = squared_distances(x, x).into_iter();
        let values = squares.map(|s| exp(-0.5 * s / (width * width)));
        let k = Tensor::from_vec(&[n, n], values.collect());
        &k - k.mean_keep(0) - k.mean_keep(1) + k.mean()
    };
    let (k, l) = (kernel(&x), kernel(&y));
    let product = |a: &Tensor, b: &Tensor| (a * b).sum().item();
    product(&k, &l) / (product(&k, &k).sqrt() * product(&l, &l).sqrt())
}

/// Orthonormal basis (n x r) of the columns; directions whose singular value is zero to rounding are left out.
fn basis(x: &Tensor) -> Tensor {
    let (u, s, _) = svd(x);
    let s = s.to_vec();
    let least = 1e-10 * s.first().copied().unwrap_or(0.0);
    u.slice(1, 0..s.iter().filter(|&&s| s > least).count())
}

/// Canonical correlations of two representations, falling: the correlations of the best matching directions
/// (H. Hotelling, Biometrika 28, 1936). Their mean is the CCA similarity. As many as the smaller rank; with fewer
/// inputs than features all are 1, which says nothing.
///
/// ```
/// # use toy::prelude::*;
/// let x = Rng::seed(1).normals([50, 2]);
/// let y = x.matmul(&tensor([[1.0, 2.0], [0.0, 3.0]])); // any invertible map is seen through
/// close_all("correlations", cca(&x, y), [1.0, 1.0], 1e-12);
/// ```
#[track_caller]
pub fn cca(x: impl Into<Tensor>, y: impl Into<Tensor>) -> Tensor {
    let (x, y) = centred("cca", x, y);
    let (_, correlations, _) = svd(basis(&x).t().matmul(&basis(&y)));
    correlations.clamp(0.0, 1.0)
}

/// SVCCA: the mean canonical correlation after each representation is cut to the directions that hold the fraction
/// `keep` of its variance, 0.99 in the paper (M. Raghu et al., "SVCCA", NeurIPS 2017, section 2).
///
/// ```
/// # use toy::prelude::*;
/// let x = Rng::seed(1).normals([50, 4]);
/// let mixed = x.matmul(&Rng::seed(2).normals([4, 4]));
/// close("an invertible map", svcca(&x, mixed, 1.0), 1.0, 1e-6);
/// ```
#[track_caller]
pub fn svcca(x: impl Into<Tensor>, y: impl Into<Tensor>, keep: f64) -> f64 {
    let (x, y) = centred("svcca", x, y);
    assert!(
        keep > 0.0 && keep <= 1.0,
        "svcca: the fraction of the variance must be between 0 and 1, got {keep}"
    );
    let cut = |x: &Tensor| {
        let (u, s, _) = svd(x);
        let shares: Vec<f64> = s.square().to_vec();
        let all: f64 = shares.iter().sum();
        let (mut sum, mut count) = (0.0, 0);
        while count < shares.len() && sum < keep * all * (1.0 - 1e-12) {
            sum += shares[count];
            count += 1;
        }
        (u * s).slice(1, 0..count)
    };
    cca(cut(&x), cut(&y)).mean().item()
}

/// PWCCA: the mean of the canonical correlations weighted by how much of `x` each canonical direction carries,
/// αᵢ = Σⱼ |⟨hᵢ, xⱼ⟩| over the features xⱼ; 1 minus this is the paper's distance. Not symmetric (A. Morcos et al.,
/// "Insights on representational similarity in neural networks with canonical correlation", NeurIPS 2018).
///
/// ```
/// # use toy::prelude::*;
/// let x = Rng::seed(1).normals([50, 4]);
/// let mixed = x.matmul(&Rng::seed(2).normals([4, 4]));
/// close("an invertible map", pwcca(&x, mixed), 1.0, 1e-6);
/// ```
#[track_caller]
pub fn pwcca(x: impl Into<Tensor>, y: impl Into<Tensor>) -> f64 {
    let (x, y) = centred("pwcca", x, y);
    let of_x = basis(&x);
    let (u, correlations, _) = svd(of_x.t().matmul(&basis(&y)));
    let directions = of_x.matmul(&u); // n x r, the canonical variables of x
    let weights = directions.t().matmul(&x).abs().sum_axis(1);
    ((&weights * correlations).sum() / weights.sum()).item()
}

/// Procrustes distance of two representations of equal width, |X|² + |Y|² − 2|XᵀY|⁎ after centring and scaling both to
/// norm 1: 0 when one is the other turned, moved and scaled, at most 2 (|·|⁎ is the sum of the singular values).
///
/// ```
/// # use toy::prelude::*;
/// let x = Rng::seed(1).normals([50, 4]);
/// let turned = 3.0 * x.matmul(&random_rotation(&mut Rng::seed(2), 4)) + 1.0;
/// close("turned, scaled, moved", procrustes_distance(&x, turned), 0.0, 1e-9);
/// ```
#[track_caller]
pub fn procrustes_distance(x: impl Into<Tensor>, y: impl Into<Tensor>) -> f64 {
    let (x, y) = centred("procrustes_distance", x, y);
    let unit = |x: &Tensor| x / x.square().sum().sqrt();
    let (_, s, _) = svd(unit(&x).t().matmul(&unit(&y)));
    (2.0 - 2.0 * s.sum().item()).max(0.0)
}
