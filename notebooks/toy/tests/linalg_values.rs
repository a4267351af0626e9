//! Linear algebra against NumPy, SciPy and PyTorch (`torch/evaluation.py`), and against what the factors promise.

mod reference;

use reference::Reference;
use toy::prelude::*;

fn identity(what: &str, q: &Tensor) {
    close_all(what, q.t().matmul(q), eye(q.shape()[1]), 1e-13);
}

#[test]
fn systems_agree_with_numpy() {
    let all = Reference::read("evaluation");
    let get = |name| all.tensor("systems", name);
    let (a, b) = (get("a"), get("b"));
    close_all("solve", solve(&a, &b), get("solve"), 1e-12);
    close_all(
        "solve a vector",
        solve(&a, b.col(1)),
        get("solve").col(1),
        1e-12,
    );
    close_all("inverse", inverse(&a), get("inverse"), 1e-12);
    close("det", det(&a).item(), get("det").item(), 1e-12);
    let (sign, log) = slogdet(&a);
    assert_eq!(sign, get("sign").item());
    close("ln |det|", log.item(), get("log").item(), 1e-13);
    assert_eq!(det([[1.0, 2.0], [2.0, 4.0]]).item(), 0.0);
    assert_eq!(
        slogdet([[1.0, 2.0], [2.0, 4.0]]).1.item(),
        f64::NEG_INFINITY
    );
    assert_eq!(det([[0.0, 2.0], [3.0, 0.0]]).item(), -6.0);
    // A zero on the diagonal needs another row for a pivot.
    assert_eq!(
        solve([[0.0, 2.0], [4.0, 0.0]], [2.0, 8.0]).to_vec(),
        [2.0, 1.0]
    );
}

#[test]
fn positive_definite_matrices_agree_with_numpy() {
    let all = Reference::read("evaluation");
    let get = |name| all.tensor("spd", name);
    let a = get("a");
    close_all("cholesky", cholesky(&a), get("cholesky"), 1e-13);
    close("logdet", logdet(&a).item(), get("logdet").item(), 1e-13);
    let (values, vectors) = eigh(&a);
    close_all("eigenvalues", &values, get("values"), 1e-13);
    close_all("eigenvectors", &vectors, get("vectors"), 1e-12);
    close_all("sqrtm", sqrtm(&a), get("sqrtm"), 1e-13);
}

#[test]
fn a_large_spectrum_rebuilds_its_matrix() {
    let x = Rng::seed(5).normals([40, 40]);
    let a = &x + x.t();
    let (values, v) = eigh(&a);
    identity("V", &v);
    close_all("V diag(λ) Vᵀ", (&v * &values).matmul(&v.t()), &a, 1e-12);
    assert!(values.to_vec().is_sorted());
    // Equal eigenvalues are no difficulty for the value.
    close_all("ones", eigh(eye(6)).0, ones(6), 0.0);
    let (u, s, vt) = svd(&x);
    identity("U", &u);
    identity("V of svd", &vt.t());
    close_all("U diag(s) Vᵀ", (u * &s).matmul(&vt), &x, 1e-12);
    let (q, r) = qr(&x);
    identity("Q", &q);
    close_all("Q R", q.matmul(&r), &x, 1e-12);
}

#[test]
fn rectangular_matrices_agree_with_numpy() {
    let all = Reference::read("evaluation");
    let get = |name| all.tensor("rectangular", name);
    let (a, y) = (get("a"), get("y"));
    for (matrix, shape) in [(a.clone(), [6, 4]), (a.t(), [4, 4])] {
        let (u, s, vt) = svd(&matrix);
        close_all("singular values", &s, get("s"), 1e-13);
        assert_eq!(u.shape(), shape);
        identity("U", &u);
        identity("V", &vt.t());
        close_all("the product", (u * s).matmul(&vt), &matrix, 1e-13);
        let (q, r) = qr(&matrix);
        identity("Q", &q);
        close_all("Q R", q.matmul(&r), &matrix, 1e-13);
    }
    let r = qr(&a).1;
    let diagonal: Tensor = (0..4).map(|i| r.at([i, i])).collect();
    close_all("the diagonal of R", diagonal, get("r"), 1e-13);
    assert_eq!(r.at([2, 1]), 0.0);
    close(
        "the spectral norm",
        spectral_norm(&a),
        get("s").at(0),
        1e-13,
    );
    close_all("pinv", pinv(&a), get("pinv"), 1e-13);
    close_all("lstsq", lstsq(&a, &y), get("lstsq"), 1e-13);
    close_all("ridge", ridge(&a, &y, 0.7), get("ridge"), 1e-13);
    let wide = a.t();
    close_all(
        "ridge of a wide matrix",
        ridge(&wide, wide.slice(1, 0..2), 0.7),
        get("wide_ridge"),
        1e-13,
    );
    close_all(
        "ridge of a vector",
        ridge(&a, y.col(0), 0.7),
        get("ridge").col(0),
        1e-13,
    );
}

