//! Least Squares Generative Adversarial Networks (X. Mao, Q. Li, H. Xie and others, ICCV 2017).
//!
//! The discriminator regresses on numbers, a for fakes and b for data; the generator wants its fakes to score c:
//!
//!   min_D  ½ E_data (D(x) - b)² + ½ E_z (D(G(z)) - a)²          min_G  ½ E_z (D(G(z)) - c)²
//!
//! The best discriminator is D* = (b p_d + a p_g) / (p_d + p_g). If b - c = 1 and b - a = 2, then
//!
//!   E_d (D* - c)² + E_g (D* - c)² = χ²_Pearson(p_d + p_g ‖ 2 p_g) = ∫ (p_d - p_g)² / (p_d + p_g)
//!
//! With the common targets 0 and 1 this identity does not hold. The generator's slope at a fake of score s is s - c: it
//! grows with the distance from the boundary, where cross entropy's dies away.
//!
//! Measured: the identity on a grid; the slopes; a generator N(θ, ½) that starts 8 standard deviations away from data
//! N(4, ½), against a linear discriminator. The saturating loss stays behind only if the discriminator keeps up: it
//! takes Adam (with gradient descent of the same rate it lags, and θ reaches 2.8 of 4). Shown, not claimed: how many
//! Gaussians of a ring small networks find. Cross entropy finds (nearly) all; least squares finds all with the targets
//! (0, 1, 1), but not with (-1, 1, 0).
//!
//! Where the toy differs: no images and no convolutions.
//!
//! `cargo run -p papercell-toy --example lsgan -- figure.svg` also draws the figure.

use toy::prelude::*;

const SEEDS: usize = 5;

/// What the discriminator and the generator minimise, given scores of data and of fakes.
#[derive(Clone, Copy)]
enum Rule {
    LeastSquares([f64; 3]), // a, b, c
    Saturating,             // cross entropy; the generator minimises E ln(1 - σ(s))
    NonSaturating,          // cross entropy; the generator minimises -E ln σ(s)
}
use Rule::{LeastSquares, NonSaturating, Saturating};

const CHI_SQUARED: [f64; 3] = [-1.0, 1.0, 0.0];
const COMMON: [f64; 3] = [0.0, 1.0, 1.0];
const RULES: [(&str, Rule); 4] = [
    ("least squares", LeastSquares(CHI_SQUARED)),
    ("saturating", Saturating),
    ("non-saturating", NonSaturating),
    ("least squares, 0 and 1", LeastSquares(COMMON)),
];

/// ½ E (s - target)²
fn square_loss(scores: &Tensor, target: f64) -> Tensor {
    0.5 * (scores - target).square().mean()
}

impl Rule {
    fn discriminator(self, real: &Tensor, fake: &Tensor) -> Tensor {
        match self {
            LeastSquares([a, b, _]) => square_loss(real, b) + square_loss(fake, a),
            Saturating | NonSaturating => gan_critic_loss(real, fake),
        }
    }

    fn generator(self, fake: &Tensor) -> Tensor {
        match self {
            LeastSquares([_, _, c]) => square_loss(fake, c),
            Saturating => -bce_with_logits(fake, &zeros(fake.shape())),
            NonSaturating => gan_generator_loss(fake),
        }
    }
}

/// 2C(G) at the best discriminator, the χ² divergence, and the slope of the discriminator's loss there, which is 0.
fn divergences([a, b, c]: [f64; 3]) -> [f64; 3] {
    let x = linspace(-10.0, 10.0, 2001);
    let dx = x.at(1) - x.at(0);
    let density = |means: Tensor, sd| Mixture::new(means, sd).log_prob(x.unsqueeze(1)).exp();
    let data = density(tensor([[-2.0], [2.0]]), 0.7);
    let fake = density(tensor([[-1.5], [-1.5], [-1.5], [3.0]]), 1.0);
    let both = &data + &fake;
    let best = param((b * &data + a * &fake) / &both);
    let loss = (0.5 * &data * (&best - b).square() + 0.5 * &fake * (&best - a).square()).sum() * dx;
    let cost = (&both * (&best - c).square()).sum() * dx;
    let chi2 = ((&both - 2.0 * &fake).square() / &both).sum() * dx;
    [
        cost.item(),
        chi2.item(),
        grad1(&loss, &best).abs().max().item(),
    ]
}

/// |∂ loss / ∂ score| of one fake, for each score.
fn slopes(rule: Rule, scores: &Tensor) -> Tensor {
    let s = param(scores);
    (grad1(&rule.generator(&s), &s) * s.len() as f64).abs()
}

