"""HTTP/2 through both paths: what comes for each stream, history, counts and state are the same."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

import pytest
from h2.errors import ErrorCodes

from tests.acceptance.harness.waiting import wait_until
from tests.acceptance.lane.comparing import SHOWN, fail_for, told_apart
from tests.acceptance.lane.row import Target
from tests.acceptance.lane.servers import Pair, Server, entry_shown, facts_of, in_any_order
from tests.acceptance.lane.streams import Answer, Clients, Streams
from tests.acceptance.lane.targets import (
    API,
    CHAOS,
    CONDITIONS,
    FORWARDS,
    INTERIM,
    MISSES,
    RESOURCES,
    SCRIPTS,
    STATIC,
    STATUSES,
    USES,
)

MANY = 64


@dataclass(frozen=True)
class Way:
    """How a stream asks, but for what."""

    method: str = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    session: str = ""


WAYS = [
    Way("HEAD"),
    Way("POST", b"hello"),
    Way(headers=(("x-smockproxy-session", "bob"),)),
    Way("DELETE"),
    Way("PUT", b"x" * 70_000),
    Way(session="ada"),
    Way("OPTIONS"),
    Way("POST", b"hello", (("content-length", "5"),)),
    Way(headers=(("te", "trailers"),)),
    Way("PURGE"),
    Way(
        headers=(("cookie", "a=b"), ("cookie", "c=d"), ("x-empty", ""), ("proxy-authorization", "Basic YTpi"))
    ),
    Way("POST", b"x" * 300_000),
    Way(session="strict"),
]
TABLES: dict[str, Sequence[Target]] = {
    "static": [*STATIC, *INTERIM],
    "statuses": STATUSES,
    "conditions": CONDITIONS,
    "uses": USES,
    "scripts": SCRIPTS,
    "resources": RESOURCES,
    "chaos": CHAOS,
    "forwards by mocks": FORWARDS,
    "misses": MISSES,
    "of the API": API,
}


def in_turn(targets: Sequence[Target]) -> Iterator[tuple[Target, Way]]:
    """Every target simply, twice if the lane has it, and in one of the ways."""
    for number, target in enumerate(targets):
        for _ in range(max(target.times, 3 if target.lane else 1)):
            yield target, Way()
        yield target, WAYS[number % len(WAYS)]


def ask(clients: Clients, target: Target, way: Way) -> Answer:
    connection = clients.to(target.host.partition(":")[0].lower(), way.session)
    stream = connection.ask(target, *way.headers, method=way.method, body=way.body)
    return connection.hear([stream])[0]


def is_lanes(target: Target, way: Way) -> bool:
    """Whether the lane must have answered: what goes on to a server is mitmproxy's in HTTP/2."""
    return bool(target.lane) and target not in MISSES and ":" not in target.host and way == Way()


def differences(pair: Pair, rows: Sequence[tuple[Target, Way]]) -> Iterator[str]:
    """What is not the same for a client."""
    with closing(Clients(pair.reference)) as reference, closing(Clients(pair.lane)) as lane:
        for target, way in rows:
            before = pair.lane.answered()
            heard = [ask(each, target, way).masked(each.server.names) for each in (reference, lane)]
            if heard[0] != heard[1]:
                first, second = heard
                yield f"{target} {way}: without the lane\n  {first!s:.1500}\nwith it\n  {second!s:.1500}"
            if is_lanes(target, way) and pair.lane.answered() == before:
                yield f"{target}: the lane left it to mitmproxy"


def histories(pair: Pair) -> Iterator[str]:
    """What is not the same for those who look later."""
    reference = pair.reference.entries()
    lane = pair.lane.settled(len(reference))
    yield from told_apart([*map(entry_shown, reference)], [*map(entry_shown, lane)], "history")
    yield from told_apart(facts_of(pair.reference), facts_of(pair.lane), "sessions")