#[test]
fn a_ridge_with_an_intercept_is_the_lowest_point_of_its_sum_of_squares() {
    let (x, y) = (
        Rng::seed(2).normals([6, 3]) + 4.0,
        Rng::seed(3).normals([6, 2]) - 7.0,
    );
    let (w, b) = ridge_intercept(&x, &y, 0.7);
    let (w, b) = (param(w), param(b));
    let error = (x.matmul(&w) + &b - &y).square().sum() + 0.7 * w.square().sum();
    close_all("slope of W", grad1(&error, &w), zeros([3, 2]), 1e-12);
    close_all("slope of b", grad1(&error, &b), zeros([2]), 1e-12);
    let (w, b) = ridge_intercept(&x, y.col(0), 0.7);
    assert_eq!((w.shape(), b.shape()), (vec![3], vec![]));
}

#[test]
fn a_matrix_that_lacks_rank_has_a_pseudo_inverse_and_orthonormal_vectors() {
    let all = Reference::read("evaluation");
    let a = all.tensor("rectangular", "lacking").slice(0, 0..6);
    // Rounded to six digits it is not quite of rank 2; made so again by its own leading vectors.
    let (u, s, vt) = svd(&a);
    let cut = (u.slice(1, 0..2) * s.slice(0, 0..2)).matmul(&vt.slice(0, 0..2));
    assert_eq!(matrix_rank(&cut), 2);
    close_all(
        "pinv",
        pinv(&cut),
        all.tensor("rectangular", "lacking_pinv"),
        1e-5,
    );
    let (u, s, vt) = svd(&cut);
    identity("U", &u);
    identity("V", &vt.t());
    close_all("the product", (u * &s).matmul(&vt), &cut, 1e-13);
    close_all("zeros", svd(zeros([3, 2])).1, zeros(2), 0.0);
    identity("U of zeros", &svd(zeros([3, 2])).0);
}

#[test]
fn the_exponential_agrees_with_pytorch_and_scipy() {
    let all = Reference::read("evaluation");
    let a = all.tensor("exponential", "a");
    close_all("expm", expm(&a), all.tensor("exponential", "expm"), 1e-12);
    let (large, want) = (expm(3.0 * &a), all.tensor("exponential", "large"));
    close_all(
        "of a large one",
        &large / want.abs().max(),
        &want / want.abs().max(),
        1e-12,
    );
    close_all("of zeros", expm(zeros([3, 3])), eye(3), 0.0);
    close_all(
        "a power",
        matrix_power(&a, 5),
        a.matmul(&a).matmul(&a).matmul(&a).matmul(&a),
        1e-10,
    );
    close_all("power 0", matrix_power(&a, 0), eye(5), 0.0);
}

#[test]
fn superposition_agrees_with_scipy_and_never_mirrors() {
    let all = Reference::read("evaluation");
    let get = |name| all.tensor("superposition", name);
    let (p, q) = (get("p"), get("q"));
    let best = kabsch(&p, &q);
    close_all("rotation", &best.rotation, get("rotation"), 1e-12);
    close("rmsd", best.rmsd, get("rmsd").item(), 1e-12);
    close_all(
        "the means meet",
        best.apply(&p).mean_axis(0),
        q.mean_axis(0),
        1e-13,
    );
    let mirror = &p * tensor([1.0, 1.0, -1.0]);
    let turned = kabsch(&p, mirror);
    close("the determinant", det(&turned.rotation).item(), 1.0, 1e-13);
    assert!(turned.rmsd > 0.1);
    close_all("procrustes", procrustes(&p, -&q), get("orthogonal"), 1e-12);
    // Points in a plane: the third direction is not in the data, the rotation is still one.
    let flat = &p * tensor([1.0, 1.0, 0.0]);
    let best = kabsch(&flat, flat.matmul(&get("rotation")));
    close("rmsd in a plane", best.rmsd, 0.0, 1e-12);
    close("its determinant", det(&best.rotation).item(), 1.0, 1e-12);
}
