//! Measures of numbers at the edge: infinite, unknown, equal, on a border, tiny and huge.

use toy::prelude::*;
use toy::stats::{student_t_cdf, student_t_quantile};

const NAN: f64 = f64::NAN;
const INF: f64 = f64::INFINITY;

fn refused(message: &str, call: impl FnOnce() + std::panic::UnwindSafe) {
    let error = std::panic::catch_unwind(call).expect_err(message);
    let text = error.downcast_ref::<String>().cloned();
    let text = text.or_else(|| error.downcast_ref::<&str>().map(|s| (*s).to_owned()));
    let text = text.expect("a message");
    assert!(text.starts_with(message), "{text}");
}

#[test]
fn quantiles_beside_infinity_and_without_a_number() {
    assert_eq!(median([1.0, 2.0, INF]), 2.0);
    assert_eq!(median([INF, INF]), INF);
    assert_eq!(quantile([1.0, INF], 0.0), 1.0);
    assert_eq!(quantile([-INF, 5.0], 0.5), -INF);
    assert_eq!(quantile([-f64::MAX, f64::MAX], 0.5), 0.0);
    assert_eq!(estimate([1.0, INF, INF]).high, INF);
    // Whatever the sign of the NaN, which differs between processors.
    for nan in [NAN, -NAN] {
        assert!(median([1.0, nan, 2.0]).is_nan());
    }
}

#[test]
fn a_missing_number_has_no_rank() {
    assert!(ranks([1.0, NAN, 3.0]).iter().all(|rank| rank.is_nan()));
    assert!(spearman([1.0, 2.0, NAN], [1.0, 2.0, 3.0]).is_nan());
    refused("roc_auc: score 1 is NaN", || {
        let _ = roc_auc([0.5, NAN, NAN], &[1, 1, 0]);
    });
}

#[test]
fn a_constant_series_is_constant_although_its_mean_is_rounded() {
    let constant = [0.1; 3]; // whose mean is 0.10000000000000002
    assert!(pearson(constant, [1.0, 2.0, 3.0]).is_nan());
    assert!(pearson(constant, constant).is_nan());
    refused("r_squared: all true values are 0.1", || {
        let _ = r_squared([1.0, 2.0, 3.0], constant);
    });
    let units = Standardiser::fit([[0.1, 1.0], [0.1, 2.0], [0.1, 3.0]]);
    assert_eq!(units.sd.at(0), 1.0);
    // The first feature says nothing in the training data, so it must not decide in the test data.
    let x = |odd: f64| tensor([[0.1, -1.0], [0.1, 1.0], [odd, -1.2], [odd, 1.2]]);
    let labels = [0, 1, 0, 1];
    let known = x(0.1);
    assert_eq!(linear_probe_on(&known, &labels, x(0.2), &labels), 1.0);
}

#[test]
fn a_value_on_a_border_lies_in_the_upper_part() {
    let whole: Vec<f64> = (0..100).map(f64::from).collect();
    let (counts, _) = histogram(whole, 100, 0.0, 100.0);
    assert_eq!(counts.to_vec(), vec![1.0; 100]);
    for bins in 1..60 {
        let (_, edges) = histogram([0.0], bins, -0.7, 1.1);
        let mut edges = edges.to_vec();
        edges[bins] = 1.1;
        let (counts, _) = histogram(edges, bins, -0.7, 1.1);
        let mut want = vec![1.0; bins];
        want[bins - 1] = 2.0; // both its edges
        assert_eq!(counts.to_vec(), want);
    }
}

#[test]
fn names_of_clusters_may_be_any_numbers() {
    let (a, b) = ([usize::MAX, 3, usize::MAX, 3], [7, 1 << 40, 7, 1 << 40]);
    assert_eq!(adjusted_rand_index(&a, &b), 1.0);
    close("information", normalized_mutual_info(&a, &b), 1.0, 1e-12);
}

#[test]
fn students_distribution_is_exact_around_zero() {
    // The density at 0 for 3 degrees of freedom is 2/(π√3).
    let slope = 2.0 / (std::f64::consts::PI * 3.0f64.sqrt());
    for t in [1e-12, 1e-9, 1e-6, 1e-4] {
        close(
            "above",
            student_t_cdf(t, 3.0) - 0.5,
            slope * t,
            2e-16 + t * t * t,
        );
        close(
            "below",
            0.5 - student_t_cdf(-t, 3.0),
            slope * t,
            2e-16 + t * t * t,
        );
    }
    assert_eq!(student_t_quantile(0.5, 3.0), 0.0);
}

#[test]
fn students_distribution_ends_in_the_normal_one() {
    for degrees in [2e7, 1e9, 1e12, 1e15, INF] {
        let near = normal_cdf(1.96) - normal_pdf(1.96) * 1.96 * 4.8416 / (4.0 * degrees);
        close("P(T ≤ 1.96)", student_t_cdf(1.96, degrees), near, 1e-14);
    }
    // The two ways meet.
    let [below, above] = [0.999e7, 1.001e7].map(|degrees| student_t_cdf(1.96, degrees));
    close("at the border", below, above, 1e-9);
}

#[test]
fn fits_refuse_what_is_not_finite() {
    let x = || tensor([[0.0], [NAN], [2.0], [3.0], [4.0]]);
    let message = |what: &str| {
        format!("{what}: number 1 of points of shape [5, 1] is NaN, which is not finite")
    };
    refused(&message("KMeans"), || {
        KMeans::fit(&mut Rng::seed(1), x(), 2);
    });
    refused(&message("LogisticRegression"), || {
        LogisticRegression::fit(x(), &[0, 1, 0, 1, 0], 1.0);
    });
    refused(&message("tsne"), || {
        tsne(&mut Rng::seed(1), x(), 2.0);
    });
}

#[test]
fn equal_groups_do_not_differ() {
    let mut rng = Rng::seed(1);
    let p = permutation_test(&mut rng, [0.1, 0.2, 0.3], [0.3, 0.2, 0.1], 200);
    assert_eq!(p, 1.0);
    let far = [1e9 + 0.1, 1e9 + 0.2, 1e9 + 0.3, 1e9 + 0.4];
    let near = [0.125, 0.25, 0.375, 0.5];
    let p = |x: [f64; 4], rng: &mut Rng| permutation_test(rng, &x[..2], &x[2..], 999);
    close(
        "a shift changes nothing",
        p(far, &mut rng),
        p(near, &mut rng),
        0.05,
    );
}

#[test]
fn equal_infinities_are_close() {
    close("outside", -INF, -INF, 1e-12);
    close_all("outside", [-INF, 1.0], [-INF, 1.0], 1e-12);
    refused("other side: got inf, want -inf", || {
        close("other side", INF, -INF, 1.0)
    });
    refused("other side: element 0 is inf, want -inf", || {
        close_all("other side", [INF], [-INF], 1.0);
    });
}

#[test]
fn nothing_known_stays_unknown() {
    assert!(log_sum_exp(&[NAN]).is_nan() && log_sum_exp(&[NAN, INF]).is_nan());
    assert_eq!(log_sum_exp(&[INF, 0.0]), INF);
    refused("expm: the matrix has a number that is not finite", || {
        let _ = expm([[NAN, 0.0], [0.0, 1.0]]);
    });
}
