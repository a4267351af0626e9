//! Time series: sines and their sums, damped oscillators, autoregressions.

use crate::data::points::in_turn;
use crate::random::Rng;
use crate::tensor::Tensor;
use std::f64::consts::PI;

/// n sines of random frequency, phase and amplitude (n x length), and their parameters (n x 3: cycles over the whole
/// length, phase in radians, amplitude).
///
/// Sample t is amplitude · sin(2π·cycles·t/length + phase); cycles from 1 to 5, phase from 0 to 2π, amplitude from 0.5
/// to 1.5.
///
/// ```
/// # use toy::prelude::*;
/// let (waves, parameters) = sines(&mut Rng::seed(1), 3, 50);
/// let (phase, amplitude) = (parameters.at([0, 1]), parameters.at([0, 2]));
/// close("the first sample", waves.at([0, 0]), amplitude * sin(phase), 1e-12);
/// ```
pub fn sines(rng: &mut Rng, n: usize, length: usize) -> (Tensor, Tensor) {
    let (mut numbers, mut parameters) = (Vec::with_capacity(n * length), Vec::with_capacity(n));
    for _ in 0..n {
        let wave = [
            rng.range(1.0, 5.0),
            rng.range(0.0, 2.0 * PI),
            rng.range(0.5, 1.5),
        ];
        numbers.extend((0..length).map(|t| sine(wave, t as f64 / length as f64)));
        parameters.push(wave);
    }
    (Tensor::from_vec(&[n, length], numbers), parameters.into())
}

/// amplitude · sin(2π·cycles·t + phase).
fn sine([cycles, phase, amplitude]: [f64; 3], t: f64) -> f64 {
    amplitude * libm::sin(2.0 * PI * cycles * t + phase)
}

/// n sums of `terms` sines with random phases (n x length): term k has k + 1 cycles and amplitude 1/(k + 1), so the
/// spectrum falls like that of a smooth periodic signal.
///
/// ```
/// # use toy::prelude::*;
/// let waves = sums_of_sines(&mut Rng::seed(1), 2, 64, 3);
/// close("whole cycles cancel", waves.row(0).mean().item(), 0.0, 1e-12);
/// close("½Σ 1/k²", waves.row(0).square().mean().item(), 0.5 * (1.0 + 1.0 / 4.0 + 1.0 / 9.0), 1e-12);
/// ```
pub fn sums_of_sines(rng: &mut Rng, n: usize, length: usize, terms: usize) -> Tensor {
    let mut numbers = Vec::with_capacity(n * length);
    for _ in 0..n {
        let wave = |k: usize, phase: f64| [(k + 1) as f64, phase, 1.0 / (k + 1) as f64];
        let waves: Vec<[f64; 3]> = (0..terms)
            .map(|k| wave(k, rng.range(0.0, 2.0 * PI)))
            .collect();
        for t in 0..length {
            let t = t as f64 / length as f64;
            numbers.push(waves.iter().map(|&wave| sine(wave, t)).sum());
        }
    }
    Tensor::from_vec(&[n, length], numbers)
}

/// Signals to classify by frequency: n signals (n x length) with normal noise and their class, in turn.
///
/// Class k makes 2(k + 1) cycles over the length; the phase is random, so no single sample tells the class.
///
/// ```
/// # use toy::prelude::*;
/// let (signals, classes) = sine_classes(&mut Rng::seed(1), 6, 32, 3, 0.0);
/// assert_eq!((signals.shape(), classes), (vec![6, 32], vec![0, 1, 2, 0, 1, 2]));
/// ```
#[track_caller]
pub fn sine_classes(
    rng: &mut Rng,
    n: usize,
    length: usize,
    classes: usize,
    noise: f64,
) -> (Tensor, Vec<usize>) {
    assert!(
        classes > 0 && 4 * classes < length,
        "sine_classes: {classes} classes need more than {} samples, got {length}",
        4 * classes
    );
    let labels = in_turn(n, classes);
    let mut numbers = Vec::with_capacity(n * length);
    for &label in &labels {
        let wave = [2.0 * (label + 1) as f64, rng.range(0.0, 2.0 * PI), 1.0];
        for t in 0..length {
            numbers.push(sine(wave, t as f64 / length as f64) + noise * rng.normal());
        }
    }
    (Tensor::from_vec(&[n, length], numbers), labels)
}

/// A damped oscillator x″ = −ω²x − 2γx′ from rest at x = 1: place and velocity (steps x 2) at t = 0, dt, 2dt, ...
///
/// The closed form for γ < ω, with ν = √(ω² − γ²): x = e^(−γt)(cos νt + (γ/ν) sin νt), x′ = −(ω²/ν) e^(−γt) sin νt.
///
/// ```
/// # use toy::prelude::*;
/// let swing = damped_oscillator(2.0, 0.1, 0.05, 200);
/// assert_eq!(swing.row(0).to_vec(), [1.0, 0.0]); // at rest at x = 1
/// display(&plot("Damped").x("x").y("velocity").line("", swing.col(0), swing.col(1)));
/// ```
#[track_caller]
pub fn damped_oscillator(omega: f64, gamma: f64, dt: f64, steps: usize) -> Tensor {
    assert!(
        0.0 <= gamma && gamma < omega,
        "damped_oscillator: the damping must be at least 0 and below omega = {omega}, got {gamma}"
    );
    let nu = (omega * omega - gamma * gamma).sqrt();
    let mut states = Vec::with_capacity(steps);
    for step in 0..steps {
        let t = step as f64 * dt;
        let decay = crate::math::exp(-gamma * t);
        let (cos, sin) = (libm::cos(nu * t), libm::sin(nu * t));
        states.push([
            decay * (cos + gamma / nu * sin),
            -omega * omega / nu * decay * sin,
        ]);
    }
    states.into()
}

/// An autoregression xₜ = Σ aₖ xₜ₋ₖ + sd·εₜ, ε ~ N(0, 1): `length` samples; `coefficients` are a₁, a₂, ...
///
/// 200 samples before the first are drawn and thrown away, so that a stable process has forgotten its start at 0.
///
/// ```
/// # use toy::prelude::*;
/// let walk = autoregression(&mut Rng::seed(1), &[0.8], 1.0, 20_000);
/// let variance = std(&walk).powi(2);
/// close("σ²/(1 − a²)", variance, 1.0 / (1.0 - 0.64), 0.2);
/// ```
#[track_caller]
pub fn autoregression(rng: &mut Rng, coefficients: &[f64], sd: f64, length: usize) -> Tensor {
    const FORGET: usize = 200;
    let mut series: Vec<f64> = Vec::with_capacity(FORGET + length);
    for t in 0..FORGET + length {
        let past = series.iter().rev().zip(coefficients);
        let mean: f64 = past.map(|(x, a)| a * x).sum();
        let next = mean + sd * rng.normal();
        assert!(
            next.abs() < 1e100,
            "autoregression: the coefficients {coefficients:?} are unstable, sample {t} is {next:e}"
        );
        series.push(next);
    }
    series.split_off(FORGET).into()
}
