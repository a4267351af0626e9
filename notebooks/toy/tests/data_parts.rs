//! Parts of a data set: nothing lost, nothing twice, and as different as asked.

use toy::prelude::*;

/// Whether the parts hold each of 0..n exactly once.
fn partition(parts: &[Vec<usize>], n: usize) -> bool {
    let mut all = parts.concat();
    all.sort_unstable();
    all.into_iter().eq(0..n)
}

#[test]
fn a_split_keeps_rows_with_their_labels() {
    let mut rng = Rng::seed(1);
    let labels: Vec<usize> = (0..103).collect();
    let x = Tensor::from(&labels).reshape([103, 1]);
    let ((x, y), (x_test, y_test)) = train_test_split(&mut rng, &x, &labels, 0.3);
    assert_eq!((y.len(), y_test.len()), (72, 31));
    assert_eq!(x.to_vec(), Tensor::from(&y).to_vec());
    assert_eq!(x_test.to_vec(), Tensor::from(&y_test).to_vec());
    assert!(partition(&[y, y_test], 103));
}

#[test]
fn folds_test_every_place_once_and_never_train_on_it() {
    let folds = k_fold(&mut Rng::seed(1), 23, 5);
    let tests: Vec<Vec<usize>> = folds.iter().map(|fold| fold.1.clone()).collect();
    assert!(partition(&tests, 23));
    for (train, test) in folds {
        assert!(test.len() == 4 || test.len() == 5);
        assert!(partition(&[train, test], 23));
    }
}

#[test]
fn an_epoch_has_every_place_once() {
    let epoch = batches(&mut Rng::seed(1), 50, 16);
    assert_eq!(
        epoch.iter().map(Vec::len).collect::<Vec<_>>(),
        [16, 16, 16, 2]
    );
    assert!(partition(&epoch, 50));
}

#[test]
fn standard_units_have_mean_zero_and_deviation_one_and_lead_back() {
    let mut rng = Rng::seed(1);
    let x = concat(1, &[&(rng.normals([200, 3]) * 4.0 + 7.0), &ones([200, 1])]);
    let units = Standardiser::fit(&x);
    let z = units.apply(&x);
    assert!(z.mean_axis(0).abs().max().item() < 1e-12);
    let spread = z.square().mean_axis(0).to_vec();
    assert!(
        (spread[0] - 1.0).abs() < 1e-12 && spread[3] == 0.0,
        "{spread:?}"
    );
    assert!((units.invert(z) - x).abs().max().item() < 1e-12);
}

#[test]
fn clients_share_everything_and_skew_falls_with_alpha() {
    let mut rng = Rng::seed(1);
    let labels: Vec<usize> = (0..4000).map(|_| rng.below(10)).collect();
    let alike = split_iid(&mut rng, 4000, 20);
    let sorted = split_by_label(&mut rng, &labels, 20, 2);
    assert!(partition(&alike, 4000) && partition(&sorted, 4000));
    let mut skews = vec![label_skew(&labels, &sorted)];
    for client in &sorted {
        assert_eq!(client.len(), 200);
        let classes = class_counts(&labels_at(&labels, client), 10);
        assert!(
            classes.iter().filter(|&&c| c > 0).count() <= 4,
            "{classes:?}"
        );
    }
    for alpha in [0.01, 0.1, 1.0, 10.0, 1000.0] {
        let parts = split_dirichlet(&mut rng, &labels, 20, alpha);
        assert!(partition(&parts, 4000));
        skews.push(label_skew(&labels, &parts));
    }
    skews.push(label_skew(&labels, &alike));
    assert!(skews[0] > 0.7, "{skews:?}");
    assert!(
        skews[1..6].windows(2).all(|w| w[0] > w[1] + 0.02),
        "{skews:?}"
    );
    assert!(
        skews[1] > 0.75 && skews[5] < 0.1 && skews[6] < 0.15,
        "{skews:?}"
    );
}

#[test]
fn a_covariate_shift_of_a_gaussian_is_its_tilted_twin() {
    // N(0, 1) weighted by exp(s·x) is N(s, 1).
    let mut rng = Rng::seed(1);
    let x = rng.normals([50_000, 2]);
    let moved = x.rows(&covariate_shift(&mut rng, &x, [1.0, 0.0], 0.8, 20_000));
    let means = moved.mean_axis(0).to_vec();
    assert!(
        (means[0] - 0.8).abs() < 0.03 && means[1].abs() < 0.03,
        "{means:?}"
    );
    assert!((std(moved.col(0)) - 1.0).abs() < 0.03);
}

#[test]
fn noisy_labels_are_wrong_as_often_as_asked_and_evenly() {
    let mut rng = Rng::seed(1);
    let clean = vec![1; 9000];
    let counts = class_counts(&label_noise(&mut rng, &clean, 4, 0.3), 4);
    assert!((counts[1] as f64 / 9000.0 - 0.7).abs() < 0.02, "{counts:?}");
    assert!(
        [0, 2, 3]
            .iter()
            .all(|&c: &usize| (counts[c] as f64 / 9000.0 - 0.1).abs() < 0.015)
    );
}

#[test]
fn points_turn_counterclockwise() {
    let axes = tensor([[1.0, 0.0, 5.0], [0.0, 1.0, 7.0]]);
    let turned = rotate_points(&axes, std::f64::consts::FRAC_PI_2);
    let want = tensor([[0.0, 1.0, 5.0], [-1.0, 0.0, 7.0]]);
    assert!((turned - want).abs().max().item() < 1e-15);
}

#[test]
fn a_long_tail_falls_by_its_ratio() {
    let mut rng = Rng::seed(1);
    let labels: Vec<usize> = (0..3000).map(|i| i % 3).collect();
    let kept = long_tail(&mut rng, &labels, 3, 100.0);
    assert_eq!(class_counts(&labels_at(&labels, &kept), 3), [1000, 100, 10]);
}

#[test]
fn an_episode_asks_other_examples_of_the_same_classes() {
    let labels: Vec<usize> = (0..200).map(|i| i % 20).collect();
    let x = Tensor::from(0..200).reshape([200, 1]);
    let task = few_shot(&mut Rng::seed(1), &x, &labels, 5, 3, 4);
    assert_eq!(
        (task.support.shape(), task.query.shape()),
        (vec![15, 1], vec![20, 1])
    );
    let real = |x: &Tensor| {
        x.to_vec()
            .iter()
            .map(|&i| i as usize % 20)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        real(&task.support),
        labels_at(&task.classes, &task.support_labels)
    );
    assert_eq!(
        real(&task.query),
        labels_at(&task.classes, &task.query_labels)
    );
    let mut used = concat(0, &[&task.support, &task.query]).to_vec();
    used.sort_by(f64::total_cmp);
    used.dedup();
    assert_eq!(used.len(), 35);
}

#[test]
#[should_panic(expected = "few_shot: 3 classes with 4 examples each are needed, there are 2")]
fn too_few_examples_are_named() {
    few_shot(
        &mut Rng::seed(1),
        &zeros([8, 1]),
        &[0, 0, 0, 0, 1, 1, 1, 1],
        3,
        2,
        2,
    );
}

#[test]
#[should_panic(expected = "train_test_split: 3 labels do not fit data of shape [4, 2]")]
fn labels_that_do_not_fit_are_named() {
    train_test_split(&mut Rng::seed(1), &zeros([4, 2]), &[0, 1, 0], 0.5);
}
