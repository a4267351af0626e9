"""What every script here does with its figures: round trip in f64, one small JSON file beside the script."""

import json
from pathlib import Path

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(0)


def array(tensor: "torch.Tensor | float") -> dict:
    """A tensor (or a number) as `{"shape": [...], "values": [...]}`."""
    tensor = torch.as_tensor(tensor, dtype=torch.float64).detach()
    return {"shape": list(tensor.shape), "values": tensor.flatten().tolist()}


def write(script: str, cases: dict[str, dict]) -> None:
    """Writes `NAME.json` beside the script `NAME.py`."""
    file = Path(script).with_suffix(".json")
    rows = {name: {key: array(value) for key, value in case.items()} for name, case in cases.items()}
    lines = [f" {json.dumps(name)}: {json.dumps(case)}" for name, case in rows.items()]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n")
