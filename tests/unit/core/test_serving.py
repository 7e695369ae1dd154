"""What goes out for a mock's answer, also for one that HTTP does not allow."""

from dataclasses import replace

import pytest

from smockproxy.core.blocks import AnyOf
from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import ForwardTo
from smockproxy.core.serving import Served, is_routed, served, takes_any_method


def out(status: int, body: bytes = b"", *, can_be_cut=True, **headers: str) -> Served:
    fields = Headers.of((name.replace("_", "-"), value) for name, value in headers.items())
    return served(Response(status, fields, body), "now", can_be_cut=can_be_cut)


def test_a_status_of_0_is_200() -> None:
    assert out(0, b"hi").framed("GET").status == 200
    assert out(0, b"hi").seen_by_smocker


@pytest.mark.parametrize("status", [-1, 1, 99, 1000])
def test_a_status_that_is_none_is_a_500_with_the_mocks_headers(status: int) -> None:
    found = out(status, b"lost", X_a="1", Content_Length="3")
    answer = found.framed("GET")
    assert (answer.status, answer.body) == (500, b'{"message":"Internal Server Error"}\n')
    assert list(answer.headers) == [
        ("Content-Type", "application/json"),
        ("X-a", "1"),
        ("Date", "now"),
        ("Content-Length", "36"),
    ]
    assert found.error == f"the mock's status {status} is none: expected 100 to 999"
    assert not found.seen_by_smocker


def test_a_500_of_the_server_keeps_the_mocks_type() -> None:
    assert out(99, Content_Type="text/x").response.headers.get_all("content-type") == ("text/x",)


@pytest.mark.parametrize("status", [100, 103, 199])
def test_an_informational_answer_goes_before_with_the_mocks_headers(status: int) -> None:
    found = out(status, b"body", Link="</x>", Content_Length="9", Date="then")
    assert found.interim is not None
    assert found.interim.status == status
    assert list(found.interim.headers) == [("Date", "then"), ("Link", "</x>")]
    answer = found.framed("GET")
    assert (answer.status, answer.body, answer.headers.get("link")) == (200, b"body", "</x>")
    assert answer.headers.get("content-length") == "4"
    undated = out(status, Link="</x>").interim
    assert undated is not None
    assert list(undated.headers) == [("Link", "</x>")]


@pytest.mark.parametrize("status", [101, 204, 304])
def test_a_body_where_none_is_allowed_is_left_out_and_not_seen(status: int) -> None:
    found = out(status, b"lost", Content_Length="2")
    answer = found.framed("GET")
    assert (answer.status, answer.body, found.interim, found.error) == (status, b"", None, "")
    assert "content-length" not in answer.headers
    assert not found.seen_by_smocker
    assert out(status).seen_by_smocker


def test_a_length_that_is_too_small_ends_the_answer() -> None:
    found = out(200, b"hello", Content_Length="3")
    answer = found.framed("GET")
    assert (answer.headers.get("content-length"), answer.body, found.cut_to) == ("3", b"", 3)
    assert found.error == "the mock's Content-Length is 3, its body has 5 bytes"
    assert not found.seen_by_smocker


@pytest.mark.parametrize("length", ["9", "5", "x", "-1", ""])
def test_any_other_length_is_corrected(length: str) -> None:
    found = out(200, b"hello", Content_Length=length)
    assert (found.cut_to, found.error, found.seen_by_smocker) == (None, "", True)
    assert found.framed("GET").headers.get_all("content-length") == ("5",)


def test_a_length_is_corrected_where_nothing_can_be_cut_and_where_go_does_not_see_it() -> None:
    for found in (
        out(200, b"hello", can_be_cut=False, Content_Length="3"),
        out(200, b"hello", content_length="3"),
    ):
        assert found.framed("GET").headers.get_all("content-length") == ("5",)
        assert found.framed("GET").body == b"hello"


def asked(method: str, target: str = "/x") -> Request:
    return Request(method, "http", "a.test", 80, target)


def test_which_requests_smocker_asks_its_mocks_for() -> None:
    assert all(is_routed(asked(method)) for method in ("GET", "TRACE", "PROPFIND", "OPTIONS"))
    assert not any(is_routed(asked(method)) for method in ("FOO", "QUERY", "get", "CONNECT"))
    assert not is_routed(asked("OPTIONS", "*"))


def test_which_mocks_leave_methods_to_the_router() -> None:
    plain, foo = Mock("1", ForwardTo()), asked("FOO")
    by_path = Mock("2", ForwardTo(), Conditions((OnField("path", equal("/x")),)))
    named = Mock("3", ForwardTo(), Conditions((OnField("method", equal("FOO")),)))
    filed = Mock("4", ForwardTo(), source=Source("a.yml", 1))
    assert [takes_any_method(mock, foo) for mock in (plain, by_path, named, filed)] == [
        True,
        True,
        False,
        False,
    ]
    exported = Mock(
        "5", ForwardTo(), Conditions((OnField("method", replace(equal(".*"), name="ShouldMatch")),))
    )
    assert takes_any_method(exported, foo)
    in_a_block = Mock("6", ForwardTo(), Conditions((AnyOf((Conditions(), named.conditions)),)))
    assert not takes_any_method(in_a_block, foo)
    star = asked("OPTIONS", "*")
    assert [takes_any_method(mock, star) for mock in (named, filed)] == [True, False]
