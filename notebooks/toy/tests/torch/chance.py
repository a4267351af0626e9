"""Densities, entropies, divergences and optimisers' paths for `tests/chance_*.rs`."""

import mpmath
import torch
from torch import distributions as d

from write import write

t = torch.tensor


def family(p: d.Distribution, x: torch.Tensor, q: d.Distribution | None = None, entropy: bool = True) -> dict:
    """What one distribution is asked: densities at x, entropy, moments, the divergence from p to q."""
    case = {"x": x, "log_prob": p.log_prob(x), "mean": p.mean}
    if entropy:
        case["entropy"] = p.entropy()
    if p.variance.isfinite().all():  # JSON has no infinity
        case["variance"] = p.variance
    if q is not None:
        case["kl"] = d.kl_divergence(p, q)
    return case


a, b = t([0.7, 2.0, 5.5]), t([1.3, 0.4, 3.0])
c, e = t([1.9, 1.1, 0.6]), t([0.8, 2.5, 1.7])
place, other = t([-0.5, 0.0, 2.0]), t([0.3, 1.0, -1.0])
x = t([0.2, 1.5, 3.0])
unit = t([0.15, 0.5, 0.9])
bits = t([0.0, 1.0, 1.0])
counts = t([0.0, 3.0, 7.0])
logits = t([[0.5, -1.0, 2.0], [0.1, 0.2, 0.3]])
relaxed = t([[0.2, 0.5, 0.3], [0.05, 0.9, 0.05]])
first = t([[0.8, 1.0, 3.0], [2.0, 5.0, 0.4]])
second = t([[1.5, 0.7, 2.0], [1.0, 1.0, 1.0]])
centre = t([0.5, -1.0, 2.0])
factor = t([[1.2, 0.0, 0.0], [0.4, 0.9, 0.0], [-0.7, 0.3, 1.5]])
wide = torch.eye(3) * 2.0 + 0.3
points = t([[0.0, 0.0, 0.0], [1.0, -2.0, 3.0]])

cases = {
    "gaussian": family(d.Normal(place, a), x, d.Normal(other, b)),
    "laplace": family(d.Laplace(place, a), x, d.Laplace(other, b)),
    "student": family(d.StudentT(t([1.5, 3.0, 8.0]), place, a), x),
    "uniform": family(d.Uniform(place, place + a, validate_args=False), place + 0.5 * a),
    "exponential": family(d.Exponential(a), x, d.Exponential(b)),
    "gamma": family(d.Gamma(a, b), x, d.Gamma(c, e)),
    "beta": family(d.Beta(a, b), unit, d.Beta(c, e)),
    "bernoulli": family(d.Bernoulli(unit), bits, d.Bernoulli(unit.flip(0))),
    "binomial": family(d.Binomial(9, unit), counts),
    "poisson": family(d.Poisson(a), counts, d.Poisson(b), entropy=False),
    "dirichlet": family(d.Dirichlet(first), relaxed, d.Dirichlet(second)),
    "multivariate": {
        "log_prob": d.MultivariateNormal(centre, factor @ factor.T).log_prob(points),
        "entropy": d.MultivariateNormal(centre, factor @ factor.T).entropy(),
        "kl": d.kl_divergence(
            d.MultivariateNormal(centre, factor @ factor.T), d.MultivariateNormal(torch.zeros(3), wide)
        ),
    },
    "categorical": {
        "log_prob": d.Categorical(logits=logits).log_prob(t([2, 0])),
        "entropy": d.Categorical(logits=logits).entropy(),
        "kl": d.kl_divergence(d.Categorical(logits=logits), d.Categorical(logits=-logits)),
    },
    "concrete": {
        "log_prob": d.RelaxedOneHotCategorical(t(0.7), logits=logits).log_prob(relaxed),
        "binary": d.RelaxedBernoulli(t(0.7), logits=logits).log_prob(relaxed),
    },
    "gumbel": {"entropy": d.Gumbel(t(0.5), t(2.0)).entropy(), "mean": d.Gumbel(t(0.5), t(2.0)).mean},
    # PyTorch's own trigamma has ten digits only.
    "special": {
        "x": t(places := [0.01, 0.5, 1.0, 3.7, 20.0, 1e6]),
        **{f"polygamma{m}": t([float(mpmath.polygamma(m, x)) for x in places]) for m in range(4)},
    },
}

START = [[1.0, -2.0, 0.5], [3.0]]


def loss(p: list[torch.Tensor], step: int) -> torch.Tensor:
    """A bent valley that moves a little from step to step."""
    v, s = p
    return ((v * v - 0.5 * s) ** 2).sum() + torch.sin(v).sum() * (1 + 0.1 * step) + 0.1 * s.sum() ** 4


def path(make, steps: int = 12, clip=None) -> dict:
    """Where an optimiser stands after each step."""
    p = [t(start, requires_grad=True) for start in START]
    rule, places = make(p), []
    for step in range(steps):
        rule.zero_grad()
        loss(p, step).backward()
        if clip:
            clip(p)
        rule.step()
        places.append(torch.cat([part.detach().clone() for part in p]))
    return {"path": torch.stack(places)}


class Lamb(torch.optim.Optimizer):
    """You et al., 2020, algorithm 2, line by line; PyTorch has none."""

    def __init__(self, params, lr: float, decay: float) -> None:
        super().__init__(params, {"lr": lr, "decay": decay})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for p in group["params"]:
                s = self.state[p]
                n = s["n"] = s.get("n", 0) + 1
                m = s["m"] = 0.9 * s.get("m", torch.zeros_like(p)) + 0.1 * p.grad
                v = s["v"] = 0.999 * s.get("v", torch.zeros_like(p)) + 0.001 * p.grad**2
                u = m / (1 - 0.9**n) / ((v / (1 - 0.999**n)).sqrt() + 1e-6) + group["decay"] * p
                p -= group["lr"] * p.norm() / u.norm() * u


def clip(p: list[torch.Tensor]) -> None:
    """Joint norm at most 1, exactly: PyTorch's `clip_grad_norm_` adds 10⁻⁶ to the norm."""
    norm = torch.cat([part.grad for part in p]).norm()
    for part in p:
        part.grad /= max(norm, 1.0)


o = torch.optim
utils = torch.nn.utils
cases |= {
    "sgd": path(lambda p: o.SGD(p, 0.01)),
    "sgd momentum": path(lambda p: o.SGD(p, 0.01, momentum=0.9, weight_decay=0.1)),
    "sgd nesterov": path(lambda p: o.SGD(p, 0.01, momentum=0.9, nesterov=True)),
    "sgd clipped": path(lambda p: o.SGD(p, 0.1), clip=clip),
    "sgd limited": path(lambda p: o.SGD(p, 0.1), clip=lambda p: utils.clip_grad_value_(p, 0.5)),
    "adam": path(lambda p: o.Adam(p, 0.1, betas=(0.8, 0.99), weight_decay=0.1)),
    "adamw": path(lambda p: o.AdamW(p, 0.1, weight_decay=0.1)),
    "rmsprop": path(lambda p: o.RMSprop(p, 0.01)),
    "rmsprop momentum": path(lambda p: o.RMSprop(p, 0.01, alpha=0.9, momentum=0.5)),
    "adagrad": path(lambda p: o.Adagrad(p, 0.1)),
    "lamb": path(lambda p: Lamb(p, 0.02, 0.1)),
}

write(__file__, cases)
