//! Text with known meaning: questions about little stories, and words that go together because they share a topic.

use crate::random::Rng;
use crate::tensor::Tensor;

/// A story with a question that it answers.
///
/// ```
/// # use toy::prelude::*;
/// let asked = &question_answers(&mut Rng::seed(1), 1, 5)[0];
/// assert!(asked.question.starts_with("where is"));
/// assert!(asked.story[asked.fact].contains(&asked.answer)); // the sentence that answers it
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Sentences, in order.
    pub story: Vec<String>,
    /// The question.
    pub question: String,
    /// One word.
    pub answer: String,
    /// Which sentence of the story holds the answer.
    pub fact: usize,
}

const PEOPLE: [&str; 4] = ["anna", "bert", "clara", "david"];
const PLACES: [&str; 5] = ["kitchen", "garden", "cellar", "attic", "office"];

/// n stories of `sentences` sentences "anna goes to the kitchen." and a question "where is anna?"; the last sentence
/// with that person holds the answer, later sentences are about others (after the first task of Weston et al.,
/// "Towards AI-complete question answering", 2015).
///
/// ```
/// # use toy::prelude::*;
/// let asked = question_answers(&mut Rng::seed(1), 20, 5);
/// assert_eq!((asked.len(), asked[0].story.len()), (20, 5));
/// ```
#[track_caller]
pub fn question_answers(rng: &mut Rng, n: usize, sentences: usize) -> Vec<Question> {
    assert!(
        sentences > 0,
        "question_answers: a story needs at least one sentence"
    );
    let mut questions = Vec::with_capacity(n);
    for _ in 0..n {
        let who = rng.indices(PEOPLE.len(), sentences);
        let place = rng.indices(PLACES.len(), sentences);
        let asked = who[rng.below(sentences)];
        let fact = who.iter().rposition(|&person| person == asked).unwrap_or(0);
        let tell = |i: usize| format!("{} goes to the {}.", PEOPLE[who[i]], PLACES[place[i]]);
        questions.push(Question {
            story: (0..sentences).map(tell).collect(),
            question: format!("where is {}?", PEOPLE[asked]),
            answer: PLACES[place[fact]].to_owned(),
            fact,
        });
    }
    questions
}

/// n sentences of `length` words about one topic each, and the topic of each sentence. Topic k has the words k·words to
/// (k + 1)·words − 1; a word comes from the sentence's topic with probability `purity`, else from all words alike.
///
/// What an embedding of the words should find is known: the class of word w is w / words (rounded down).
///
/// ```
/// # use toy::prelude::*;
/// let (sentences, topics) = topic_sentences(&mut Rng::seed(1), 10, 6, 3, 20, 1.0);
/// assert!(sentences[0].iter().all(|word| word / 20 == topics[0])); // 20 words a topic
/// ```
#[track_caller]
pub fn topic_sentences(
    rng: &mut Rng,
    n: usize,
    length: usize,
    topics: usize,
    words: usize,
    purity: f64,
) -> (Vec<Vec<usize>>, Vec<usize>) {
    assert!(
        topics > 0 && words > 0,
        "topic_sentences: got {topics} topics of {words} words"
    );
    let (mut sentences, mut labels) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for i in 0..n {
        let topic = i % topics;
        let mut sentence = Vec::with_capacity(length);
        for _ in 0..length {
            sentence.push(if rng.coin(purity) {
                topic * words + rng.below(words)
            } else {
                rng.below(topics * words)
            });
        }
        sentences.push(sentence);
        labels.push(topic);
    }
    (sentences, labels)
}

/// How often two words stand at most `window` places apart: counts (words x words), symmetric. The words of the
/// sentences are 0 to words − 1.
///
/// ```
/// # use toy::prelude::*;
/// let counts = cooccurrence(&[vec![0, 1, 2]], 3, 1); // neighbours only
/// assert_eq!(counts.to_rows(), [[0.0, 1.0, 0.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]);
/// ```
#[track_caller]
pub fn cooccurrence(sentences: &[Vec<usize>], words: usize, window: usize) -> Tensor {
    let mut counts = vec![0.0; words * words];
    for sentence in sentences {
        for (i, &a) in sentence.iter().enumerate() {
            assert!(
                a < words,
                "cooccurrence: there is no word {a}, only 0 to {}",
                words as i64 - 1
            );
            for &b in &sentence[i.saturating_sub(window)..i] {
                counts[a * words + b] += 1.0;
                counts[b * words + a] += 1.0;
            }
        }
    }
    Tensor::from_vec(&[words, words], counts)
}
