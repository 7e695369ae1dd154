"""A flow file is read back by mitmproxy with everything that history has."""

from io import BytesIO

import pytest
from mitmproxy import flowfilter, http, tcp
from mitmproxy.io import FlowReader

from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.proxy.flows import MITM, flow_file

HEADERS = Headers(((b"X-Twice", b"1"), (b"x-twice", b"2"), (b"X-\xc5\xbc", b"caf\xe9")))
PACKED = bytes(range(256))


def exchange(**facts) -> HistoryEntry:
    request = Request(
        "pAtch", "https", "a.test", 8443, "/x?\udcff", HEADERS, PACKED, "HTTP/2.0", client="10.0.0.9"
    )
    response = Response(299, HEADERS, PACKED, "Odd", "HTTP/2.0")
    timing = Timing(started_at=1000.5, request_read=0.25, response_started=0.5, ended=1.0)
    known = {
        "id": "7",
        "session": "s",
        "outcome": Outcome.FORWARDED,
        "request": request,
        "request_size": len(PACKED),
        "response": response,
        "response_size": len(PACKED),
        "timing": timing,
        "server": "::1:443",
    }
    return HistoryEntry(**(known | facts))


def read_back(*entries: HistoryEntry):
    return list(FlowReader(BytesIO(b"".join(flow_file(entries)))).stream())


def the_flow(**facts) -> http.HTTPFlow:
    (flow,) = read_back(exchange(**facts))
    assert isinstance(flow, http.HTTPFlow)
    return flow


def test_messages_are_read_back_to_the_byte():
    flow = the_flow()
    request, response = flow.request, flow.response
    assert response is not None
    assert (request.data.method, request.host, request.port, request.scheme) == (
        b"pAtch",
        "a.test",
        8443,
        "https",
    )
    assert request.data.path == b"/x?\xff"
    assert (response.status_code, response.reason) == (299, "Odd")
    for message in (request, response):
        assert message.headers.fields == HEADERS.fields
        assert message.raw_content == PACKED
        assert message.http_version == "HTTP/2.0"


def test_times_and_addresses_are_read_back():
    flow = the_flow()
    assert flow.response is not None
    assert (flow.request.timestamp_start, flow.request.timestamp_end) == (1000.5, 1000.75)
    assert (flow.response.timestamp_start, flow.response.timestamp_end) == (1001.0, 1001.5)
    assert flow.client_conn.peername[0] == "10.0.0.9"
    assert flow.server_conn.peername == ("::1", 443)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_marker_is_found(outcome):
    flow = the_flow(outcome=outcome)
    assert flowfilter.match(f"~marker ^{outcome.value}$", flow)


def test_comment_names_the_mock():
    flow = the_flow(mock=MockRef("id", "mocks/hello.yml:3", "static", from_file=True), outcome=Outcome.MOCKED)
    assert flow.comment == "mock: mocks/hello.yml:3"
    assert flowfilter.match("~comment hello.yml:3", flow)


def test_comment_says_why_it_was_refused_and_what_was_cut():
    flow = the_flow(outcome=Outcome.REFUSED, error="no mock matched", request_size=1000, response_size=2000)
    assert flow.comment == (
        "no mock matched; request body cut: 256 of 1000 bytes are kept; "
        "response body cut: 256 of 2000 bytes are kept"
    )
    assert flow.error is None


def test_failure_is_an_error():
    flow = the_flow(outcome=Outcome.FAILED, error="client gone", response=None, server="")
    assert flow.response is None
    assert flow.error is not None
    assert (flow.error.msg, flow.error.timestamp) == ("client gone", 1001.5)
    assert flow.server_conn.peername is None


def test_tunnel_is_a_tcp_flow():
    (tunnel,) = read_back(exchange(protocol="tcp", outcome=Outcome.REFUSED, error="not HTTP"))
    assert isinstance(tunnel, tcp.TCPFlow)
    assert (tunnel.marked, tunnel.comment) == ("refused", "not HTTP")


def test_order_and_ids_are_stable():
    entries = [exchange(id=str(number)) for number in range(3)]
    first, second = read_back(*entries), read_back(*entries)
    assert [flow.id for flow in first] == [flow.id for flow in second]
    assert len({flow.id for flow in first}) == 3


def test_format():
    assert (MITM.name, MITM.suffix) == ("mitm", ".mitm")
    assert b"".join(MITM.write([exchange()])) == b"".join(flow_file([exchange()]))
