"""Flow files are read: of ours as the same entries, of mitmproxy's as what its flows say."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy import http, io
from mitmproxy.flow import Error, Flow
from mitmproxy.io import tnetstring
from mitmproxy.test import tflow, tutils

from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.interop.reading import Loss, UnreadableError
from smockproxy.proxy.flowreading import MITM_IN, is_flow_file, read_flows
from smockproxy.proxy.flows import flow_file
from tests.golden_files import FOLDER, assert_golden
from tests.unit.exchanges import exchange, several
from tests.unit.interop.anyentries import entries
from tests.unit.interop.shownreading import shown


def written(those: list[HistoryEntry]) -> bytes:
    return b"".join(flow_file(those))


def file_of(*flows: Flow) -> bytes:
    raw = BytesIO()
    for flow in flows:
        io.FlowWriter(raw).add(flow)
    return raw.getvalue()


@settings(max_examples=60, deadline=None)
@given(st.lists(entries(), max_size=3))
def test_out_of_in_of_out_is_out(those):
    once = written(those)
    assert written(list(read_flows(once).entries)) == once


def test_messages_are_the_same_to_the_byte():
    for before, after in zip(several(), read_flows(written(several())).entries, strict=True):
        assert (after.outcome, after.protocol, after.error) == (before.outcome, before.protocol, before.error)
        assert (after.id, after.session, after.mock) == (before.id, before.session, before.mock)
        if before.protocol == "http":
            assert after.response == before.response
            assert after.request.headers == before.request.headers
            assert (after.request.url, after.request.body) == (before.request.url, before.request.body)


def test_a_body_that_was_cut_is_a_loss():
    (loss,) = read_flows(written([exchange(response_size=10)])).losses
    assert str(loss) == (
        "flow 1: response.body: 2 of 10 bytes were kept when it was recorded: the body is not whole"
    )


def test_a_flow_of_mitmproxy():
    flow = tflow.tflow(resp=True)
    flow.request.headers["host"] = "shop.test"
    read = read_flows(file_of(flow))
    (entry,) = read.entries
    assert (entry.id, entry.outcome, entry.session) == (flow.id, Outcome.FORWARDED, "")
    assert entry.request.url == "http://shop.test:22/path"
    assert (entry.request.body, entry.request.client, entry.server) == (
        b"content",
        "127.0.0.1",
        "192.168.0.1:22",
    )
    assert entry.response is not None
    assert (entry.response.status, entry.response.body) == (200, b"message")
    assert (entry.timing.started_at, entry.timing.request_read) == (946681200, 1)
    assert (entry.timing.response_started, entry.timing.ended) == (2, 3)
    assert read.losses == ()


@pytest.mark.parametrize(
    ("host", "port", "line"),
    [("shop.test", 443, "shop.test"), ("shop.test", 8443, "shop.test:8443"), ("::1", 443, "[::1]")],
)
def test_a_request_without_a_host_line_gets_one(host, port, line):
    flow = tflow.tflow(resp=True, req=tutils.treq(host=host, port=port, scheme=b"https"))
    (entry,) = read_flows(file_of(flow)).entries
    assert entry.request.headers.get("host") == line


def test_what_can_t_be_carried_over_is_told():
    connect, odd, unanswered, failed, streamed = (tflow.tflow() for _ in range(5))
    odd.request = tutils.treq(method=b"\xff")
    connect.request = tutils.treq(method=b"CONNECT")
    unanswered.request.trailers = http.Headers([(b"x", b"1")])
    failed.error = Error("refused", 946681209)
    streamed.response = tutils.tresp(content=None)
    flows = [
        tflow.ttcpflow(),
        tflow.tudpflow(),
        tflow.tdnsflow(),
        connect,
        odd,
        unanswered,
        failed,
        streamed,
        tflow.twebsocketflow(),
    ]
    read = read_flows(file_of(*flows))
    assert [entry.outcome for entry in read.entries] == [
        Outcome.FAILED,
        Outcome.FAILED,
        Outcome.FORWARDED,
        Outcome.FORWARDED,
    ]
    assert read.entries[1].timing.ended == 9
    assert [str(loss) for loss in read.losses] == [
        "flow 1: a tunnel without HTTP can't be carried over: left out",
        "flow 2: UDP can't be carried over: left out",
        "flow 3: a question of DNS can't be carried over: left out",
        "flow 4: CONNECT opens a tunnel; what went through it are flows of their own: left out",
        "flow 5: request.method: it is no method: left out",
        "flow 6: request.trailers: trailers can't be carried over",
        "flow 6: response: there was no answer ('it did not end')",
        "flow 7: response: there was no answer ('refused')",
        "flow 8: response.content: the body was not kept: recorded without one",
        "flow 9: websocket: a WebSocket: its 3 messages can't be carried over",
    ]


def test_what_is_read_of_a_file_of_mitmproxy():
    """It was written by mitmproxy 12.2: what a test of a shop would record."""
    file = FOLDER / "interop" / "mitm" / "shop.mitm"
    assert is_flow_file(file.read_bytes())
    read = read_flows(file.read_bytes())
    assert_golden("interop/mitm/shop.txt", shown(read))
    once = written(list(read.entries))
    assert written(list(read_flows(once).entries)) == once


def test_a_file_of_an_older_version():
    state = tflow.tflow(resp=True).get_state() | {"version": 20}
    state["client_conn"]["tls_version"] = "QUIC"
    raw = BytesIO()
    tnetstring.dump(state, raw)
    (entry,) = read_flows(raw.getvalue()).entries
    assert entry.request.url == "http://address:22/path"


def test_a_file_that_is_cut_off_is_not_read_in_part():
    one = file_of(tflow.tflow(resp=True))
    with pytest.raises(UnreadableError) as caught:
        read_flows(one + one[:-5])
    assert (
        str(caught.value) == f"flow 2, from byte {len(one)}: it is broken or cut off (Invalid data format.)"
    )


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("request", "timestamp_start"), float("nan")),
        (("request", "timestamp_end"), 1e300),
        (("request", "scheme"), b"data"),
        (("request", "port"), 10**30),
        (("request", "headers"), [["Host", "a.test"]]),
        (("response", "timestamp_end"), -1),
        (("response", "headers"), [[b"a"]]),
        (("server_conn", "peername"), ["a.test"]),
        (("server_conn", "address"), ["a.test", float("inf")]),
        (("metadata",), 7),
        (("request",), None),
    ],
)
def test_a_value_of_another_kind_is_told(place, value):
    state = tflow.tflow(resp=True).get_state()
    inside = state
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = value
    raw = BytesIO()
    tnetstring.dump(state, raw)
    with pytest.raises(UnreadableError, match=r"^flow 1[:,] .*\(.+\)$"):
        read_flows(raw.getvalue())


def test_what_is_no_text_in_names_and_versions_is_left_out():
    flow = tflow.tflow(resp=True)
    flow.request.headers["host"] = "\udcff"
    flow.request.data.http_version = flow.response.data.http_version = b"\xff"
    (entry,) = read_flows(file_of(flow)).entries
    assert entry.request.host == "address"
    assert entry.response is not None
    assert (entry.request.http_version, entry.response.http_version) == ("HTTP/1.1", "HTTP/1.1")
    assert written(list(read_flows(written([entry])).entries)) == written([entry])


def test_a_file_that_is_nested_without_end():
    raw = b"0:~"
    for _ in range(3000):
        raw = b"%d:%s]" % (len(raw), raw)
    with pytest.raises(UnreadableError, match="it is broken"):
        read_flows(raw)


@pytest.mark.parametrize("raw", [b"12:not a flow!!,", b"4:true!", b"xx"])
def test_what_is_no_flow_is_told(raw):
    with pytest.raises(UnreadableError, match=r"^flow 1, from byte 0: it is broken or cut off"):
        read_flows(raw)


def test_it_is_recognised_by_its_beginning():
    assert is_flow_file(written([exchange()]))
    assert not is_flow_file(b"12: x")
    assert not is_flow_file(b"")
    assert MITM_IN.name == "mitm"
    assert Loss("", "x").where == ""
