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
from collections.abc import Sequence
from pathlib import Path

from benchmarks import subjects
from benchmarks.cases import SCHEMES, Case
from benchmarks.measuring import Plan, bench, run_load

LAYERS = (
    ("/benchmarks/", ""),
    ("/smockproxy/core/", "smockproxy: deciding, values, history (core)"),
    ("/smockproxy/interop/", "smockproxy: Smocker's bodies (interop)"),
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
    add("--scheme", choices=SCHEMES, default="http")
    add("--connections", type=int, default=16)
    add("--seconds", type=float, default=10.0)
    add("--forward", action="store_true", help="forward to a real server in place of a mock")
    add("--bare", action="store_true", help="mitmdump in place of smockproxy")
    add("--flags", default="", help="further flags of serve")
    add("--functions", type=int, default=0, metavar="N", help="list the N largest functions, too")
    return parser.parse_args(given)


def sampled(chosen: argparse.Namespace) -> list[tuple[int, Stack]]:
    """Run the load against a server that samples itself."""
    case = Case(chosen.scheme, chosen.connections, chosen.forward)
    with bench([case.scheme] if case.is_forwarded else []) as made:
        file = str(made.workshop.folder / "stacks.json")
        if chosen.bare:
            server = subjects.bare_mitmdump(made.workshop, forwards=case.is_forwarded, samples=file)
        else:
            server = subjects.smockproxy(
                made.workshop, forwards=case.is_forwarded, flags=chosen.flags, samples=file
            )
        with server as subject:
            run_load(made.order(case, subject, Plan((case,), 1, 1.0, 0.0)))
            os.kill(subject.pid, signal.SIGALRM)
            found = run_load(made.order(case, subject, Plan((case,), 1, chosen.seconds, 0.5)))
            print(f"{subject.name}, {case}: {found.rate:,.0f} req/s while it was sampled")
        return [(count, stack) for count, stack in json.loads(Path(file).read_text())]


def main(given: Sequence[str]) -> None:
    """Sample and print."""
    chosen = _arguments(given)
    samples = sampled(chosen)
    print(f"{sum(count for count, _ in samples):,} samples\n")
    for layer, share in shares(samples).items():
        print(f"{share:7.1%}  {layer}")
    for inclusive in (False, True) if chosen.functions else ():
        print(f"\n{'with' if inclusive else 'without'} what they call")
        for place, share in list(functions(samples, inclusive=inclusive).items())[: chosen.functions]:
            print(f"{share:7.1%}  {place}")


if __name__ == "__main__":
    main(sys.argv[1:])
