//! One distribution a row: categorical from logits, Dirichlet.

use super::{Tensor, choose, expect_positive, x_ln_y};
use crate::random::Rng;

/// Categorical distributions from logits, one a row (n x k): what a policy or a classifier gives.
///
/// ```
/// # use toy::prelude::*;
/// let logits = param([[0.0, 0.0], [ln(3.0), 0.0]]);
/// let policy = CategoricalRows::new(&logits);
/// close_all("log-probabilities", policy.log_prob(&[1, 0]), [ln(0.5), ln(0.75)], 1e-15);
/// let actions = policy.sample(&mut Rng::seed(1)); // one class a row
/// assert_eq!(actions.len(), 2);
/// let coin = CategoricalRows::new([[0.0, 0.0], [0.0, ln(3.0)]]); // two rows
/// close_all("softmax", coin.probs(), [[0.5, 0.5], [0.25, 0.75]], 1e-12);
/// close_all("ln", coin.log_probs().exp(), coin.probs(), 1e-12);
/// close("ln 2", coin.entropy().at([0]), ln(2.0), 1e-12);
/// assert_eq!(coin.mode()[1], 1);
/// close("no difference", coin.kl(&coin).sum().item(), 0.0, 1e-12);
/// ```
#[derive(Clone, Debug)]
pub struct CategoricalRows {
    /// Unnormalised log-probabilities, n x k.
    pub logits: Tensor,
}

impl CategoricalRows {
    /// Each row's probabilities are softmax(logits).
    #[track_caller]
    pub fn new(logits: impl Into<Tensor>) -> CategoricalRows {
        let logits = logits.into();
        assert!(
            logits.rank() == 2 && logits.shape()[1] > 0,
            "CategoricalRows: the logits must be n x k, their shape is {:?}",
            logits.shape()
        );
        CategoricalRows { logits }
    }

    /// softmax(logits), n x k.
    pub fn probs(&self) -> Tensor {
        self.logits.softmax()
    }

    /// ln of all probabilities, n x k.
    pub fn log_probs(&self) -> Tensor {
        self.logits.log_softmax()
    }

    /// ln P(class) of one class in each row, n.
    #[track_caller]
    pub fn log_prob(&self, classes: &[usize]) -> Tensor {
        self.log_probs().pick(classes)
    }

    /// −Σ p ln p of each row, n.
    pub fn entropy(&self) -> Tensor {
        -self.expected(&self.log_probs())
    }

    /// Σ p·value of each row, n; a class that is ruled out (logit −∞) counts nothing.
    fn expected(&self, value: &Tensor) -> Tensor {
        let p = self.probs();
        let possible = p.gt(0.0);
        let value = choose(&possible, value, &Tensor::from(0.0));
        (p * value).sum_axis(1)
    }

    /// The most probable class of each row.
    pub fn mode(&self) -> Vec<usize> {
        self.logits.argmax()
    }

    /// A class for each row.
    #[track_caller]
    pub fn sample(&self, rng: &mut Rng) -> Vec<usize> {
        rng.categoricals(self.probs())
    }

    /// KL(self ‖ other) = Σ p·(ln p − ln q) of each row, n.
    #[track_caller]
    pub fn kl(&self, other: &CategoricalRows) -> Tensor {
        assert!(
            self.logits.shape() == other.logits.shape(),
            "CategoricalRows: kl between shapes {:?} and {:?}",
            self.logits.shape(),
            other.logits.shape()
        );
        self.expected(&(self.log_probs() - other.log_probs()))
    }
}

/// Dirichlet distributions over probabilities of k classes; the last axis holds the classes, each row is a variable.
///
/// There is no `rsample`, for the same reason as for the gamma distribution.
///
/// ```
/// # use toy::prelude::*;
/// let posterior = Dirichlet::new([1.0, 2.0, 5.0]);
/// assert_eq!(posterior.mean().to_vec(), [0.125, 0.25, 0.625]);
/// assert!((posterior.sample(&mut Rng::seed(1)).sum().item() - 1.0).abs() < 1e-12);
/// let flat = Dirichlet::new([[1.0, 1.0]]); // uniform over two probabilities that sum to 1
/// close("density 1", flat.log_prob([[0.3, 0.7]]).item(), 0.0, 1e-12);
/// close("entropy 0", flat.entropy().item(), 0.0, 1e-12);
/// close_all("1/12", flat.variance(), [[1.0 / 12.0, 1.0 / 12.0]], 1e-12);
/// let peaked = Dirichlet::new([[5.0, 5.0]]);
/// close("KL to the uniform one", peaked.kl(&flat).item(), -peaked.entropy().item(), 1e-12);
/// assert_eq!(flat.samples(&mut Rng::seed(1), 4).shape(), [4, 1, 2]); // `sample`: one draw
/// ```
#[derive(Clone, Debug)]
pub struct Dirichlet {
    /// Pseudo-counts of the classes, .. x k.
    pub concentration: Tensor,
}

