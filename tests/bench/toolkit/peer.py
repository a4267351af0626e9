"""The rows of `notebooks/toy/examples/speed.rs` in PyTorch, on one thread: `peer.py ROW float64|float32` prints the
processor time of a step in milliseconds. Run by the benchmark alone, in an environment that has PyTorch."""

import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)


def milliseconds(step) -> float:
    """Of one step: of half a second of them, after a tenth to warm up."""

    def run(seconds: float) -> float:
        start, begin, steps = time.process_time(), time.perf_counter(), 0
        while time.perf_counter() - begin < seconds:
            step()
            steps += 1
        return (time.process_time() - start) * 1e3 / steps

    run(0.1)
    return run(0.5)


def gradients(layer: nn.Module, x: torch.Tensor, output=lambda y: y) -> float:
    """Forward and backward, the gradients of the parameters."""
    parameters = list(layer.parameters())
    return milliseconds(lambda: torch.autograd.grad(output(layer(x)).square().mean(), parameters))


def mlp() -> float:
    """A network of two hidden layers of 64 on 256 points, with Adam."""
    net = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
    adam = torch.optim.Adam(net.parameters(), lr=1e-3)
    x, y = torch.randn(256, 2), torch.randn(256, 2)

    def step() -> None:
        adam.zero_grad()
        F.mse_loss(net(x), y).backward()
        adam.step()

    return milliseconds(step)


def convolution(kernel: int) -> float:
    """64 images of 16 x 16 with 8 channels to 16 channels."""
    return gradients(nn.Conv2d(8, 16, kernel), torch.randn(64, 8, 16, 16))


def sequence(layer: nn.Module, output=lambda y: y) -> float:
    """Width 32, batch 32, length 32."""
    return gradients(layer, torch.randn(32, 32, 32), output)


ROWS = {
    "mlp": mlp,
    "conv3": lambda: convolution(3),
    "conv8": lambda: convolution(8),
    "transformer": lambda: sequence(
        nn.TransformerEncoderLayer(32, 4, 128, dropout=0.0, batch_first=True, norm_first=True)
    ),
    "gru": lambda: sequence(nn.GRU(32, 32, batch_first=True), lambda y: y[0]),
    "lstm": lambda: sequence(nn.LSTM(32, 32, batch_first=True), lambda y: y[0]),
}

if __name__ == "__main__":
    torch.set_default_dtype(getattr(torch, sys.argv[2]))
    print(f"{ROWS[sys.argv[1]]():.4f}")
