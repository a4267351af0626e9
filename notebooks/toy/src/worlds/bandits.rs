//! Bandits: several arms, one pull at a time.

use super::choice::best;
use super::{Step, World, check_action};
use crate::math;
use crate::random::Rng;
use crate::tensor::Tensor;

/// What the arms pay.
#[derive(Clone, Debug)]
enum Arms {
    /// 1 with these probabilities, else 0.
    Bernoulli(Vec<f64>),
    /// Normal with these means and one standard deviation.
    Gaussian(Vec<f64>, f64),
    /// Rows of rewards fixed beforehand, one row a pull.
    Adversarial(Vec<Vec<f64>>),
}

/// k arms; an episode is one pull, and nothing is seen (an observation is the number 1, for a network's bias).
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let mut bandit = Bandit::bernoulli(&[0.2, 0.8]);
/// let (mut sums, mut counts) = ([0.0; 2], [0.0; 2]);
/// for _ in 0..1000 {
///     let arm = ucb1(&sums, &counts);
///     sums[arm] += bandit.pull(arm, &mut rng);
///     counts[arm] += 1.0;
/// }
/// assert!(counts[1] > 900.0 && bandit.regret(0) > 0.59);
/// ```
#[derive(Clone, Debug)]
pub struct Bandit {
    arms: Arms,
    /// How many pulls there were.
    pub pulls: usize,
}

impl Bandit {
    #[track_caller]
    fn new(arms: Arms, count: usize) -> Bandit {
        assert!(count > 0, "Bandit: needs at least one arm");
        Bandit { arms, pulls: 0 }
    }

    /// Arm i pays 1 with probability `probabilities[i]`, else 0.
    #[track_caller]
    pub fn bernoulli(probabilities: &[f64]) -> Bandit {
        assert!(
            probabilities.iter().all(|p| (0.0..=1.0).contains(p)),
            "Bandit::bernoulli: probabilities lie between 0 and 1, got {probabilities:?}"
        );
        Bandit::new(Arms::Bernoulli(probabilities.to_vec()), probabilities.len())
    }

    /// Arm i pays a normal number with mean `means[i]` and standard deviation `sd`.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut bandit = Bandit::gaussian(&[0.0, 1.0], 0.5);
    /// assert_eq!((bandit.best(), bandit.means()), (1, vec![0.0, 1.0]));
    /// let mut rng = Rng::seed(1);
    /// let pays: Vec<f64> = (0..1000).map(|_| bandit.pull(1, &mut rng)).collect();
    /// close("its mean", mean(pays), 1.0, 0.05);
    /// ```
    #[track_caller]
    pub fn gaussian(means: &[f64], sd: f64) -> Bandit {
        Bandit::new(Arms::Gaussian(means.to_vec(), sd), means.len())
    }

    /// Pull t pays from row t of a table (pulls x arms) that somebody wrote beforehand; it starts again at its end.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut bandit = Bandit::adversarial(&tensor([[1.0, 0.0], [0.0, 1.0]])); // two pulls, two arms
    /// let mut rng = Rng::seed(1);
    /// assert_eq!((bandit.pull(0, &mut rng), bandit.pull(0, &mut rng)), (1.0, 0.0));
    /// ```
    #[track_caller]
    pub fn adversarial(rewards: &Tensor) -> Bandit {
        let rows = rewards.to_rows();
        let arms = rows.first().map_or(0, Vec::len);
        Bandit::new(Arms::Adversarial(rows), arms)
    }

    /// The mean reward of each arm (of an adversarial one, over the whole table).
    pub fn means(&self) -> Vec<f64> {
        match &self.arms {
            Arms::Bernoulli(means) | Arms::Gaussian(means, _) => means.clone(),
            Arms::Adversarial(rows) => {
                let mean = |arm| {
                    rows.iter().map(|row: &Vec<f64>| row[arm]).sum::<f64>() / rows.len() as f64
                };
                (0..rows[0].len()).map(mean).collect()
            }
        }
    }

