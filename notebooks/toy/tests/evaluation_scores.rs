//! Scores, tests and distances against scikit-learn and SciPy (`torch/evaluation.py`), and against closed forms.

mod reference;

use reference::Reference;
use toy::prelude::*;
use toy::stats::{student_t_cdf, student_t_quantile};

/// Whole numbers of a case.
fn whole(all: &Reference, case: &str, name: &str) -> Vec<usize> {
    let numbers = all.tensor(case, name).to_vec();
    numbers.iter().map(|&x| x as usize).collect()
}

#[test]
fn rankings_agree_with_scikit_learn() {
    let all = Reference::read("evaluation");
    let get = |name| all.tensor("ranking", name);
    let labels = whole(&all, "ranking", "labels");
    let scores = get("scores");
    close("area", roc_auc(&scores, &labels), get("auc").item(), 1e-14);
    close(
        "average precision",
        average_precision(&scores, &labels),
        get("ap").item(),
        1e-14,
    );
    let curve = roc_curve(&scores, &labels);
    close_all("false positives", curve.false_positive, get("fpr"), 1e-15);
    close_all("true positives", curve.true_positive, get("tpr"), 1e-15);
    let curve = pr_curve(&scores, &labels);
    assert_eq!(curve.recall.last(), Some(&1.0));
    assert!(curve.thresholds.is_sorted_by(|a, b| a > b));
    // Scores that are all equal tell nothing.
    assert_eq!(roc_auc(zeros(40), &labels), 0.5);
}

#[test]
fn class_scores_agree_with_scikit_learn() {
    let all = Reference::read("evaluation");
    let get = |name| all.tensor("classes", name);
    let (predicted, truth) = (
        whole(&all, "classes", "predicted"),
        whole(&all, "classes", "truth"),
    );
    let m = confusion_matrix(&predicted, &truth, 3);
    close_all("confusion", m.to_tensor(), get("confusion"), 0.0);
    let each = |f: &dyn Fn(usize) -> f64| (0..3).map(f).collect::<Tensor>();
    close_all(
        "precision",
        each(&|i| m.precision(i)),
        get("precision"),
        1e-15,
    );
    close_all("recall", each(&|i| m.recall(i)), get("recall"), 1e-15);
    close_all("F1", each(&|i| m.f1(i)), get("f1"), 1e-15);
    close("macro F1", m.macro_f1(), get("macro").item(), 1e-15);
    close(
        "balanced",
        m.balanced_accuracy(),
        get("balanced").item(),
        1e-15,
    );
    close(
        "accuracy",
        accuracy(&predicted, &truth),
        get("accuracy").item(),
        1e-15,
    );
    assert_eq!(m.accuracy(), accuracy(&predicted, &truth));
    close(
        "Rand",
        adjusted_rand_index(&predicted, &truth),
        get("rand").item(),
        1e-14,
    );
    close(
        "information",
        normalized_mutual_info(&predicted, &truth),
        get("nmi").item(),
        1e-14,
    );
    assert_eq!(normalized_mutual_info(&[0, 0, 1], &[4, 4, 2]), 1.0);
}

#[test]
fn calibration_agrees_with_scikit_learn() {
    let all = Reference::read("evaluation");
    let probs = all.tensor("calibration", "probs");
    let truth = whole(&all, "calibration", "truth");
    let number = |name| all.number("calibration", name);
    close(
        "error",
        expected_calibration_error(&probs, &truth, 10),
        number("ece"),
        1e-14,
    );
    close("Brier", brier_score(&probs, &truth), number("brier"), 1e-14);
    let bins = reliability(&probs, &truth, 10);
    assert_eq!(bins.iter().map(|b| b.count).sum::<usize>(), truth.len());
    assert!(
        bins.iter()
            .all(|b| b.count == 0 || (b.low <= b.confidence && b.confidence <= b.high))
    );
    // A certain prediction belongs to the last bin.
    assert_eq!(reliability([[0.0, 1.0]], &[1], 4)[3].count, 1);
}

