"""Rows about the toolkit in cells: what its first use costs, and what autograd costs a cell's compiler."""

import time
from typing import Iterator

from . import cells
from .kernels import PAPERCELL, Kernel
from .report import Row, medians
from .turns import times

# Seven lines each: a network, an optimiser and gradients; numbers and texts of the standard library.
AUTOGRAD = """\
let net = Mlp::new(&mut Rng::seed(NONCE), &[2, 16, 2], Act::Tanh);
let (x, y) = (tensor([[0.1, 0.2], [0.3, 0.4]]), tensor([[1.0, 0.0], [0.0, 1.0]]));
let mut opt = Adam::new(net.params(), 1e-2);
for _ in 0..10 { opt.step(&mse(&net.forward(&x), &y)); }
let w = param([1.0, 2.0]);
let slope = grad1(&(w.square().sum() * 3.0).exp().ln(), &w);
println!("{}", slope.to_vec()[0]);"""
WITHOUT = """\
let seed: u64 = NONCE;
let xs: Vec<f64> = (0..10).map(|i| f64::from(i) * 0.5).collect();
let mut total = 0.0;
for x in &xs { total += x * x + (seed as f64).sqrt(); }
let names: Vec<String> = xs.iter().map(|x| format!("{x:.2}")).collect();
let longest = names.iter().map(String::len).max().unwrap_or(0);
println!("{total} {longest}");"""


def toolkit(scale: float) -> Iterator[Row]:
    """From the start to the end of a first cell that uses the toolkit; a cell with autograd beside one without."""
    first: list[float] = []
    used: dict[str, list[float]] = {AUTOGRAD: [], WITHOUT: []}
    for _ in range(times(5, scale)):
        with Kernel(PAPERCELL) as kernel:
            kernel.run(cells.new("use toy::prelude::*;\nlet a = tensor([NONCE.0]);\nprintln!(\"{a}\");"))
            first.append(time.perf_counter() - kernel.began)
            for turn in range(6):
                for cell in (AUTOGRAD, WITHOUT)[:: -1 if turn % 2 else 1]:
                    used[cell].append(kernel.seconds(cells.new(cell)))
    at_once = {"bound": 1.0, "absolute": True, "against": "a new cell without it, in a session that runs"}
    yield medians("start to the end of a first cell with the toolkit", used[WITHOUT], first, **at_once)
    yield medians("a new cell with autograd", used[WITHOUT], used[AUTOGRAD], bound=1.5, against="one without")
