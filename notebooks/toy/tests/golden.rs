//! The same bits on every machine: numbers that must never change, and training that repeats itself exactly.

use toy::prelude::*;

/// A hash of the bits of some numbers (FNV-1a), so that one line fixes many of them.
fn bits(numbers: impl Into<Tensor>) -> u64 {
    let bytes = numbers.into().to_vec();
    let bytes = bytes.iter().flat_map(|x| x.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn random_numbers() {
    let mut rng = Rng::seed(2017);
    let first = [rng.bits(), rng.bits(), rng.bits()];
    println!("{first:?}");
    let uniforms = rng.uniforms(100);
    let normals = rng.normals(100);
    let gumbels = rng.gumbels(100);
    let places = rng.indices(1000, 100);
    let order = rng.permutation(100);
    let child = rng.split().uniforms(10);
    let found = [
        bits(uniforms),
        bits(normals),
        bits(gumbels),
        bits(places),
        bits(order),
        bits(child),
    ];
    println!("{found:#x?}");
    assert_eq!(first, FIRST);
    assert_eq!(found, FOUND);
}

#[test]
fn functions() {
    let x = linspace(-6.0, 6.0, 1001);
    let y = linspace(0.01, 30.0, 1001);
    let found = [
        x.exp(),
        y.ln(),
        x.tanh(),
        x.sin(),
        x.erf(),
        x.normal_cdf(),
        y.powf(0.3),
        x.gelu(),
    ]
    .map(bits);
    println!("{found:#x?}");
    assert_eq!(found, FUNCTIONS);
}

/// A short training with everything in it.
fn trained(seed: u64) -> Tensor {
    let mut rng = Rng::seed(seed);
    let net = Mlp::new(&mut rng, &[2, 33, 17, 3], Act::Silu);
    let mut opt = Adam::new(net.params(), 3e-3)
        .clip(1.0)
        .schedule(Schedule::Cosine {
            steps: 60,
            floor: 0.1,
        });
    for _ in 0..60 {
        let x = rng.normals([50, 2]);
        let labels = x.argmax();
        opt.step(&cross_entropy(&net.forward(&x), &labels));
    }
    concat(
        0,
        &net.params()
            .iter()
            .map(Tensor::flatten)
            .collect::<Vec<_>>()
            .iter()
            .collect::<Vec<_>>(),
    )
}

#[test]
fn training() {
    let found = bits(trained(7));
    println!("{found:#x}");
    assert_eq!(found, TRAINED);
    // Side by side on all cores: the same.
    assert_eq!(over_seeds(8, |seed| bits(trained(seed)))[7], TRAINED);
}

const FIRST: [u64; 3] = [
    15911864215892620972,
    11070097849148133230,
    18339293108428838506,
];
const FOUND: [u64; 6] = [
    0x2df8623b7ce1a9e6,
    0xd70e474c7d83dbde,
    0x120f8b4b2d6f7b51,
    0x64db50d26514def3,
    0x5519fa556892aa04,
    0x273c380bda2a605a,
];
const FUNCTIONS: [u64; 8] = [
    0xe21bbcc71314f24d,
    0x90f4afb879267bf4,
    0x4d23a416a6e56c0a,
    0xe9b1641efadeb6b4,
    0x8bdcf80c77fec09d,
    0x2d64eb873d5b5cbb,
    0xb111e1b618f2c2da,
    0x7323c5c075182d88,
];
const TRAINED: u64 = 0x27169731421d400e;