#[test]
fn series_agree_with_scipy() {
    let all = Reference::read("evaluation");
    let number = |name| all.number("series", name);
    let (u, v) = (all.tensor("series", "u"), all.tensor("series", "v"));
    close("Pearson", pearson(&u, &v), number("pearson"), 1e-14);
    close("Spearman", spearman(&u, &v), number("spearman"), 1e-14);
    close("Kendall", kendall(&u, &v), number("kendall"), 1e-14);
    close_all("ranks", ranks(&u), all.tensor("series", "ranks"), 0.0);
    close("R²", r_squared(&u, &v), number("r2"), 1e-14);
    close("MAE", mae(&u, &v), number("mae"), 1e-14);
    close("RMSE", rmse(&u, &v), number("rmse"), 1e-14);
    close(
        "information",
        mutual_information(&u, &v, 5),
        number("information"),
        1e-14,
    );
    close_all(
        "counts",
        histogram(&u, 6, -2.0, 2.0).0,
        all.tensor("series", "counts"),
        0.0,
    );
    close(
        "W₁",
        wasserstein(u.slice(0, 0..17), &v),
        number("w1"),
        1e-14,
    );
}

#[test]
fn groups_agree_with_scipy() {
    let all = Reference::read("evaluation");
    let number = |name| all.number("groups", name);
    let (u, v) = (all.tensor("series", "u"), all.tensor("series", "v"));
    let first = u.slice(0, 0..9);
    let welch = welch_test(&first, v.slice(0, 0..14));
    close("t", welch.t, number("t"), 1e-13);
    close("degrees", welch.degrees, number("df"), 1e-12);
    close("p", welch.p, number("p"), 1e-13);
    let paired = paired_t_test(&u, &v);
    close("paired t", paired.t, number("paired_t"), 1e-13);
    close("paired p", paired.p, number("paired_p"), 1e-13);
    let interval = t_interval(&first, 0.95);
    close_all(
        "interval",
        [interval.low, interval.high],
        all.tensor("groups", "interval"),
        1e-13,
    );
    let grid = all.tensor("groups", "grid").to_rows();
    let cdf: Tensor = grid.iter().map(|at| student_t_cdf(at[0], at[1])).collect();
    close_all("P(T ≤ t)", cdf, all.tensor("groups", "cdf"), 1e-13);
    let quantiles: Tensor = [1.0, 2.0, 5.0, 30.0]
        .iter()
        .map(|&d| student_t_quantile(0.975, d))
        .collect();
    close_all(
        "quantiles",
        quantiles,
        all.tensor("groups", "quantiles"),
        1e-11,
    );
}

#[test]
fn differences_of_groups_are_found() {
    // Means 2 and 6, variances 1 and 4.
    let d = cohens_d([1.0, 2.0, 3.0], [4.0, 6.0, 8.0]);
    close("d", d, -4.0 / 2.5f64.sqrt(), 1e-15);
    let p = permutation_test(&mut Rng::seed(1), [1.0, 2.0], [3.0, 4.0], 20_000);
    close("2 of 6 divisions", p, 1.0 / 3.0, 0.01);
    assert_eq!(
        permutation_test(&mut Rng::seed(1), [1.0, 1.0], [1.0, 1.0], 99),
        1.0
    );
    let gain = paired_estimate([2.0, 3.5, 5.0], [1.0, 2.5, 4.0]);
    assert_eq!((gain.low, gain.mean, gain.high), (1.0, 1.0, 1.0));
    let e = bootstrap([1.0, 2.0, 3.0, 4.0, 5.0], &|x| mean(x), 0.95);
    close_all(
        "as estimate",
        [e.low, e.high],
        [
            estimate([1.0, 2.0, 3.0, 4.0, 5.0]).low,
            estimate([1.0, 2.0, 3.0, 4.0, 5.0]).high,
        ],
        1e-12,
    );
    let t = welch_test([1.0, 1.0], [2.0, 2.0]);
    assert_eq!((t.p, welch_test([1.0, 1.0], [1.0, 1.0]).p), (0.0, 1.0));
}

#[test]
fn distances_of_samples_agree_with_scikit_learn_and_scipy() {
    let all = Reference::read("evaluation");
    let number = |name| all.number("samples", name);
    let (one, two) = (all.tensor("samples", "one"), all.tensor("samples", "two"));
    close("MMD²", mmd(&one, &two, 1.5), number("mmd"), 1e-14);
    close(
        "Fréchet",
        frechet_distance(&one, &two),
        number("frechet"),
        1e-12,
    );
    close("median", median_distance(&one), number("median"), 1e-14);
    let clusters = whole(&all, "samples", "clusters");
    close(
        "silhouette",
        silhouette(&one, &clusters),
        number("silhouette"),
        1e-14,
    );
    // A shift has the same W₂ in one dimension in every projection: |shift|·|cos|; its root mean square is |shift|/√d.
    let shifted = &one + tensor([1.0, 2.0, 2.0]);
    let sliced = sliced_wasserstein(&mut Rng::seed(1), &one, shifted, 2000);
    close("sliced", sliced, 3.0 / 3.0f64.sqrt(), 0.03);
    assert_eq!(kl_histogram([1.0, 2.0, 3.0], [1.0, 2.0, 3.0], 5), 0.0);
    // Counts 2 and 0, against 1 and 1; one half more each: 5/6 and 1/6 against 1/2.
    let want = 5.0 / 6.0 * ln(5.0 / 3.0) + 1.0 / 6.0 * ln(1.0 / 3.0);
    close("KL", kl_histogram([0.0, 0.1], [0.0, 1.0], 2), want, 1e-14);
}

