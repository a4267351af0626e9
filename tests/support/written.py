"""Notebooks that tests write."""

import json
from pathlib import Path

PAPER = """%%paper
+++
title = "Small things"
slug = "small-things"
authors = ["A. Author"]
year = 2018
url = "https://example.org/small"
topic = "smallness"
[claims]
small = "It is small."
large = "It is large."
{more}
+++
A summary with $x$.
"""
"""A paper cell with two claims; `more` follows them."""

KERNELSPEC = {"name": "papercell", "display_name": "Rust (Papercell)", "language": "rust"}


def notebook(path: Path, *sources: str, mutants: list | None = None) -> Path:
    """Writes a notebook with these cells, named c01, c02, ...; one that starts with `#` and a space is Markdown."""
    cells = []
    for number, source in enumerate(sources, 1):
        cell = {"id": f"c{number:02}", "metadata": {}, "source": source}
        if source.startswith("# "):
            cells.append({"cell_type": "markdown", **cell})
        else:
            cells.append({"cell_type": "code", "execution_count": None, "outputs": [], **cell})
    metadata = {"kernelspec": KERNELSPEC}
    if mutants is not None:
        metadata["papercell"] = {"mutants": mutants}
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    path.write_text(json.dumps(content))
    return path
