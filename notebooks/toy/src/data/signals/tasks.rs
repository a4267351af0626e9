//! Tasks on token strings: copy, reverse, sort, add, look up, remember. All are made of tokens 0, 1, ..., so that an
//! embedding or a one-hot can take them; each function says which number means what.

use crate::random::Rng;
use crate::tensor::Tensor;

/// Token strings: one inner vector an example.
///
/// ```
/// # use toy::prelude::*;
/// let (inputs, targets): (Tokens, Tokens) = sort_task(&mut Rng::seed(1), 4, 6, 10);
/// assert_eq!((inputs.len(), targets[0].len()), (4, 6));
/// ```
pub type Tokens = Vec<Vec<usize>>;

/// n random strings (tokens 0 to symbols − 1).
fn strings(rng: &mut Rng, n: usize, length: usize, symbols: usize) -> Tokens {
    (0..n).map(|_| rng.indices(symbols, length)).collect()
}

/// Inputs (n strings of `length` tokens 0 to symbols − 1, drawn alike) and, as targets, the same strings.
///
/// ```
/// # use toy::prelude::*;
/// let (inputs, targets) = copy_task(&mut Rng::seed(1), 4, 6, 10);
/// assert_eq!(inputs, targets);
/// ```
#[track_caller]
pub fn copy_task(rng: &mut Rng, n: usize, length: usize, symbols: usize) -> (Tokens, Tokens) {
    let inputs = strings(rng, n, length, symbols);
    (inputs.clone(), inputs)
}

/// Inputs (n strings of `length` tokens 0 to symbols − 1) and, as targets, the strings backwards.
///
/// ```
/// # use toy::prelude::*;
/// let (inputs, targets) = reverse_task(&mut Rng::seed(1), 4, 6, 10);
/// assert_eq!(inputs[0][0], targets[0][5]);
/// ```
#[track_caller]
pub fn reverse_task(rng: &mut Rng, n: usize, length: usize, symbols: usize) -> (Tokens, Tokens) {
    let inputs = strings(rng, n, length, symbols);
    let reverse = |s: &Vec<usize>| s.iter().rev().copied().collect();
    let targets = inputs.iter().map(reverse).collect();
    (inputs, targets)
}

/// Inputs (n strings of `length` tokens 0 to symbols − 1) and, as targets, the strings in rising order.
///
/// ```
/// # use toy::prelude::*;
/// let (_, targets) = sort_task(&mut Rng::seed(1), 4, 6, 10);
/// assert!(targets[0].is_sorted());
/// ```
#[track_caller]
pub fn sort_task(rng: &mut Rng, n: usize, length: usize, symbols: usize) -> (Tokens, Tokens) {
    let inputs = strings(rng, n, length, symbols);
    let mut targets = inputs.clone();
    targets.iter_mut().for_each(|s| s.sort_unstable());
    (inputs, targets)
}

/// Inputs and, as targets, the token of `delay` steps earlier; for the first `delay` places the token `symbols`
/// (nothing to say yet), which never is an input.
///
/// ```
/// # use toy::prelude::*;
/// let (inputs, targets) = echo_task(&mut Rng::seed(1), 1, 6, 10, 2);
/// assert_eq!(targets[0][..2], [10, 10]);
/// assert_eq!(targets[0][2..], inputs[0][..4]);
/// ```
#[track_caller]
pub fn echo_task(
    rng: &mut Rng,
    n: usize,
    length: usize,
    symbols: usize,
    delay: usize,
) -> (Tokens, Tokens) {
    let inputs = strings(rng, n, length, symbols);
    let late = |s: &Vec<usize>, t: usize| if t < delay { symbols } else { s[t - delay] };
    let targets = inputs
        .iter()
        .map(|s| (0..length).map(|t| late(s, t)).collect());
    let targets = targets.collect();
    (inputs, targets)
}

