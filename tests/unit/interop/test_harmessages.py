"""Details of requests and responses in a HAR; that they are valid and read back is in test_har."""

import pytest

from smockproxy.core.http import Request, Response
from smockproxy.interop.harmessages import request_shape, response_shape, unambiguous_text
from tests.unit.exchanges import exchange, text_headers


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("text/plain", b"ascii", "ascii"),
        ("text/plain", "ż".encode(), None),
        ("text/plain; charset=utf-8", "ż".encode(), "ż"),
        ("application/json", "ż".encode(), "ż"),
        ("application/json", b"\xff", None),
        ("image/png", b"\x89PNG", None),
    ],
)
def test_unambiguous_text(content_type, body, text):
    assert unambiguous_text(content_type, body) == text


def test_a_target_that_the_url_cannot_hold_is_beside_it():
    request = request_shape(exchange(Request("OPTIONS", "http", "a.test", 80, "*")))
    assert (request["url"], request["_targetBase64"]) == ("http://a.test", "Kg==")
    assert "_targetBase64" not in request_shape(exchange())


def test_no_body_no_post_data():
    assert "postData" not in request_shape(exchange())


def test_a_body_that_was_not_kept_says_so():
    entry = exchange(Request("PUT", "http", "a.test", 80, "/", body=None), request_size=10)
    assert request_shape(entry)["postData"] == {
        "mimeType": "",
        "text": "",
        "comment": "cut: 0 of 10 bytes are kept",
    }


def test_compression_is_what_the_coding_saved_or_cost():
    packed = Response(200, text_headers(Content_Encoding="deflate"), b"x\x9cK\x04\x00\x00b\x00b")
    content = response_shape(exchange(response=packed))["content"]
    assert (content["size"], content["compression"], content["text"]) == (1, 1 - len(packed.body), "a")


def test_no_response():
    shape = response_shape(exchange(unanswered=True, error="client gone"))
    assert (shape["status"], shape["bodySize"], shape["httpVersion"]) == (0, -1, "")
    assert shape["_error"] == "client gone"