@pytest.mark.parametrize("subject", TABLES)
def test_streams_are_the_same_on_both_ways(pair: Pair, subject: str) -> None:
    pair.begin(rules=subject == "chaos")
    rows = [*in_turn(TABLES[subject])]
    fail_for([*islice(differences(pair, rows), SHOWN)])
    assert len(pair.reference.entries()) >= len(rows) - 1
    fail_for([*islice(histories(pair), SHOWN)])


# -- many at once -----------------------------------------------------------------------


def together(server: Server, targets: Sequence[Target]) -> list[tuple[list[bytes], bytes, str]]:
    """What comes for streams that are asked for in one go."""
    with closing(Streams(server)) as client:
        heard = client.hear([client.ask(target) for target in targets])
    return [answer.masked(server.names) for answer in heard]


KINDS = (
    "/plain",
    "/json",
    "/u/delay",
    "/c/query?a=1&b=yes&b=x",
    "/s/template/1",
    "/u/cycle",
    "/large",
    "/u/times",
)


def test_many_streams_at_once(pair: Pair) -> None:
    pair.begin()
    targets = [Target(KINDS[number % len(KINDS)]) for number in range(MANY)]
    reference, lane = (sorted(map(str, together(server, targets))) for server in pair)
    fail_for(list(told_apart(reference, lane)))
    entries = [in_any_order(server.settled(MANY)) for server in pair]
    fail_for(list(told_apart(*entries)))
    fail_for(list(told_apart(facts_of(pair.reference), facts_of(pair.lane), "sessions")))


@pytest.mark.parametrize("path", ["/plain", "/u/delay", "/s/lua", "/u/cycle"])
def test_each_of_many_is_counted_once(pair: Pair, path: str) -> None:
    pair.begin()
    for server in pair:
        for _ in range(3):
            assert {end for _, _, end in together(server, [Target(path)] * MANY)} == {"ended"}
        uses = [row["uses"] for row in server.admin.ask("/api/v1/usage")["mocks"] if row["uses"]]
        assert uses == [3 * MANY], server.name
        assert len(server.settled(3 * MANY)) == 3 * MANY


# -- clients that do not wait -----------------------------------------------------------


@pytest.mark.parametrize("code", [ErrorCodes.CANCEL, ErrorCodes.INTERNAL_ERROR])
@pytest.mark.parametrize("path", ["/u/slow", "/large"])
def test_streams_that_are_reset(pair: Pair, path: str, code: ErrorCodes) -> None:
    pair.begin()
    for server in pair:
        with closing(Streams(server, window=1000)) as client:
            given_up, first = client.ask(Target(path)), client.ask(Target("/plain"))
            heard = client.hear([first])  # mitmproxy's path overlooks a reset that comes with its request
            client.h2.reset_stream(given_up, code)
            heard += client.hear([client.ask(Target("/plain"))])
            assert [answer.body for answer in heard] == [b"plain"] * 2
            wait_until(lambda here=server: len(here.entries()) == 3, "three entries")
    entries = [in_any_order(server.entries()) for server in pair]
    fail_for(list(told_apart(*entries)))


def test_a_client_that_takes_little_gets_all_of_it(pair: Pair) -> None:
    pair.begin()
    for server in pair:
        with closing(Streams(server, window=500)) as client:
            large, plain = client.hear([client.ask(Target("/large")), client.ask(Target("/plain"))])
            assert (len(large.body), large.end) == (131_072, "ended")
            assert plain.body == b"plain"


def test_a_client_that_leaves(pair: Pair) -> None:
    pair.begin()
    for server in pair:
        with closing(Streams(server)) as client:
            asked = [client.ask(Target(path)) for path in ("/u/slow", "/u/slow", "/plain")]
            client.hear(asked[-1:])
            client.say_goodbye()
            assert {answer.end for answer in client.hear(asked)} == {"closed", "ended"}
        wait_until(lambda here=server: len(here.entries()) == 3, "three entries")
    entries = [in_any_order(server.entries()) for server in pair]
    fail_for(list(told_apart(*entries)))
