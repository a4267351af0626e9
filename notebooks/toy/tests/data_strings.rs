//! Signals, token strings, languages and text: the rule that made them can be read back.

use std::f64::consts::PI;
use toy::prelude::*;

#[test]
fn a_sine_is_what_its_parameters_say() {
    let (x, p) = sines(&mut Rng::seed(1), 20, 50);
    for (x, p) in x.to_rows().iter().zip(p.to_rows()) {
        let at = |t: usize| p[2] * (2.0 * PI * p[0] * t as f64 / 50.0 + p[1]).sin();
        assert!((0..50).all(|t| (x[t] - at(t)).abs() < 1e-12));
    }
    // The power of sum of sines: half the sum of the squared amplitudes 1, 1/2, 1/3.
    let x = sums_of_sines(&mut Rng::seed(1), 3, 60, 3);
    let power = x.square().mean_axis(1).to_vec();
    let want = 0.5 * (1.0 + 0.25 + 1.0 / 9.0);
    assert!(power.iter().all(|p| (p - want).abs() < 1e-12), "{power:?}");
}

#[test]
fn the_strongest_frequency_tells_the_class() {
    let (x, class) = sine_classes(&mut Rng::seed(1), 60, 32, 3, 0.3);
    for (x, class) in x.to_rows().iter().zip(class) {
        let power = |k: usize| {
            let part = |f: fn(f64) -> f64| -> f64 {
                (0..32)
                    .map(|t| x[t] * f(2.0 * PI * (k * t) as f64 / 32.0))
                    .sum()
            };
            part(f64::sin).powi(2) + part(f64::cos).powi(2)
        };
        let best = (1..16)
            .max_by(|&a, &b| power(a).total_cmp(&power(b)))
            .expect("there is one");
        assert_eq!(best, 2 * (class + 1));
    }
}

#[test]
fn an_oscillator_obeys_its_equation() {
    let (omega, gamma, dt) = (2.0, 0.1, 1e-3);
    let s = damped_oscillator(omega, gamma, dt, 4000).to_rows();
    assert_eq!(s[0], [1.0, 0.0]);
    for w in s.windows(3) {
        let velocity = (w[2][0] - w[0][0]) / (2.0 * dt);
        let push = (w[2][1] - w[0][1]) / (2.0 * dt);
        assert!((velocity - w[1][1]).abs() < 1e-5);
        let want = -omega * omega * w[1][0] - 2.0 * gamma * w[1][1];
        assert!((push - want).abs() < 1e-5);
    }
}

#[test]
fn an_autoregression_has_its_variance_and_correlation() {
    // AR(1): variance sd²/(1 − a²), correlation a.
    let x = autoregression(&mut Rng::seed(1), &[0.8], 0.6, 50_000).to_vec();
    let power: f64 = x.iter().map(|x| x * x).sum::<f64>() / 50_000.0;
    assert!((power - 1.0).abs() < 0.05, "{power}");
    let next: f64 = x.windows(2).map(|w| w[0] * w[1]).sum::<f64>() / 49_999.0;
    assert!((next / power - 0.8).abs() < 0.01);
}

#[test]
#[should_panic(expected = "autoregression: the coefficients [1.5, 1.0] are unstable")]
fn an_unstable_autoregression_says_so() {
    autoregression(&mut Rng::seed(1), &[1.5, 1.0], 1.0, 2000);
}

#[test]
fn strings_are_answered_by_their_rule() {
    let mut rng = Rng::seed(1);
    let (x, y) = copy_task(&mut rng, 30, 6, 8);
    assert!(x == y && x.concat().iter().max() == Some(&7));
    let (x, y) = reverse_task(&mut rng, 30, 6, 8);
    assert!(
        x.iter()
            .zip(&y)
            .all(|(x, y)| (0..6).all(|i| x[i] == y[5 - i]))
    );
    let (x, y) = sort_task(&mut rng, 30, 6, 8);
    for (x, y) in x.iter().zip(&y) {
        assert!(y.windows(2).all(|w| w[0] <= w[1]));
        assert_eq!(class_counts(x, 8), class_counts(y, 8));
    }
    let (x, y) = echo_task(&mut rng, 30, 12, 6, 4);
    for (x, y) in x.iter().zip(&y) {
        assert!(y[..4] == [6; 4] && y[4..] == x[..8]);
    }
    let (x, y) = parity_task(&mut rng, 400, 7);
    assert!(
        x.iter()
            .zip(&y)
            .all(|(x, y)| x.iter().filter(|&&b| b == 1).count() % 2 == *y)
    );
    assert!(y.iter().sum::<usize>().abs_diff(200) < 40);
}