    /// The arm with the largest mean; the first of equals.
    pub fn best(&self) -> usize {
        best(&self.means())
    }

    /// What a pull of this arm loses on average against the best arm.
    #[track_caller]
    pub fn regret(&self, arm: usize) -> f64 {
        let means = self.means();
        check_action("Bandit", arm, means.len());
        means[best(&means)] - means[arm]
    }

    /// Pulls an arm; the reward.
    #[track_caller]
    pub fn pull(&mut self, arm: usize, rng: &mut Rng) -> f64 {
        check_action("Bandit", arm, self.actions());
        self.pulls += 1;
        match &self.arms {
            Arms::Bernoulli(p) => f64::from(u8::from(rng.coin(p[arm]))),
            Arms::Gaussian(means, sd) => means[arm] + sd * rng.normal(),
            Arms::Adversarial(rows) => rows[(self.pulls - 1) % rows.len()][arm],
        }
    }
}

impl World for Bandit {
    fn actions(&self) -> usize {
        match &self.arms {
            Arms::Bernoulli(means) | Arms::Gaussian(means, _) => means.len(),
            Arms::Adversarial(rows) => rows[0].len(),
        }
    }

    fn observation_size(&self) -> usize {
        1
    }

    fn reset(&mut self, _: &mut Rng) -> Vec<f64> {
        vec![1.0]
    }

    #[track_caller]
    fn step(&mut self, action: usize, rng: &mut Rng) -> Step {
        one_pull(vec![1.0], self.pull(action, rng))
    }

    fn state(&self) -> usize {
        0
    }

    fn states(&self) -> usize {
        1
    }
}

fn one_pull(observation: Vec<f64>, reward: f64) -> Step {
    Step {
        observation,
        reward,
        terminated: true,
        truncated: false,
    }
}

/// A bandit whose arms pay by what is seen: each episode shows a fresh standard normal context x of d numbers, and arm
/// i pays wᵢ·x plus normal noise (L. Li et al., "A contextual-bandit approach to personalized news article
/// recommendation", 2010, equation 2, with one context for all arms).
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let mut bandit = ContextualBandit::new([[1.0, 0.0], [-1.0, 0.0]], 0.1); // 2 arms, 2 numbers
/// let seen = bandit.reset(&mut rng);
/// assert_eq!(bandit.means(), [seen[0], -seen[0]]);
/// let paid = bandit.step(argmax(bandit.means()), &mut rng).reward;
/// close("|x₀|", paid, seen[0].abs(), 0.5);
/// ```
#[derive(Clone, Debug)]
pub struct ContextualBandit {
    /// The arms' weights, k x d.
    pub weights: Tensor,
    /// The standard deviation of the noise.
    pub sd: f64,
    /// What is seen now, d numbers.
    pub context: Vec<f64>,
}

impl ContextualBandit {
    /// Arms with these weights (k x d).
    #[track_caller]
    pub fn new(weights: impl Into<Tensor>, sd: f64) -> ContextualBandit {
        let weights = weights.into().detach();
        let shape = weights.shape();
        assert!(
            shape.len() == 2 && !weights.is_empty(),
            "ContextualBandit: the weights must be arms x d, their shape is {shape:?}"
        );
        ContextualBandit {
            weights,
            sd,
            context: vec![0.0; shape[1]],
        }
    }

    /// The mean reward of each arm in the present context.
    pub fn means(&self) -> Vec<f64> {
        let dot = |row: &Vec<f64>| row.iter().zip(&self.context).map(|(w, x)| w * x).sum();
        self.weights.to_rows().iter().map(dot).collect()
    }
}

impl World for ContextualBandit {
    fn actions(&self) -> usize {
        self.weights.shape()[0]
    }

    fn observation_size(&self) -> usize {
        self.context.len()
    }

    fn reset(&mut self, rng: &mut Rng) -> Vec<f64> {
        self.context.fill_with(|| rng.normal());
        self.context.clone()
    }

