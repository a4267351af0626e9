"""Convolutions, pooling, normalisation and rearrangements by PyTorch: values and gradients.

Inputs are multiples of 1/4, so that sums of products are exact and their figures short.
"""

import torch
import torch.nn.functional as F
from write import write


def quarters(*shape: int) -> torch.Tensor:
    return (torch.randn(*shape) * 4).round() / 4


def with_gradients(f, **inputs: torch.Tensor) -> dict:
    """The inputs, y = f(inputs), weights of y, and the gradients of the weighted sum."""
    leaves = {name: value.clone().requires_grad_() for name, value in inputs.items()}
    y = f(*leaves.values())
    weights = quarters(*y.shape)
    slopes = torch.autograd.grad((y * weights).sum(), list(leaves.values()))
    gradients = {f"d{name}": slope for name, slope in zip(leaves, slopes)}
    return {**inputs, "y": y, "weights": weights, **gradients}


cases = {
    "conv1d": with_gradients(
        lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=2, dilation=2),
        x=quarters(2, 2, 9), w=quarters(3, 2, 3), b=quarters(3),
    ),
    "conv2d": with_gradients(
        lambda x, w, b: F.conv2d(x, w, b), x=quarters(2, 3, 4, 5), w=quarters(2, 3, 2, 3), b=quarters(2)
    ),
    "conv2d moved": with_gradients(
        lambda x, w, b: F.conv2d(x, w, b, stride=(2, 1), padding=(1, 2), dilation=(1, 2)),
        x=quarters(2, 2, 5, 4), w=quarters(3, 2, 3, 2), b=quarters(3),
    ),
    "conv2d grouped": with_gradients(
        lambda x, w, b: F.conv2d(x, w, b, padding=1, groups=2),
        x=quarters(1, 4, 3, 3), w=quarters(6, 2, 3, 3), b=quarters(6),
    ),
    "conv2d depthwise": with_gradients(
        lambda x, w, b: F.conv2d(x, w, b, padding=1, groups=3),
        x=quarters(2, 3, 3, 4), w=quarters(3, 1, 3, 3), b=quarters(3),
    ),
    "conv_transpose1d": with_gradients(
        lambda x, w, b: F.conv_transpose1d(x, w, b, stride=3, padding=1, output_padding=2),
        x=quarters(2, 2, 4), w=quarters(2, 3, 3), b=quarters(3),
    ),
    "conv_transpose2d": with_gradients(
        lambda x, w, b: F.conv_transpose2d(
            x, w, b, stride=2, padding=1, output_padding=(1, 0), dilation=(1, 2), groups=2
        ),
        x=quarters(1, 4, 3, 2), w=quarters(4, 2, 3, 3), b=quarters(4),
    ),
    "max_pool2d": with_gradients(lambda x: F.max_pool2d(x, (2, 3), (2, 1)), x=torch.randn(1, 2, 5, 4)),
    "avg_pool2d": with_gradients(lambda x: F.avg_pool2d(x, (2, 3), (1, 1)), x=quarters(1, 2, 4, 4)),
    "max_pool1d": with_gradients(lambda x: F.max_pool1d(x, 3, 2), x=torch.randn(1, 2, 8)),
    "avg_pool1d": with_gradients(lambda x: F.avg_pool1d(x, 4, 2), x=quarters(1, 2, 9)),
    "upsample": with_gradients(lambda x: F.interpolate(x, scale_factor=2, mode="nearest"), x=quarters(1, 2, 2, 3)),
    "group_norm": with_gradients(
        lambda x, w, b: F.group_norm(x, 2, w, b), x=quarters(2, 4, 3), w=quarters(4), b=quarters(4)
    ),
    "instance_norm": with_gradients(
        lambda x, w, b: F.instance_norm(x, None, None, w, b), x=quarters(2, 2, 2, 3), w=quarters(2), b=quarters(2)
    ),
    "layer_norm": with_gradients(
        lambda x, w, b: F.layer_norm(x, (4,), w, b), x=quarters(2, 2, 4), w=quarters(4), b=quarters(4)
    ),
    "rms_norm": with_gradients(
        lambda x, w: F.rms_norm(x, (4,), w, eps=1e-5), x=quarters(3, 4), w=quarters(4)
    ),
    "var": with_gradients(lambda x: x.var(1), x=quarters(2, 4, 2)),
    "std": with_gradients(lambda x: x.std(0), x=quarters(4, 3)),
    "norm": with_gradients(lambda x: x.norm(dim=1), x=quarters(3, 4)),
    "softmax_axis": with_gradients(lambda x: x.softmax(1), x=quarters(2, 3, 2)),
    "log_softmax_axis": with_gradients(lambda x: x.log_softmax(0), x=quarters(3, 2)),
    "logsumexp_axis": with_gradients(lambda x: x.logsumexp(1), x=quarters(2, 3, 2)),
    "cumsum": with_gradients(lambda x: x.cumsum(1), x=quarters(2, 4, 2)),
    "roll": with_gradients(lambda x: x.roll(-2, 1), x=quarters(2, 5)),
    "tile": with_gradients(lambda x: x.tile(2, 1, 3), x=quarters(2, 2)),
    "tril": with_gradients(lambda x: x.tril(-1), x=quarters(2, 3, 4)),
    "triu": with_gradients(lambda x: x.triu(1), x=quarters(3, 4)),
    "diag": with_gradients(lambda x: x.diag(), x=quarters(3, 4)),
    "diag of a vector": with_gradients(lambda x: x.diag(), x=quarters(3)),
    "outer": with_gradients(lambda x, w: torch.outer(x, w), x=quarters(3), w=quarters(2)),
    "matmul": with_gradients(torch.matmul, x=quarters(2, 1, 2, 3), w=quarters(3, 3, 2)),
}

x, index = torch.randn(2, 4, 2), torch.randint(4, (2, 3, 2))
cases["gather"] = {**with_gradients(lambda x: x.gather(1, index), x=x), "index": index}
source = quarters(2, 3, 2)
cases["scatter_add"] = {
    **with_gradients(lambda x, source: x.scatter_add(1, index, source), x=quarters(2, 4, 2), source=source),
    "index": index,
}
rows = torch.tensor([2, 0, 2])
cases["index_add"] = {
    **with_gradients(lambda x, source: x.index_add(1, rows, source), x=quarters(2, 4, 2), source=source),
    "index": rows,
}
cases["sort"] = {**with_gradients(lambda x: x.sort(1).values, x=x), "index": x.argsort(1)}
cases["top_k"] = {**with_gradients(lambda x: x.topk(2, 1).values, x=x), "index": x.topk(2, 1).indices}
cases["argmax"] = {"x": x, "index": x.argmax(1)}

norm = torch.nn.BatchNorm2d(2)
norm.weight.data, norm.bias.data = quarters(2), quarters(2)
batch = {
    **with_gradients(lambda x, w, b: F.batch_norm(x, None, None, w, b, True), x=quarters(3, 2, 2, 2),
                     w=norm.weight.data, b=norm.bias.data)
}
norm(batch["x"])
batch["mean"], batch["variance"] = norm.running_mean, norm.running_var
norm.eval()
batch["evaluated"] = norm(batch["x"])
cases["batch_norm"] = batch

write(__file__, cases)
