"""The cells that are timed.

A cell that must be new to the cell cache has a *nonce* in it: a number that no cell had before, where `NONCE` stands.
"""

import secrets


def new(source: str) -> str:
    """The cell with a fresh nonce: a text that no kernel has compiled."""
    return source.replace("NONCE", str(secrets.randbits(30)))


def renew(notebook: list[str]) -> list[str]:
    """The notebook with one fresh nonce for all its cells."""
    nonce = str(secrets.randbits(30))
    return [source.replace("NONCE", nonce) for source in notebook]


DEPENDENCIES = """\
:dep ndarray = "0.16"
:dep rand = "0.10"
:dep plotters = { version = "0.3", default-features = false, features = ["evcxr", "all_series"] }"""

IMPORTS = """\
use ndarray::{Array1, Array2, Axis};
use plotters::prelude::*;
use rand::prelude::*;"""

CLOUD = """\
let mut rng = StdRng::seed_from_u64(NONCE);
let cloud = Array2::from_shape_fn((300, 2), |_| rng.random::<f64>() + rng.random::<f64>());"""

PLOT = """\
evcxr_figure((480, 320), |root| {
    let mut chart = ChartBuilder::on(&root)
        .caption("NONCE", ("sans-serif", 18))
        .x_label_area_size(24)
        .y_label_area_size(32)
        .build_cartesian_2d(0.0..2.0, 0.0..2.0)?;
    chart.configure_mesh().draw()?;
    chart.draw_series(cloud.rows().into_iter().map(|p| Circle::new((p[0], p[1]), 2, BLUE.filled())))?;
    Ok(())
})"""

# One of each kind that people write between the long ones: a value, an item, a look at something.
LIGHT = [
    "let count = NONCEi64;",
    "count / 3 + NONCE",
    "fn shifted(x: f64) -> f64 {\n    x * x + NONCE.0\n}",
    "shifted(NONCE.5)",
    'println!("{count} {}", NONCEi64);',
    'let names = vec!["ada", "grace", "NONCE"];',
    "names.iter().map(|name| name.len()).sum::<usize>() + NONCE",
    "#[derive(Debug, Clone)]\nstruct Point {\n    x: f64,\n    y: f64,\n}\nlet point = Point { x: NONCE.0, y: 2.0 };",
    "Point { x: NONCE.0, ..point.clone() }",
    "let table: std::collections::HashMap<i64, f64> = (0..9).map(|i| (i + NONCE, shifted(i as f64))).collect();",
    "table.len() as i64 + NONCE",
    "let mut total = NONCE.0;\nfor value in table.values() {\n    total += value;\n}\ntotal",
    'let text = format!("{:.3} NONCE", shifted(0.5));',
    "text.split_whitespace().last().map(str::to_owned)",
    'enum Shape {\n    Disc(f64),\n    Square(f64),\n}\nlet shapes = [Shape::Disc(NONCE.0), Shape::Square(2.0)];',
    "for shape in &shapes {\n    match shape {\n        Shape::Disc(r) => println!(\"disc {r} NONCE\"),\n"
    "        Shape::Square(a) => println!(\"square {a}\"),\n    }\n}",
]

TRAINING = """\
let mut rng = StdRng::seed_from_u64(NONCE);
let x = Array2::from_shape_fn((128, 8), |_| rng.random::<f64>() - 0.5);
let truth = Array1::from_shape_fn(8, |i| i as f64 - 3.5);
let noise = Array1::from_shape_fn(128, |_| 0.01 * (rng.random::<f64>() - 0.5));
let y = x.dot(&truth) + noise;
let mut weights = Array1::<f64>::zeros(8);
for epoch in 0..200 {
    let error = x.dot(&weights) - &y;
    let gradient = x.t().dot(&error) * (2.0 / 128.0);
    weights -= &(gradient * 0.5);
    if epoch % 50 == 0 {
        println!("{epoch:4} {:.6}", error.mapv(|e| e * e).mean().unwrap_or(0.0));
    }
}
println!("{weights:.2}");"""

# The first four cells lead to the first plot.
NOTEBOOK = [
    DEPENDENCIES,
    IMPORTS,
    CLOUD,
    PLOT,
    "let mean = cloud.mean_axis(Axis(0)).unwrap();",
    "let centred = &cloud - &mean;\nprintln!(\"{:.3} NONCE\", centred.sum());",
    "fn covariance(centred: &Array2<f64>) -> Array2<f64> {\n    centred.t().dot(centred) / centred.nrows() as f64\n}",
    "let spread = covariance(&centred);\nprintln!(\"{spread:.4} NONCE\");",
    "spread[[0, 0]] + spread[[1, 1]] + NONCE.0",
    "let radii: Vec<f64> = centred.rows().into_iter().map(|p| p.dot(&p).sqrt()).collect();",
    "let inside = radii.iter().filter(|r| **r < 0.5).count();\nprintln!(\"{inside} NONCE\");",
    TRAINING,
    "let worst = radii.iter().cloned().fold(0.0, f64::max) + NONCE.0;",
    "struct Summary {\n    inside: usize,\n    worst: f64,\n}\nlet summary = Summary { inside, worst };",
    'println!("{} {:.3} NONCE", summary.inside, summary.worst);',
    "evcxr_figure((480, 320), |root| {\n    let mut chart = ChartBuilder::on(&root).build_cartesian_2d(0.0..9.0, -5.0..5.0)?;\n"
    "    let points = weights.iter().enumerate().map(|(i, w)| (i as f64, *w));\n"
    "    chart.draw_series(LineSeries::new(points, &RED))?;\n    Ok(())\n})",
]

# What a long session is made of, and a cell of it that uses the first of each. `K` is the number of the cell.
GROWTH = "fn f_K(x: i64) -> i64 {\n    x * 3 + K\n}\nlet v_K = f_K(K);"
USES = "let probe = f_0(v_0) + NONCE;"

# About 0.4 s of work for the compiler (a sort, two maps and what they bring) and 0.3 s to run: neither hides the other.
HEAVY = """\
fn draw_K(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6364136223846793005).wrapping_add(NONCE | 1);
    *state >> 33
}
let mut state_K = NONCEu64;
let mut sum_K = 0u64;
for _ in 0..STEPS {
    sum_K = sum_K.wrapping_add(draw_K(&mut state_K));
}
let mut pairs_K: Vec<(u64, u64)> = (0..999).map(|_| (draw_K(&mut state_K), draw_K(&mut state_K))).collect();
pairs_K.sort_by_key(|pair| std::cmp::Reverse(pair.1));
let mut groups_K: std::collections::BTreeMap<u64, Vec<(u64, u64)>> = Default::default();
for pair in &pairs_K {
    groups_K.entry(pair.0 % 16).or_default().push(*pair);
}
let mut sizes_K: std::collections::HashMap<String, usize> = Default::default();
for (key, group) in &groups_K {
    sizes_K.insert(format!("group {key}"), group.len());
}
println!("{sum_K} {}", sizes_K.len());"""

HEAVY_CELLS = 12


def heavy() -> list[str]:
    """A notebook of cells that take about as long to compile as to run."""
    cells = [HEAVY.replace("_K", f"_{k}").replace("STEPS", "300_000_000") for k in range(HEAVY_CELLS)]
    return renew(cells)