    #[track_caller]
    fn step(&mut self, action: usize, rng: &mut Rng) -> Step {
        check_action("ContextualBandit", action, self.actions());
        let reward = self.means()[action] + self.sd * rng.normal();
        one_pull(self.context.clone(), reward)
    }
}

/// UCB1: the arm with the largest mean + √(2 ln n/nᵢ), an untried arm first (P. Auer, N. Cesa-Bianchi and P. Fischer,
/// "Finite-time analysis of the multiarmed bandit problem", Machine Learning 47, 2002, figure 1). Rewards within 0..1.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(ucb1(&[5.0, 0.0], &[10.0, 0.0]), 1); // never tried
/// assert_eq!(ucb1(&[90.0, 10.0], &[100.0, 100.0]), 0);
/// ```
#[track_caller]
pub fn ucb1(sums: &[f64], counts: &[f64]) -> usize {
    assert!(
        sums.len() == counts.len(),
        "ucb1: {} sums of rewards, {} counts",
        sums.len(),
        counts.len()
    );
    let log = libm::log(counts.iter().sum());
    let bound = |(sum, n): (&f64, &f64)| match *n > 0.0 {
        true => sum / n + (2.0 * log / n).sqrt(),
        false => f64::INFINITY,
    };
    best(&sums.iter().zip(counts).map(bound).collect::<Vec<_>>())
}

/// Thompson sampling for rewards 0 and 1: draws each arm's probability from its posterior Beta(1 + wins, 1 + losses)
/// and takes the largest (W. Thompson, Biometrika 25, 1933; O. Chapelle and L. Li, "An empirical evaluation of Thompson
/// sampling", 2011, algorithm 2). `wins` and `losses` are whole numbers.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let arms: Vec<usize> = (0..100).map(|_| thompson_bernoulli(&[9.0, 1.0], &[1.0, 9.0], &mut rng)).collect();
/// assert!(class_counts(&arms, 2)[0] > 95);
/// ```
#[track_caller]
pub fn thompson_bernoulli(wins: &[f64], losses: &[f64], rng: &mut Rng) -> usize {
    assert!(
        wins.len() == losses.len(),
        "thompson_bernoulli: {} counts of wins, {} of losses",
        wins.len(),
        losses.len()
    );
    // A gamma variable of a whole shape is a sum of exponential ones; Beta(a, b) = G(a)/(G(a) + G(b)).
    let gamma = |shape: f64, rng: &mut Rng| {
        (0..shape as usize + 1)
            .map(|_| rng.exponential())
            .sum::<f64>()
    };
    let draws: Vec<f64> = wins
        .iter()
        .zip(losses)
        .map(|(&wins, &losses)| {
            let (a, b) = (gamma(wins, rng), gamma(losses, rng));
            a / (a + b)
        })
        .collect();
    best(&draws)
}

/// Exp3's probabilities, for rewards within 0..1 that an adversary may choose: pᵢ = (1 − γ) e^(γ Sᵢ/k)/Σ + γ/k, where
/// Sᵢ is the sum of reward/probability over the pulls of arm i (P. Auer et al., "The nonstochastic multiarmed bandit
/// problem", SIAM J. Computing 32, 2002, figure 1).
///
/// ```
/// # use toy::prelude::*;
/// let chances = exp3(&[10.0, 0.0], 0.1);
/// close("they sum to 1", chances.iter().sum(), 1.0, 1e-12);
/// assert!(chances[0] > chances[1] && chances[1] >= 0.05); // at least γ/k
/// ```
#[track_caller]
pub fn exp3(sums: &[f64], gamma: f64) -> Vec<f64> {
    assert!(
        (0.0..=1.0).contains(&gamma),
        "exp3: gamma lies between 0 and 1, got {gamma}"
    );
    let k = sums.len() as f64;
    let top = sums[best(sums)];
    let weights: Vec<f64> = sums
        .iter()
        .map(|s| math::exp(gamma * (s - top) / k))
        .collect();
    let total: f64 = weights.iter().sum();
    weights
        .iter()
        .map(|w| (1.0 - gamma) * w / total + gamma / k)
        .collect()
}
