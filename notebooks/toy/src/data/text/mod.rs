//! Text: a corpus, numbers for its words, grammars with trees, questions with answers, words with topics.

mod corpus;
mod grammar;
mod stories;
mod vocabulary;

pub use corpus::{corpus, corpus_bigrams, markov_text};
pub use grammar::{Grammar, Parse};
pub use stories::{Question, cooccurrence, question_answers, topic_sentences};
pub use vocabulary::Vocabulary;
