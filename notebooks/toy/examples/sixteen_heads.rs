//! Are Sixteen Heads Really Better than One? (Michel, Levy, Neubig, NeurIPS 2019).
//!
//! The heads of a trained transformer are masked: one alone, all but one of a layer, or more and more of the whole network
//! in the order of their importance, the mean size of the loss's slope in the mask:
//!
//!   MHAtt(x, q) = Σ_h ξ_h Att_h(x, q), ξ_h = 1 or 0        I_h = E_x |∂L(x)/∂ξ_h|
//!
//! The task: a string of six pairs of key and value is read; asked for place t, answer with the token behind it (copy
//! shifted by one), asked for a key, answer with the value behind it (look-up). An encoder block reads the string; a
//! decoder block takes twelve questions at once, attends to them and to the string: 3 x 4 heads, width 32.
//!
//! Where the toy differs: the paper prunes a translation transformer (96 heads, BLEU) and BERT; here 12 heads, accuracy,
//! five networks. The questions are answered side by side, not one after the other, and places are told by learned biases
//! by distance. To learn the look-up in 700 steps the heads get a start: one distance each in the encoder, and keys equal
//! to queries where the decoder reads the string. Without that a network learnt to copy only.
//!
//! `cargo run -p papercell-toy --example sixteen_heads -- figure.svg` also draws the figure. About 11 s of one core.

use toy::prelude::*;

const SEEDS: usize = 5;
const PAIRS: usize = 6;
const LENGTH: usize = 2 * PAIRS; // of the string, and how many questions
const SYMBOLS: usize = 8; // values are tokens 0 to 7, keys 8 to 15
const ASK: usize = 2 * SYMBOLS; // the token that asks for what stands behind this place
const WIDTH: usize = 32;
const HEADS: usize = 4;
const ALL: usize = 3 * HEADS;

/// Strings, questions and answers, one after the other.
#[derive(Default)]
struct Batch {
    strings: Vec<usize>,
    questions: Vec<usize>,
    answers: Vec<usize>,
}

fn draw(rng: &mut Rng, n: usize) -> Batch {
    let mut batch = Batch::default();
    for mut string in lookup_task(rng, n, PAIRS, SYMBOLS).0 {
        string.truncate(LENGTH); // its question is not used: there are twelve
        for place in 0..LENGTH {
            let key = 2 * rng.below(PAIRS);
            let copy = rng.coin(0.4) && place + 1 < LENGTH;
            batch.questions.push(if copy { ASK } else { string[key] });
            batch
                .answers
                .push(string[if copy { place } else { key } + 1]);
        }
        batch.strings.extend(string);
    }
    batch
}

#[derive(Clone)]
struct Net {
    tokens: Embedding,
    encoder: TransformerBlock,
    decoder: TransformerBlock,
    norms: [LayerNorm; 2], // behind the encoder and behind the decoder
    output: Linear,
}

impl Net {
    fn new(rng: &mut Rng) -> Net {
        let mut encoder = TransformerBlock::new(rng, WIDTH, HEADS, 32);
        let mut decoder = TransformerBlock::decoder(rng, WIDTH, HEADS, 32);
        // To be trained in seconds: the encoder's heads look at the distances −1, 0, 1 and 2 from the start, and equal
        // tokens match in the decoder's.
        let distances = one_hot(
            &[LENGTH - 1, LENGTH, LENGTH + 1, LENGTH + 2],
            2 * LENGTH + 1,
        );
        encoder.attention.relative = Some(RelativeBias {
            table: param(4.0 * distances.t()),
        });
        let cross = decoder.cross.as_mut().expect("a decoder");
        let table = param(0.5 * rng.normals([2 * LENGTH + 1, HEADS]));
        cross.relative = Some(RelativeBias { table });
        cross.query.w = param(cross.query.w.detach() * 1.5);
        cross.key.w = param(cross.query.w.detach());
        Net {
            tokens: Embedding::new(rng, ASK + 1, WIDTH),
            encoder,
            decoder,
            norms: [LayerNorm::new(WIDTH), LayerNorm::new(WIDTH)],
            output: Linear::new(rng, WIDTH, 2 * SYMBOLS),
        }
    }

