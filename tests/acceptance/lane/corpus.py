"""The corpus: tables of rows. What is equal by design is data here; how it is compared is elsewhere."""

from collections.abc import Iterator, Sequence

from tests.acceptance.lane.malformed import MALFORMED
from tests.acceptance.lane.row import Ask, Row, Target, Way, chunked, credentials, crossed, raw
from tests.acceptance.lane.targets import (
    API,
    CHAOS,
    CONDITIONS,
    FORWARDS,
    INTERIM,
    MISSES,
    REALLY,
    RESOURCES,
    SCRIPTS,
    STATIC,
    STATUSES,
    USES,
)

SIMPLE = Way("simple")
WAYS = [
    Way("absolute", form="absolute"),
    Way("head", method="HEAD"),
    Way("post", method="POST", body=b"hello", framing="length"),
    Way("closing", headers=(("Connection", "close"),)),
    Way("old", version="HTTP/1.0"),
    Way("chunked", method="PUT", body=b"hello world", framing="chunked"),
    Way("absolute-named", form="absolute", session="ada"),
    Way("delete", method="DELETE"),
    Way("twice", times=2),
    Way("old-kept", version="HTTP/1.0", headers=(("Connection", "keep-alive"),)),
    Way("options", method="OPTIONS"),
    Way("named", headers=(("X-Smockproxy-Session", "bob"),)),
    Way("expecting", method="POST", body=b"hello", framing="expect"),
    Way("patch", method="PATCH", body=b"{}", framing="length"),
    Way("trace", method="TRACE"),
    Way("absolute-head", form="absolute", method="HEAD"),
]
TUNNELS = [
    Way("tls", form="tls"),
    Way("tls-post", form="tls", method="POST", body=b"hello", framing="length"),
    Way("clear", form="clear"),
    Way("tls-named", form="tls", session="ada"),
    Way("tls-twice", form="tls", times=2),
    Way("clear-head", form="clear", method="HEAD"),
    Way("tls-closing", form="tls", headers=(("Connection", "close"),)),
]
METHODS = [
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "PROPFIND",
    "REPORT",
    "PURGE",
    "LINK",
    "get",
    "Get",
    "M-SEARCH",
    "X!#$",
    "BREW",
]
FRAMINGS = ["length", "chunked", "extensions", "trailers", "expect", "expect-chunked"]
BODIES = {
    "none": b"",
    "one": b"1",
    "binary": bytes(range(256)),
    "some": b"hello " * 2000,
    "much": b"x" * 70_000,
}


def in_turn(targets: Sequence[Target], ways: Sequence[Way], each: int) -> Iterator[Row]:
    """Every target simply, and in some of the ways, so that each way meets each kind of target."""
    for number, target in enumerate(targets):
        yield crossed(target, SIMPLE)
        for turn in range(each):
            yield crossed(target, ways[(number * each + turn) % len(ways)])


def framings() -> Iterator[Row]:
    """Bodies of every size in every framing, to a mock by the head, one by the body, a script, and none."""
    for path in ("/plain", "/c/body-json", "/s/lua", "/nothing"):
        for framing in FRAMINGS:
            for size, body in BODIES.items():
                way = Way(f"{framing}-{size}", method="POST", body=body, framing=framing)
                yield crossed(Target(path), way)


def methods() -> Iterator[Row]:
    for path in ("/plain", "/c/any-method", "/api-mock", "/nothing"):
        for method in METHODS:
            yield crossed(Target(path, method=method), Way("method"))
    for method in ("OPTIONS", "GET"):
        yield raw(f"{method} *", f"{method} * HTTP/1.1\r\nHost: lane.test\r\n\r\n")


def named() -> Iterator[Row]:
    """Sessions by proxy user, header, tunnel; bad names; two names at once."""
    absolute = "GET http://lane.test{path} HTTP/1.1\r\nHost: lane.test\r\n{more}\r\n"
    for name in ("ada", "bob", "", "a b", "ü", "x" * 65):
        more = f"Proxy-Authorization: {credentials(name)}\r\n"
        yield raw(f"user {name}", absolute.format(path="/c/session", more=more), lane=None)
        header = f"X-Smockproxy-Session: {name}\r\n"
        yield raw(f"header {name}", absolute.format(path="/u/times", more=header).encode())
        yield raw(f"both {name}", absolute.format(path="/u/times", more=header + more).encode())
    for value in ("Basic ???", "Basic", "Bearer abc", "basic  YWRhOg==", "BASIC YWRh"):
        yield raw(value, absolute.format(path="/c/session", more=f"Proxy-Authorization: {value}\r\n"))
    twice = f"Proxy-Authorization: {credentials('ada')}\r\nProxy-Authorization: {credentials('bob')}\r\n"
    yield raw("two users", absolute.format(path="/c/session", more=twice))
    straight = (
        f"GET /c/session HTTP/1.1\r\nHost: lane.test\r\nProxy-Authorization: {credentials('ada')}\r\n\r\n"
    )
    yield raw("user of a plain request", straight)
    yield raw(
        "a user who is refused",
        absolute.format(path="/nothing", more=f"Proxy-Authorization: {credentials('strict')}\r\n"),
    )
    alternating = tuple(
        Ask(
            "GET",
            absolute.format(
                path="/u/sequence", more=f"Proxy-Authorization: {credentials(user)}\r\n"
            ).encode(),
        )
        for user in ("ada", "bob", "ada", "strict", "bob")
    )
    yield Row("users in turn", alternating)


