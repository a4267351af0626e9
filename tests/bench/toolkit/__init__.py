"""The toolkit's benchmark: steps of crate `toy` against PyTorch's on one thread."""
