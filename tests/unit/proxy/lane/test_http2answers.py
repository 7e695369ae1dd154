from smockproxy.core.http import Headers, Response
from smockproxy.proxy.lane.http2answers import DatedFields, fields_of


def answer(*fields: tuple[str, str]) -> Response:
    return Response(203, Headers.of(fields), b"body")


def test_names_are_small_and_connections_are_not_spoken_of() -> None:
    response = answer(("Content-Type", " text/plain "), ("Connection", "close"), ("X-A", "B"))
    assert fields_of(response) == [(b":status", b"203"), (b"content-type", b"text/plain"), (b"x-a", b"B")]


def test_a_date_is_put_where_it_belongs() -> None:
    fields = DatedFields(answer(("X-A", "1"), ("Date", ""), ("X-B", "2")))
    for date in (b"today", b"today", b"tomorrow"):
        assert fields.at(date) == [(b":status", b"203"), (b"x-a", b"1"), (b"date", date), (b"x-b", b"2")]


def test_fields_of_the_same_second_are_the_same() -> None:
    fields = DatedFields(answer(("Date", "")))
    assert fields.at(b"today") is fields.at(b"today")


def test_a_date_of_the_mocks_stays() -> None:
    fields = DatedFields(answer(("Date", "never")))
    assert fields.at(b"today") == [(b":status", b"203"), (b"date", b"never")]
