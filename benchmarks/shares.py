"""Where a server's time goes: `python -m benchmarks.shares --help`.

Each sampled stack is charged to the innermost frame that belongs to one of the layers below, so what the
standard library does is charged to the layer that asked for it.
"""

import argparse
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from benchmarks import subjects
from benchmarks.measuring import Plan, base_of, bench, ours_of
from benchmarks.subjects import Setup
from benchmarks.works import Line, UnknownLineError, lines

LAYERS = (
    ("/benchmarks/", ""),
    ("/smockproxy/core/", "smockproxy: deciding, values, history (core)"),
    ("/smockproxy/interop/", "smockproxy: Smocker's bodies (interop)"),
    ("/smockproxy/proxy/lane/", "smockproxy: the lane (proxy/lane)"),
    ("/smockproxy/proxy/", "smockproxy: the edge (proxy)"),
    ("/smockproxy/", "smockproxy: the rest"),
    ("/mitmproxy/addonmanager.py", "mitmproxy: calling the hooks of all addons"),
    ("/mitmproxy/hooks.py", "mitmproxy: calling the hooks of all addons"),
    ("/mitmproxy/eventsequence.py", "mitmproxy: calling the hooks of all addons"),
    ("/mitmproxy/addons/", "mitmproxy: in its addons"),
    ("/mitmproxy/connection.py", "mitmproxy: connections and tasks"),
    ("/mitmproxy/proxy/server.py", "mitmproxy: connections and tasks"),
    ("/mitmproxy/proxy/mode_servers.py", "mitmproxy: connections and tasks"),
    ("/mitmproxy/proxy/layers/http/", "mitmproxy: HTTP layers"),
    ("/mitmproxy/net/", "mitmproxy: HTTP parsing and writing"),
    ("/mitmproxy/http.py", "mitmproxy: messages and flows"),
    ("/mitmproxy/flow.py", "mitmproxy: messages and flows"),
    ("/mitmproxy/coretypes/", "mitmproxy: messages and flows"),
    ("/mitmproxy/proxy/layers/tls.py", "TLS"),
    ("/mitmproxy/proxy/tunnel.py", "TLS"),
    ("/OpenSSL/", "TLS"),
    ("/mitmproxy/utils/", ""),
    ("/mitmproxy/proxy/", "mitmproxy: layers, events, commands"),
    ("/mitmproxy/", "mitmproxy: the rest"),
    ("/logging/", "logging"),
    ("/asyncio/", "asyncio"),
)
"""Part of a file's path → layer; the first that fits. Without a name the frame is passed over."""
OTHER = "the rest"
PARTIAL = ("/logging/", "/asyncio/")
"""Charged only when nobody else on the stack is one of the layers: they work for whoever calls them."""
EVERYWHERE = 0.95
"""From this part on a function is only the way to what matters, and is not listed."""

MISSED_HEADING = (
    "| work | at once | largest layers | largest functions, without what they call |",
    "| --- | ---: | --- | --- |",
)

type Stack = Sequence[tuple[str, str]]


def layer_of(stack: Stack) -> str:
    """The layer that a stack, innermost frame first, is charged to."""
    spare = OTHER
    for file, _ in stack:
        part, layer = next(((part, layer) for part, layer in LAYERS if part in file), ("", ""))
        if layer and part not in PARTIAL:
            return layer
        if layer and spare == OTHER:
            spare = layer
    return spare


def shares(samples: Sequence[tuple[int, Stack]]) -> dict[str, float]:
    """Layer → its part of the time, largest first."""
    counted: Counter[str] = Counter()
    for count, stack in samples:
        counted[layer_of(stack)] += count
    total = counted.total() or 1
    return {layer: count / total for layer, count in counted.most_common()}


def functions(samples: Sequence[tuple[int, Stack]], *, inclusive: bool) -> dict[str, float]:
    """Function → its part of the time, with what it calls or without it, largest first."""
    counted: Counter[str] = Counter()
    for count, stack in samples:
        places = {_named(place) for place in stack} if inclusive else {_named(place) for place in stack[:1]}
        for place in places:
            counted[place] += count
    total = sum(count for count, _ in samples) or 1
    return {place: count / total for place, count in counted.most_common() if count < total * EVERYWHERE}


