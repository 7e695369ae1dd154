"""Bodies of the history as they went over the wire."""

import pytest

from smockproxy.app.history.keptbody import request_body, response_body
from smockproxy.app.usage import NotFoundError
from smockproxy.core.http import Headers, Request, Response
from tests.unit.exchanges import exchange, text_headers


def answered(headers: Headers, body: bytes = b"x", **facts):
    return response_body(exchange(response=Response(200, headers, body), **facts))


def test_bytes_and_their_type():
    body = answered(text_headers(Content_Type="image/png"))
    assert (body.content, body.headers) == (b"x", {"Content-Type": "image/png"})


@pytest.mark.parametrize("kind", [None, "a\x00b", "caf\xe9"])
def test_without_a_type_that_can_be_told(kind):
    headers = Headers() if kind is None else Headers(((b"Content-Type", kind.encode("latin-1")),))
    assert answered(headers).headers == {"Content-Type": "application/octet-stream"}


def test_a_coding_belongs_to_whole_bytes():
    headers = text_headers(Content_Type="text/plain", Content_Encoding="GZIP")
    assert answered(headers).headers["Content-Encoding"] == "gzip"
    cut = answered(headers, response_size=9)
    assert "Content-Encoding" not in cut.headers
    assert cut.headers["X-Smockproxy-Body-Size"] == "9"
    assert "Content-Encoding" not in answered(text_headers(Content_Encoding="rot13")).headers


def test_a_request():
    asked = Request("POST", "http", "a.test", 80, "/", text_headers(Content_Type="text/plain"), b"hi")
    assert request_body(exchange(asked)).content == b"hi"
    unread = Request("POST", "http", "a.test", 80, "/", body=None)
    assert request_body(exchange(unread)).content == b""


def test_an_exchange_without_a_response():
    with pytest.raises(NotFoundError, match=r"^The exchange 1 has no response: client gone\.$"):
        response_body(exchange(unanswered=True, error="client gone"))
