"""A history entry as plain values loses nothing."""

import base64
import json

import pytest

from smockproxy.core.history import Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.interop.entry import entry_shape, milliseconds, printable_url
from tests.unit.exchanges import UPLOADED, exchange, golden, several


def test_golden():
    shapes = [entry_shape(entry) for entry in several()]
    golden("exports/entries.json", json.dumps(shapes, indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("value", [b"", "ż".encode(), b"caf\xe9", bytes(range(128, 256))])
def test_header_bytes_survive(value):
    headers = Headers(((b"X", value), (b"Y", "ż".encode())))
    shape = entry_shape(exchange(response=Response(200, headers)))["response"]
    encoding = shape.get("headers_encoding", "utf-8")
    written = json.loads(json.dumps(shape["headers"]))
    assert tuple((name.encode(encoding), text.encode(encoding)) for name, text in written) == headers.fields


@pytest.mark.parametrize("body", [b"", "ż".encode(), b"\xff\x00", b"\xed\xa0\x80"])
def test_body_bytes_survive(body):
    shape = entry_shape(exchange(Request("POST", "http", "a.test", 80, "/", body=body)))["request"]
    read = base64.b64decode(shape["body_base64"]) if "body_base64" in shape else shape["body"].encode()
    assert read == body


@pytest.mark.parametrize("target", ["/", "/ż?q=ł", "/a\udcff?%20", "*"])
def test_target_bytes_survive(target):
    request = Request("GET", "http", "a.test", 80, target)
    shape = entry_shape(exchange(request))["request"]
    raw = shape.get("target_base64")
    sent = target.encode("utf-8", "surrogateescape")
    assert (base64.b64decode(raw) if raw else shape["url"].removeprefix("http://a.test").encode()) == sent


def test_url_has_raw_bytes_percent_encoded():
    assert printable_url(Request("GET", "http", "a.test", 80, "/ż\udcff?\udcfe")) == "http://a.test/ż%FF?%FE"


def test_bodies_can_be_left_out():
    shape = entry_shape(exchange(), with_bodies=False)
    for message in (shape["request"], shape["response"]):
        assert not {"body", "body_base64"} & set(message)
        assert "body_size" in message
    assert entry_shape(exchange(unanswered=True), with_bodies=False)["response"] is None


def test_cut_bodies_are_marked():
    shape = entry_shape(exchange(response_size=1000))
    assert (shape["response"]["body_cut"], shape["response"]["body_size"]) == (True, 1000)
    assert shape["request"]["body_cut"] is False


def test_mock_of_the_api_has_no_source():
    assert entry_shape(exchange(mock=UPLOADED))["mock"] == {
        "id": UPLOADED.id,
        "source": None,
        "kind": "static",
    }


@pytest.mark.parametrize(("seconds", "written"), [(None, None), (0.0, 0.0), (0.0123456, 12.346)])
def test_milliseconds(seconds, written):
    assert milliseconds(seconds) == written


def test_times_that_never_came_are_null():
    timing = entry_shape(exchange(timing=Timing(started_at=0.0, ended=1.0)))["timing"]
    assert timing == {
        "started_at": "1970-01-01T00:00:00Z",
        "request_read": None,
        "response_started": None,
        "ended": 1000.0,
        "delay": 0.0,
    }


def test_no_query_is_not_an_empty_query():
    def query(target: str) -> str | None:
        return entry_shape(exchange(Request("GET", "http", "a.test", 80, target)))["request"]["query"]

    assert (query("/"), query("/?"), query("/?a=1")) == (None, "", "a=1")


def test_what_a_script_logged_is_there_if_it_did():
    assert "log" not in entry_shape(exchange())
    assert entry_shape(exchange(log=("a", "b")))["log"] == ["a", "b"]


def test_what_rules_did_is_there_if_they_did():
    assert "chaos" not in entry_shape(exchange())
    assert entry_shape(exchange(chaos=("chaos: a",)))["chaos"] == ["chaos: a"]
