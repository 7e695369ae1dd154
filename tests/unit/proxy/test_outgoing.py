import gzip

import pytest
from mitmproxy import http
from mitmproxy.connection import Client

from smockproxy.core.goclient import Hop
from smockproxy.core.gourl import parse_url
from smockproxy.core.http import Headers
from smockproxy.proxy.gunzip import BadGzipError
from smockproxy.proxy.outgoing import (
    announce_unpacked,
    is_packed,
    known_length,
    message_for,
    spell_as_go,
    unpack_whole,
)

PACKED = gzip.compress(b"hello", mtime=0)


def packed(**headers: str) -> http.Response:
    named = {"Content-Encoding": "gzip", "Content-Length": str(len(PACKED)), **headers}
    response = http.Response.make(200, b"", {name.replace("_", "-"): text for name, text in named.items()})
    response.data.content = PACKED
    return response


def client(alpn: bytes | None = None) -> Client:
    made = Client(peername=("192.0.2.1", 1), sockname=("192.0.2.2", 2), timestamp_start=0.0)
    made.alpn = alpn
    return made


def test_a_message_is_gos_but_for_its_version() -> None:
    came = http.Request.make("POST", "http://a.test/x", b"abc", {"x-a": "1"})
    came.http_version, came.authority = "HTTP/2.0", "a.test"
    hop = Hop("GET", parse_url("http://up.test/y?a=1"), "", Headers.of([("x-b", "2")]), has_body=False)
    sent = message_for(hop, came, 0)
    assert (sent.method, sent.path, sent.authority, sent.http_version) == ("GET", "/y?a=1", "", "HTTP/2.0")
    assert list(sent.headers) == ["Host", "User-Agent", "X-B", "Accept-Encoding"]
    assert list(came.headers) == ["x-a", "content-length"]


@pytest.mark.parametrize(
    ("came", "goes"), [("HTTP/1.0", "HTTP/1.1"), ("HTTP/1.1", "HTTP/1.1"), ("HTTP/2.0", "HTTP/2.0")]
)
def test_which_version_goes_out(came: str, goes: str) -> None:
    request = http.Request.make("GET", "http://a.test/")
    request.http_version = came
    assert message_for(Hop("GET", parse_url("http://up.test/")), request, 0).http_version == goes


def test_the_length_that_a_request_says() -> None:
    for written, length in (("3", 3), ("", None), ("x", None)):
        request = http.Request.make("POST", "http://a.test/")
        request.headers["Content-Length"] = written
        assert known_length(request) == length


def test_names_are_spelt_as_go_does_where_there_is_a_spelling() -> None:
    response = http.Response.make(200, b"", {"x-b": "1", "ETAG": "2"})
    spell_as_go(response, client(b"h2"))
    assert list(response.headers)[:2] == ["x-b", "ETAG"]
    spell_as_go(response, client())
    assert list(response.headers) == ["Content-Length", "Etag", "X-B"]


def test_a_body_that_is_unpacked_on_its_way() -> None:
    response = packed(Content_Encoding="GZIP")
    assert is_packed(response)
    gunzip = announce_unpacked(response)
    assert dict(response.headers) == {"Transfer-Encoding": "chunked"}
    assert list(gunzip.unpack(PACKED)) == [b"hello"]
    assert not is_packed(response)


def test_http_2_needs_no_chunks() -> None:
    response = packed()
    response.http_version = "HTTP/2.0"
    announce_unpacked(response)
    assert dict(response.headers) == {}


def test_a_body_that_is_unpacked_whole() -> None:
    response = packed(Transfer_Encoding="chunked")
    unpack_whole(response)
    assert (response.raw_content, dict(response.headers)) == (b"hello", {"Content-Length": "5"})
    with pytest.raises(BadGzipError):
        unpack_whole(packed(), 4)