#[test]
fn coverage_counts_modes_and_neighbours() {
    let ring = Mixture::ring(8, 2.0, 0.05);
    let found = mode_coverage(ring.samples(&mut Rng::seed(1), 400), &ring.means, 0.15);
    assert_eq!((found.covered, found.counts.len()), (8, 8));
    close("quality", found.quality, 0.989, 0.011); // P(|z| < 3) in two dimensions
    let found = mode_coverage([[2.0, 0.0], [2.0, 0.01], [0.0, 0.0]], &ring.means, 0.15);
    assert_eq!(
        (found.counts[0], found.covered, found.quality),
        (2, 1, 2.0 / 3.0)
    );
    let line = |from: usize| (from..from + 4).map(|i| [i as f64]).collect::<Vec<_>>();
    // Neighbours 1 apart: the points 3 to 6 against 0 to 3; 3 and 4 are near.
    assert_eq!(sample_precision_recall(line(3), line(0), 1), (0.5, 0.5));
    assert_eq!(sample_precision_recall(line(9), line(0), 1), (0.0, 0.0));
}

#[test]
fn representations_agree_with_the_papers_formulas() {
    let all = Reference::read("evaluation");
    let get = |name| all.tensor("representations", name);
    let (x, y) = (get("x"), get("y"));
    close(
        "linear CKA",
        linear_cka(&x, &y),
        get("linear").item(),
        1e-13,
    );
    close("RBF CKA", rbf_cka(&x, &y, 0.5), get("rbf").item(), 1e-13);
    close_all("CCA", cca(&x, &y), get("cca"), 1e-13);
    close("PWCCA", pwcca(&x, &y), get("pwcca").item(), 1e-13);
    // SciPy's disparity fits a scale, too: 1 − (Σs)², where ours is 2 − 2Σs.
    let sum = (1.0 - get("procrustes").item()).sqrt();
    close(
        "Procrustes",
        procrustes_distance(&x, y.slice(1, 0..3)),
        2.0 - 2.0 * sum,
        1e-13,
    );
    close(
        "all of the variance",
        svcca(&x, &y, 1.0),
        cca(&x, &y).mean().item(),
        1e-13,
    );
    let turn = qr(Rng::seed(1).normals([3, 3])).0;
    let turned = 2.0 * x.matmul(&turn) + 1.0;
    close("CKA of a turned one", linear_cka(&x, &turned), 1.0, 1e-13);
    close(
        "SVCCA of a turned one",
        svcca(&x, &turned, 0.99),
        1.0,
        1e-13,
    );
    close(
        "Procrustes of a turned one",
        procrustes_distance(&x, turned),
        0.0,
        1e-13,
    );
}

#[test]
fn token_sequences_have_known_scores() {
    let (candidate, reference) = (vec![1, 2, 3, 4, 9], vec![1, 2, 3, 4, 5, 6]);
    // Precisions 4/5, 3/4, 2/3, 1/2: their product is 1/5. Five tokens for six.
    let want = exp(1.0 - 6.0 / 5.0) * powf(0.2, 0.25);
    close(
        "BLEU",
        bleu(
            std::slice::from_ref(&candidate),
            &[vec![reference.clone()]],
            4,
        ),
        want,
        1e-15,
    );
    assert_eq!(bleu(&[vec![7, 8]], &[vec![reference.clone()]], 2), 0.0);
    // A repeated word counts as often as the reference has it: 1 of 3.
    close(
        "clipped",
        bleu(&[vec![1, 1, 1]], &[vec![vec![1, 2, 3]]], 1),
        1.0 / 3.0,
        1e-15,
    );
    assert_eq!(edit_distance(&candidate, &reference), 2);
    assert_eq!(
        (edit_distance(&[], &[1, 2]), edit_distance(&[1, 2], &[])),
        (2, 2)
    );
    assert_eq!(ngram_counts(&[1, 1, 1], 2)[&vec![1, 1]], 2);
    assert!(ngram_counts(&[1], 2).is_empty());
}
