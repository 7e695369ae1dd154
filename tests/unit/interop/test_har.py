"""A HAR is valid, and mitmproxy reads the same exchanges from it."""

import gzip
import json
import zlib
from io import BytesIO
from pathlib import Path

import brotli
import pytest
import zstandard
from jsonschema import Draft7Validator, FormatChecker
from mitmproxy.http import HTTPFlow
from mitmproxy.io import FlowReader

from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.interop.har import har, timings_shape

SCHEMA = json.loads((Path(__file__).parent / "har-1.2.schema.json").read_text())
VALIDATOR = Draft7Validator(SCHEMA, format_checker=FormatChecker())
BINARY = bytes(range(256)) * 3
ADDED_BY_READER = {b"content-length", b"content-encoding", b"host"}
"""Header lines that mitmproxy's reader adds, removes or rewrites by itself."""

OK = Response(200)


def lines(*pairs: tuple[bytes, bytes]) -> Headers:
    return Headers(pairs)


def exchange(
    *,
    request: Request | None = None,
    response: Response | None = OK,
    outcome: Outcome = Outcome.FORWARDED,
    **facts,
) -> HistoryEntry:
    request = request or Request("GET", "https", "a.test", 443, "/x?y=1")
    sizes = {
        "request_size": len(request.body or b""),
        "response_size": len(response.body) if response else 0,
    }
    timing = Timing(started_at=1795250215.5, request_read=0.01, response_started=0.2, ended=0.25)
    facts = {"id": "1", "session": "s", "timing": timing, **sizes, **facts}
    return HistoryEntry(request=request, response=response, outcome=outcome, **facts)


def answered(body: bytes, *headers: tuple[bytes, bytes]) -> HistoryEntry:
    return exchange(response=Response(200, lines(*headers), body))


def posted(body: bytes, *headers: tuple[bytes, bytes]) -> HistoryEntry:
    return exchange(request=Request("POST", "https", "a.test", 443, "/x", lines(*headers), body))


def log_of(*entries: HistoryEntry) -> dict:
    written = json.loads(b"".join(har(entries)))
    assert [error.message for error in VALIDATOR.iter_errors(written)] == []
    return written["log"]


def entry_of(entry: HistoryEntry) -> dict:
    return log_of(entry)["entries"][0]


def read_back(entry: HistoryEntry) -> HTTPFlow:
    (flow,) = FlowReader(BytesIO(b"".join(har([entry])))).stream()
    assert isinstance(flow, HTTPFlow)
    return flow


def kept_lines(headers) -> list[tuple[bytes, bytes]]:
    return [line for line in headers.fields if line[0].lower() not in ADDED_BY_READER]


CODINGS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("image/png", BINARY),
        ("", BINARY),
        ("text/plain", b"plain"),
        ("text/plain", "żółć".encode()),
        ("text/plain; charset=utf-8", "żółć \N{PILE OF POO}".encode()),
        ("text/plain; charset=iso-8859-1", b"caf\xe9"),
        ("text/plain; charset=utf-16", "hé".encode("utf-16")),
        ("text/plain; charset=nonsense", b"caf\xe9"),
        ("text/plain; charset=latin-1", BINARY),
        ('text/plain; charset="iso-8859-1"', b"caf\xe9"),
        ("text/html; charset=gb2312", "中文".encode("gb2312")),
        ("application/json", '{"a":"ż"}'.encode()),
        ("application/json", b'{"a":"\xff"}'),
        ("text/html", b"<p>\xc5\xbc"),
        ("application/x-www-form-urlencoded", b"a=1&b=%C5%BC"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n\x00\xff\r\n--x--"),
        ("text/plain", b""),
        ("application/json", b"\xef\xbb\xbf{}"),
    ],
)
class TestBodies:
    def test_response_body_is_read_back(self, content_type, body):
        flow = read_back(answered(body, (b"Content-Type", content_type.encode())))
        assert flow.response is not None
        assert flow.response.content == body
        assert flow.response.headers["content-type"] == content_type

    def test_request_body_is_read_back(self, content_type, body):
        entry = posted(body, (b"Content-Type", content_type.encode()))
        assert read_back(entry).request.content == body
        assert entry_of(entry)["request"]["bodySize"] == len(body)


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("body", [b"text", BINARY, '{"ż":1}'.encode()])
class TestContentCodings:
    def test_response_body_is_read_back_decoded(self, coding, body):
        packed = CODINGS[coding](body)
        entry = answered(packed, (b"content-encoding", coding.encode()))
        flow = read_back(entry)
        assert flow.response is not None
        assert flow.response.content == body
        written = entry_of(entry)["response"]
        assert written["bodySize"] == len(packed)
        assert written["content"]["size"] == len(body)
        assert {"name": "content-encoding", "value": coding} in written["headers"]

    def test_request_body_is_read_back_decoded(self, coding, body):
        entry = posted(CODINGS[coding](body), (b"content-encoding", coding.encode()))
        assert read_back(entry).request.content == body


