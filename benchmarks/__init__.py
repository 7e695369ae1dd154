"""Measurements of smockproxy side by side with a bare mitmdump: `python -m benchmarks`, or `make bench`."""