#[test]
fn sums_are_right() {
    let (x, y) = addition_task(&mut Rng::seed(1), 200, 3);
    let number = |digits: &[usize]| digits.iter().fold(0, |n, d| 10 * n + d);
    for (x, y) in x.iter().zip(&y) {
        assert!(x.len() == 8 && x[3] == 10 && x[7] == 11 && y.len() == 4);
        assert!(y.iter().all(|&d| d < 10));
        assert_eq!(number(&x[..3]) + number(&x[4..7]), number(y));
    }
}

#[test]
fn a_key_leads_to_its_value() {
    let (x, y) = lookup_task(&mut Rng::seed(1), 200, 4, 6);
    for (x, y) in x.iter().zip(&y) {
        let places: Vec<usize> = (0..4).filter(|i| x[2 * i] == x[8]).collect();
        assert_eq!(places.len(), 1);
        assert_eq!(x[2 * places[0] + 1], *y);
    }
}

#[test]
fn two_marked_numbers_are_added() {
    let (x, sums) = adding_problem(&mut Rng::seed(1), 3000, 10);
    let want = (x.slice(2, 0..1) * x.slice(2, 1..2))
        .sum_axis(2)
        .sum_axis(1);
    assert!((&sums - want).abs().max().item() < 1e-12);
    let marks = x.slice(2, 1..2).sum_axis(2);
    assert!(marks.sum_axis(1).to_vec().iter().all(|&m| m == 2.0));
    let trivial = mean((sums - 1.0).square());
    assert!((trivial - 1.0 / 6.0).abs() < 0.01, "{trivial}");
}

#[test]
fn bracket_strings_are_balanced_and_all_equally_likely() {
    let mut rng = Rng::seed(1);
    let mut counts = std::collections::BTreeMap::new();
    for _ in 0..14_000 {
        let string = dyck(&mut rng, 4, 1);
        assert!(is_dyck(&string) && string.len() == 8);
        *counts.entry(string).or_insert(0) += 1;
    }
    // The fourth Catalan number is 14.
    assert_eq!(counts.len(), 14);
    assert!(
        counts.values().all(|&c: &i32| (c - 1000).abs() < 130),
        "{counts:?}"
    );
    let string = dyck(&mut rng, 20, 3);
    let depths = dyck_depths(&string);
    assert!(is_dyck(&string) && depths.last() == Some(&0));
    assert_eq!(dyck_text(&[0, 2, 3, 1, 4, 5]), "([]){}");
    assert!(!is_dyck(&[0, 2, 1, 3]) && !is_dyck(&[0]) && !is_dyck(&[1]));
}

#[test]
fn a_chain_knows_the_probability_of_its_strings() {
    let mut rng = Rng::seed(1);
    let chain = MarkovChain::random(&mut rng, 3, 2, 0.5);
    let mut total = 0.0;
    for i in 0..81 {
        total += chain.log_prob(&[i / 27, i / 9 % 3, i / 3 % 3, i % 3]).exp();
    }
    assert!((total - 1.0).abs() < 1e-12, "{total}");
    // What is drawn is as frequent as it is probable.
    let strings: Vec<Vec<usize>> = (0..20_000).map(|_| chain.sample(&mut rng, 4)).collect();
    let asked = strings[0].clone();
    let share = strings.iter().filter(|s| **s == asked).count() as f64 / 20_000.0;
    assert!((share - chain.log_prob(&asked).exp()).abs() < 0.01);
    let again = MarkovChain::fit(&strings, 3, 2, 0.0);
    assert!((again.next - &chain.next).abs().max().item() < 0.04);
    let first = MarkovChain::new([[0.9, 0.1], [0.3, 0.7]]);
    let still = first.stationary().to_vec();
    assert!((still[0] - 0.75).abs() < 1e-12, "{still:?}");
}

