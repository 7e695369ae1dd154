"""How questions are sent."""

import pytest

from smockproxy.testing.address import address_of
from smockproxy.testing.ask import Ask, Sent, as_json, in_path, sent_of, worded

ADDRESS = address_of("http://a.test/base/", None, {})
SECRET = address_of("http://a.test", "correct-horse", {})


def target(ask: Ask[None], session: str | None = None) -> str:
    return sent_of(ask, ADDRESS, session).target


def test_what_is_left_out_is_not_sent():
    ask = Ask(
        "GET", "/history", {"session": None, "limit": 3, "bodies": False, "where": "~m A&B", "path": None}
    )
    assert target(ask) == "/base/api/v1/history?limit=3&bodies=false&where=~m+A%26B"
    assert target(Ask("GET", "/settings"), "w") == "/base/api/v1/settings"


@pytest.mark.parametrize(
    ("named", "clients", "sent"),
    [
        (None, None, ""),
        (None, "w1", "?session=w1"),
        (None, "", "?session="),
        ("w2", "w1", "?session=w2"),
        ("", "w1", "?session="),
    ],
)
def test_the_session_is_the_nearest_that_is_named(named, clients, sent):
    assert target(Ask("GET", "/mocks", {"session": named}), clients) == f"/base/api/v1/mocks{sent}"


def test_a_body_has_its_type_and_the_token_is_shown():
    ask = Ask("PUT", "/state", body=b"{}", media="application/json", headers={"Accept": "text/x"})
    headers = {
        "Content-Type": "application/json",
        "Authorization": "Bearer correct-horse",
        "Accept": "text/x",
    }
    assert sent_of(ask, SECRET, None) == Sent("PUT", "/api/v1/state", headers, b"{}")
    assert sent_of(Ask("GET", "/state"), ADDRESS, None).headers == {}


def test_a_header_is_one_line():
    with pytest.raises(ValueError, match="Last-Event-ID: 'a\\\\r\\\\nb' is no header's value"):
        sent_of(Ask("GET", "/events", headers={"Last-Event-ID": "a\r\nb"}), ADDRESS, None)


@pytest.mark.parametrize(("value", "text"), [(True, "true"), (False, "false"), (7, "7"), ("a", "a")])
def test_values_in_a_query(value, text):
    assert worded(value) == text


@pytest.mark.parametrize(
    ("text", "segment"),
    [("a b/ż", "a%20b%2F%C5%BC"), ("~", "~"), ("..", "%2E%2E"), (".", "%2E"), ("a.", "a.")],
)
def test_a_segment_of_a_path(text, segment):
    assert in_path(text) == segment


def test_an_answer_is_json_or_nothing():
    ask: Ask[object] = Ask("GET", "/x")
    assert ask.answer_in(b'{"a": "\xc5\xbc"}') == {"a": "ż"}
    assert ask.answer_in(b"") is None
    with pytest.raises(ValueError, match="Expecting value"):
        ask.answer_in(b"<html>")


def test_what_json_has_not_is_not_sent():
    assert as_json({"a": "ż"}) == '{"a": "ż"}'.encode()
    with pytest.raises(ValueError, match="Out of range float"):
        as_json(float("nan"))
