"""The settings of a run: one table, what follows from its rows, and where values come from."""
