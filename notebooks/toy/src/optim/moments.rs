//! Running means of the gradient and of its square, by which Adam and LAMB step.

use super::common::Common;

/// m ← m + (1 − β₁)·(g − m) and v ← v + (1 − β₂)·(g² − v), from zero: after t steps they are too small by the factors
/// 1 − β₁ᵗ and 1 − β₂ᵗ.
#[derive(Clone, Debug)]
pub(super) struct Moments {
    pub betas: (f64, f64),
    /// β₁ᵗ and β₂ᵗ, by repeated multiplication.
    powers: (f64, f64),
    first: Vec<Vec<f64>>,
    second: Vec<Vec<f64>>,
}

impl Moments {
    /// Zeros for each parameter, β = (0.9, 0.999).
    pub fn new(common: &Common) -> Moments {
        Moments {
            betas: (0.9, 0.999),
            powers: (1.0, 1.0),
            first: common.zeros(),
            second: common.zeros(),
        }
    }

    /// Begins a step; gives 1 − β₁ᵗ and 1 − β₂ᵗ.
    pub fn advance(&mut self) -> (f64, f64) {
        self.powers = (self.powers.0 * self.betas.0, self.powers.1 * self.betas.1);
        (1.0 - self.powers.0, 1.0 - self.powers.1)
    }

    /// Takes the gradient of parameter `i` into its means; gives m and v, number by number.
    pub fn take(&mut self, i: usize, g: &[f64]) -> impl Iterator<Item = (f64, f64)> {
        let (b1, b2) = self.betas;
        let means = self.first[i].iter_mut().zip(&mut self.second[i]);
        means.zip(g).map(move |((m, v), g)| {
            *m += (1.0 - b1) * (g - *m);
            *v += (1.0 - b2) * (g * g - *v);
            (*m, *v)
        })
    }
}
