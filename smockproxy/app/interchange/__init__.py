"""Interchange: files of other programs → mocks, and exports from one format into another."""
