"""The benchmark: `tests/bench/run`."""
