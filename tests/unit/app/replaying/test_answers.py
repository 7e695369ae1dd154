"""Answers of recorded mocks as of today."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from smockproxy.app.replaying.answers import LARGEST, MOST_KEPT, Answers
from smockproxy.core.clock import REAL_TIME
from smockproxy.core.http import Headers, Response
from smockproxy.core.replayed import DAY, Replayed

AT = datetime(2026, 11, 22, 10, tzinfo=UTC).timestamp()
REPLAYED = Replayed(AT, AT + 10 * DAY)
DATED = b'{"at": "2026-11-22T10:00:00Z"}'
MOVED = b'{"at": "2026-12-02T10:00:00Z"}'


def answer(body: bytes = DATED, **headers: str) -> Response:
    return Response(200, Headers.of((name.replace("_", "-"), value) for name, value in headers.items()), body)


def aged(response: Response, replayed: Replayed = REPLAYED) -> Response:
    return Answers().aged(response, replayed, REAL_TIME)


def test_bodies_and_headers_move():
    made = aged(answer(Content_Type="application/json", Expires="Sun, 22 Nov 2026 11:00:00 GMT", ETag='"x"'))
    assert made.body == MOVED
    assert made.headers.get("expires") == "Wed, 02 Dec 2026 11:00:00 GMT"
    assert made.headers.get("etag") == '"x"'


def test_headers_may_have_moments_as_numbers():
    made = aged(answer(X_RateLimit_Reset="1795341600", X_Order="1795341600"))
    assert [*made.headers] == [("X-RateLimit-Reset", "1796205600"), ("X-Order", "1795341600")]


def test_what_was_true_of_the_old_body_goes():
    made = aged(answer(Content_Length="30", Content_MD5="x", X_Other="y"))
    assert [*made.headers] == [("X-Other", "y")]
    same = answer(b"no date", Content_Length="7")
    assert aged(same) == same


def test_packed_bodies_are_packed_again():
    made = aged(answer(gzip.compress(DATED), Content_Encoding="gzip"))
    assert gzip.decompress(made.body) == MOVED


@pytest.mark.parametrize(
    "kept",
    [
        answer(content_type="image/png"),
        answer(DATED + b" " * LARGEST),
        answer(gzip.compress(DATED + b" " * LARGEST), Content_Encoding="gzip"),
        answer(content_encoding="x-unknown"),
        answer(b""),
        answer(b"\xff\xfe no date"),
    ],
)
def test_what_is_no_text_or_too_much_stays(kept):
    assert aged(kept).body == kept.body


def test_bytes_that_are_no_utf8_stay_beside_dates():
    assert aged(answer(b"\xff 2026-11-22")).body == b"\xff 2026-12-02"


def test_a_key_set_shows_our_keys():
    body = b'{"keys": [{"kty": "EC", "crv": "P-256", "kid": "k", "x": "AA", "y": "AA"}]}'
    (key,) = json.loads(aged(answer(body)).body)["keys"]
    assert (key["kid"], key["x"] != "AA") == ("k", True)
    assert aged(answer(b'{"keys": ["2026-11-22"]}')).body == b'{"keys": ["2026-12-02"]}'


def test_frozen_answers_are_as_recorded():
    response = answer()
    assert aged(response, Replayed(AT, AT + DAY, ages=False)) is response


def test_what_comes_again_is_made_once():
    answers, clock = Answers(), REAL_TIME
    first = answers.aged(answer(), REPLAYED, clock)
    assert answers.aged(answer(), REPLAYED, clock) is first
    assert answers.aged(answer(), REPLAYED, clock.advanced(5.0, DAY)).body == MOVED.replace(b"-02T", b"-03T")
    for number in range(MOST_KEPT):
        answers.aged(answer(b"%d" % number), REPLAYED, clock)
    assert answers.aged(answer(), REPLAYED, clock) is not first
