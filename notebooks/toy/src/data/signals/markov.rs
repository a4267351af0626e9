//! Markov chains over symbols: languages whose every probability is known.

use crate::random::Rng;
use crate::tensor::Tensor;

/// A chain of any order over the symbols 0, 1, ..., k − 1.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let truth = MarkovChain::random(&mut rng, 10, 2, 0.3); // 10 symbols, order 2, rather peaked
/// let strings: Vec<Vec<usize>> = (0..500).map(|_| truth.sample(&mut rng, 12)).collect();
/// let model = MarkovChain::fit(&strings, 10, 1, 0.1); // a bigram model of the same strings
/// assert!(truth.log_prob(&strings[0]).is_finite() && model.order == 1);
/// ```
#[derive(Clone, Debug)]
pub struct MarkovChain {
    /// How many symbols before decide on the next one.
    pub order: usize,
    /// Probability of the next symbol, k^order x k; row Σ sᵢ k^i, where s₀ is the last symbol, s₁ the one before it.
    pub next: Tensor,
}

impl MarkovChain {
    /// A first-order chain with these probabilities (k x k; row i: what follows i).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let chain = MarkovChain::new([[0.0, 1.0], [1.0, 0.0]]); // there and back
    /// let string = chain.sample(&mut Rng::seed(1), 4);
    /// assert_eq!((string[0], string[1]), (string[2], string[3]));
    /// ```
    #[track_caller]
    pub fn new(next: impl Into<Tensor>) -> MarkovChain {
        MarkovChain::of(next.into().detach())
    }

    #[track_caller]
    fn of(next: Tensor) -> MarkovChain {
        let shape = next.shape();
        assert!(
            shape.len() == 2 && shape[0] == shape[1] && shape[0] > 0,
            "MarkovChain: the probabilities must be k x k, their shape is {shape:?}"
        );
        for (i, row) in next.to_rows().iter().enumerate() {
            let sum: f64 = row.iter().sum();
            assert!(
                (sum - 1.0).abs() < 1e-9 && row.iter().all(|&p| p >= 0.0),
                "MarkovChain: row {i} must be probabilities, it is {row:?}"
            );
        }
        MarkovChain { order: 1, next }
    }

    /// Random rows ∝ exp(g/concentration), g ~ N(0, 1): nearly uniform when it is large, nearly certain when small.
    #[track_caller]
    pub fn random(rng: &mut Rng, symbols: usize, order: usize, concentration: f64) -> MarkovChain {
        assert!(
            symbols > 0 && concentration > 0.0,
            "MarkovChain: got {symbols} symbols and concentration {concentration}"
        );
        let scores = rng.normals([contexts(symbols, order), symbols]) / concentration;
        MarkovChain {
            order,
            next: scores.softmax(),
        }
    }

    /// Frequencies counted in strings over `symbols` symbols; `smoothing` is added to every count (needed for symbols
    /// that may still come: without it an unseen one has probability 0; a context never seen is uniform).
    #[track_caller]
    pub fn fit(
        strings: &[Vec<usize>],
        symbols: usize,
        order: usize,
        smoothing: f64,
    ) -> MarkovChain {
        let mut counts = vec![vec![smoothing; symbols]; contexts(symbols, order)];
        for string in strings {
            for window in string.windows(order + 1) {
                check(window, symbols);
                counts[context(&window[..order], symbols)][window[order]] += 1.0;
            }
        }
        for row in &mut counts {
            let total: f64 = row.iter().sum();
            row.iter_mut().for_each(|p| {
                *p = if total > 0.0 {
                    *p / total
                } else {
                    1.0 / symbols as f64
                }
            });
        }
        MarkovChain {
            order,
            next: counts.into(),
        }
    }

    /// How many symbols there are.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(MarkovChain::random(&mut Rng::seed(1), 5, 2, 0.5).symbols(), 5);
    /// ```
    pub fn symbols(&self) -> usize {
        self.next.shape()[1]
    }

    /// A string of `length` symbols; its first `order` ones are uniform.
    pub fn sample(&self, rng: &mut Rng, length: usize) -> Vec<usize> {
        let rows = self.next.to_rows();
        let start = rng.indices(self.symbols(), self.order.min(length));
        self.go_on(rng, &rows, start, length)
    }

    fn go_on(
        &self,
        rng: &mut Rng,
        rows: &[Vec<f64>],
        mut string: Vec<usize>,
        length: usize,
    ) -> Vec<usize> {
        while string.len() < length {
            let before = &string[string.len() - self.order..];
            string.push(rng.pick(&rows[context(before, self.symbols())]));
        }
        string
    }

    /// ln of the probability of a string under [`MarkovChain::sample`].
    #[track_caller]
    pub fn log_prob(&self, string: &[usize]) -> f64 {
        let k = self.symbols();
        check(string, k);
        let rows = self.next.to_rows();
        let mut sum = -(self.order.min(string.len()) as f64) * libm::log(k as f64);
        for window in string.windows(self.order + 1) {
            let row = context(&window[..self.order], k);
            sum += libm::log(rows[row][window[self.order]]);
        }
        sum
    }

    /// Probabilities that do not change from step to step (order 1), by 10,000 steps of the averaged chain (P + I)/2,
    /// which has the same ones and never oscillates.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let chain = MarkovChain::new([[0.9, 0.1], [0.3, 0.7]]);
    /// close_all("0.1·π₀ = 0.3·π₁", chain.stationary(), [0.75, 0.25], 1e-9);
    /// ```
    #[track_caller]
    pub fn stationary(&self) -> Tensor {
        assert!(
            self.order == 1,
            "stationary: needs a chain of order 1, this one has order {}",
            self.order
        );
        let k = self.symbols();
        let mut p = crate::tensor::full(k, 1.0 / k as f64);
        for _ in 0..10_000 {
            let next = (&p + p.matmul(&self.next)) * 0.5;
            let change = (&next - &p).abs().max().item();
            p = next;
            if change < 1e-15 {
                break;
            }
        }
        p
    }
}

#[track_caller]
fn contexts(symbols: usize, order: usize) -> usize {
    let rows = u32::try_from(order)
        .ok()
        .and_then(|order| symbols.checked_pow(order));
    match rows {
        Some(rows) if rows <= 1 << 20 => rows,
        _ => panic!("MarkovChain: {symbols} symbols to the order {order} are too many contexts"),
    }
}

/// Row of a context: its last symbol counts 1, the one before it k, ...
fn context(before: &[usize], symbols: usize) -> usize {
    before.iter().fold(0, |row, &symbol| row * symbols + symbol)
}

#[track_caller]
fn check(string: &[usize], symbols: usize) {
    if let Some(symbol) = string.iter().find(|&&symbol| symbol >= symbols) {
        panic!(
            "MarkovChain: there is no symbol {symbol}, only 0 to {}",
            symbols as i64 - 1
        );
    }
}
