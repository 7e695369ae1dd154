"""The load: what asks the servers, in a process of its own. The command is `python -m benchmarks.load`."""
