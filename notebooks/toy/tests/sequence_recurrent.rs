//! Recurrent layers against PyTorch, against their own single steps, and their gradients.

mod reference;
mod sequence;

use reference::Reference;
use sequence::twice;
use toy::nn::Gates;
use toy::prelude::*;

const LENGTHS: [usize; 3] = [2, 5, 3];

/// The case's weights in place of the random ones.
fn gates(file: &Reference, case: &str) -> Gates {
    let get = |name: &str| param(file.tensor(case, name));
    Gates {
        w: get("w"),
        u: get("u"),
        b: get("b"),
        c: get("c"),
    }
}

/// Compares outputs and gradients of a layer's run with the case's.
fn compare(file: &Reference, case: &str, gates: &Gates, run: &dyn Fn(&Tensor) -> Tensor) {
    let x = param(file.tensor(case, "x"));
    let y = run(&x);
    close_all("outputs", &y, file.tensor(case, "y"), 1e-13);
    let loss = (y * file.tensor(case, "weights")).sum();
    let wanted = [&x, &gates.w, &gates.u, &gates.b, &gates.c];
    for (name, gradient) in ["dx", "dw", "du", "db", "dc"]
        .iter()
        .zip(grad(&loss, &wanted))
    {
        close_all(name, gradient, file.tensor(case, name), 1e-12);
    }
}

#[test]
fn a_simple_recurrent_layer_is_that_of_pytorch() {
    let (file, case) = (Reference::read("sequence"), "rnn");
    let mut rnn = Rnn::new(&mut Rng::seed(1), 2, 4);
    rnn.gates = gates(&file, case);
    let start = file.tensor(case, "start");
    compare(&file, case, &rnn.gates, &|x| rnn.run(x, Some(&start)).0);
    let x = file.tensor(case, "x");
    close_all(
        "last",
        rnn.run(&x, Some(&start)).1,
        file.tensor(case, "last"),
        1e-13,
    );
    let (y, last) = rnn.run_lengths(&x, None, &LENGTHS);
    close_all("masked outputs", y, file.tensor(case, "masked_y"), 1e-13);
    close_all("masked last", last, file.tensor(case, "masked_last"), 1e-13);
}

#[test]
fn a_gated_recurrent_unit_is_that_of_pytorch() {
    let (file, case) = (Reference::read("sequence"), "gru");
    let mut gru = Gru::new(&mut Rng::seed(1), 2, 4);
    gru.gates = gates(&file, case);
    let start = file.tensor(case, "start");
    compare(&file, case, &gru.gates, &|x| gru.run(x, Some(&start)).0);
    let x = file.tensor(case, "x");
    close_all(
        "last",
        gru.run(&x, Some(&start)).1,
        file.tensor(case, "last"),
        1e-13,
    );
    let (y, last) = gru.run_lengths(&x, None, &LENGTHS);
    close_all("masked outputs", y, file.tensor(case, "masked_y"), 1e-13);
    close_all("masked last", last, file.tensor(case, "masked_last"), 1e-13);
}

#[test]
fn a_long_short_term_memory_is_that_of_pytorch() {
    let (file, case) = (Reference::read("sequence"), "lstm");
    let mut lstm = Lstm::new(&mut Rng::seed(1), 2, 4);
    lstm.gates = gates(&file, case);
    let start = (file.tensor(case, "start"), file.tensor(case, "cell"));
    compare(&file, case, &lstm.gates, &|x| lstm.run(x, Some(&start)).0);
    let x = file.tensor(case, "x");
    let (h, c) = lstm.run(&x, Some(&start)).1;
    close_all("last h", h, file.tensor(case, "last"), 1e-13);
    close_all("last c", c, file.tensor(case, "last_cell"), 1e-13);
    let (y, (h, _)) = lstm.run_lengths(&x, None, &LENGTHS);
    close_all("masked outputs", y, file.tensor(case, "masked_y"), 1e-13);
    close_all("masked last", h, file.tensor(case, "masked_last"), 1e-13);
}

