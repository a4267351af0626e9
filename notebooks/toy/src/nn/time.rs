//! Time as features: sines and cosines of geometrically spaced frequencies.

use crate::tensor::Tensor;

/// Sinusoidal features of times, n x `dimensions`: sines, then cosines, of (π/2)·f·t/`longest` with frequencies f = 1, 2, 4, ... that
/// double from one feature to the next, so that neighbouring times and distant times both differ.
///
/// (The transformer's positions and DDPM's time embedding use the same form with other frequencies: Vaswani et al.,
/// "Attention is all you need", 2017, section 3.5.)
///
/// ```
/// # use toy::prelude::*;
/// let features = time_features([0.0, 10.0], 4, 10.0); // 2 x 4: two sines, two cosines
/// close_all("at 0", features.row(0), [0.0, 0.0, 1.0, 1.0], 1e-12);
/// close_all("at the end", features.row(1), [1.0, 0.0, 0.0, -1.0], 1e-12);
/// ```
#[track_caller]
pub fn time_features(times: impl Into<Tensor>, dimensions: usize, longest: f64) -> Tensor {
    assert!(
        dimensions >= 2 && dimensions.is_multiple_of(2),
        "time_features: the dimension must be even and positive, got {dimensions}"
    );
    let times = times.into().to_vec();
    let half = dimensions / 2;
    let mut features = Vec::with_capacity(times.len() * dimensions);
    for &time in &times {
        let angles: Vec<f64> = (0..half)
            .map(|i| std::f64::consts::PI * time / longest * libm::ldexp(1.0, i as i32) * 0.5)
            .collect();
        features.extend(angles.iter().map(|&a| libm::sin(a)));
        features.extend(angles.iter().map(|&a| libm::cos(a)));
    }
    Tensor::from_vec(&[times.len(), dimensions], features)
}
