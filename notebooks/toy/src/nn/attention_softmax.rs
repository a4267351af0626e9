//! The softmax of attention: over the keys of each query, some of which a mask hides.

use crate::math::exp;
use crate::tensor::{Tensor, numbers, recording, store, sum_slice};
use multiversion::multiversion;
use ndarray::IxDyn;

/// Softmax over the last axis of the scores (.. x queries x keys), where only keys with mask 1 take part: the others get
/// the weight 0 exactly. A query whose keys are all hidden gets weights of 0, and so no gradient.
///
/// The mask broadcasts to the scores. Gradient of the scores: y∘(g − Σⱼ gⱼ yⱼ), as without a mask.
#[track_caller]
pub(super) fn masked_softmax(scores: &Tensor, mask: Option<&Tensor>) -> Tensor {
    let from = scores.store();
    let mut rows = numbers(&from).to_vec();
    let keys = from.shape().last().copied().unwrap_or(0);
    assert!(
        keys > 0,
        "attention: there are no keys to look at, the scores have shape {:?}",
        from.shape()
    );
    if let Some(mask) = mask {
        hide(&mut rows, keys, mask, from.shape());
    }
    softmax_rows(&mut rows, keys);
    let value = store(from.shape(), rows);
    Tensor::from_op("attention softmax", value, &[scores], |back| {
        let (g, y) = (back.g, back.output);
        let shape = y.shape();
        let keys = shape[shape.len() - 1];
        if recording() {
            let matrix = [y.len() / keys, keys];
            let (g, y) = (g.reshape(matrix), y.reshape(matrix));
            let slope = &y * (&g - (&g * &y).sum_keep(1));
            return vec![Some(slope.reshape(shape))];
        }
        let mut slope = numbers(&g.store()).to_vec();
        slope_rows(&mut slope, numbers(&y.store()), keys);
        vec![Some(Tensor::from_vec(&shape, slope))]
    })
}

/// Puts −∞ where the mask is 0.
#[track_caller]
fn hide(rows: &mut [f64], keys: usize, mask: &Tensor, shape: &[usize]) {
    let mask = mask.store();
    let Some(spread) = mask.broadcast(IxDyn(shape)) else {
        panic!(
            "attention: the mask of shape {:?} does not broadcast to the scores' shape {shape:?} (.. x queries x keys)",
            mask.shape()
        );
    };
    for (row, mask) in rows.chunks_exact_mut(keys).zip(spread.rows()) {
        for (score, &seen) in row.iter_mut().zip(mask) {
            if seen == 0.0 {
                *score = f64::NEG_INFINITY;
            }
        }
    }
}

/// Softmax of each row, less its largest number against overflow; a row of nothing but −∞ becomes zeros.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn softmax_rows(rows: &mut [f64], length: usize) {
    for row in rows.chunks_exact_mut(length) {
        let top = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if top == f64::NEG_INFINITY && !row.iter().any(|x| x.is_nan()) {
            row.fill(0.0);
            continue;
        }
        row.iter_mut().for_each(|x| *x = exp(*x - top));
        let total = sum_slice(row);
        row.iter_mut().for_each(|x| *x /= total);
    }
}

/// g becomes y∘(g − Σⱼ gⱼ yⱼ), row by row.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn slope_rows(g: &mut [f64], y: &[f64], length: usize) {
    let mut products = vec![0.0; length];
    for (g, y) in g.chunks_exact_mut(length).zip(y.chunks_exact(length)) {
        for ((product, g), y) in products.iter_mut().zip(g.iter()).zip(y) {
            *product = g * y;
        }
        let mean = sum_slice(&products);
        for (g, y) in g.iter_mut().zip(y) {
            *g = y * (*g - mean);
        }
    }
}
