//! Distributions of counts: Bernoulli, binomial, Poisson.

use super::{draws, expect_pair, expect_points, expect_positive, inside, x_ln_y};
use crate::math;
use crate::tensor::Tensor;

/// Independent coins: 1 with probability p, else 0.
///
/// ```
/// # use toy::prelude::*;
/// let coin = Bernoulli::new([0.5, 0.25]);
/// close_all("ln P(1)", coin.log_prob(1.0), [ln(0.5), ln(0.25)], 1e-12);
/// close_all("p(1 − p)", coin.variance(), [0.25, 0.1875], 1e-12);
/// assert_eq!((coin.shape(), coin.mean().to_vec()), (vec![2], vec![0.5, 0.25]));
/// close("ln 2", coin.entropy().at([0]), ln(2.0), 1e-12);
/// close("from a network", Bernoulli::from_logits(0.0).kl(&Bernoulli::new(0.5)).item(), 0.0, 1e-12);
/// assert_eq!(coin.samples(&mut Rng::seed(1), 5).shape(), [5, 2]); // `sample`: one draw
/// ```
#[derive(Clone, Debug)]
pub struct Bernoulli {
    /// Probabilities of 1.
    pub probs: Tensor,
    /// ln p/(1 − p); finite also where p is 0 or 1 (p is then taken one rounding error away from it).
    pub logits: Tensor,
}

draws!(Bernoulli: probs; |rng| f64::from(u8::from(rng.coin(probs))));

impl Bernoulli {
    /// From probabilities of 1.
    #[track_caller]
    pub fn new(probs: impl Into<Tensor>) -> Bernoulli {
        let probs = probs.into();
        expect_probabilities("Bernoulli", &probs);
        let p = probs.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
        let logits = p.ln() - (1.0 - p).ln();
        Bernoulli { probs, logits }
    }

    /// From logits ln p/(1 − p), as a network gives them.
    pub fn from_logits(logits: impl Into<Tensor>) -> Bernoulli {
        let logits = logits.into();
        Bernoulli {
            probs: logits.sigmoid(),
            logits,
        }
    }

    /// ln P(X = x) = x·l − ln(1 + eˡ) with the logit l; x is 0 or 1.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        expect_points("Bernoulli", &x, &self.shape());
        x * &self.logits - self.logits.softplus()
    }

    /// −p·ln p − (1 − p)·ln(1 − p).
    pub fn entropy(&self) -> Tensor {
        self.logits.softplus() - &self.logits * self.logits.sigmoid()
    }

    /// p.
    pub fn mean(&self) -> Tensor {
        self.probs.clone()
    }

    /// p·(1 − p).
    pub fn variance(&self) -> Tensor {
        &self.probs * (1.0 - &self.probs)
    }

    /// KL(self ‖ other) = p·ln(p/q) + (1 − p)·ln((1 − p)/(1 − q)).
    #[track_caller]
    pub fn kl(&self, other: &Bernoulli) -> Tensor {
        expect_pair("Bernoulli", &self.probs, &other.probs);
        let (l, m) = (&self.logits, &other.logits);
        l.sigmoid() * (l - m) - l.softplus() + m.softplus()
    }
}

#[track_caller]
fn expect_probabilities(distribution: &str, probs: &Tensor) {
    if let Some(bad) = probs.to_vec().iter().find(|p| !(0.0..=1.0).contains(*p)) {
        panic!("{distribution}: probabilities must be between 0 and 1, got {bad}");
    }
}

/// How many of a number of coins show 1.
///
/// ```
/// # use toy::prelude::*;
/// let heads = Binomial::new(3, 0.5);
/// close("C(3, 2)/2³", exp(heads.log_prob(2.0).item()), 3.0 / 8.0, 1e-12);
/// assert_eq!((heads.mean().item(), heads.variance().item()), (1.5, 0.75));
/// close("one coin", Binomial::new(1, 0.5).entropy().item(), ln(2.0), 1e-12);
/// let draws = heads.samples(&mut Rng::seed(1), 9); // n draws
/// assert_eq!((heads.shape(), draws.shape()), (vec![], vec![9]));
/// assert!(heads.sample(&mut Rng::seed(1)).item() <= 3.0);
/// ```
#[derive(Clone, Debug)]
pub struct Binomial {
    /// How many coins.
    pub trials: usize,
    /// Probabilities of 1.
    pub probs: Tensor,
}

impl Binomial {
    /// `trials` coins of probability p.
    #[track_caller]
    pub fn new(trials: usize, probs: impl Into<Tensor>) -> Binomial {
        let probs = probs.into();
        expect_probabilities("Binomial", &probs);
        Binomial { trials, probs }
    }