impl Dirichlet {
    /// Concentrations αᵢ; the mean is α/Σα.
    #[track_caller]
    pub fn new(concentration: impl Into<Tensor>) -> Dirichlet {
        let concentration = concentration.into();
        assert!(
            concentration.rank() >= 1 && !concentration.is_empty(),
            "Dirichlet: needs a last axis with the classes, the shape is {:?}",
            concentration.shape()
        );
        expect_positive("Dirichlet", "concentration", &concentration);
        Dirichlet { concentration }
    }

    fn last(&self) -> usize {
        self.concentration.rank() - 1
    }

    /// Σα of each row.
    fn total(&self) -> Tensor {
        self.concentration.sum_axis(self.last())
    }

    /// ln B(α) = Σ ln Γ(αᵢ) − ln Γ(Σα) of each row.
    fn ln_norm(&self) -> Tensor {
        self.concentration.ln_gamma().sum_axis(self.last()) - self.total().ln_gamma()
    }

    /// ln of the density of each row: Σ(αᵢ − 1)·ln xᵢ − ln B(α). The rows of x must sum to 1.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        let classes = |x: &Tensor| x.shape().last().copied();
        assert!(
            classes(&x) == classes(&self.concentration),
            "Dirichlet: points of shape {:?} do not fit concentrations of shape {:?}",
            x.shape(),
            self.concentration.shape()
        );
        let powers = x_ln_y(&(&self.concentration - 1.0), &x);
        let last = powers.rank() - 1;
        powers.sum_axis(last) - self.ln_norm()
    }

    /// ln B(α) + (Σα − k)·ψ(Σα) − Σ(αᵢ − 1)·ψ(αᵢ) of each row.
    pub fn entropy(&self) -> Tensor {
        let (a, last, total) = (&self.concentration, self.last(), self.total());
        let k = a.shape()[last] as f64;
        let parts = ((a - 1.0) * a.digamma()).sum_axis(last);
        self.ln_norm() + (&total - k) * total.digamma() - parts
    }

    /// α/Σα.
    pub fn mean(&self) -> Tensor {
        &self.concentration / self.concentration.sum_keep(self.last())
    }

    /// m·(1 − m)/(Σα + 1) with the mean m.
    pub fn variance(&self) -> Tensor {
        let mean = self.mean();
        &mean * (1.0 - &mean) / (self.concentration.sum_keep(self.last()) + 1.0)
    }

    /// One draw of every row.
    pub fn sample(&self, rng: &mut Rng) -> Tensor {
        self.samples(rng, 1).squeeze(0)
    }

    /// `n` draws of every row, stacked along a new first axis.
    pub fn samples(&self, rng: &mut Rng, n: usize) -> Tensor {
        let shape = self.concentration.shape();
        let (all, k) = (self.concentration.to_vec(), shape[self.last()]);
        let mut numbers = Vec::with_capacity(n * all.len());
        for _ in 0..n {
            for row in all.chunks_exact(k) {
                numbers.extend(rng.dirichlet_from(row));
            }
        }
        Tensor::from_vec(&[&[n], shape.as_slice()].concat(), numbers)
    }

    /// KL(self ‖ other) = ln B(β) − ln B(α) + Σ(αᵢ − βᵢ)·(ψ(αᵢ) − ψ(Σα)) of each row.
    #[track_caller]
    pub fn kl(&self, other: &Dirichlet) -> Tensor {
        let (a, b, last) = (&self.concentration, &other.concentration, self.last());
        assert!(
            a.shape() == b.shape(),
            "Dirichlet: kl between shapes {:?} and {:?}",
            a.shape(),
            b.shape()
        );
        let slopes = a.digamma() - a.sum_keep(last).digamma();
        other.ln_norm() - self.ln_norm() + ((a - b) * slopes).sum_axis(last)
    }
}
