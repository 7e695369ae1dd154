"""One corpus through both paths: bytes on the wire, history, counts, scenarios and state are the same."""

from collections.abc import Iterator
from itertools import islice

import pytest

from tests.acceptance.lane.comparing import SHOWN, fail_for, told_apart
from tests.acceptance.lane.conversation import played
from tests.acceptance.lane.corpus import TABLES
from tests.acceptance.lane.row import Row
from tests.acceptance.lane.servers import Pair, entry_shown, facts_of


def differences(table: list[Row], pair: Pair) -> Iterator[str]:
    """What is not the same on both ways, row by row."""
    for row in table:
        heard, reached = [], []
        for server in pair:
            pair.real.forget()
            before = server.answered() if server is pair.lane else 0
            heard.append(played(row, server, pair).masked(server.names))
            reached.append(pair.real.seen.requests)
        if heard[0] != heard[1]:
            yield f"{row.name}: without the lane\n  {heard[0]!s:.2000}\nwith it\n  {heard[1]!s:.2000}"
        if row.lane is not None and pair.lane.answered() - before < row.lane + is_probed(heard[1]):
            yield f"{row.name}: the lane left it to mitmproxy"
        if reached[0] != reached[1]:
            yield f"{row.name}: the real server saw {reached[0]} without the lane, {reached[1]} with it"


def is_probed(heard: tuple[list[bytes], str]) -> bool:
    """Whether the probe was answered, too: the lane must have done that."""
    return heard[0][-1].endswith(b"\r\n\r\nprobe")


@pytest.mark.parametrize("subject", [name for name in TABLES if name != "malformed"])
def test_both_ways_are_the_same(pair: Pair, subject: str) -> None:
    pair.begin(rules=subject == "chaos")

    found = list(islice(differences(TABLES[subject], pair), SHOWN))
    fail_for(found)
    reference = pair.reference.entries()
    lane = pair.lane.settled(len(reference))
    found += told_apart([*map(entry_shown, reference)], [*map(entry_shown, lane)], "history")
    found += told_apart(facts_of(pair.reference), facts_of(pair.lane), "sessions")
    fail_for(found)
