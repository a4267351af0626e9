//! What a reader is told when a matrix is wrong.

mod panics;

use panics::panics;
use toy::prelude::*;

panics! {
    solve_needs_a_square_matrix: solve(zeros([2, 3]), zeros(2)) => "solve: needs a square matrix, the shape is [2, 3]";
    solve_needs_as_many_rows: solve(eye(3), zeros([2, 3])) => "solve: the matrix has shape [3, 3], the right side [2, 3]; needs 3 rows";
    a_singular_matrix_is_named: solve([[1.0, 2.0], [2.0, 4.0]], [1.0, 1.0]) => "solve: the 2 x 2 matrix is singular: its column 1 depends";
    a_singular_inverse_is_named: inverse(zeros([2, 2])) => "inverse: the 2 x 2 matrix is singular: its column 0";
    a_vector_is_no_matrix: det([1.0, 2.0]) => "det: needs a matrix, the shape is [2]";
    a_negative_determinant_has_no_logarithm: logdet([[0.0, 1.0], [1.0, 0.0]]) => "logdet: the determinant of the 2 x 2 matrix is not positive";
    an_indefinite_matrix_has_no_factor: cholesky([[1.0, 2.0], [2.0, 1.0]]) => "cholesky: the 2 x 2 matrix is not positive definite: pivot 1 is -3";
    asymmetry_is_named: eigh([[1.0, 2.0], [3.0, 1.0]]) => "eigh: needs a symmetric matrix; element [1, 0] is 3, but [0, 1] is 2";
    an_indefinite_matrix_has_no_root: sqrtm([[1.0, 2.0], [2.0, 1.0]]) => "sqrtm: the 2 x 2 matrix is not positive semidefinite: an eigenvalue is -";
    ridge_needs_as_many_rows: ridge(zeros([4, 2]), zeros(3), 1.0) => "ridge: the inputs have shape [4, 2], the targets [3]; needs 4 rows";
    lstsq_needs_as_many_rows: lstsq(zeros([4, 2]), zeros(3)) => "lstsq: the matrix has shape [4, 2], the right side [3]";
    point_sets_must_match: kabsch(zeros([4, 3]), zeros([5, 3])) => "kabsch: needs two point sets n x d of one shape, the shapes are [4, 3] and [5, 3]";
}
