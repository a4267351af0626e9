//! Layers one after the other.

use toy::prelude::*;

fn network() -> Sequential {
    let mut rng = Rng::seed(1);
    Sequential::new()
        .then(Conv2d::new(&mut rng, 1, 4, 3))
        .act(Act::Relu)
        .map(|x| x.max_pool2d(2, 2))
        .flat()
        .then(Linear::new(&mut rng, 4 * 3 * 3, 10))
}

#[test]
fn it_is_the_layers_by_hand() {
    let mut rng = Rng::seed(1);
    let conv = Conv2d::new(&mut rng, 1, 4, 3);
    let linear = Linear::new(&mut rng, 36, 10);
    let (x, _) = digits(&mut Rng::seed(2), 5);
    let by_hand = linear.forward(&conv.forward(&x).relu().max_pool2d(2, 2).reshape([5, 36]));
    assert_eq!(network().forward(&x).to_vec(), by_hand.to_vec());
    assert_eq!(network().count(), conv.count() + linear.count());
    assert_eq!(Sequential::new().forward(&x).to_vec(), x.to_vec());
}

#[test]
fn every_parameter_learns_and_a_clone_sees_it() {
    let net = network();
    let twin = net.clone();
    let (x, labels) = digits(&mut Rng::seed(2), 64);
    let before: Vec<Vec<f64>> = net.params().iter().map(Tensor::to_vec).collect();
    let loss = || cross_entropy(&net.forward(&x), &labels);
    let first = loss().item();
    let mut opt = Adam::new(net.params(), 1e-2);
    for _ in 0..50 {
        opt.step(&loss());
    }
    assert!(loss().item() < 0.5 * first);
    for (p, old) in twin.params().iter().zip(before) {
        assert_ne!(p.to_vec(), old);
    }
}

#[test]
fn it_goes_to_other_threads_and_says_its_parameters() {
    let scores = over_seeds(2, |_| network().count());
    assert_eq!(scores[0], scores[1]);
    let text = format!("{:?}", network());
    assert_eq!(
        text,
        "Sequential with parameters [[4, 1, 3, 3], [4], [36, 10], [10]]"
    );
}
