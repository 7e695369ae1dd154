"""Answers that are ready before they are asked for."""

from dataclasses import replace

import pytest

from smockproxy.core.duration import Delay
from smockproxy.core.http import Headers
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.proxy.lane.prepared import MOST, Dates, Prepared, PreparedAnswers, closes, prepare
from tests.unit.proxy.mocked_edge import forward_to, mock, response

KEPT = 1_000
DATE = b"Fri, 15 Jan 2027 08:00:00 GMT"


def prepared(responder: Fixed, kept: int = KEPT) -> Prepared:
    made = prepare(mock("/hello", responder), kept)
    assert made is not None
    return made


def written(responder: Fixed, method: str = "GET") -> bytes:
    made = prepared(responder)
    return (made.head if method == "HEAD" else made.get).written(DATE)


def test_the_date_is_put_in_its_place() -> None:
    fixed = Fixed(response(200, b"body", Content_Type="text/plain"))
    top = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: " + DATE + b"\r\nContent-Length: 4\r\n\r\n"
    assert written(fixed) == top + b"body"
    assert written(fixed, "HEAD") == top


def test_a_mocks_own_date_stays() -> None:
    made = written(Fixed(response(200, b"body", Date="yesterday")))
    assert b"Date: yesterday\r\n" in made
    assert made.count(b"Date:") == 1
    assert made.endswith(b"\r\n\r\nbody")


def test_what_looks_like_a_place_for_a_date_in_a_body_stays() -> None:
    body = b"a\r\nDate: \r\nb"
    assert written(Fixed(response(200, body))).endswith(body)


@pytest.mark.parametrize("status", [204, 304])
def test_statuses_without_a_body(status: int) -> None:
    assert written(Fixed(response(status, b"body"))).endswith(b"\r\n\r\n")


def test_history_keeps_a_part_of_the_body_and_its_size() -> None:
    form = prepared(Fixed(response(200, b"0123456789")), kept=4).get
    assert (form.response.body, form.size) == (b"0123", 10)
    assert form.written(DATE).endswith(b"0123456789")


def test_the_lines_that_were_added() -> None:
    made = prepared(Fixed(response(200, b"", Content_Type="x")))
    assert made.added_headers == ("date", "content-length")


@pytest.mark.parametrize(
    ("lines", "ends"), [([], False), (["close"], True), (["x, close"], True), (["keep-alive"], False)]
)
def test_whether_the_connection_ends(lines: list[str], *, ends: bool) -> None:
    assert closes(Headers.of(("Connection", line) for line in lines)) is ends
    if lines:
        assert prepared(Fixed(response(200, b"", Connection=lines[0]))).closes is ends


@pytest.mark.parametrize("status", [100, 101, 102, 103])
def test_odd_statuses_are_made_anew(status: int) -> None:
    assert prepare(mock("/", Fixed(response(status))), KEPT) is None


@pytest.mark.parametrize("dates", [[""], ["yesterday", ""]])
def test_a_date_that_is_said_and_empty_is_made_anew(dates: list[str]) -> None:
    said = replace(response(200), headers=Headers.of(("Date", date) for date in dates))
    assert prepare(mock("/", Fixed(said)), KEPT) is None


@pytest.mark.parametrize(
    "made",
    [
        mock("/", forward_to("http://b.test")),
        mock("/", Fixed(response(200), Delay(1, 1))),
        replace(mock("/"), callbacks=(object(),)),
        replace(mock("/"), rate_limit=object()),
        replace(mock("/", Fixed(response(200, b"longer", Content_Length="2"))), source=None),
    ],
)
def test_what_has_to_be_done_each_time(made: Mock) -> None:
    assert prepare(made, KEPT) is None


def test_dates_are_made_once_a_second() -> None:
    dates = Dates()
    first = dates.at(1_800_000_000.2)
    assert first == DATE
    assert dates.at(1_800_000_000.9) is first
    assert dates.at(1_800_000_001.0) == b"Fri, 15 Jan 2027 08:00:01 GMT"
    assert dates.at(1_800_000_000.0) == DATE


def test_answers_are_made_once_for_a_mock() -> None:
    asked: list[Mock] = []

    def make(of: Mock, kept: int) -> Prepared | None:
        asked.append(of)
        return prepare(of, kept)

    answers = PreparedAnswers(KEPT, make)
    first, second = mock("/a"), mock("/a", Fixed(response(200)))
    made = answers.of(first)
    assert answers.of(first) is made
    assert answers.of(second) is not made
    assert asked == [first, second]
    assert answers.of(mock("/b", forward_to())) is None


def test_only_so_many_are_kept() -> None:
    asked: list[Mock] = []
    answers = PreparedAnswers(KEPT, lambda of, _: asked.append(of))
    first = mock("/a")
    for number in range(MOST):
        answers.of(replace(first, id=str(number)))
    answers.of(first)
    answers.of(replace(first, id="0"))
    assert len(asked) == MOST + 2


def test_a_form_is_said_in_http_2_too() -> None:
    made = prepare(mock("/hello"), 100)
    assert made is not None
    date = (b"date", b"today")
    assert date in made.get.fields(b"today")
    assert made.get.fields(b"today") == made.head.fields(b"today")
    assert (made.get.body, made.head.body) == (b"mocked", b"")
