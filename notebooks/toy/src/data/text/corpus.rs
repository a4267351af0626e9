//! A small text to learn from, and new text in its manner.

use super::vocabulary::Vocabulary;
use crate::data::signals::MarkovChain;
use crate::random::Rng;

/// A few hundred words of plain English on how a notebook and its kernel work: lower case, full stops and commas, one
/// line.
///
/// ```
/// # use toy::prelude::*;
/// let letters = Vocabulary::characters(corpus());
/// let words = Vocabulary::words(corpus());
/// assert!(letters.len() < 32 && words.len() > 100);
/// ```
pub fn corpus() -> &'static str {
    CORPUS
}

const CORPUS: &str = "\
    a notebook is a page that can run. it holds cells, and a cell holds text or code. the text \
    says what the code is for, and the code shows that the text is true. when the reader runs a \
    cell, the page sends the code to the kernel. the kernel is a program that waits. it waits \
    for a cell, and when a cell comes it runs the code. then it sends back what the code gave, \
    and it waits again. the page does not run the code. the page only shows what the kernel \
    sends. the kernel does not see the page. the kernel only sees one cell after the other. \
    between the page and the kernel there are five lines. on the first line the page asks the \
    kernel to run a cell. on the second line the kernel tells every page what it does. on the \
    third line the kernel can ask the reader a question. on the fourth line the page can stop \
    the kernel. on the fifth line there is only a heart beat, and as long as the heart beats the \
    page knows that the kernel is alive. the kernel has a memory. a name that one cell gives to \
    a number is known to the next cell. so the order of the cells counts. if the reader runs the \
    last cell first, the kernel does not know the name, and it sends back an error. a good error \
    says which cell was wrong, and which line, and what to do. if the kernel stops, the memory \
    is lost, but the page is not lost. the reader can start a new kernel and run every cell \
    again. if the page then shows the same numbers, the notebook is sound. if it shows other \
    numbers, chance was not held fast. chance in a notebook comes from a seed. the same seed \
    gives the same numbers, on this machine and on every other machine. a compiler reads the \
    whole cell before it runs a line of the code. so it finds an error before the code runs. the \
    reader waits for the compiler, and then the code runs fast. a cell that is small compiles \
    fast, and a cell that is large compiles slowly. so a good notebook has small cells. a paper \
    says what its authors found. a notebook shows how they found it. the paper has a claim, and \
    the notebook has a cell that measures the claim. sometimes the number is what the paper \
    says. sometimes it is not, and then the notebook says so. a small model is not a large \
    model, but a small model can show why the large model works. the reader can change a number \
    in a cell, run the cell again, and see what the change does. that is why a page that can run \
    is better than a page that can only be read.";

/// `length` new characters in the manner of a text: a Markov chain over its characters that looks `order` of them back.
///
/// It starts with the first `order` characters of the text, and draws in proportion to the counts; where the chain
/// meets the text's end, which nothing follows, it begins again there.
///
/// ```
/// # use toy::prelude::*;
/// let text = markov_text(&mut Rng::seed(1), corpus(), 3, 200);
/// assert_eq!(text.chars().count(), 200);
/// ```
#[track_caller]
pub fn markov_text(rng: &mut Rng, text: &str, order: usize, length: usize) -> String {
    let letters = Vocabulary::characters(text);
    let numbers = letters.encode(text);
    assert!(
        numbers.len() > order,
        "markov_text: the text has {} characters, not more than the order {order}",
        numbers.len()
    );
    let mut new: Vec<usize> = numbers[..order.min(length)].to_vec();
    while new.len() < length {
        let before = &new[new.len() - order..];
        // Every place where the text continues what stands before, with its own weight of one.
        let places = numbers.windows(order + 1).filter(|w| &w[..order] == before);
        let after: Vec<usize> = places.map(|w| w[order]).collect();
        if after.is_empty() {
            new.extend(&numbers[..=order]);
        } else {
            new.push(after[rng.below(after.len())]);
        }
    }
    new.truncate(length);
    letters.decode(&new)
}

/// The chain that [`markov_text`] would follow on numbered words: fitted to the corpus by word, order 1.
///
/// ```
/// # use toy::prelude::*;
/// let (words, chain) = corpus_bigrams(0.1);
/// assert_eq!(chain.symbols(), words.len());
/// let text = words.decode(&chain.sample(&mut Rng::seed(1), 8));
/// assert_eq!(text.split(' ').count(), 8);
/// ```
pub fn corpus_bigrams(smoothing: f64) -> (Vocabulary, MarkovChain) {
    let words = Vocabulary::words(CORPUS);
    let numbers = words.encode(CORPUS);
    let chain = MarkovChain::fit(&[numbers], words.len(), 1, smoothing);
    (words, chain)
}