@pytest.mark.parametrize("coding", [b"amz-1.0", b"utf-8", b"gzip, br", b"rot13", b"x-unknown"])
def test_coding_that_the_reader_does_not_know_does_not_spoil_the_file(coding):
    entry = exchange(
        request=Request("POST", "http", "a.test", 80, "/", lines((b"Content-Encoding", coding)), b"\x00raw"),
        response=Response(200, lines((b"Content-Encoding", coding)), b"\x00raw"),
    )
    flow = read_back(entry)
    assert flow.response is not None
    assert (flow.request.content, flow.response.content) == (b"\x00raw", b"\x00raw")
    left_out = entry_of(entry)["response"]["_leftOutHeaders"]
    assert left_out == [{"name": "Content-Encoding", "value": coding.decode()}]


@pytest.mark.parametrize("charset", [b"hex", b"rot13", b"zlib", b"a\0b", b"undefined", b"nonsense"])
@pytest.mark.parametrize("body", [b"", b"abc", BINARY])
def test_charset_that_is_none_does_not_spoil_the_file(charset, body):
    headers = lines((b"Content-Type", b"text/plain; charset=" + charset))
    entry = exchange(
        request=Request("POST", "http", "a.test", 80, "/", headers, body),
        response=Response(200, headers, body),
    )
    flow = read_back(entry)
    assert flow.response is not None
    assert (flow.request.content, flow.response.content) == (body, body)


def test_request_body_that_no_text_stands_for_is_kept_beside_it():
    """Text is encoded in UTF-16 by readers, which never gives an odd number of bytes."""
    post = entry_of(posted(b"odd", (b"Content-Type", b"text/plain; charset=utf-16")))["request"]["postData"]
    assert (post["text"], post["_base64"]) == ("odd", "b2Rk")
    assert post["comment"] == "text stands for bytes; _base64 has them"


def test_broken_gzip_is_kept_as_it_is_and_said_so():
    entry = answered(b"\x1f\x8bbroken", (b"Content-Encoding", b"gzip"))
    flow = read_back(entry)
    assert flow.response is not None
    assert flow.response.content == b"\x1f\x8bbroken"
    assert entry_of(entry)["response"]["content"]["comment"] == "still coded: gzip"


def test_headers_are_read_back_with_duplicates_casing_and_non_ascii():
    sent = lines(
        (b"X-Twice", b"1"), (b"x-twice", b"2"), (b"X-\xc5\xbc", "zażółć".encode()), (b"X-Empty", b"")
    )
    got = lines((b"Set-Cookie", b"a=1"), (b"set-cookie", b"b=2"), (b"X-\xc5\xbc", "ß".encode()))
    flow = read_back(
        exchange(request=Request("GET", "https", "a.test", 443, "/", sent), response=Response(200, got))
    )
    assert flow.response is not None
    assert kept_lines(flow.request.headers) == list(sent.fields)
    assert kept_lines(flow.response.headers) == list(got.fields)


def test_header_value_that_is_not_utf8_keeps_its_bytes_beside_it():
    headers = entry_of(answered(b"", (b"X-Latin", b"caf\xe9")))["response"]["headers"]
    assert headers == [{"name": "X-Latin", "value": "café", "_valueBase64": "Y2Fm6Q=="}]


@pytest.mark.parametrize(
    ("request_", "url"),
    [
        (Request("GET", "http", "a.test", 80, "/p?q=1"), "http://a.test/p?q=1"),
        (Request("PATCH", "http", "a.test", 8080, "/p;v=1?q=%20#f"), "http://a.test:8080/p;v=1?q=%20#f"),
        (Request("GET", "https", "::1", 8443, "/a%2Fb//c"), "https://[::1]:8443/a%2Fb//c"),
        (Request("GET", "https", "bücher.test", 443, "/"), "https://xn--bcher-kva.test/"),
        (Request("GET", "http", "a.test", 80, "/ż?q=\udcff"), "http://a.test/%C5%BC?q=%FF"),
        (Request("OPTIONS", "http", "a.test", 80, "*"), "http://a.test"),
        (Request("GET", "http", "bad host..test", 80, "/"), "http://invalid/"),
        (Request("GET", "http", "a.test", 80, "no-slash"), "http://a.test/no-slash"),
    ],
)
def test_method_and_url_are_read_back(request_, url):
    entry = exchange(request=request_)
    assert entry_of(entry)["request"]["url"] == url
    flow = read_back(entry)
    # mitmproxy's own URL of an exchange has no brackets around IPv6, and international names decoded
    read = flow.request.url.replace("::1", "[::1]").replace("bücher", "xn--bcher-kva")
    assert flow.request.method == request_.method
    assert read == (url if url.count("/") > 2 else f"{url}/")


@pytest.mark.parametrize(
    ("version", "expected"), [("HTTP/2.0", "HTTP/2"), ("HTTP/1.1", "HTTP/1.1"), ("HTTP/3", "HTTP/3")]
)
def test_http_version_is_read_back(version, expected):
    entry = exchange(
        request=Request("GET", "https", "a.test", 443, "/", http_version=version),
        response=Response(204, http_version=version),
    )
    flow = read_back(entry)
    assert flow.response is not None
    assert (flow.request.http_version, flow.response.http_version) == (expected, expected)
    assert flow.response.status_code == 204


