//! Classical methods: what toys compare networks with, and what they look at features with.
//!
//! All are deterministic; those that draw numbers take an [`Rng`](crate::random::Rng). Points are rows: n x d.
//!
//! | file | what stands there |
//! |---|---|
//! | `pca` | [`Pca`]: principal components |
//! | `k_means`, `gaussian_mixture` | [`KMeans`], [`GaussianMixture`]: clusters |
//! | `neighbours` | [`nearest_neighbors`], [`knn_classify`], [`knn_regress`] |
//! | `linear` | [`SoftmaxRegression`], [`LogisticRegression`], [`linear_probe`] |
//! | `lbfgs` | their solver |
//! | `kernels` | [`rbf_kernel`], [`KernelRidge`], [`GaussianProcess`], [`RandomFourier`], [`KernelDensity`] |
//! | `tsne` | [`tsne`]: points in the plane that keep their neighbours |

mod gaussian_mixture;
mod k_means;
mod kernels;
mod lbfgs;
mod linear;
mod neighbours;
mod pca;
mod tsne;

pub use gaussian_mixture::GaussianMixture;
pub use k_means::KMeans;
pub use kernels::{GaussianProcess, KernelDensity, KernelRidge, RandomFourier, rbf_kernel};
pub use linear::{LogisticRegression, SoftmaxRegression, linear_probe, linear_probe_on};
pub use neighbours::{knn_classify, knn_regress, nearest_neighbors};
pub use pca::Pca;
pub use tsne::tsne;

use crate::tensor::Tensor;

/// Rows and columns of points; panics unless there are `least` rows or more.
#[track_caller]
fn points(what: &str, x: &Tensor, least: usize) -> [usize; 2] {
    match x.shape().as_slice() {
        &[n, d] if n >= least => [n, d],
        shape => panic!("{what}: needs points n x d, {least} or more, the shape is {shape:?}"),
    }
}

/// What a fit cannot do without: NaN would pass every comparison and come out as a plausible answer.
#[track_caller]
fn finite(what: &str, x: &Tensor) {
    let numbers = x.to_vec();
    if let Some(place) = numbers.iter().position(|v| !v.is_finite()) {
        panic!(
            "{what}: number {place} of points of shape {:?} is {}, which is not finite",
            x.shape(),
            numbers[place]
        );
    }
}

/// Points that are asked about: of the width `d` that was fitted.
#[track_caller]
fn same_width(what: &str, x: &Tensor, d: usize) {
    let shape = x.shape();
    assert!(
        shape.len() == 2 && shape[1] == d,
        "{what}: was fitted to points n x {d}, the shape is {shape:?}"
    );
}
