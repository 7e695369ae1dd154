"""Requests that were made to break something: the whole table of matchers decides on all of them."""

from collections.abc import Sequence
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smockproxy.core.decision import Answer, Forward
from smockproxy.core.http import Headers, Request
from smockproxy.core.matcher import Takes
from smockproxy.matching import MATCHERS
from tests.conversation.script import Conversation, mock

PATTERN = "^[a-z\\x{fffd}]+$"
EVERY_MATCHER = [
    mock(f"{name} {asked}", **{asked: wanted})
    for name in sorted(MATCHERS)
    if MATCHERS[name].takes is Takes.TEXT
    for matcher in [(name.removeprefix("Should"), PATTERN)]
    for asked, wanted in {
        "method": matcher,
        "host": matcher,
        "path": matcher,
        "query": {"a": [matcher, matcher]},
        "headers": {"x-a": matcher},
        "body": matcher,
    }.items()
]
PATHS = mock("paths", body={"a.b[0]": ("Match", PATTERN), "[k.l].m": "x", "": ("NotMatch", PATTERN)})

BYTES = st.binary(max_size=30)
SENT_TEXT = BYTES.map(lambda raw: raw.decode("utf-8", "surrogateescape"))
HALF_JSON = st.text('{}[]",:ab\\\\ud8e0 01-.e', max_size=40).map(str.encode)


def decided(request: Request, mocks: Sequence[object] = (*EVERY_MATCHER, PATHS)) -> None:
    for each in mocks:
        assert isinstance(Conversation([each]).decide(request), Answer | Forward)


@settings(deadline=None, derandomize=True, database=None, max_examples=60)
@given(
    SENT_TEXT, SENT_TEXT, st.lists(st.tuples(BYTES | st.just(b"X-A"), BYTES), max_size=3), BYTES | HALF_JSON
)
def test_any_bytes(method: str, target: str, fields: list[tuple[bytes, bytes]], body: bytes) -> None:
    decided(Request(method, "http", "a.test", 80, f"/?a={target}", Headers(tuple(fields)), body))


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":' * 500 + b"1" + b"}" * 500,
        b'{"a":{"b":[' + b"[" * 1_200 + b"]" * 1_200 + b"]}}",
        b"[" * 200_000,
        b'{"a":{"b":[' + b"9" * 100_000 + b"]}}",
        b'{"a":{"b":["\\ud800"]}}',
        b"\xff\xfe\x00" * 1_000,
        b"%" * 10_000,
    ],
    ids=["nested keys", "nested lists", "open lists", "long number", "half a pair", "no text", "no escapes"],
)
@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded"])
def test_a_hostile_body(body: bytes, content_type: str) -> None:
    headers = Headers.of([("Content-Type", content_type)])
    decided(Request("POST", "http", "a.test", 80, "/", headers, body))


@pytest.mark.parametrize(
    "body", [b"v=" + b"a" * 4_000_000, b"v=" + b"%61" * 2_000_000], ids=["long", "escaped"]
)
def test_a_large_form_takes_no_time_though_many_mocks_ask_for_its_fields(body: bytes) -> None:
    asking = [mock(f"{at}", body={"v": ("Match", f"{at}$")}) for at in range(10)]
    headers = Headers.of([("Content-Type", "application/x-www-form-urlencoded")])
    began = perf_counter()
    Conversation(asking).decide(Request("POST", "http", "a.test", 80, "/", headers, body))
    assert perf_counter() - began < 4