def test_failed_exchange_has_status_0_and_its_error():
    entry = exchange(response=None, outcome=Outcome.FAILED, error="client gone")
    written = entry_of(entry)
    assert (written["response"]["status"], written["response"]["_error"]) == (0, "client gone")
    assert written["_decision"] == "failed"
    assert read_back(entry).request.url == "https://a.test/x?y=1"


def test_mocked_exchange_names_its_mock():
    mock = MockRef("id", "mocks/hello.yml:3", "static", from_file=True)
    written = entry_of(exchange(mock=mock, outcome=Outcome.MOCKED, server="127.0.0.1:80"))
    assert written["_mock"] == {"id": "id", "source": "mocks/hello.yml:3", "kind": "static"}
    assert (written["_decision"], written["serverIPAddress"]) == ("mocked", "127.0.0.1")


def test_cut_bodies_say_so():
    cut = exchange(
        request=Request("POST", "http", "a.test", 80, "/", body=b"abc"),
        response=Response(200, body=b"abcd"),
        request_size=10,
        response_size=20,
    )
    written = entry_of(cut)
    assert written["request"]["postData"]["comment"] == "cut: 3 of 10 bytes are kept"
    assert written["response"]["content"]["comment"] == "cut: 4 of 20 bytes are kept"
    assert (written["request"]["bodySize"], written["response"]["bodySize"]) == (10, 20)


def test_cut_gzip_is_not_undone():
    packed = gzip.compress(BINARY)
    half = packed[: len(packed) // 2]
    entry = exchange(
        response=Response(200, lines((b"Content-Encoding", b"gzip")), half), response_size=len(packed)
    )
    comment = entry_of(entry)["response"]["content"]["comment"]
    assert comment == f"cut: {len(half)} of {len(packed)} bytes are kept; still coded: gzip"
    flow = read_back(entry)
    assert flow.response is not None
    assert flow.response.content == half


def test_cookies_query_and_form():
    entry = exchange(
        request=Request(
            "POST",
            "http",
            "a.test",
            80,
            "/?a=1&a=2&b=%C5%BC&c",
            lines((b"Cookie", b"k=v; l=w=x"), (b"Content-Type", b"application/x-www-form-urlencoded")),
            b"f=1&f=%20",
        ),
        response=Response(
            302,
            lines(
                (b"Set-Cookie", b"s=1; Path=/; Domain=a.test; HttpOnly; Secure; SameSite=Lax"),
                (b"Set-Cookie", b"t=2; Expires=Wed, 21-Oct-2026 07:28:00 GMT"),
                (b"Set-Cookie", b"u=3; Expires=soon"),
                (b"Location", b"/next"),
            ),
        ),
    )
    written = entry_of(entry)
    request, response = written["request"], written["response"]
    assert request["cookies"] == [{"name": "k", "value": "v"}, {"name": "l", "value": "w=x"}]
    assert [(pair["name"], pair["value"]) for pair in request["queryString"]] == [
        ("a", "1"),
        ("a", "2"),
        ("b", "ż"),
        ("c", ""),
    ]
    assert request["postData"]["params"] == [{"name": "f", "value": "1"}, {"name": "f", "value": " "}]
    assert response["redirectURL"] == "/next"
    first, second, third = response["cookies"]
    assert first == {
        "name": "s",
        "value": "1",
        "path": "/",
        "domain": "a.test",
        "httpOnly": True,
        "secure": True,
        "sameSite": "Lax",
    }
    assert second["expires"] == "2026-10-21T07:28:00+00:00"
    assert "expires" not in third


@pytest.mark.parametrize(
    ("timing", "phases"),
    [
        (Timing(started_at=0, request_read=0.01, response_started=0.2, ended=0.25), (10, 190, 50)),
        (Timing(started_at=0, request_read=0.3, response_started=0.2, ended=0.25), (200, 0, 50)),
        (Timing(started_at=0, response_started=0.2, ended=0.25), (200, 0, 50)),
        (Timing(started_at=0, request_read=0.1, ended=0.25), (100, 150, 0)),
        (Timing(started_at=0, ended=0.25), (250, 0, 0)),
        (Timing(started_at=0, ended=0.0), (0, 0, 0)),
        (Timing(started_at=0, request_read=0.1, response_started=0.5, ended=0.25), (100, 150, 0)),
    ],
)
def test_timings_add_up_to_the_end_and_are_never_negative(timing, phases):
    shape = timings_shape(timing)
    assert (shape["send"], shape["wait"], shape["receive"]) == phases
    assert sum(phases) == timing.ended * 1000


def test_tunnels_are_counted_not_written():
    log = log_of(exchange(protocol="tcp"), exchange(), exchange(protocol="tls"))
    assert len(log["entries"]) == 1
    assert log["comment"] == "tunnels without HTTP that are left out: 2"


def test_an_empty_history_is_a_valid_har():
    assert log_of()["entries"] == []


def test_entries_are_written_one_by_one():
    asked = []

    def entries():
        for number in range(3):
            asked.append(number)
            yield exchange(id=str(number))

    written = har(entries())
    next(written)
    next(written)
    assert asked == [0]
