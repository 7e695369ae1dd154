"""One corpus through both paths: bytes on the wire, history, counts, scenarios and state are the same."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.acceptance.lane.conversation import played
from tests.acceptance.lane.corpus import TABLES
from tests.acceptance.lane.row import Row
from tests.acceptance.lane.servers import Pair, entry_shown, facts_of

SHOWN = 4
"""Differences, at most."""


def differences(table: list[Row], pair: Pair) -> Iterator[str]:
    """What is not the same on both ways, row by row."""
    for row in table:
        heard, reached = [], []
        for server in pair:
            pair.real.forget()
            heard.append(played(row, server, pair).masked(server.names))
            reached.append(pair.real.seen.requests)
        if heard[0] != heard[1]:
            yield f"{row.name}: without the lane\n  {heard[0]!s:.2000}\nwith it\n  {heard[1]!s:.2000}"
        if reached[0] != reached[1]:
            yield f"{row.name}: the real server saw {reached[0]} without the lane, {reached[1]} with it"


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


@pytest.mark.parametrize("subject", [name for name in TABLES if name != "malformed"])
def test_both_ways_are_the_same(pair: Pair, subject: str) -> None:
    pair.begin()

    found = [*differences(TABLES[subject], pair)]
    reference = pair.reference.entries()
    lane = pair.lane.settled(len(reference))
    found += told_apart([*map(entry_shown, reference)], [*map(entry_shown, lane)], "history")
    found += told_apart(facts_of(pair.reference), facts_of(pair.lane), "sessions")
    if found:
        pytest.fail(f"{len(found)} differences\n" + "\n".join(found[:SHOWN]), pytrace=False)
