"""A mock to paste."""

import pytest

from smockproxy.app.why.newmock import LONGEST_BODY, new_mock
from smockproxy.core.conditions import HOLDS
from smockproxy.core.history import Outcome
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.responders import Fixed
from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS
from tests.unit.exchanges import exchange, text_headers


def request(target: str = "/a", body: bytes = b"", **changes) -> Request:
    return Request(
        "POST", "https", "API.test", 8443, target, Headers.of([("Host", "API.test")]), body, **changes
    )


def made(asked: Request, entry=None):
    loaded = read_mock_file(new_mock(asked, entry).encode(), "new.yml", MATCHERS)
    assert loaded.problems == ()
    (mock,) = loaded.mocks
    assert mock.conditions.first_failure(asked) == HOLDS
    assert isinstance(mock.responder, Fixed)
    return mock.responder.response


@pytest.mark.parametrize(
    "asked",
    [
        request(),
        request("/a?x=1&x=2&y=&no=yes"),
        request("/caf\udce9/%20 {x}"),
        request(body=b'{"a": [1, "no"]}'),
        request(body=b"text: with\nlines"),
        request(body=b"\xff\x00"),
        request(body=b"x" * (LONGEST_BODY + 1)),
        request(body=None),
    ],
    ids=lambda asked: asked.target,
)
def test_it_matches_the_request(asked):
    assert made(asked).status == 200


def forwarded(response: Response, **facts):
    return exchange(request(), response, outcome=Outcome.FORWARDED, mock=None, **facts)


def test_it_answers_as_the_real_server_did():
    entry = forwarded(Response(201, text_headers(Content_Type="text/x"), b"hi"))
    answer = made(request(), entry)
    assert (answer.status, answer.headers.get("content-type"), answer.body) == (201, "text/x", b"hi")
    assert made(request(), forwarded(Response(200, Headers(), b'{"a": 1}'))).body == b'{"a":1}'
    assert made(request(), forwarded(Response(204))).body == b""


@pytest.mark.parametrize(
    ("response", "facts"),
    [
        (Response(201, body=b"x" * (LONGEST_BODY + 1)), {}),
        (Response(201, body=b"\xff"), {}),
        (Response(201, body=b"x"), {"response_size": 2}),
    ],
)
def test_a_body_that_is_not_known_is_to_be_done(response, facts):
    answer = made(request(), forwarded(response, **facts))
    assert (answer.status, answer.body) == (201, b"TODO")


def test_a_refusal_is_not_imitated():
    assert made(request(), exchange(outcome=Outcome.REFUSED, response=Response(666))).status == 200
