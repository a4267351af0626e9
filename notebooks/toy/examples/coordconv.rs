//! An Intriguing Failing of Convolutional Neural Networks and the CoordConv Solution
//! (Liu, Lehman, Molino and others, NeurIPS 2018).
//!
//! A convolution does the same everywhere, so a network of convolutions finds it hard to say where something is. The
//! paper's layer adds two constant channels that hold each pixel's row and column, between −1 and 1:
//!
//!   i_rc = 2r/(h − 1) − 1,   j_rc = 2c/(w − 1) − 1,   CoordConv(x) = Conv([x; i; j])
//!
//! Two tasks on a canvas, each the other's reverse: *paint* the pixel at given coordinates (which of the 256 is it?), and
//! *find* the coordinates of the one pixel that is painted. Two splits: pixels of one quadrant are held out, or a fifth of
//! all pixels at random.
//!
//! Where the toy differs: 16 x 16 pixels (paper: 64 x 64), networks of 121 to 8274 numbers. To paint, the
//! coordinates are tiled over the canvas for three 1 x 1 convolutions, the first with coordinates; the rival is a stack of
//! transposed convolutions with 29 times as many numbers. To find, one 1 x 1 convolution with coordinates is pooled by
//! its maximum over the canvas; the rival is four 3 x 3 convolutions of stride 2. (With a sum in place of the maximum the
//! 255 blank pixels outweigh the painted one, and training did not leave the mean within the time of this toy.)
//!
//! `cargo run -p papercell-toy --example coordconv -- figure.svg` also draws the figure. About 12 s of one core.

use toy::prelude::*;

const SEEDS: usize = 3;
const SIDE: usize = 16;
const PIXELS: usize = SIDE * SIDE;
const STEPS: usize = 300;

/// The two constant channels, 2 x SIDE x SIDE.
fn coordinates() -> Tensor {
    let rows = linspace(-1.0, 1.0, SIDE)
        .unsqueeze(1)
        .broadcast_to([SIDE, SIDE]);
    stack(&[&rows, &rows.t()])
}

/// A convolution that knows where it is; a single pixel is tiled over the canvas. Untold, the two channels are blank.
struct CoordConv {
    conv: Conv2d,
    told: bool,
}

impl Layer for CoordConv {
    fn forward(&self, x: &Tensor) -> Tensor {
        let (n, channels) = (x.shape()[0], x.shape()[1]);
        let canvas = x.broadcast_to([n, channels, SIDE, SIDE]);
        let places = if self.told {
            coordinates()
        } else {
            zeros([2, SIDE, SIDE])
        };
        self.conv.forward(&concat(
            1,
            &[&canvas, &places.broadcast_to([n, 2, SIDE, SIDE])],
        ))
    }

    fn params(&self) -> Vec<Tensor> {
        self.conv.params()
    }
}

/// Layers with ReLU between them. The output is all that is left, or a linear map of each channel's maximum.
struct Net {
    layers: Vec<Box<dyn Layer>>,
    head: Option<Linear>,
}

impl Layer for Net {
    fn forward(&self, x: &Tensor) -> Tensor {
        let first = self.layers[0].forward(x);
        let y = self.layers[1..]
            .iter()
            .fold(first, |x, layer| layer.forward(&x.relu()));
        match &self.head {
            Some(head) => head.forward(&y.relu().global_max_pool()),
            None => y.reshape([y.shape()[0], PIXELS]),
        }
    }

