//! ln Γ and its derivatives, elementwise: what densities with Γ in them are differentiated with.

use super::Tensor;
use super::arithmetic::map;
use crate::math;

impl Tensor {
    /// ln |Γ(x)|; derivative ψ(x), which is NaN for x ≤ 0.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert!((tensor([5.0]).ln_gamma().item() - ln(24.0)).abs() < 1e-14); // Γ(5) = 4!
    /// ```
    pub fn ln_gamma(&self) -> Tensor {
        let value = map(&self.store(), math::ln_gamma);
        Tensor::from_op("ln_gamma", value, &[self], |back| {
            vec![Some(back.g * back.inputs[0].digamma())]
        })
    }

    /// ψ(x) = d/dx ln Γ(x) for x > 0, NaN elsewhere; derivative ψ⁽¹⁾(x).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("ψ(2) = 1 − γ", tensor(2.0).digamma().item(), 1.0 - 0.5772156649, 1e-9);
    /// ```
    pub fn digamma(&self) -> Tensor {
        self.polygamma(0)
    }

    /// ψ⁽ᵐ⁾(x), the m-th derivative of the digamma function, for x > 0, NaN elsewhere; derivative ψ⁽ᵐ⁺¹⁾(x).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let basel = std::f64::consts::PI * std::f64::consts::PI / 6.0;
    /// close("ψ′(1) = π²/6", tensor(1.0).polygamma(1).item(), basel, 1e-9);
    /// ```
    pub fn polygamma(&self, m: usize) -> Tensor {
        let value = map(&self.store(), |x| math::polygamma(m, x));
        Tensor::from_op("polygamma", value, &[self], move |back| {
            vec![Some(back.g * back.inputs[0].polygamma(m + 1))]
        })
    }
}
