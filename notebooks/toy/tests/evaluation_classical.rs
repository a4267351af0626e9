//! Classical methods against scikit-learn (`torch/evaluation.py`), and their gradients against central differences.

mod reference;

use reference::Reference;
use toy::prelude::*;

fn whole(all: &Reference, case: &str, name: &str) -> Vec<usize> {
    let numbers = all.tensor(case, name).to_vec();
    numbers.iter().map(|&x| x as usize).collect()
}

#[test]
fn principal_components_agree_with_scikit_learn() {
    let all = Reference::read("evaluation");
    let get = |name| all.tensor("pca", name);
    let pca = Pca::fit(get("x"), 2);
    close_all("components", &pca.components, get("components"), 1e-12);
    close_all("variance", &pca.variance, get("variance"), 1e-13);
    close_all("ratio", &pca.ratio, get("ratio"), 1e-13);
    close_all(
        "transformed",
        pca.transform(get("x")),
        get("transformed"),
        1e-12,
    );
    let whole = Pca::fit(get("x"), 4);
    close_all(
        "there and back",
        whole.inverse_transform(whole.transform(get("x"))),
        get("x"),
        1e-13,
    );
    // Fewer points than dimensions.
    assert_eq!(
        Pca::fit(get("x").t().slice(0, 0..3), 2).components.shape(),
        [2, 20]
    );
}

#[test]
fn clusters_agree_with_scikit_learn() {
    let all = Reference::read("evaluation");
    let get = |name| all.tensor("clusters", name);
    let found = KMeans::from_centres(get("x"), get("start"));
    close_all("centres", &found.centres, get("centres"), 1e-13);
    assert_eq!(found.labels, whole(&all, "clusters", "labels"));
    close("inertia", found.inertia, get("inertia").item(), 1e-12);
    let best = KMeans::fit(&mut Rng::seed(3), get("x"), 3);
    close("by k-means++", best.inertia, found.inertia, 1e-12);
    assert_eq!(best.predict(get("x")), best.labels);
    // More centres than different points.
    assert_eq!(
        KMeans::fit(&mut Rng::seed(3), [[1.0], [1.0], [2.0]], 3).inertia,
        0.0
    );
    let mixture = GaussianMixture::from_means(get("x"), get("start"));
    close_all("weights", &mixture.weights, get("weights"), 1e-4);
    close_all("means", &mixture.means, get("means"), 1e-4);
    for (k, c) in mixture.covariances.iter().enumerate() {
        close_all("covariance", c, get("covariances").row(k), 1e-4);
    }
    let few = get("x").slice(0, 0..5);
    close_all("ln p", mixture.log_prob(&few), get("log_prob"), 1e-3);
    check_grad("ln p", |x| mixture.log_prob(x).sum(), &few);
    let draws = mixture.samples(&mut Rng::seed(1), 4000);
    let mean = (mixture.weights.unsqueeze(0))
        .matmul(&mixture.means)
        .flatten();
    close_all("the mean of draws", draws.mean_axis(0), mean, 0.1);
}

#[test]
fn linear_classifiers_agree_with_scikit_learn() {
    let all = Reference::read("evaluation");
    let get = |name| all.tensor("regression", name);
    let classes = whole(&all, "regression", "classes");
    let model = SoftmaxRegression::fit(get("x"), &classes, 3, 0.5);
    close_all("weights", &model.weights, get("weights"), 1e-5);
    close_all(
        "probabilities",
        model.probs(get("x").slice(0, 0..6)),
        get("probs"),
        1e-6,
    );
    let model = LogisticRegression::fit(get("x"), &whole(&all, "regression", "binary"), 0.5);
    close_all("coefficient", &model.weights, get("coefficient"), 1e-5);
    close("intercept", model.bias, get("intercept").item(), 1e-5);
}

#[test]
fn a_linear_probe_reads_what_is_linear_and_nothing_else() {
    let mut rng = Rng::seed(1);
    let x = rng.normals([400, 5]);
    let labels = |y: Tensor| {
        y.to_vec()
            .iter()
            .map(|&y| usize::from(y > 0.0))
            .collect::<Vec<_>>()
    };
    let linear = labels(x.col(0) - 2.0 * x.col(3));
    assert!(linear_probe(&x, &linear) > 0.95);
    assert!(linear_probe(&x * 1e-6 + 5.0, &linear) > 0.95);
    let product = labels(x.col(0) * x.col(3));
    close("chance", linear_probe(&x, &product), 0.5, 0.1);
    assert_eq!(linear_probe(&x, &product), linear_probe(&x, &product));
    // A constant feature harms nothing.
    assert!(linear_probe(concat(1, &[&x, &ones([400, 1])]), &linear) > 0.95);
}

#[test]
fn kernel_methods_agree_with_scikit_learn() {
    let all = Reference::read("evaluation");
    let get = |name| all.tensor("kernels", name);
    let (x, y, new) = (get("x"), get("y"), get("new"));
    let ridge = KernelRidge::fit(&x, &y, 0.8, 0.3);
    close_all("ridge", ridge.predict(&new), get("ridge"), 1e-12);
    let gp = GaussianProcess::fit(&x, &y, 1.5, 0.8, 0.2);
    let (mean, variance) = gp.predict(&new);
    close_all("mean", mean, get("mean"), 1e-11);
    close_all("variance", variance, get("variance"), 1e-11);
    close(
        "evidence",
        gp.log_marginal_likelihood(),
        get("evidence").item(),
        1e-10,
    );
    let density = KernelDensity::new(&x, 0.6);
    close_all("density", density.log_prob(&new), get("density"), 1e-12);
    assert_eq!(
        knn_classify(&new, &x, &whole(&all, "regression", "classes"), 5),
        whole(&all, "kernels", "neighbours")
    );
    assert_eq!(
        nearest_neighbors(&new, &x, 5).concat(),
        whole(&all, "kernels", "nearest")
    );
    assert_eq!(
        knn_regress([[0.4]], [[0.0], [1.0], [9.0]], [2.0, 4.0, 100.0], 2).to_vec(),
        [3.0]
    );
    check_grad("the kernel", |x| rbf_kernel(x, &new, 0.7).sum(), &new);
    check_grad("ridge", |x| ridge.predict(x).sum(), &new);
    check_grad(
        "mean and variance",
        |x| {
            let (m, v) = gp.predict(x);
            m.sum() + v.sum()
        },
        &new,
    );
    check_grad("density", |x| density.log_prob(x).sum(), &new);
}

#[test]
fn random_features_approximate_the_kernel() {
    let x = Rng::seed(1).normals([8, 3]);
    let features = RandomFourier::new(&mut Rng::seed(2), 3, 20_000, 1.3).transform(&x);
    close_all(
        "the kernel",
        features.matmul(&features.t()),
        rbf_kernel(&x, &x, 1.3),
        0.03,
    );
}

#[test]
fn the_plane_of_tsne_keeps_clusters_and_is_the_same_every_time() {
    let (x, labels) = Mixture::new(eye(4) * 4.0, 0.4).sample(&mut Rng::seed(1), 60);
    let plane = tsne(&mut Rng::seed(2), &x, 10.0);
    assert_eq!(plane.shape(), [60, 2]);
    assert!(silhouette(&plane, &labels) > 0.6);
    assert_eq!(plane.to_vec(), tsne(&mut Rng::seed(2), &x, 10.0).to_vec());
}
