"""Conditions on requests: when they hold, and what they say when they do not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.conditions import (
    FORM_TYPE,
    HOLDS,
    TOO_LARGE,
    Condition,
    Conditions,
    Mismatch,
    OnBody,
    OnBodyPaths,
    OnField,
    OnHeaders,
    OnPathTemplate,
    OnQuery,
    describe,
)
from smockproxy.core.http import Headers, Request
from smockproxy.core.matchers import CORE_MATCHERS, Matcher, equal
from smockproxy.core.pathtemplate import PathTemplate


def matcher(name: str, value: str = "") -> Matcher:
    return CORE_MATCHERS[f"Should{name}"](value)


def request(
    target: str = "/", *headers: tuple[str, str], body: bytes | None = b"", **changes: Any
) -> Request:
    given = {"method": "GET", "scheme": "http", "host": "a.test", "port": 80, **changes}
    return Request(target=target, headers=Headers.of(headers), body=body, **given)


def query(target: str, *matchers: Matcher) -> Mismatch | None:
    return OnQuery({"foo": matchers}).mismatch(request(target))


def paths(body: bytes | None, wanted: dict[str, str | Matcher], content_type: str = "") -> Mismatch | None:
    matchers = {path: equal(value) if isinstance(value, str) else value for path, value in wanted.items()}
    return OnBodyPaths(matchers).mismatch(request("/", ("Content-Type", content_type), body=body))


def test_a_path_fits_its_template_or_not() -> None:
    on = OnPathTemplate(PathTemplate.parse("/a/{id:int}"))
    assert on.mismatch(request("/a/1")) is None
    assert on.mismatch(request("/a/b")) == Mismatch("path_template", "/a/{id:int}", "/a/b")


def test_a_matcher_is_described_by_name_and_value() -> None:
    assert describe(equal("a b")) == "ShouldEqual 'a b'"
    assert describe(matcher("BeEmpty")) == "ShouldBeEmpty"


class TestOnField:
    @pytest.mark.parametrize(
        ("field", "value", "sent"),
        [
            ("method", "get", request(method="get")),
            ("path", "/m", request("/m?x=1")),
            ("path", "/a%7Bb%7D/c", request("/a{b}%2Fc")),
            ("scheme", "https", request(scheme="https")),
            ("port", "8080", request(port=8080)),
            ("host", "api.a.test", request(host="API.A.test")),
        ],
    )
    def test_it_holds(self, field: str, value: str, sent: Request) -> None:
        assert OnField(field, equal(value)).mismatch(sent) is None

    @pytest.mark.parametrize(
        ("field", "value", "actual"),
        [("method", "get", "GET"), ("path", "/m/", "/m"), ("path", "/m?x=1", "/m"), ("port", "8080", "80")],
    )
    def test_it_fails_with_what_was_wanted_and_what_was_there(
        self, field: str, value: str, actual: str
    ) -> None:
        found = OnField(field, equal(value)).mismatch(request("/m?x=1"))
        assert found == Mismatch(field, f"ShouldEqual {value!r}", actual)


class TestOnQuery:
    bar, baz = equal("bar"), equal("baz")

    @pytest.mark.parametrize(
        ("target", "matchers"),
        [
            ("/?foo=bar", (bar,)),
            ("/?foo=bar&foo=baz", (bar,)),
            ("/?foo=baz&foo=bar&other=1", (bar,)),
            ("/?foo=baz&foo=bar", (bar, baz)),
            ("/?foo=bar&foo=baz&foo=qux", (bar, baz)),
            ("/?foo=bar&foo=zzz", (bar, bar)),
            ("/?foo=x&foo=y", (matcher("NotEqual", "x"),)),
            ("/?foo", (matcher("BeEmpty"),)),
            ("/?foo=", ()),
            ("/?foo=1", ()),
            ("/?foo=a+b", (equal("a b"),)),
            ("/?f%6Fo=%C3%A9", (equal("é"),)),
        ],
    )
    def test_it_holds(self, target: str, matchers: tuple[Matcher, ...]) -> None:
        assert query(target, *matchers) is None

    @pytest.mark.parametrize(
        ("target", "matchers", "expected", "actual"),
        [
            ("/", (bar,), "present", "absent"),
            ("/", (), "present", "absent"),
            ("/?Foo=bar", (bar,), "present", "absent"),
            ("/?foo=bar;x", (bar,), "present", "absent"),
            ("/?foo=%zz", (), "present", "absent"),
            ("/", (matcher("BeEmpty"),), "present", "absent"),
            ("/", (matcher("NotEqual", "x"),), "present", "absent"),
            ("/?foo=BAR", (bar,), "ShouldEqual 'bar'", "BAR"),
            ("/?foo=bar", (bar, baz), "at least 2 values", "1: bar"),
            ("/?foo=bar&foo=bar", (bar, baz), "ShouldEqual 'baz'", "bar, bar"),
            ("/?foo=bar", (bar, bar), "at least 2 values", "1: bar"),
            ("/?foo=x", (matcher("NotEqual", "x"),), "ShouldNotEqual 'x'", "x"),
        ],
    )
    def test_it_fails(self, target: str, matchers: tuple[Matcher, ...], expected: str, actual: str) -> None:
        assert query(target, *matchers) == Mismatch("query_params.foo", expected, actual)

    def test_every_name_must_fit(self) -> None:
        on = OnQuery({"a": (equal("1"),), "b": (equal("2"),)})
        assert on.mismatch(request("/?b=2&a=1")) is None
        assert on.mismatch(request("/?b=3&a=1")) == Mismatch("query_params.b", "ShouldEqual '2'", "3")


class TestOnHeaders:
    @pytest.mark.parametrize(
        ("wanted", "sent"),
        [
            ({"x-foo": (equal("bar"),)}, [("X-FOO", "bar")]),
            ({"X-Foo": (equal("bar"),)}, [("x-foo", "baz"), ("x-Foo", "bar")]),
            ({"X-Foo": ()}, [("X-Foo", "")]),
            ({"Host": (equal("a.test"),)}, [("Host", "a.test"), ("Accept", "*/*")]),
            ({}, []),
        ],
    )
    def test_it_holds(self, wanted: dict[str, tuple[Matcher, ...]], sent: list[tuple[str, str]]) -> None:
        assert OnHeaders(wanted).mismatch(request("/", *sent)) is None

    @pytest.mark.parametrize(
        ("sent", "expected", "actual"),
        [
            ([("X-Foo", "BAR")], "ShouldEqual 'bar'", "BAR"),
            ([("X-Foo", "bar, baz")], "ShouldEqual 'bar'", "bar, baz"),
            ([("X-Bar", "bar")], "present", "absent"),
        ],
    )
    def test_it_fails(self, sent: list[tuple[str, str]], expected: str, actual: str) -> None:
        found = OnHeaders({"x-foo": (equal("bar"),)}).mismatch(request("/", *sent))
        assert found == Mismatch("headers.x-foo", expected, actual)

    def test_more_names_than_the_request_has_never_match(self) -> None:
        wanted = {"x-foo": (), "X-Foo": ()}
        sent = [("X-Foo", "1"), ("x-foo", "2")]
        found = OnHeaders(wanted).mismatch(request("/", *sent))
        assert found == Mismatch("headers", "at least 2 names", "1")
        assert OnHeaders(wanted).mismatch(request("/", *sent, ("Host", "a.test"))) is None

    def test_names_that_shall_be_absent_are_not_counted(self) -> None:
        on = OnHeaders({"X-A": (equal("1"),), "X-B": (CORE_MATCHERS["ShouldBeAbsent"](),)})
        assert on.mismatch(request("/", ("X-A", "1"))) is None
        assert on.mismatch(request("/", ("X-A", "1"), ("X-B", ""))) == Mismatch("headers.X-B", "absent", "")


class TestOnBody:
    def test_the_whole_text_counts(self) -> None:
        assert OnBody(equal("a\n")).mismatch(request(body=b"a\n")) is None
        assert OnBody(equal("a\n")).mismatch(request(body=b"a")) == Mismatch(
            "body", "ShouldEqual 'a\\n'", "a"
        )
        assert OnBody(matcher("BeEmpty")).mismatch(request(body=b"")) is None

    @pytest.mark.parametrize("any_text", [matcher("BeEmpty"), matcher("NotEqual", "x"), matcher("StartWith")])
    def test_a_body_that_was_not_read_fulfils_nothing(self, any_text: Matcher) -> None:
        found = OnBody(any_text).mismatch(request(body=None))
        assert found == Mismatch("body", describe(any_text), TOO_LARGE)

    def test_bytes_are_compared_as_they_were_sent(self) -> None:
        on = OnBody(matcher("EqualBytes", "/w=="))
        assert on.mismatch(request(body=b"\xff")) is None
        assert on.mismatch(request(body=b"\xfe")) is not None
        assert on.mismatch(request(body=None)) is not None

    def test_json_is_explained_by_where_it_differs(self) -> None:
        on = OnBody(matcher("EqualJSON", '{"a": [1]}'))
        assert on.mismatch(request(body=b'{"a": [1.0]}')) is None
        assert on.mismatch(request(body=b'{"a": [2]}')) == Mismatch("body.$.a[0]", "1", "2")
        assert on.mismatch(request(body=b"x")) == Mismatch("body", "ShouldEqualJSON '{\"a\": [1]}'", "x")


class TestOnBodyPaths:
    typed = b'{"n":1.0,"f":1.50,"b":true,"z":null,"s":"","o":{"a":1}}'

    @pytest.mark.parametrize("content_type", ["", "text/plain", "application/json"])
    def test_the_content_type_of_json_is_not_looked_at(self, content_type: str) -> None:
        assert paths(b'{"foo":{"bar":[{"baz":"v"}]}}', {"foo.bar[0].baz": "v"}, content_type) is None

    def test_values_are_compared_as_text(self) -> None:
        assert paths(self.typed, {"n": "1", "f": "1.5", "b": "true", "z": "", "s": "", "none": ""}) is None

    @pytest.mark.parametrize("body", [b"{}", b"null", b'{"k": null}', b'{"k": "y"}'])
    def test_what_is_missing_is_empty(self, body: bytes) -> None:
        assert paths(body, {"k": matcher("NotEqual", "x")}) is None

    def test_an_object_that_was_found_is_no_json_text(self) -> None:
        found = paths(self.typed, {"o": matcher("EqualJSON", '{"a":1}')})
        assert found == Mismatch("body.o", "ShouldEqualJSON '{\"a\":1}'", 'map[string]interface {}{"a":1}')

    @pytest.mark.parametrize(
        "body", [b"", b"[]", b'[{"k": "v"}]', b'"s"', b"1", b"{", b'{"k": "v"} x', b"k=v"]
    )
    def test_only_an_object_is_looked_into(self, body: bytes) -> None:
        assert paths(body, {"k": "v"}) == Mismatch("body", "a JSON object", body.decode())
        assert paths(body, {}) == Mismatch("body", "a JSON object", body.decode())

    @pytest.mark.parametrize("content_type", ["", FORM_TYPE])
    def test_a_body_that_was_not_read_fulfils_nothing(self, content_type: str) -> None:
        found = paths(None, {"k": matcher("BeEmpty")}, content_type)
        assert found == Mismatch("body", "a JSON object", TOO_LARGE)

    @pytest.mark.parametrize(
        ("body", "wanted"),
        [
            (b"key=v&key=w", {"key[0]": "v", "key[1]": "w", "key[2]": ""}),
            (b"a+b=c%20d", {"a b[0]": "c d"}),
            (b"", {"key": ""}),
            (b'{"k": "v"}', {'{"k": "v"}[0]': ""}),
            (b'{"k": "100%"}', {"k": "100%"}),
            (b'{"k": "a;b"}', {"k": "a;b"}),
        ],
    )
    def test_a_form_is_lists_by_name_and_a_broken_one_is_read_as_json(
        self, body: bytes, wanted: dict[str, str]
    ) -> None:
        assert paths(body, dict(wanted), FORM_TYPE) is None

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (b"key=v", f"{FORM_TYPE}; charset=utf-8"),
            (b"key=v", FORM_TYPE.upper()),
            (b"key=v&x=%zz", FORM_TYPE),
            (b"key=v;x=y", FORM_TYPE),
        ],
    )
    def test_what_is_no_form(self, body: bytes, content_type: str) -> None:
        assert paths(body, {"key[0]": "v"}, content_type) == Mismatch("body", "a JSON object", body.decode())

    def test_a_form_value_without_its_index_is_a_list(self) -> None:
        found = paths(b"key=v", {"key": "v"}, FORM_TYPE)
        assert found == Mismatch("body.key", "ShouldEqual 'v'", '[]interface {}{"v"}')


class TestConditions:
    method = OnField("method", equal("POST"))
    body = OnBody(equal("x"))

    def test_no_conditions_hold_always(self) -> None:
        assert Conditions().mismatch(request()) is None
        assert Conditions().first_head_failure(request()) == HOLDS
        assert Conditions().first_failure(request()) == HOLDS
        assert not Conditions().need_body

    def test_the_first_that_fails_is_the_reason(self) -> None:
        both = Conditions((self.method, self.body))
        assert both.mismatch(request()) == self.method.mismatch(request())
        assert both.mismatch(request(method="POST", body=b"y")) == Mismatch("body", "ShouldEqual 'x'", "y")
        assert both.mismatch(request(method="POST", body=b"x")) is None

    def test_the_head_is_asked_without_the_body(self) -> None:
        both = Conditions((self.body, self.method))
        assert both.need_body
        assert both.first_head_failure(request(body=None)) == 1
        assert both.first_failure(request(method="GET", body=b"x")) == 1
        assert both.first_head_failure(request(method="POST", body=None)) == HOLDS
        assert both.head_holds(request(method="POST", body=None))
        assert not both.head_holds(request(method="GET", body=None))
        assert both.first_failure(request(method="POST", body=b"x")) == HOLDS

    @pytest.mark.parametrize(
        ("condition", "needs_body"),
        [
            (method, False),
            (OnQuery({}), False),
            (OnHeaders({}), False),
            (body, True),
            (OnBodyPaths({}), True),
        ],
    )
    def test_which_conditions_need_the_body(self, condition: Condition, needs_body) -> None:
        assert Conditions((condition,)).need_body is needs_body

    def test_whether_the_body_is_needed_is_found_out_once(self) -> None:
        asked = []

        class Counting(OnBody):
            @property
            def needs_body(self) -> bool:
                asked.append(self)
                return True

        conditions = Conditions((OnField("method", equal("GET")), object.__new__(Counting)))
        assert conditions.need_body
        assert conditions.need_body
        assert len(asked) == 1

    def test_what_was_found_out_is_no_part_of_them(self) -> None:
        assert Conditions((self.method,)) == Conditions((self.method,))
        assert "need_body" not in repr(Conditions((self.body,)))


@given(st.text(), st.lists(st.text(max_size=3), max_size=4), st.lists(st.text(max_size=3), max_size=3))
def test_a_list_of_matchers_holds_when_each_finds_a_value(
    name: str, values: list[str], wanted: list[str]
) -> None:
    sent = request()
    sent.__dict__["query_params"] = {name: values} if values else {}
    holds = OnQuery({name: tuple(map(equal, wanted))}).mismatch(sent) is None
    assert holds is (bool(values) and len(wanted) <= len(values) and set(wanted) <= set(values))


def test_the_head_alone_fails_no_condition_on_the_body() -> None:
    conditions = Conditions((OnBody(equal("x")), OnField("method", equal("PUT"))))
    request = Request("GET", "http", "a.test", 80, "/", body=None)
    assert conditions.first_head_failure(request) == 1
    assert Conditions(conditions.all_of[:1]).first_head_failure(request) == HOLDS
