"""Requests and responses as values."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.http import MOST_COMMAS, NO_JSON, Headers, Request, multimap_of, parse_json, text_of


def request(**changes: Any) -> Request:
    return Request(
        **{"method": "GET", "scheme": "http", "host": "a.test", "port": 80, "target": "/", **changes}
    )


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        ("é€😀".encode(), "é€😀"),
        (b"a\xffb", "a\ufffdb"),
        (b"\xe2\x82x", "\ufffd\ufffdx"),
        (b"\xf0\x80\x80\x80", "\ufffd" * 4),
        (b"\xed\xa0\x80", "\ufffd" * 3),
    ],
)
def test_each_byte_that_is_no_utf8_becomes_one_replacement_character(raw: bytes, text: str) -> None:
    assert text_of(raw) == text


def test_values_of_a_name_stay_together_in_order() -> None:
    pairs = [(b"b", b"1"), (b"a", b"2"), (b"b", b"3")]
    assert list(multimap_of(pairs).items()) == [("b", ["1", "3"]), ("a", ["2"])]


class TestHeaders:
    headers = Headers.of([("X-A", "1"), ("x-b", "2"), ("x-a", "3")])

    @pytest.mark.parametrize("name", ["X-A", "x-a", "X-a"])
    def test_names_are_compared_without_case(self, name: str) -> None:
        assert name in self.headers
        assert self.headers.get(name) == "1"
        assert self.headers.get_all(name) == ("1", "3")

    def test_a_name_that_is_not_there(self) -> None:
        assert "X-C" not in self.headers
        assert self.headers.get("X-C") == ""
        assert self.headers.get("X-C", "none") == "none"
        assert self.headers.get_all("X-C") == ()

    def test_lines_keep_their_order_and_spelling(self) -> None:
        assert list(self.headers) == [("X-A", "1"), ("x-b", "2"), ("x-a", "3")]
        assert len(self.headers) == 3

    def test_changes_make_new_headers(self) -> None:
        assert list(self.headers.without("X-a", "other")) == [("x-b", "2")]
        assert list(self.headers.without("X-a", "x-B").adding("N", "v")) == [("N", "v")]
        assert len(self.headers) == 3

    @pytest.mark.parametrize("name", ["É", "\N{KELVIN SIGN}"])
    def test_only_ascii_letters_have_case(self, name: str) -> None:
        headers = Headers.of([(name, "v")])
        assert headers.get(name) == "v"
        assert headers.get_all(name) == ("v",)
        assert headers.get_all(name.lower()) == ()
        assert name.lower() not in headers
        assert len(headers.without(name)) == 0

    def test_bytes_that_are_no_text_are_replaced(self) -> None:
        headers = Headers(((b"X", b"\xff"),))
        assert list(headers) == [("X", "\ufffd")]
        assert headers.get("x") == "\ufffd"


class TestRequest:
    def test_path_and_query_are_parts_of_the_target(self) -> None:
        sent = request(target="/a%20b?x=1&x=2&y?=%3F")
        assert sent.path == "/a%20b"
        assert sent.query == "x=1&x=2&y?=%3F"
        assert sent.query_params == {"x": ["1", "2"], "y?": ["?"]}

    def test_broken_pairs_of_the_query_are_left_out(self) -> None:
        assert request(target="/?a;b=1&c=%zz&d=1").query_params == {"d": ["1"]}

    @pytest.mark.parametrize(
        ("scheme", "host", "port", "authority"),
        [
            ("http", "a.test", 80, "a.test"),
            ("https", "a.test", 443, "a.test"),
            ("http", "a.test", 443, "a.test:443"),
            ("https", "::1", 443, "[::1]"),
            ("http", "::1", 8080, "[::1]:8080"),
            ("ws", "a.test", 80, "a.test:80"),
        ],
    )
    def test_the_authority_leaves_out_a_schemes_own_port(
        self, scheme: str, host: str, port: int, authority: str
    ) -> None:
        sent = request(scheme=scheme, host=host, port=port, target="/p?q")
        assert sent.authority == authority
        assert sent.url == f"{scheme}://{authority}/p?q"

    def test_a_body_that_was_not_read_is_no_text_no_json_no_form(self) -> None:
        sent = request(body=None)
        assert sent.text is None
        assert sent.json is NO_JSON
        assert sent.form_fields is None

    def test_a_body_as_text_and_json(self) -> None:
        assert request(body=b'{"a": "\xff"}').text == '{"a": "\ufffd"}'
        assert request(body=b'{"a": "\xff"}').json == {"a": "\ufffd"}

    @pytest.mark.parametrize(
        ("body", "fields"),
        [
            (b"", {}),
            (b"key=v&key=w&k+1=%C3%A9", {"key": ["v", "w"], "k 1": ["é"]}),
            (b"a=%ff", {"a": ["\ufffd"]}),
            (b"a=1&b=%zz", None),
            (b"a=1;b=2", None),
        ],
    )
    def test_a_form_is_whole_or_none(self, body: bytes, fields: dict[str, list[str]] | None) -> None:
        assert request(body=body).form_fields == fields


class TestJson:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("null", None),
            (' {"a": [1, 2.5, true, "x"]}\n', {"a": [1, 2.5, True, "x"]}),
            ('{"a": 1, "a": 2}', {"a": 2}),
            ("1e308", 1e308),
            ("9" * 308, int("9" * 308)),
            ('"\\ud83d\\ude00"', "😀"),
            ('"\\ud83d x"', "\ufffd x"),
            ('{"\\uDE00": ["\\ud83d"]}', {"\ufffd": ["\ufffd"]}),
        ],
    )
    def test_what_go_reads(self, text: str, value: Any) -> None:
        assert parse_json(text) == value

    @pytest.mark.parametrize(
        "text",
        [
            *("", "{", "[1] x", "nul", "NaN", "Infinity", "-Infinity", "01", "1.", "'a'", '"\n"', "\ufeff1"),
            *("1e400", "-1e400", "9" * 310, "-" + "9" * 310, "9" * 5000, "1" + "0" * 309),
        ],
    )
    def test_what_go_refuses(self, text: str) -> None:
        assert parse_json(text) is NO_JSON

    def test_nothing_is_no_json(self) -> None:
        assert parse_json(None) is NO_JSON

    def test_a_negative_zero_keeps_its_sign(self) -> None:
        assert [repr(number) for number in parse_json("[-0, -0.0, 0]")] == ["-0.0", "-0.0", "0"]

    @pytest.mark.parametrize("brackets", ["[]", ('{"a":', "}")])
    def test_depth_is_no_way_to_break_it(self, brackets: tuple[str, str] | str) -> None:
        opening, closing = brackets
        assert parse_json(opening * 100_000 + "1" + closing * 100_000) is NO_JSON

    @given(st.text() | st.binary().map(text_of) | st.text('{}[]",:\\ud8e0 -1.e'))
    def test_no_text_breaks_it(self, text: str) -> None:
        parse_json(text)


def test_json_of_too_many_values_is_not_read() -> None:
    assert parse_json("[" + "1," * MOST_COMMAS + "1]") == [1] * (MOST_COMMAS + 1)
    assert parse_json("[" + "1," * (MOST_COMMAS + 1) + "1]") is NO_JSON


def test_a_request_of_fields_is_one_that_the_constructor_makes() -> None:
    made = Request("GET", "http", "a.test", 80, "/a?b=1", Headers(((b"A", b"b"),)), b"x", received_at=3.0)
    assert Request.of_fields(vars(made)) == made
    assert Request.of_fields(vars(made)).path == "/a"
    assert Request.of_fields({name: value for name, value in vars(made).items() if name != "memory"}) == made


def test_what_was_made_of_a_request_is_there_when_it_comes_again() -> None:
    first = Request("GET", "http", "a.test", 80, "/")
    first.derived["told"] = 1
    again = Request.of_fields({**vars(first), "received_at": 3.0})
    assert (again.derived, Request("GET", "http", "a.test", 80, "/").derived) == ({"told": 1}, {})
    assert again == Request("GET", "http", "a.test", 80, "/", received_at=3.0)