def mixed() -> Iterator[Row]:
    """Exchanges of different kinds one after the other on one connection."""
    kinds = (
        "/plain",
        "/s/lua",
        "/nothing",
        "/u/delay",
        "/x/delay",
        "/f/to",
        "/status/204",
        "/x/status",
    )
    for first in kinds:
        for second in kinds:
            asks = tuple(
                Ask("GET", f"GET {path} HTTP/1.1\r\nHost: lane.test\r\n\r\n".encode())
                for path in (first, second, "/plain")
            )
            yield Row(f"{first} then {second}", asks)
    body = b"POST /c/body HTTP/1.1\r\nHost: lane.test\r\nContent-Length: 5\r\n\r\nexact"
    in_chunks = b"POST /s/lua HTTP/1.1\r\nHost: lane.test\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(
        b"exact"
    )
    plain = b"GET /plain HTTP/1.1\r\nHost: lane.test\r\n\r\n"
    yield Row(
        "bodies and none",
        tuple(Ask("GET", sent) for sent in (body, plain, in_chunks, plain, body, in_chunks)),
    )


def tunnelled() -> Iterator[Row]:
    yield from in_turn(
        [*STATIC[:9], *STATUSES[:6], *CONDITIONS[5:12], *SCRIPTS[7:10], *CHAOS[:3]], TUNNELS, 2
    )
    for target in MISSES:
        yield crossed(target, Way("tls-refused", form="tls", session="strict"))
        yield crossed(target, Way("clear-refused", form="clear", session="strict"))
    for number, target in enumerate([*RESOURCES[:3], *FORWARDS[:4]]):
        yield crossed(target, TUNNELS[number % 3])


TABLES: dict[str, list[Row]] = {
    "static": list(in_turn([*STATIC, *INTERIM], WAYS, 3)),
    "statuses": list(in_turn(STATUSES, WAYS, 4)),
    "conditions": list(in_turn(CONDITIONS, WAYS, 1)),
    "uses": list(in_turn(USES, WAYS, 2)),
    "scripts": list(in_turn(SCRIPTS, WAYS, 2)),
    "resources": list(in_turn(RESOURCES, WAYS[:8], 1)),
    "chaos": list(in_turn(CHAOS, WAYS, 2)),
    "forwards by mocks": list(in_turn(FORWARDS, WAYS, 2)),
    "misses": list(in_turn(MISSES, [way for way in WAYS if way.form == "origin"], 3)),
    "of the API": list(in_turn(API, WAYS, 3)),
    "forwarded": [crossed(target, way) for target in REALLY for way in (WAYS[0], WAYS[15])]
    + [
        crossed(REALLY[0], Way(name, form="absolute", **facts))
        for name, facts in {
            "posted": {"method": "POST", "body": b"hello", "framing": "length"},
            "chunked": {"method": "POST", "body": b"hello", "framing": "chunked"},
            "expected": {"method": "PUT", "body": b"hello", "framing": "expect"},
            "closing": {"headers": (("Connection", "close"),)},
            "proxy-closing": {
                "headers": (("Proxy-Connection", "close"), ("Connection", "X-Hop"), ("X-Hop", "1"))
            },
            "named": {"session": "ada"},
            "twice": {"times": 2},
            "old": {"version": "HTTP/1.0"},
            "much": {"method": "POST", "body": b"y" * 300_000, "framing": "length"},
            "upgrading": {"headers": (("Connection", "Upgrade"), ("Upgrade", "x"))},
        }.items()
    ],
    "framings": list(framings()),
    "methods": list(methods()),
    "named": list(named()),
    "mixed": list(mixed()),
    "tunnelled": list(tunnelled()),
    "malformed": MALFORMED,
}
"""Over 500 rows by subject; each table is played from the start of a session."""
