//! What is not a number (NaN) does not vanish, and what is infinite does not become one.

use toy::prelude::*;

const NAN: f64 = f64::NAN;
const NONE: f64 = f64::NEG_INFINITY;

#[test]
fn nan_counts_as_the_largest_of_all() {
    let x = tensor([1.0, NAN, 3.0, NAN]);
    assert!(x.max().item().is_nan() && x.min().item().is_nan());
    assert_eq!((x.argmax(), x.argmax_axis(0)), (vec![1], vec![1]));
    assert_eq!(x.top_k(0, 1).1, [1]);
    let columns = x.reshape([2, 2]);
    assert_eq!(columns.argmax_axis(0), [1, 0]);
    assert!(columns.max_axis(0).at([1]).is_nan() && columns.max_axis(0).at([0]) == 3.0);
    for row in [[1.0, NAN], [NAN, 1.0]] {
        let [a, b] = row.map(tensor);
        assert!(a.maximum(&b).item().is_nan() && a.minimum(&b).item().is_nan());
        let image = tensor(row).reshape([1, 1, 2]);
        assert!(image.max_pool1d(2, 2).item().is_nan() && image.global_max_pool().item().is_nan());
        assert!(
            segment_max(&tensor(row).unsqueeze(1), &[0, 0], 1)
                .item()
                .is_nan()
        );
    }
}
