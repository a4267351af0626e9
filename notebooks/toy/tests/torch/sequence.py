"""Figures of PyTorch for tests/sequence_*.rs: recurrent layers, attention, transformer blocks, losses."""

import torch
import torch.nn.functional as F
from write import write

cases: dict[str, dict] = {}


def plain(*shape: int) -> torch.Tensor:
    """Random numbers with few digits, to keep the file small."""
    return (torch.randn(*shape) * 100).round() / 100


def coarse(module: torch.nn.Module) -> torch.nn.Module:
    """The module with random parameters of few digits."""
    with torch.no_grad():
        for p in module.parameters():
            p.copy_((torch.randn(p.shape) * 50).round() / 100)
    return module


# Recurrent layers: outputs, last state, and gradients of a weighted sum of the outputs.
x = plain(3, 5, 2)
for name, kind in [("rnn", torch.nn.RNN), ("gru", torch.nn.GRU), ("lstm", torch.nn.LSTM)]:
    layer = coarse(kind(2, 4, batch_first=True))
    own = x.clone().requires_grad_()
    start = plain(1, 3, 4)
    cell = plain(1, 3, 4)
    y, last = layer(own, (start, cell) if name == "lstm" else start)
    weights = plain(3, 5, 4)
    (y * weights).sum().backward()
    case = {"x": x, "start": start[0], "w": layer.weight_ih_l0.T, "u": layer.weight_hh_l0.T,
            "b": layer.bias_ih_l0, "c": layer.bias_hh_l0, "y": y, "weights": weights, "dx": own.grad,
            "dw": layer.weight_ih_l0.grad.T, "du": layer.weight_hh_l0.grad.T,
            "db": layer.bias_ih_l0.grad, "dc": layer.bias_hh_l0.grad}
    if name == "lstm":
        case |= {"cell": cell[0], "last": last[0][0], "last_cell": last[1][0]}
    else:
        case |= {"last": last[0]}
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, torch.tensor([2, 5, 3]), True, False)
    y, last = layer(packed)
    y, _ = torch.nn.utils.rnn.pad_packed_sequence(y, batch_first=True, total_length=5)
    case |= {"masked_y": y, "masked_last": (last[0] if name == "lstm" else last)[0]}
    cases[name] = case


def attention_case(m: torch.nn.MultiheadAttention, prefix: str = "") -> dict:
    wq, wk, wv = m.in_proj_weight.chunk(3)
    bq, bk, bv = m.in_proj_bias.chunk(3)
    named = {"wq": wq.T, "wk": wk.T, "wv": wv.T, "wo": m.out_proj.weight.T, "bq": bq, "bk": bk, "bv": bv,
             "bo": m.out_proj.bias}
    return {prefix + key: value for key, value in named.items()}


# Cross-attention with a padding mask.
m = coarse(torch.nn.MultiheadAttention(4, 2, batch_first=True))
q, memory = plain(2, 3, 4), plain(2, 5, 4)
hidden = torch.tensor([[False] * 5, [False, False, True, True, True]])
y, w = m(q, memory, memory, key_padding_mask=hidden, average_attn_weights=False)
cases["cross"] = attention_case(m) | {"q": q, "memory": memory, "y": y, "weights": w}

# Causal transformer blocks, with gradients.
causal = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1)
x = plain(2, 5, 4)
for name, first, act in [("pre", True, "relu"), ("post", False, "gelu")]:
    b = coarse(torch.nn.TransformerEncoderLayer(4, 2, 6, 0.0, act, batch_first=True, norm_first=first))
    own = x.clone().requires_grad_()
    y = b(own, src_mask=causal)
    weights = plain(2, 5, 4)
    (y * weights).sum().backward()
    dq, dk, dv = b.self_attn.in_proj_weight.grad.chunk(3)
    cases[name] = attention_case(b.self_attn) | {
        "x": x, "y": y, "weights": weights, "dx": own.grad, "dwq": dq.T, "dwk": dk.T, "dwv": dv.T,
        "dwo": b.self_attn.out_proj.weight.grad.T, "w1": b.linear1.weight.T, "b1": b.linear1.bias,
        "w2": b.linear2.weight.T, "b2": b.linear2.bias, "dw1": b.linear1.weight.grad.T,
        "g1": b.norm1.weight, "h1": b.norm1.bias, "g2": b.norm2.weight, "h2": b.norm2.bias,
        "dg1": b.norm1.weight.grad, "dh2": b.norm2.bias.grad}

# A decoder block of the first paper's kind.
b = coarse(torch.nn.TransformerDecoderLayer(4, 2, 6, 0.0, "relu", batch_first=True))
memory = plain(2, 3, 4)
y = b(x, memory, tgt_mask=causal)
cases["decoder"] = attention_case(b.self_attn) | attention_case(b.multihead_attn, "cross_") | {
    "x": x, "memory": memory, "y": y, "w1": b.linear1.weight.T, "b1": b.linear1.bias, "w2": b.linear2.weight.T,
    "b2": b.linear2.bias, "g1": b.norm1.weight, "h1": b.norm1.bias, "g2": b.norm3.weight, "h2": b.norm3.bias,
    "g3": b.norm2.weight, "h3": b.norm2.bias}

# Losses.
a, t = plain(4, 3), plain(4, 3)
labels = torch.tensor([2, 0, 1, 1])
signs = torch.sign(plain(4, 3) + 0.001)
n = plain(4, 3)
p, s = F.log_softmax(a, 1), F.log_softmax(t, 1)
normal = torch.distributions.Normal
views = F.normalize(torch.cat([a, t]))
scores = (views @ views.T / 0.5).masked_fill(torch.eye(8, dtype=torch.bool), -torch.inf)
cases["losses"] = {
    "a": a, "t": t, "n": n, "signs": signs, "l1": F.l1_loss(a, t), "huber": F.huber_loss(a, t, delta=0.7),
    "hinge": (1 - signs * a).clamp(min=0).mean(),
    "smooth": F.cross_entropy(a, labels, label_smoothing=0.1),
    "kl_categorical": F.kl_div(s, p, log_target=True, reduction="none").sum(1),
    "kl_normals": torch.distributions.kl_divergence(
        normal(a, (0.5 * n).exp()), normal(t, (0.5 * signs).exp())).sum(1),
    "triplet": F.triplet_margin_loss(a, t, n, margin=0.8),
    "info_nce": F.cross_entropy(F.normalize(a) @ F.normalize(t).T / 0.2, torch.arange(4)),
    "nt_xent": F.cross_entropy(scores, torch.tensor([4, 5, 6, 7, 0, 1, 2, 3])),
}

write(__file__, cases)