/// Sums in decimal: inputs "a+b=" with `digits` digits each (tokens 0 to 9, 10 is +, 11 is =), targets the sum with
/// `digits` + 1 digits, the highest first.
///
/// ```
/// # use toy::prelude::*;
/// let (inputs, targets) = addition_task(&mut Rng::seed(1), 5, 2);
/// let number = |digits: &[usize]| digits.iter().fold(0, |n, d| 10 * n + d);
/// let sum = number(&inputs[0][0..2]) + number(&inputs[0][3..5]); // "12+34="
/// assert_eq!(number(&targets[0]), sum);
/// ```
#[track_caller]
pub fn addition_task(rng: &mut Rng, n: usize, digits: usize) -> (Tokens, Tokens) {
    assert!(
        (1..=15).contains(&digits),
        "addition_task: from 1 to 15 digits, got {digits}"
    );
    let (mut inputs, mut targets) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for _ in 0..n {
        let (a, b) = (rng.indices(10, digits), rng.indices(10, digits));
        let mut sum = vec![0; digits + 1];
        for i in (0..digits).rev() {
            let total = a[i] + b[i] + sum[i + 1];
            sum[i + 1] = total % 10;
            sum[i] = total / 10;
        }
        inputs.push([a.as_slice(), &[10], &b, &[11]].concat());
        targets.push(sum);
    }
    (inputs, targets)
}

/// Bit strings (tokens 0 and 1) and, as labels, the parity of their ones.
///
/// ```
/// # use toy::prelude::*;
/// let (bits, parities) = parity_task(&mut Rng::seed(1), 5, 8);
/// assert_eq!(parities[0], bits[0].iter().sum::<usize>() % 2);
/// ```
#[track_caller]
pub fn parity_task(rng: &mut Rng, n: usize, length: usize) -> (Tokens, Vec<usize>) {
    let inputs = strings(rng, n, length, 2);
    let labels = inputs.iter().map(|s| s.iter().sum::<usize>() % 2).collect();
    (inputs, labels)
}

/// Look-up: `pairs` pairs of a key and a value, then one of the keys; the label is its value (0 to symbols − 1).
///
/// Values are the tokens 0 to symbols − 1; key k is the token symbols + k. The keys of a string are all different.
///
/// ```
/// # use toy::prelude::*;
/// let (strings, values) = lookup_task(&mut Rng::seed(1), 1, 3, 8); // key value key value key value key
/// let pair = strings[0][..6].chunks(2).find(|pair| pair[0] == strings[0][6]);
/// assert_eq!(pair.map(|pair| pair[1]), Some(values[0]));
/// ```
#[track_caller]
pub fn lookup_task(rng: &mut Rng, n: usize, pairs: usize, symbols: usize) -> (Tokens, Vec<usize>) {
    assert!(
        0 < pairs && pairs <= symbols,
        "lookup_task: {pairs} different keys cannot be drawn from {symbols}"
    );
    let (mut inputs, mut labels) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for _ in 0..n {
        let (keys, values) = (rng.choice(symbols, pairs), rng.indices(symbols, pairs));
        let asked = rng.below(pairs);
        let mut string = Vec::with_capacity(2 * pairs + 1);
        for (key, &value) in keys.iter().zip(&values) {
            string.extend([symbols + key, value]);
        }
        string.push(symbols + keys[asked]);
        inputs.push(string);
        labels.push(values[asked]);
    }
    (inputs, labels)
}

/// The adding problem: n sequences (n x length x 2) of a uniform number and a mark, and the sum of the two marked
/// numbers (n). One mark is in the first half, one in the second (Hochreiter and Schmidhuber, "Long short-term memory",
/// 1997, Experiment 4, in the form with numbers from 0 to 1). Always answering 1 has the mean square error 1/6.
///
/// ```
/// # use toy::prelude::*;
/// let (x, sums) = adding_problem(&mut Rng::seed(1), 5, 20); // x: 5 x 20 x 2
/// let [numbers, marks] = [0, 1].map(|i| x.slice(2, i..i + 1).squeeze(2));
/// close_all("sums", (numbers * marks).sum_axis(1), sums, 1e-12);
/// ```
#[track_caller]
pub fn adding_problem(rng: &mut Rng, n: usize, length: usize) -> (Tensor, Tensor) {
    assert!(
        length >= 2,
        "adding_problem: two numbers must be marked, the length is {length}"
    );
    let (mut numbers, mut sums) = (Vec::with_capacity(2 * n * length), Vec::with_capacity(n));
    for _ in 0..n {
        let half = length / 2;
        let marked = [rng.below(half), half + rng.below(length - half)];
        let mut sum = 0.0;
        for t in 0..length {
            let (x, mark) = (rng.uniform(), marked.contains(&t));
            sum += if mark { x } else { 0.0 };
            numbers.extend([x, f64::from(u8::from(mark))]);
        }
        sums.push(sum);
    }
    (Tensor::from_vec(&[n, length, 2], numbers), sums.into())
}