    fn params(&self) -> Vec<Tensor> {
        let embeddings = self.tokens.params();
        let [a, b] = &self.norms;
        let layers: [&dyn Layer; 5] = [&self.encoder, a, &self.decoder, b, &self.output];
        [
            embeddings,
            layers.iter().flat_map(|layer| layer.params()).collect(),
        ]
        .concat()
    }

    /// Logits of the answers, questions x tokens.
    fn forward(&self, batch: &Batch) -> Tensor {
        let n = batch.strings.len() / LENGTH;
        let embed = |tokens: &[usize]| self.tokens.of(tokens).reshape([n, LENGTH, WIDTH]);
        let memory = self.norms[0].forward(&self.encoder.run(&embed(&batch.strings), None));
        let y = self
            .decoder
            .run_memory(&embed(&batch.questions), None, &memory, None);
        self.output
            .forward(&self.norms[1].forward(&y))
            .reshape([n * LENGTH, 2 * SYMBOLS])
    }

    /// The same network with these factors ξ on its heads: encoder, decoder, decoder to encoder.
    fn masked(&self, xi: &Tensor) -> Net {
        let mut net = self.clone();
        let part = |i: usize| Some(xi.slice(0, i * HEADS..(i + 1) * HEADS));
        net.encoder.attention.gates = part(0);
        net.decoder.attention.gates = part(1);
        net.decoder.cross.as_mut().expect("a decoder").gates = part(2);
        net
    }

    fn loss(&self, batch: &Batch) -> Tensor {
        cross_entropy(&self.forward(batch), &batch.answers)
    }
}

fn train(rng: &mut Rng) -> Net {
    const STEPS: usize = 700;
    let net = Net::new(rng);
    let schedule = Schedule::WarmupCosine {
        warmup: 20,
        steps: STEPS,
        floor: 0.0,
    };
    let mut adam = Adam::new(net.params(), 0.005).schedule(schedule);
    for _ in 0..STEPS {
        adam.step(&net.loss(&draw(rng, 8)));
    }
    net
}

/// I_h of every head: the slope of the loss of one string in the factors, its size averaged over strings.
fn importance(net: &Net, strings: &[Batch]) -> Tensor {
    let xi = param(ones(ALL));
    let net = net.masked(&xi);
    let sizes: Vec<Vec<f64>> = strings
        .iter()
        .map(|x| grad1(&net.loss(x), &xi).abs().to_vec())
        .collect();
    Tensor::from(sizes).mean_axis(0)
}

/// The factors 1, but 0 for these heads.
fn without(heads: &[usize]) -> Tensor {
    (0..ALL)
        .map(|h| f64::from(u8::from(!heads.contains(&h))))
        .collect()
}

/// What one network measures.
struct Run {
    accuracy: f64,
    costs: Vec<f64>,       // accuracy lost without one head
    one_a_layer: f64, // accuracy lost when a layer keeps its best head only, in the worst of the three layers
    rank: f64,        // Spearman's correlation of importance and loss without the head
    slope_gap: f64,   // largest difference of slope and difference quotient
    curves: [Vec<f64>; 3], // accuracy by heads pruned, in three orders
}