#[test]
fn sentences_of_a_grammar_parse_and_their_probabilities_sum_to_one() {
    let grammar = Grammar::new(&[("S", "a S b", 1.0), ("S", "a b", 3.0)]);
    let total: f64 = (1..12)
        .map(|n| grammar.prob(&format!("{}{}", "a ".repeat(n), "b ".repeat(n))))
        .sum();
    assert!((total - 1.0).abs() < 1e-6, "{total}");
    assert_eq!(grammar.prob("a a b b"), 0.25 * 0.75);
    assert_eq!(
        grammar.prob("a b b") + grammar.prob("a b a b") + grammar.prob(""),
        0.0
    );
    let english = Grammar::english();
    let mut rng = Rng::seed(1);
    for _ in 0..60 {
        let tree = english.sample(&mut rng);
        let words = tree.words();
        if words.len() < 16 {
            assert!(english.prob(&words.join(" ")) > 0.0, "{}", tree.brackets());
        }
        assert_eq!(
            tree.brackets().matches('(').count(),
            tree.brackets().matches(')').count()
        );
    }
    assert!(english.prob("the cats that see the dog sleep") > 0.0);
    assert_eq!(english.prob("the cats that see the dog sleeps"), 0.0);
    let simple = english.prob("the cat sleeps");
    assert!((simple - 0.5 * 0.8 / 3.0 * 0.5).abs() < 1e-15, "{simple}");
}

#[test]
fn an_ambiguous_sentence_adds_up_its_trees() {
    // Two ways to bracket three words, each with the probability ½²·½³.
    let grammar = Grammar::new(&[("S", "S S", 1.0), ("S", "x", 1.0)]);
    assert_eq!(grammar.prob("x x x"), 2.0 / 32.0);
}

#[test]
#[should_panic(expected = "Grammar: S can become itself without a word more")]
fn a_cyclic_grammar_is_refused() {
    Grammar::new(&[("S", "T", 1.0), ("T", "S", 1.0), ("T", "x", 1.0)]);
}

#[test]
fn a_vocabulary_leads_there_and_back() {
    let letters = Vocabulary::characters(corpus());
    assert_eq!(letters.decode(&letters.encode(corpus())), corpus());
    let words = Vocabulary::words(corpus());
    assert_eq!(words.decode(&words.encode(corpus())), corpus());
    let count = corpus().split_whitespace().count();
    println!(
        "{count} words, {} different, {} characters",
        words.len(),
        letters.len()
    );
    assert!((350..700).contains(&count) && (100..250).contains(&words.len()));
    assert_eq!(words.token(words.number("kernel")), "kernel");
    assert_eq!(
        Vocabulary::words("Don't stop, X-1!").tokens(),
        ["!", ",", "don't", "stop", "x-1"]
    );
}

#[test]
#[should_panic(expected = "Vocabulary: \"zebra\" is not among its")]
fn an_unknown_word_is_named() {
    Vocabulary::words(corpus()).encode("the zebra");
}

#[test]
fn new_text_is_made_of_pieces_of_the_old() {
    let text = markov_text(&mut Rng::seed(1), corpus(), 4, 400);
    assert_eq!(text.len(), 400);
    let pieces = (0..396)
        .filter(|&i| corpus().contains(&text[i..i + 5]))
        .count();
    assert!(pieces > 385, "{pieces}: {text}");
    assert!(!corpus().contains(&text));
    let (words, chain) = corpus_bigrams(0.01);
    let after = chain.next.row(words.number("a")).to_vec();
    assert!(after[words.number("cell")] > after[words.number("the")]);
}

#[test]
fn answers_are_in_the_story() {
    for q in question_answers(&mut Rng::seed(1), 100, 5) {
        let who = q
            .question
            .trim_start_matches("where is ")
            .trim_end_matches('?');
        let last = q
            .story
            .iter()
            .rposition(|s| s.starts_with(who))
            .expect("there is one");
        assert_eq!(last, q.fact);
        assert!(q.story[last].ends_with(&format!("the {}.", q.answer)));
    }
}

#[test]
fn words_of_a_topic_stand_together() {
    let (sentences, topic) = topic_sentences(&mut Rng::seed(1), 600, 8, 3, 4, 0.8);
    assert_eq!(class_counts(&topic, 3), [200; 3]);
    let counts = cooccurrence(&sentences, 12, 2);
    assert_eq!(counts.to_vec(), counts.t().to_vec());
    // Each of 8 words has 2 neighbours before it, but for the first two: 13 pairs a sentence, counted twice.
    assert_eq!(counts.sum().item(), 600.0 * 26.0);
    let (mut same, mut other) = (0.0, 0.0);
    for i in 0..12 {
        for j in 0..12 {
            if i / 4 == j / 4 {
                same += counts.at([i, j]) / 48.0;
            } else {
                other += counts.at([i, j]) / 96.0;
            }
        }
    }
    // P(same topic) = 0.8² + (1 − 0.8²)/3 = 0.76 over 48 cells, the rest over 96.
    assert!(
        (same / other - 2.0 * 0.76 / 0.24).abs() < 0.5,
        "{same} {other}"
    );
}