/// Data N(4, ½), fakes N(θ, ½) from θ = 0, discriminator w·x + v with 20 updates for each of the generator's: all θ.
fn shift(rule: Rule, seed: u64) -> Vec<f64> {
    let mut rng = Rng::seed(seed);
    let theta = param([0.0]);
    let critic = Linear::zero(1, 1);
    let mut up = Adam::new(critic.params(), 0.05);
    let mut down = Sgd::new([&theta], 0.05);
    let mut path = vec![theta.item()];
    for _ in 0..300 {
        for _ in 0..20 {
            let real = critic.forward(&(4.0 + 0.5 * rng.normals([64, 1])));
            let fake = critic.forward(&(theta.detach() + 0.5 * rng.normals([64, 1])));
            up.step(&rule.discriminator(&real, &fake));
        }
        down.step(&rule.generator(&critic.forward(&(&theta + 0.5 * rng.normals([64, 1])))));
        path.push(theta.item());
    }
    path
}

/// A small GAN on a ring of 8 Gaussians: how many of them get at least 2% of 1000 fakes within three of their widths.
fn modes_found(rule: Rule, seed: u64) -> usize {
    let mut rng = Rng::seed(seed);
    let ring = Mixture::ring(8, 2.0, 0.2);
    let generator = Mlp::new(&mut rng, &[8, 32, 32, 2], Act::Relu);
    let critic = Mlp::new(&mut rng, &[2, 32, 32, 1], Act::Relu);
    let mut up = Adam::new(critic.params(), 2e-3).betas(0.5, 0.999);
    let mut down = Adam::new(generator.params(), 2e-3).betas(0.5, 0.999);
    for _ in 0..1000 {
        let fake = generator.forward(&rng.normals([64, 8]));
        let real = ring.samples(&mut rng, 64);
        up.step(&rule.discriminator(&critic.forward(&real), &critic.forward(&fake.detach())));
        down.step(&rule.generator(&critic.forward(&fake)));
    }
    let fakes = no_grad(|| generator.forward(&rng.normals([1000, 8])));
    let found = mode_coverage(fakes, &ring.means, 3.0 * ring.sd);
    found.counts.iter().filter(|&&count| count >= 20).count()
}

fn main() {
    // (a) The identity: it holds for the paper's targets and not for 0 and 1.
    let mut rows = table(&["targets a, b, c", "2C(G)", "χ²", "slope at D*"]);
    let [right, common] = [CHI_SQUARED, COMMON].map(divergences);
    for (targets, found) in [(CHI_SQUARED, right), (COMMON, common)] {
        rows.push((format!("{targets:?}"), found[0], found[1], found[2]));
    }
    display(&rows);
    claim("best-discriminator").below(right[2].max(common[2]), 1e-12);
    claim("chi-squared").below((right[0] - right[1]).abs(), 1e-6);
    claim("not-with-0-and-1").above((common[0] - common[1]).abs(), 1e-2);

    // (b) Slopes at fakes that the discriminator takes for data with a large margin (σ(s) > 0.98).
    let scores = linspace(-8.0, 8.0, 161);
    let all = RULES.map(|(_, rule)| slopes(rule, &scores));
    let accepted: Vec<usize> = (0..161).filter(|&i| scores.at(i) >= 4.0).collect();
    let [ratio, common] = [0, 3].map(|i| (&all[i] / &all[2]).rows(&accepted).min());
    claim("far-side-still-pulled")
        .above(ratio, 10.0)
        .above(common, 10.0);

    // (c) From one side of the data to the data.
    let paths = RULES.map(|(_, rule)| tensor(over_seeds(SEEDS, |seed| shift(rule, seed))));
    let ends = paths.each_ref().map(|path| path.col(300));
    let modes = RULES.map(|(_, rule)| over_seeds(SEEDS, |seed| modes_found(rule, seed) as f64));
    let mut rows = table(&["generator's loss", "θ after 300 steps", "modes of 8"]);
    for (((name, _), end), modes) in RULES.iter().zip(&ends).zip(&modes) {
        rows.push((*name, estimate(end), estimate(modes)));
    }
    display(&rows.caption("The data's mean is 4. Means with 95% intervals."));
    claim("arrives")
        .below((&ends[0] - 4.0).abs().max(), 0.3)
        .below((&ends[3] - 4.0).abs().max(), 0.3);
    claim("saturating-stays").below(ends[1].max(), 0.4);
    verdict();

    if let Some(file) = std::env::args().nth(1) {
        let mut slope = plot("How strongly the generator is pulled")
            .x("score D of a fake (boundary: 0; right: taken for data)")
            .y("|∂ loss / ∂ score|")
            .y_range(0.0, 4.0)
            .vline(0.0, "");
        let mut path = plot("A fake on its way to data at 4")
            .x("generator step")
            .y("mean of the fakes, θ");
        for (i, (name, _)) in RULES.iter().enumerate().take(3) {
            slope = slope.line(name, &scores, &all[i]);
            path = path.runs(name, 0..301, &paths[i]);
        }
        let figure = panels(1, &[slope, path.hline(4.0, "data")]).caption(
            "Above: least squares pulls in proportion to the distance from the boundary, on both sides; each cross \
             entropy lets go on one. Below: the saturating loss gives a start that is surely fake no way to go.",
        );
        std::fs::write(file, figure.svg()).expect("the figure is written");
    }
    claims_must_hold();
}
