"""Entries of Smocker's histories, read back."""

from dataclasses import replace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from smockproxy.core.history import MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response, parse_json
from smockproxy.interop.gojson import go_json
from smockproxy.interop.smocker import entry_shape
from smockproxy.interop.smocker_yaml import entry_yaml_shape, yaml_list
from smockproxy.interop.smockerentry import BadEntryError, entry_of
from tests.unit.exchanges import STARTED_AT, exchange, several

SMOCKERS = {
    "context": {"mock_id": "KlB4HECXnTeo", "mock_type": "static", "delay": "50ms"},
    "request": {
        "path": "/test",
        "method": "POST",
        "origin": "127.0.0.1",
        "body_string": '{"a":1}',
        "body": {"a": 1},
        "query_params": {"q": ["1", "a b"]},
        "headers": {"Host": ["localhost:8080"], "X-Twice": ["1", "2"]},
        "date": "2026-11-21T08:36:55.509321354Z",
    },
    "response": {
        "status": 200,
        "body": {"message": "hi"},
        "headers": {"Content-Type": ["application/json"]},
        "date": "2026-11-21T09:36:55.559321+01:00",
    },
}


class _TextDates(yaml.SafeLoader):
    """Leaves dates as text, as our own reader does."""


_TextDates.yaml_implicit_resolvers = {
    first: [resolver for resolver in resolvers if resolver[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def through_json(shape):
    return parse_json(go_json(shape))


def through_yaml(shape):
    (read,) = yaml.load("".join(yaml_list([shape])), Loader=_TextDates)
    return read


def read(shape):
    return entry_of(shape, id="7", session="s")


def test_all_that_smocker_says_of_it():
    entry = read(SMOCKERS)
    request, response = entry.request, entry.response
    assert (entry.id, entry.session, entry.outcome) == ("7", "s", Outcome.MOCKED)
    assert entry.mock == MockRef("KlB4HECXnTeo", "KlB4HECXnTeo", "static", from_file=False)
    assert (request.method, request.target, request.client) == ("POST", "/test?q=1&q=a+b", "127.0.0.1")
    assert (request.scheme, request.host, request.port) == ("http", "localhost", 8080)
    assert list(request.headers) == [("Host", "localhost:8080"), ("X-Twice", "1"), ("X-Twice", "2")]
    assert request.body == b'{"a":1}'
    assert (response.status, response.body) == (200, b'{"message":"hi"}')
    assert entry.timing.started_at == request.received_at == pytest.approx(STARTED_AT)
    assert entry.timing.ended == pytest.approx(0.05)
    assert entry.timing.delay == 0.05
    assert (entry.request_size, entry.response_size) == (7, 16)


def test_yamls_names_say_the_same():
    renamed = {"mockid": "KlB4HECXnTeo", "mocktype": "static", "delay": "50ms"}
    assert read(SMOCKERS | {"context": renamed}) == read(SMOCKERS)


def test_an_old_entry_loses_its_mock():
    old = {key: value for key, value in SMOCKERS.items() if key != "context"} | {"mock_id": "a"}
    entry = read(old)
    assert (entry.mock, entry.outcome) == (None, Outcome.MOCKED)


def test_what_is_not_there_is_empty():
    entry = read({})
    assert (entry.request.method, entry.request.target, entry.request.body) == ("GET", "", b"")
    assert (entry.response.status, entry.timing.started_at, entry.timing.ended) == (0, 0.0, 0.0)
    assert read({"request": None, "context": None, "response": {"headers": None}}) == entry


@pytest.mark.parametrize(
    ("context", "response", "outcome"),
    [
        ({"mock_id": "a", "mock_type": "proxy"}, {"status": 200}, Outcome.FORWARDED),
        ({"mock_type": "proxy"}, {"status": 200}, Outcome.FORWARDED),
        ({}, {"status": 666, "body": {"message": "No mock found matching the request"}}, Outcome.REFUSED),
        ({"mock_id": "a"}, {"status": 666}, Outcome.MOCKED),
        (
            {"mock_id": "a", "mock_type": "proxy"},
            {"status": 602, "body": {"message": "Error during request redirection: x"}},
            Outcome.FAILED,
        ),
        ({"mock_id": "a", "mock_type": "dynamic"}, {"status": 601, "body": "own"}, Outcome.MOCKED),
    ],
)
def test_what_became_of_it(context, response, outcome):
    assert read({"context": context, "response": response}).outcome is outcome


def test_an_error_answer_says_why():
    refused = read({"response": {"status": 666, "body": {"message": "No mock"}}})
    assert refused.error == "No mock"
    assert read(SMOCKERS).error == ""


@pytest.mark.parametrize(
    ("body", "raw"),
    [
        ("text", b"text"),
        ("123", b'"123"'),
        ("null", b'"null"'),
        (123.0, b"123"),
        (None, b"null"),
        ("", b""),
        ([1, {"a": "<"}], b'[1,{"a":"\\u003c"}]'),
        (b"\xff", b"\xff"),
    ],
)
def test_bodies_of_answers(body, raw):
    assert read({"response": {"body": body}}).response.body == raw


@pytest.mark.parametrize(
    ("request_", "raw"),
    [
        ({"body_string": "a", "body": "b"}, b"a"),
        ({"body_string": b"\xff\xfe"}, b"\xff\xfe"),
        ({"body": {"a": 1}}, b'{"a":1}'),
        ({"body": "b"}, b"b"),
        ({"body_string": "x"}, b"x"),
    ],
)
def test_bodies_of_requests(request_, raw):
    assert read({"request": request_}).request.body == raw


@pytest.mark.parametrize(
    ("request_", "url"),
    [
        ({"path": "/a?b", "query_params": {"q&": ["="]}}, "http:///a%3Fb?q%26=%3D"),
        ({"path": "/\xfc{x}"}, "http:///%C3%BC%7Bx%7D"),
        ({"path": "/", "scheme": "https", "host": "a.test"}, "https://a.test/"),
        ({"path": "/", "scheme": "https", "host": "a.test:80"}, "https://a.test:80/"),
        ({"path": "/", "headers": {"Host": "[::1]:8080"}}, "http://[::1]:8080/"),
        ({"path": "/", "headers": {"Host": ["::1"]}}, "http://[::1]/"),
        ({"path": "/", "headers": {"Host": ["a.test:x"]}}, "http://[a.test:x]/"),
        ({"path": "/", "headers": {"Host": ["a.test:0"]}}, "http://[a.test:0]/"),
    ],
)
def test_urls(request_, url):
    assert read({"request": request_}).request.url == url


DATE = "expected a date like 2026-11-21T08:36:55.5Z"


@pytest.mark.parametrize(
    ("shape", "flaws"),
    [
        ([], ["expected a mapping, found a list"]),
        ({"request": 1}, ["request: expected a mapping, found 1"]),
        ({"request": {"method": 5}}, ["request.method: expected text, found 5"]),
        ({"request": {"headers": []}}, ["request.headers: expected a mapping, found a list"]),
        (
            {"request": {"headers": {"X-A": [1], "X-B": None}}},
            [
                "request.headers.X-A: expected a list of texts, found a list",
                "request.headers.X-B: expected a list of texts, found nothing",
            ],
        ),
        (
            {"request": {"date": "yesterday"}, "response": {"date": 5}},
            [
                f'request.date: {DATE}, found "yesterday"',
                f"response.date: {DATE}, found 5",
            ],
        ),
        (
            {"request": {"date": "9999-12-31T23:59:59.9999999-12:00"}},
            [f'request.date: {DATE}, found "9999-12-31T23:59:59.9999999-12:00"'],
        ),
        ({"context": {"delay": "5 s"}}, ['context.delay: expected a duration like 50ms, found "5 s"']),
        ({"response": {"status": "200"}}, ['response.status: expected a status from 0 to 999, found "200"']),
        ({"response": {"status": True}}, ["response.status: expected a status from 0 to 999, found true"]),
        ({"response": {"status": 1000}}, ["response.status: expected a status from 0 to 999, found 1000"]),
        (
            {"request": {"path": b"/"}, "context": {"mock_id": []}},
            ["context.mock_id: expected text, found a list"],
        ),
        ({"response": {"date": "x" * 100}}, [f'response.date: {DATE}, found "{"x" * 59}…']),
    ],
)
def test_what_is_wrong_is_told_with_its_place(shape, flaws):
    with pytest.raises(BadEntryError) as told:
        read(shape)
    assert [str(flaw) for flaw in told.value.flaws] == flaws
    assert str(told.value) == "; ".join(flaws)


@pytest.mark.parametrize("entry", [entry for entry in several() if entry.response])
def test_exchanges_of_every_kind_come_back(entry):
    shape, yaml_shape = entry_shape(entry), entry_yaml_shape(entry)
    assert go_json(entry_shape(read(through_json(shape)))) == go_json(shape)
    assert entry_yaml_shape(read(through_yaml(yaml_shape))) == yaml_shape


NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=8)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
LINES = st.lists(st.tuples(NAMES, VALUES), max_size=3)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | VALUES,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(VALUES, below, max_size=3),
    max_leaves=5,
)
BODIES = (
    st.binary(max_size=20) | DOCUMENTS.map(lambda value: go_json(value).encode()) | VALUES.map(str.encode)
)
MOMENTS = st.integers(0, 4_000_000_000_000_000).map(lambda count: count / 1_000_000)
REQUESTS = st.builds(
    Request,
    method=st.sampled_from(["GET", "POST", "PURGE"]),
    scheme=st.sampled_from(["http", "https"]),
    host=st.sampled_from(["a.test", "127.0.0.1", "::1"]),
    port=st.integers(1, 65535),
    target=st.text(max_size=15).map(lambda text: f"/{text.encode(errors='replace').decode()}"),
    headers=LINES.map(lambda lines: Headers.of([*lines, ("Host", "b.test")])),
    body=BODIES,
    client=st.sampled_from(["", "127.0.0.1"]),
)
ENTRIES = st.builds(
    lambda request, response, started_at, ended, delay, **facts: replace(
        exchange(request, response, **facts),
        timing=Timing(started_at=started_at, ended=ended, delay=delay),
    ),
    request=REQUESTS,
    response=st.builds(
        Response,
        status=st.sampled_from([200, 204, 404, 600, 700]),
        headers=LINES.map(Headers.of),
        body=BODIES,
    ),
    started_at=MOMENTS,
    ended=st.floats(0, 1000),
    delay=st.integers(0, 10**12).map(lambda nanoseconds: nanoseconds / 1_000_000_000),
    mock=st.none() | st.sampled_from(["static", "proxy", "dynamic"]).map(
        lambda kind: MockRef("m", "m", kind, from_file=False)
    ),
    outcome=st.sampled_from([Outcome.MOCKED, Outcome.FORWARDED]),
)  # fmt: skip


@given(ENTRIES)
@settings(deadline=None, max_examples=50)
def test_a_shape_comes_back_from_json(entry):
    shape = entry_shape(entry)
    assert go_json(entry_shape(read(through_json(shape)))) == go_json(shape)


@given(ENTRIES)
@settings(deadline=None, max_examples=50)
def test_a_shape_comes_back_from_yaml_with_binary(entry):
    shape = entry_yaml_shape(entry)
    again = entry_yaml_shape(read(through_yaml(shape)))
    assert again == shape
