"""What is told of differences between the two servers."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.acceptance.lane.player import Burst, Heard, burst
from tests.acceptance.lane.servers import Pair, in_any_order

SHOWN = 4
"""Differences, at most."""


def told_apart(first: Any, second: Any, place: str = "") -> Iterator[str]:
    """Where two trees differ."""
    if isinstance(first, dict) and isinstance(second, dict):
        for name in first.keys() | second.keys():
            yield from told_apart(first.get(name), second.get(name), f"{place}.{name}")
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for number, (one, other) in enumerate(zip(first, second, strict=True)):
            yield from told_apart(one, other, f"{place}[{number}]")
    elif first != second:
        yield f"{place}: {first!r:.1000} without the lane, {second!r:.1000} with it"


def fail_for(found: Sequence[str]) -> None:
    """Say what is not the same, if anything is."""
    if found:
        shown = "\n".join(found[:SHOWN])
        pytest.fail(f"{len(found)} differences\n{shown}", pytrace=False)


def heard_differences(
    pair: Pair, bursts: Sequence[Burst], reference: Sequence[Heard], lane: Sequence[Heard]
) -> Iterator[str]:
    """Connections that were answered differently."""
    for each, first, second in zip(bursts, reference, lane, strict=True):
        one, other = first.masked(pair.reference.names), second.masked(pair.lane.names)
        if one != other:
            sent = repr(each.pieces)[:400]
            yield f"{each.name}: {sent}\n  without the lane {one!s:.2000}\n  with it {other!s:.2000}"


def compare(pair: Pair, bursts: Sequence[Burst], **facts: Any) -> None:
    """Play the same to both, from the start of a session: bytes, ends of connections, history are equal."""
    pair.begin()
    before = pair.lane.answered()
    with ThreadPoolExecutor(2) as threads:
        heard = list(threads.map(lambda server: burst(server.url, bursts, **facts), pair))
    found = list(heard_differences(pair, bursts, *heard))
    reference = pair.reference.entries()
    lane = in_any_order(pair.lane.settled(len(reference)))
    expected = in_any_order(reference)
    found += [f"history: {text} without the lane only" for text in _beyond(expected, lane)]
    found += [f"history: {text} with the lane only" for text in _beyond(lane, expected)]
    fail_for(found)
    assert pair.lane.answered() > before, "the lane has answered nothing"


def _beyond(texts: Sequence[str], others: Sequence[str]) -> list[str]:
    """What is there more often than in the others."""
    left = list(others)
    beyond = []
    for text in texts:
        if text in left:
            left.remove(text)
        else:
            beyond.append(text[:1500])
    return beyond
