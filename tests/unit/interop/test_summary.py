"""The history as messages between parties."""

from dataclasses import replace

import pytest

from smockproxy.core.history import MockRef, Outcome
from smockproxy.core.http import Request, Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed, ForwardTo
from smockproxy.interop.summary import summary_shape
from tests.unit.exchanges import STARTED_AT, UPLOADED, exchange, text_headers

PROXIED = MockRef("p", "p", "proxy", from_file=False)


def told(*entries, mocks=(), **headers):
    shapes = summary_shape(entries, {mock.id: mock for mock in mocks}, **headers)
    return [(shape["type"], shape["message"], shape["from"], shape["to"]) for shape in shapes]


def test_a_fixed_answer():
    mock = Mock(UPLOADED.id, Fixed(Response()))
    assert summary_shape([exchange(mock=UPLOADED)], {mock.id: mock}) == [
        {
            "type": "request",
            "message": "GET /hello?x=1",
            "from": "Client",
            "to": "Smocker",
            "date": "2026-11-21T08:36:55.509321Z",
        },
        {
            "type": "processing",
            "message": "use response mock",
            "from": "Smocker",
            "to": "Smocker",
            "date": "2026-11-21T08:36:55.562601999Z",
        },
        {
            "type": "response",
            "message": "200",
            "from": "Smocker",
            "to": "Client",
            "date": "2026-11-21T08:36:55.562602Z",
        },
    ]


def test_a_proxied_one_shifts_by_a_nanosecond():
    mock = Mock("p", ForwardTo("http://up.test:81/base"))
    shapes = summary_shape([exchange(mock=PROXIED)], {"p": mock})
    assert [(shape["from"], shape["to"]) for shape in shapes] == [
        ("Client", "Smocker"),
        ("Smocker", "Endpoint1"),
        ("Endpoint1", "Smocker"),
        ("Smocker", "Client"),
    ]
    assert [shape["date"][17:] for shape in shapes] == [
        "55.509321Z",
        "55.509321001Z",
        "55.562601999Z",
        "55.562602Z",
    ]


def test_nothing_matched():
    refused = exchange(response=Response(666), outcome=Outcome.REFUSED, mock=None)
    assert told(refused) == [
        ("request", "GET /hello?x=1", "Client", "Smocker"),
        ("response", "666", "Smocker", "Client"),
    ]


def test_upstreams_are_numbered_by_their_authority():
    hosts = ["http://a.test/x", "http://user@b.test", "http://a.test/y", "no-url", "http://[", ""]
    mocks = [Mock(f"m{number}", ForwardTo(host)) for number, host in enumerate(hosts)]
    entries = [exchange(mock=MockRef(mock.id, mock.id, "proxy", from_file=False)) for mock in mocks]
    messages = [told(entry, mocks=mocks) for entry in entries]
    assert all(len(message) == 4 for message in messages)
    together = summary_shape(entries, {mock.id: mock for mock in mocks})
    endpoints = [
        shape["to"] for shape in together if shape["from"] == "Smocker" and shape["type"] == "request"
    ]
    assert endpoints == ["Endpoint1", "Endpoint2", "Endpoint1", "Endpoint3", "Endpoint4", "Endpoint5"]


@pytest.mark.parametrize(
    ("ref", "middle"),
    [(UPLOADED, ("processing", "use response mock", "Smocker", "Smocker")), (PROXIED, None)],
)
def test_a_mock_that_is_gone_is_drawn_by_its_kind(ref, middle):
    messages = told(exchange(mock=ref))
    assert messages[1] == (middle or ("request", "GET /hello?x=1", "Smocker", "Endpoint1"))


def test_the_upstream_of_a_mock_that_is_gone_is_its_address():
    entries = [exchange(mock=PROXIED, server=f"127.0.0.1:{port}") for port in (81, 82, 81)]
    endpoints = {message[3] for message in told(*entries) if message[2] == "Smocker"} - {"Client"}
    assert endpoints == {"Endpoint1", "Endpoint2"}


def test_a_forward_without_a_mock_goes_to_its_server():
    forwarded = exchange(mock=None, outcome=Outcome.FORWARDED)
    assert ("request", "GET /hello?x=1", "Smocker", "Endpoint1") in told(forwarded)


def test_headers_name_the_parties():
    request = Request("GET", "http", "a.test", 80, "/", text_headers(X_From="me", X_To="you"))
    forwarded = exchange(request, mock=None, outcome=Outcome.FORWARDED)
    assert told(forwarded, src="x-from", dest="X-To") == [
        ("request", "GET /", "me", "Smocker"),
        ("request", "GET /", "Smocker", "you"),
        ("response", "200", "you", "Smocker"),
        ("response", "200", "Smocker", "me"),
    ]
    assert told(forwarded, src="Host", dest="X-Other")[1] == ("request", "GET /", "Smocker", "Endpoint1")
    assert told(forwarded, src="Host")[0][2] == "a.test"


def test_queries_are_decoded_and_in_order():
    request = Request("GET", "http", "a.test", 80, "/a%20b?z=1&a=2&a=1&e=%20x+y&%26=")
    assert told(exchange(request))[0][1] == "GET /a%20b?&=&a=2&a=1&e= x y&z=1"


def test_messages_of_exchanges_that_overlap_are_in_the_order_of_their_dates():
    first = exchange(id="1")
    second = exchange(id="2", timing=replace(first.timing, started_at=STARTED_AT + 0.01))
    dates = [shape["date"] for shape in summary_shape([second, first], {})]
    assert dates == sorted(dates)
