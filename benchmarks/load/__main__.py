"""Reads orders as JSON, one a line, and writes a sample or an error for each, until its input ends."""

import json
import os
import sys
from dataclasses import asdict

from benchmarks.load.answers import WrongAnswerError
from benchmarks.load.closed import sample
from benchmarks.load.orders import order_of


def main(core: str = "") -> None:
    """Do as ordered, on that core."""
    if core:
        os.sched_setaffinity(0, {int(core)})
    for line in sys.stdin:
        try:
            answer = asdict(sample(order_of(json.loads(line))))
        except (WrongAnswerError, OSError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
