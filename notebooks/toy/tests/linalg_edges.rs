//! Factorisations of matrices whose squares are beyond the range of numbers.

use toy::prelude::*;

const SIZES: [f64; 6] = [1e-300, 1e-170, 1e-90, 1e90, 1e170, 1e300];

#[test]
fn eigenvalues_of_tiny_and_huge_matrices() {
    let a = tensor([[2.0, 1.0, 0.0], [1.0, 2.0, 1.0], [0.0, 1.0, 2.0]]);
    let (values, vectors) = eigh(&a);
    for size in SIZES {
        let (scaled, turned) = eigh(&a * size);
        close_all("values", scaled / size, &values, 1e-14);
        close_all("vectors", turned, &vectors, 1e-14);
    }
}

#[test]
fn singular_values_of_tiny_and_huge_matrices() {
    let a = tensor([[1.0, 1.0], [0.0, 1.0], [2.0, -1.0]]);
    let (u, s, vt) = svd(&a);
    for size in SIZES {
        let (su, ss, svt) = svd(&a * size);
        close_all("s", ss / size, &s, 1e-14);
        close_all("U", su, &u, 1e-14);
        close_all("Vᵀ", svt, &vt, 1e-14);
        close("norm", spectral_norm(&a * size) / size, s.at(0), 1e-14);
        assert_eq!(matrix_rank(&a * size), 2);
        close_all("A⁺", pinv(&a * size) * size, pinv(&a), 1e-13);
    }
}

#[test]
fn orthogonal_bases_of_tiny_and_huge_matrices() {
    let a = tensor([[3.0, 1.0], [4.0, 2.0], [0.0, 1.0]]);
    let (q, r) = qr(&a);
    for size in SIZES {
        let (sq, sr) = qr(&a * size);
        close_all("Q", sq, &q, 1e-14);
        close_all("R", sr / size, &r, 1e-14);
    }
}