def _named(place: tuple[str, str]) -> str:
    file, function = place
    *_, folder, name = ("", *file.split("/"))[-2:]
    return f"{folder}/{name} {function}"


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shares", description="Where the time goes.")
    add = parser.add_argument
    add("line", default="http/16", nargs="?", help="a line of the benchmark [default: http/16]")
    add("--seconds", type=float, default=10.0)
    add("--bare", action="store_true", help="mitmdump in place of smockproxy")
    add("--flags", default="", help="further flags of serve")
    add("--functions", type=int, default=20, metavar="N", help="list the N largest functions [default: 20]")
    chosen = parser.parse_args(given)
    try:
        (chosen.line,) = lines([chosen.line])
    except (UnknownLineError, ValueError) as error:
        parser.error(f"one line as http/16: {error}")
    return chosen


def sampled(line: Line, setup: Setup, seconds: float) -> tuple[float, list[tuple[int, Stack]]]:
    """Run the load against a server that samples itself; gives its rate meanwhile, and the stacks."""
    with bench(forwards=line.work.is_forwarded) as made:
        file = made.workshop.folder / "stacks.json"
        with subjects.started(made.workshop, setup, str(file)) as subject:
            made.load.sample(made.order(line, subject, Plan((line,), 1, 1.0, 0.0)))
            os.kill(subject.pid, signal.SIGALRM)
            found = made.load.sample(made.order(line, subject, Plan((line,), 1, seconds, 0.5)))
        return found.rate, [(count, stack) for count, stack in json.loads(file.read_text())]


def profile(
    line: Line, flags: Sequence[str] = (), *, seconds: float = 10.0, bare: bool = False, many: int = 20
) -> str:
    """Where the time of a line goes, as text."""
    setup = base_of(line) if bare else replace(ours_of(line), flags=" ".join(flags))
    rate, samples = sampled(line, setup, seconds)
    told = [f"{setup.name} {setup.flags}".strip() + f", {line}: {rate:,.0f} req/s while it was sampled"]
    told += [f"{sum(count for count, _ in samples):,} samples", ""]
    told += [f"{share:7.1%}  {layer}" for layer, share in shares(samples).items()]
    for inclusive in (False, True) if many else ():
        told += ["", f"{'with' if inclusive else 'without'} what they call"]
        largest = list(functions(samples, inclusive=inclusive).items())[:many]
        told += [f"{share:7.1%}  {place}" for place, share in largest]
    return "\n".join(told)


def in_a_row(line: Line, samples: Sequence[tuple[int, Stack]]) -> str:
    """A row of a table: the four largest layers, and the six largest functions without what they call."""
    layers = [f"{share:.0%} {layer}" for layer, share in list(shares(samples).items())[:4]]
    largest = list(functions(samples, inclusive=False).items())[:6]
    named = [f"{share:.0%} `{place}`" for place, share in largest]
    return f"| {line.work.title} | {line.many} | {', '.join(layers)} | {', '.join(named)} |"


def missed(lines_missed: Sequence[Line], seconds: float, tell: Callable[[str], None]) -> str:
    """A table with a row for each of these lines. Raises `LoadFailedError`, `NotStartedError`."""
    if not lines_missed:
        return "None was missed."
    told = [*MISSED_HEADING]
    for line in lines_missed:
        tell(f"where the time goes in {line}")
        told.append(in_a_row(line, sampled(line, ours_of(line), seconds)[1]))
    return "\n".join(told)


def main(given: Sequence[str]) -> None:
    """Sample and print."""
    chosen = _arguments(given)
    flags = [chosen.flags] if chosen.flags else []
    print(profile(chosen.line, flags, seconds=chosen.seconds, bare=chosen.bare, many=chosen.functions))


if __name__ == "__main__":
    main(sys.argv[1:])