#[test]
fn a_run_is_its_steps_one_after_the_other() {
    let mut rng = Rng::seed(2);
    let (rnn, gru) = (Rnn::new(&mut rng, 3, 4), Gru::new(&mut rng, 3, 4));
    let lstm = Lstm::new(&mut rng, 3, 4);
    let x = rng.normals([2, 5, 3]);
    let (mut a, mut b) = (zeros([2, 4]), zeros([2, 4]));
    let mut c = (zeros([2, 4]), zeros([2, 4]));
    for t in 0..5 {
        let now = x.slice(1, t..t + 1).squeeze(1);
        (a, b, c) = (rnn.step(&now, &a), gru.step(&now, &b), lstm.step(&now, &c));
    }
    // The same sums in the same order: equal to the last bit.
    assert_eq!(rnn.run(&x, None).1.to_vec(), a.to_vec());
    assert_eq!(gru.run(&x, None).1.to_vec(), b.to_vec());
    let (h, cell) = lstm.run(&x, None).1;
    assert_eq!((h.to_vec(), cell.to_vec()), (c.0.to_vec(), c.1.to_vec()));
}

#[test]
fn a_sequence_in_two_pieces_is_the_whole() {
    let mut rng = Rng::seed(3);
    let lstm = Lstm::new(&mut rng, 3, 4);
    let x = rng.normals([2, 7, 3]);
    let (first, state) = lstm.run(&x.slice(1, 0..3), None);
    let (second, _) = lstm.run(&x.slice(1, 3..7), Some(&state));
    let both = concat(1, &[&first, &second]);
    assert_eq!(both.to_vec(), lstm.forward(&x).to_vec());
}

#[test]
fn gradients_of_both_orders_are_right() {
    let mut rng = Rng::seed(4);
    let (rnn, gru) = (Rnn::new(&mut rng, 2, 2), Gru::new(&mut rng, 2, 2));
    let lstm = Lstm::new(&mut rng, 2, 2);
    let x = rng.normals([2, 3, 2]);
    twice("rnn", |x| rnn.forward(x), &x);
    twice("gru", |x| gru.forward(x), &x);
    twice("lstm", |x| lstm.forward(x), &x);
    twice("lengths", |x| gru.run_lengths(x, None, &[1, 3]).0, &x);
    twice("reverse", |x| reverse_time(&x.square()), &x);
    twice("start", |h| gru.run(&x, Some(h)).1, &rng.normals([2, 2]));
}

#[test]
fn what_lies_beyond_a_length_does_not_matter() {
    let mut rng = Rng::seed(5);
    let lstm = Lstm::new(&mut rng, 2, 3);
    let x = rng.normals([2, 4, 2]);
    let seen = tensor([[1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]]).unsqueeze(2);
    let other = choose(&seen.broadcast_to([2, 4, 2]), &x, &tensor(9.0));
    let (a, b) = (
        lstm.run_lengths(&x, None, &[2, 4]),
        lstm.run_lengths(&other, None, &[2, 4]),
    );
    assert_eq!(a.0.to_vec(), b.0.to_vec());
    assert_eq!(a.1.0.to_vec(), b.1.0.to_vec());
    let backwards = reverse_lengths(&x, &[2, 4]);
    assert_eq!(backwards.at([0, 0, 1]), x.at([0, 1, 1]));
    assert_eq!(backwards.at([0, 3, 0]), x.at([0, 3, 0]));
    assert_eq!(backwards.at([1, 3, 0]), x.at([1, 0, 0]));
    assert_eq!(
        reverse_lengths(&x, &[4, 4]).to_vec(),
        reverse_time(&x).to_vec()
    );
}

#[test]
fn initial_numbers_are_uniform_below_one_over_the_root_of_hidden() {
    let lstm = Lstm::new(&mut Rng::seed(6), 3, 16);
    assert_eq!(lstm.count(), (3 + 16 + 2) * 64);
    for p in lstm.params() {
        assert!(p.abs().max().item() <= 0.25 && p.abs().max().item() > 0.22);
    }
}
