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

#[test]
fn a_power_of_zero_has_slope_zero_everywhere() {
    let x = param([0.0, 2.0]);
    assert_eq!(grad1(&x.powf(0.0).sum(), &x).to_vec(), [0.0, 0.0]);
    // x¹ and x² come to x⁰ after one and after two derivatives.
    let slope = grad1_graph(&x.powf(1.0).sum(), &x);
    assert_eq!(grad1(&slope.sum(), &x).to_vec(), [0.0, 0.0]);
    let slope = grad1_graph(&x.powf(2.0).sum(), &x);
    let second = grad1_graph(&slope.sum(), &x);
    assert_eq!(second.to_vec(), [2.0, 2.0]);
    assert_eq!(grad1(&second.sum(), &x).to_vec(), [0.0, 0.0]);
}

#[test]
fn a_sum_of_powers_keeps_nan() {
    for row in [[NAN, NAN], [NAN, NONE], [f64::INFINITY, NAN]] {
        assert!(tensor(row).logsumexp().item().is_nan() && log_sum_exp(&row).is_nan());
    }
    assert_eq!(tensor([NONE, NONE]).logsumexp().item(), NONE);
    assert_eq!(log_sum_exp(&[f64::INFINITY, NONE]), f64::INFINITY);
}

#[test]
fn an_impossible_class_adds_nothing_to_an_entropy() {
    let (with, without) = (param([[0.0, 1.0, NONE]]), param([[0.0, 1.0]]));
    let (other, less) = (tensor([[0.5, 0.0, NONE]]), tensor([[0.5, 0.0]]));
    type Pair<'a> = (&'a str, Tensor, Tensor);
    let pairs: [Pair; 3] = [
        ("entropy", entropy(&with), entropy(&without)),
        (
            "kl",
            kl_categorical(&with, &other),
            kl_categorical(&without, &less),
        ),
        (
            "kl of a possible one",
            kl_categorical(&with, &zeros([1, 3])),
            {
                let uniform = full([1, 2], -ln(3.0));
                let log_p = without.log_softmax();
                (log_p.exp() * (&log_p - uniform)).sum_axis(1)
            },
        ),
    ];
    for (name, got, want) in pairs {
        close_all(name, &got, &want, 1e-15);
        let slope = grad1(&got.sum(), &with);
        close_all(
            name,
            slope.slice(1, 0..2),
            grad1(&want.sum(), &without),
            1e-15,
        );
        assert_eq!(slope.at([0, 2]), 0.0);
    }
    let certain = kl_to_uniform(&tensor([[0.0, NONE]]));
    close_all("one of two", certain, [ln(2.0)], 1e-15);
    // What q rules out and p does not is infinitely far.
    assert_eq!(kl_categorical(&zeros([1, 3]), &other).item(), f64::INFINITY);
}

#[test]
fn an_impossible_count_adds_nothing_to_an_entropy() {
    let entropy = Binomial::new(5, [0.0, 1.0, 0.5]).entropy();
    assert_eq!(entropy.slice(0, 0..2).to_vec(), [0.0, 0.0]);
    assert!(entropy.at([2]) > 1.5);
}

#[test]
fn nothing_flows_past_the_limits_of_clamp() {
    let x = param([-1.0, 0.25, 2.0]);
    let slope = |y: Tensor| grad1(&y.sum(), &x).to_vec();
    assert_eq!(slope(x.clamp(0.0, 1.0).sqrt()), [0.0, 1.0, 0.0]); // the root's slope at 0 is infinite
}