    fn params(&self) -> Vec<Tensor> {
        let all = self.layers.iter().flat_map(|layer| layer.params());
        all.chain(self.head.iter().flat_map(Layer::params))
            .collect()
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Task {
    Paint,
    Find,
}

/// With coordinates (told or untold), by 1 x 1 convolutions.
fn coord_net(rng: &mut Rng, task: Task, told: bool) -> Net {
    let mut conv = |inputs, outputs| Conv2d::new(rng, inputs, outputs, 1);
    match task {
        Task::Paint => {
            let first = CoordConv {
                conv: conv(2 + 2, 8),
                told,
            };
            let layers: Vec<Box<dyn Layer>> =
                vec![Box::new(first), Box::new(conv(8, 8)), Box::new(conv(8, 1))];
            Net { layers, head: None }
        }
        Task::Find => {
            let first = CoordConv {
                conv: conv(1 + 2, 32),
                told,
            };
            Net {
                layers: vec![Box::new(first)],
                head: Some(Linear::new(rng, 32, 2)),
            }
        }
    }
}

/// Without: the canvas doubles from 1 x 1 to 16 x 16, or halves.
fn plain_net(rng: &mut Rng, task: Task) -> Net {
    let (up, down) = (Conv::new().stride(2), Conv::new().stride(2).padding(1));
    let mut layer = |inputs, outputs| -> Box<dyn Layer> {
        match task {
            Task::Paint => Box::new(ConvTranspose2d::with(rng, inputs, outputs, 2, up)),
            Task::Find => Box::new(Conv2d::with(rng, inputs, outputs, 3, down)),
        }
    };
    let widths = if task == Task::Paint {
        [2, 32, 16, 16, 1]
    } else {
        [1, 8, 16, 16, 32]
    };
    let layers = widths
        .windows(2)
        .map(|pair| layer(pair[0], pair[1]))
        .collect();
    let head = (task == Task::Find).then(|| Linear::new(rng, 32, 2));
    Net { layers, head }
}

/// What goes into a network for each pixel of the canvas.
fn inputs(task: Task) -> Tensor {
    match task {
        Task::Paint => places().reshape([PIXELS, 2, 1, 1]),
        Task::Find => eye(PIXELS).reshape([PIXELS, 1, SIDE, SIDE]),
    }
}

/// The coordinates of each pixel, PIXELS x 2.
fn places() -> Tensor {
    coordinates().reshape([2, PIXELS]).t()
}

fn train(rng: &mut Rng, net: &Net, task: Task, seen: &[usize], rate: f64, size: usize) {
    let (x, places) = (inputs(task), places());
    let schedule = Schedule::Cosine {
        steps: STEPS,
        floor: 0.0,
    };
    let mut adam = Adam::new(net.params(), rate).schedule(schedule);
    for _ in 0..STEPS {
        let pixels = labels_at(seen, &rng.choice(seen.len(), size));
        let y = net.forward(&x.rows(&pixels));
        adam.step(&match task {
            Task::Paint => cross_entropy(&y, &pixels),
            Task::Find => mse(&y, &places.rows(&pixels)),
        });
    }
}

/// For each pixel, whether it was painted (1 or 0), or the squared error of its coordinates; and what the network said.
fn scores(net: &Net, task: Task) -> (Tensor, Tensor) {
    let y = no_grad(|| net.forward(&inputs(task)));
    let scores = match task {
        Task::Paint => {
            let right = y.argmax().into_iter().enumerate();
            right
                .map(|(pixel, said)| f64::from(u8::from(pixel == said)))
                .collect()
        }
        Task::Find => (&y - places()).square().mean_axis(1),
    };
    (scores, y)
}

/// The networks, by their place in the results.
const NETS: [&str; 3] = ["CoordConv", "plain", "CoordConv, blank channels"];

/// One network after training on one split.
struct Trained {
    numbers: usize,
    seen: f64,   // mean score of the pixels trained on
    hidden: f64, // and of the others
    scores: Tensor,
    output: Tensor,
}

fn run(rng: &mut Rng, task: Task, net: usize, [seen, hidden]: &[Vec<usize>; 2]) -> Trained {
    let (net, rate, size) = match (NETS[net], task) {
        ("plain", Task::Paint) => (plain_net(rng, task), 0.03, 32),
        ("plain", Task::Find) => (plain_net(rng, task), 0.005, 32),
        (name, Task::Paint) => (coord_net(rng, task, name == "CoordConv"), 0.01, 16),
        (name, Task::Find) => (coord_net(rng, task, name == "CoordConv"), 0.03, 32),
    };
    train(rng, &net, task, seen, rate, size);
    let (scores, output) = scores(&net, task);
    let [seen, hidden] = [seen, hidden].map(|part| mean(scores.rows(part)));
    Trained {
        numbers: net.count(),
        seen,
        hidden,
        scores,
        output,
    }
}

/// The two splits of the pixels, each as (trained on, held out): the lower right quadrant, and a fifth at random.
fn splits(rng: &mut Rng) -> [[Vec<usize>; 2]; 2] {
    let lower_right = |pixel: &usize| pixel / SIDE >= SIDE / 2 && pixel % SIDE >= SIDE / 2;
    let (hidden, seen) = (0..PIXELS).partition(lower_right);
    let (train, test) = holdout(rng, PIXELS, 0.2);
    [[seen, hidden], [train, test]]
}

fn main() {
    // By seed, then by network; on the quadrant split, and for the plain network on the uniform one, too.
    let all = |task: Task, split: usize, nets: &[usize]| -> Vec<Vec<Trained>> {
        over_seeds(SEEDS, |seed| {
            let mut rng = Rng::seed(seed);
            let split = &splits(&mut rng)[split];
            nets.iter()
                .map(|&net| run(&mut rng.split(), task, net, split))
                .collect()
        })
    };
    let [paint, find] = [Task::Paint, Task::Find].map(|task| all(task, 0, &[0, 1, 2]));
    let [paint_uniform, find_uniform] = [Task::Paint, Task::Find].map(|task| all(task, 1, &[1]));
    let hidden = |runs: &[Vec<Trained>], net: usize| -> Vec<f64> {
        runs.iter().map(|r| r[net].hidden).collect()
    };
    let mut results = table(&[
        "task",
        "split",
        "network",
        "numbers",
        "seen",
        "held out",
        "held out, by seed",
    ]);
    let groups = [
        ("paint (accuracy)", "quadrant", &paint, vec![0, 1, 2]),
        ("paint (accuracy)", "uniform", &paint_uniform, vec![1]),
        ("find (square error)", "quadrant", &find, vec![0, 1, 2]),
        ("find (square error)", "uniform", &find_uniform, vec![1]),
    ];
    for (task, split, runs, nets) in groups {
        for (i, net) in nets.into_iter().enumerate() {
            let seen: Vec<f64> = runs.iter().map(|r| r[i].seen).collect();
            let by_seed = hidden(runs, i)
                .into_iter()
                .map(num)
                .collect::<Vec<_>>()
                .join("  ");
            let (seen, held) = (mean(seen), mean(hidden(runs, i)));
            results.push((
                task,
                split,
                NETS[net],
                runs[0][i].numbers,
                seen,
                held,
                by_seed,
            ));
        }
    }
    println!("{results}");

    let least = |values: Vec<f64>| Tensor::from(values).min().item();
    claim("paint-with-coordinates").above(least(hidden(&paint, 0)), 0.95);
    claim("paint-without").below(hidden(&paint, 1), 0.6);
    claim("find-with-coordinates").below(mean(hidden(&find, 0)) / mean(hidden(&find, 1)), 0.1);
    claim("find-without-works-where-it-has-been")
        .below(mean(hidden(&find_uniform, 0)) / mean(hidden(&find, 1)), 0.1);
    claim("coordinates-make-the-difference")
        .below(mean(hidden(&paint, 2)), mean(hidden(&paint, 1)) + 0.05)
        .above(mean(hidden(&find, 2)) / mean(hidden(&find, 1)), 1.0);
    claim("fewer-numbers")
        .above(
            paint[0][1].numbers as f64 / paint[0][0].numbers as f64,
            10.0,
        )
        .above(find[0][1].numbers as f64 / find[0][0].numbers as f64, 10.0);
    verdict();
    if let Some(file) = std::env::args().nth(1) {
        std::fs::write(file, figure(&paint[0], &find[0]).svg()).expect("the figure can be written");
    }
    claims_must_hold();
}

/// Above the painted pixels, below the coordinates found; one seed, the lower right quadrant held out.
fn figure(paint: &[Trained], find: &[Trained]) -> Figure {
    let [[seen, hidden], _] = splits(&mut Rng::seed(0));
    let map = |net: usize| {
        let title = format!(
            "Painting, {}: {:.0}% held out right",
            NETS[net],
            100.0 * paint[net].hidden
        );
        plot(&title)
            .x("column")
            .y("row")
            .heat(paint[net].scores.reshape([SIDE, SIDE]))
            .equal()
    };
    let cloud = |net: usize| {
        let output = |part: &[usize]| find[net].output.rows(part);
        let column_and_row = |xy: Tensor| stack(&[&xy.col(1), &-xy.col(0)]).t();
        plot(&format!("Finding, {}", NETS[net]))
            .x("column found")
            .y("row found, downwards")
            .equal()
            .scatter("trained on", column_and_row(output(&seen)))
            .scatter("held out", column_and_row(output(&hidden)))
    };
    panels(2, &[map(0), map(1), cloud(0), cloud(1)]).share_colours().caption(
        "One seed, the lower right quadrant held out. Above: 1 where the right pixel is painted. \
         Below: the coordinates found; right ones lie on the grid of 16 x 16.",
    )
}
