//! Signals and strings of tokens: time series, tasks with a known answer, languages with known probabilities.

mod dyck;
mod markov;
mod series;
mod tasks;

pub use dyck::{dyck, dyck_depths, dyck_text, is_dyck};
pub use markov::MarkovChain;
pub use series::{autoregression, damped_oscillator, sine_classes, sines, sums_of_sines};
pub use tasks::{
    Tokens, adding_problem, addition_task, copy_task, echo_task, lookup_task, parity_task,
    reverse_task, sort_task,
};