fn run(seed: u64) -> Run {
    let mut rng = Rng::seed(seed);
    let net = train(&mut rng);
    let test = draw(&mut rng, 60);
    let strings: Vec<Batch> = (0..60).map(|_| draw(&mut rng, 1)).collect();
    let right = |pruned: &[usize]| {
        accuracy(
            &no_grad(|| net.masked(&without(pruned)).forward(&test)).argmax(),
            &test.answers,
        )
    };
    let loss = |xi: &Tensor, x: &Batch| no_grad(|| net.masked(xi).loss(x)).item();

    let whole = right(&[]);
    let costs = (0..ALL).map(|h| whole - right(&[h])).collect();
    let increases: Vec<f64> = (0..ALL).map(|h| loss(&without(&[h]), &test)).collect();
    let of_layer = |layer: usize| {
        let heads = layer * HEADS..(layer + 1) * HEADS;
        let alone = |h: usize| {
            heads
                .clone()
                .filter(|&other| other != h)
                .collect::<Vec<_>>()
        };
        let costs: Tensor = heads.clone().map(|h| whole - right(&alone(h))).collect();
        costs.min().item()
    };
    let importance = importance(&net, &strings);

    // Slope against difference quotient, for one string and every head.
    let xi = param(ones(ALL));
    let slope = grad1(&net.masked(&xi).loss(&strings[0]), &xi);
    let quotient = |h: usize| {
        let step = 1e-4 * one_hot(&[h], ALL).flatten();
        (loss(&(1.0 + &step), &strings[0]) - loss(&(1.0 - &step), &strings[0])) / 2e-4
    };
    let gaps: Tensor = (0..ALL)
        .map(|h| (quotient(h) - slope.at([h])).abs())
        .collect();

    let mut order: Vec<usize> = (0..ALL).collect();
    order.sort_by(|&a, &b| importance.at([a]).total_cmp(&importance.at([b])));
    let curve = |order: &[usize]| (0..=ALL).map(|k| right(&order[..k])).collect::<Vec<f64>>();
    let random: Vec<Vec<f64>> = (0..5).map(|_| curve(&rng.permutation(ALL))).collect();
    let reverse: Vec<usize> = order.iter().rev().copied().collect();
    Run {
        accuracy: whole,
        costs,
        one_a_layer: Tensor::from([0, 1, 2].map(of_layer)).max().item(),
        rank: spearman(&importance, &increases),
        slope_gap: gaps.max().item(),
        curves: [
            curve(&order),
            Tensor::from(random).mean_axis(0).to_vec(),
            curve(&reverse),
        ],
    }
}

fn main() {
    let runs = over_seeds(SEEDS, run);
    let pruned = 5; // of 12 heads: 40%
    let lost = |r: &Run, order: usize| r.accuracy - r.curves[order][pruned];
    let mut results = table(&[
        "accuracy",
        "heads that cost < 1 point",
        "one head in a layer costs",
        "rank correlation",
        "5 pruned: by importance",
        "at random",
        "in reverse",
    ]);
    for r in &runs {
        let cheap = r.costs.iter().filter(|&&cost| cost < 0.01).count();
        results.push((
            r.accuracy,
            cheap,
            r.one_a_layer,
            r.rank,
            lost(r, 0),
            lost(r, 1),
            lost(r, 2),
        ));
    }
    println!("{results}");
    let all = |what: &dyn Fn(&Run) -> f64| runs.iter().map(what).collect::<Vec<f64>>();
    let cheap = all(&|r| r.costs.iter().filter(|&&cost| cost < 0.01).count() as f64 / ALL as f64);
    claim("the-task-is-learnt").above(Tensor::from(all(&|r| r.accuracy)).min().item(), 0.9);
    claim("half-of-the-heads-cost-nothing").above(Tensor::from(cheap).min().item(), 0.5);
    claim("importance-beats-chance")
        .below(mean(all(&|r| lost(r, 0))) / mean(all(&|r| lost(r, 1))), 0.5);
    claim("importance-foretells-the-loss").above(all(&|r| r.rank), 0.6);
    claim("slope-is-the-difference-quotient")
        .below(Tensor::from(all(&|r| r.slope_gap)).max().item(), 1e-3);
    verdict();
    if let Some(file) = std::env::args().nth(1) {
        let curves = |order: usize| {
            Tensor::from(
                runs.iter()
                    .map(|r| r.curves[order].clone())
                    .collect::<Vec<_>>(),
            )
        };
        let figure = plot("Accuracy against share of heads pruned")
            .x("share of heads pruned").y("accuracy")
            .runs("least important first", linspace(0.0, 1.0, ALL + 1), curves(0))
            .runs("random order", linspace(0.0, 1.0, ALL + 1), curves(1))
            .runs("most important first", linspace(0.0, 1.0, ALL + 1), curves(2))
            .caption("Mean of five networks with a band of one standard deviation; random: five orders a network.");
        std::fs::write(file, figure.svg()).expect("the figure's file can be written");
    }
    claims_must_hold();
}