    /// How many variables there are, along which axes.
    pub fn shape(&self) -> Vec<usize> {
        self.probs.shape()
    }

    /// One draw of every variable.
    pub fn sample(&self, rng: &mut crate::random::Rng) -> Tensor {
        self.samples(rng, 1).squeeze(0)
    }

    /// `n` draws of every variable, stacked along a new first axis.
    pub fn samples(&self, rng: &mut crate::random::Rng, n: usize) -> Tensor {
        let (probs, trials) = (self.probs.to_vec(), self.trials as u64);
        let all = std::iter::repeat_n(&probs, n).flatten();
        let numbers = all.map(|&p| rng.binomial(trials, p) as f64).collect();
        Tensor::from_vec(&[&[n], self.shape().as_slice()].concat(), numbers)
    }

    /// ln P(X = k) = ln C(n, k) + k·ln p + (n − k)·ln(1 − p); −∞ for k below 0 or above n.
    #[track_caller]
    pub fn log_prob(&self, k: impl Into<Tensor>) -> Tensor {
        let k = k.into();
        expect_points("Binomial", &k, &self.shape());
        let n = self.trials as f64;
        let others = n - &k;
        let ways = math::ln_gamma(n + 1.0) - (&k + 1.0).ln_gamma() - (&others + 1.0).ln_gamma();
        let density = ways + x_ln_y(&k, &self.probs) + x_ln_y(&others, &(1.0 - &self.probs));
        inside(&(k.ge(0.0) * k.le(n)), &density)
    }

    /// −Σ P ln P, summed over 0..=n; its gradient wants 0 < p < 1.
    pub fn entropy(&self) -> Tensor {
        let mut sum = Tensor::from(0.0);
        for k in 0..=self.trials {
            let log_p = self.log_prob(k as f64);
            // A count that cannot be (p is 0 or 1) adds nothing; 0·ln 0 would be NaN.
            let finite = log_p.mask_fill(&log_p.eq_to(f64::NEG_INFINITY), 0.0);
            sum -= log_p.exp() * finite;
        }
        sum
    }

    /// n·p.
    pub fn mean(&self) -> Tensor {
        self.trials as f64 * &self.probs
    }

    /// n·p·(1 − p).
    pub fn variance(&self) -> Tensor {
        self.trials as f64 * &self.probs * (1.0 - &self.probs)
    }
}

/// Poisson distribution: how many events of a rate fall into a unit of time. Its entropy has no closed form.
///
/// ```
/// # use toy::prelude::*;
/// let calls = Poisson::new([1.0, 2.0]);
/// close_all("e^−λ λ²/2", calls.log_prob(2.0).exp(), [exp(-1.0) / 2.0, exp(-2.0) * 2.0], 1e-12);
/// assert_eq!((calls.mean().to_vec(), calls.variance().to_vec()), (vec![1.0, 2.0], vec![1.0, 2.0]));
/// close_all("λ ln λ − λ + 1", calls.kl(&Poisson::new(1.0)), [0.0, 2.0 * ln(2.0) - 1.0], 1e-12);
/// assert_eq!(calls.sample(&mut Rng::seed(1)).shape(), calls.shape()); // `samples`: n draws
/// ```
#[derive(Clone, Debug)]
pub struct Poisson {
    /// Mean numbers of events.
    pub rate: Tensor,
}

draws!(Poisson: rate; |rng| rng.poisson(rate) as f64);

impl Poisson {
    /// Rate λ, the mean.
    #[track_caller]
    pub fn new(rate: impl Into<Tensor>) -> Poisson {
        let rate = rate.into();
        expect_positive("Poisson", "rate", &rate);
        Poisson { rate }
    }

    /// ln P(X = k) = k·ln λ − λ − ln k!; −∞ for k < 0.
    #[track_caller]
    pub fn log_prob(&self, k: impl Into<Tensor>) -> Tensor {
        let k = k.into();
        expect_points("Poisson", &k, &self.shape());
        let density = &k * self.rate.ln() - &self.rate - (&k + 1.0).ln_gamma();
        inside(&k.ge(0.0), &density)
    }

    /// λ.
    pub fn mean(&self) -> Tensor {
        self.rate.clone()
    }

    /// λ.
    pub fn variance(&self) -> Tensor {
        self.rate.clone()
    }

    /// KL(self ‖ other) = λ₁·ln(λ₁/λ₂) − λ₁ + λ₂.
    #[track_caller]
    pub fn kl(&self, other: &Poisson) -> Tensor {
        expect_pair("Poisson", &self.rate, &other.rate);
        &self.rate * (&self.rate / &other.rate).ln() - &self.rate + &other.rate
    }
}
