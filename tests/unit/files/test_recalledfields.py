"""Matchers whose values refer to what answers left behind."""

import pytest

from smockproxy.core.http import Headers, Request
from smockproxy.core.memory import Memory
from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS


def condition(written):
    mocks = read_mock_file(f"- {{response: {{}}, request: {written}}}".encode(), "a.yml", MATCHERS)
    assert mocks.problems == ()
    (only,) = mocks.mocks[0].conditions.all_of
    return only


def holds(written, *, values, kept=("id", "token"), **said):
    memory = Memory({"remembered": values}, kept=frozenset(kept))
    headers = Headers.of(said.pop("headers", {}).items())
    request = Request("POST", "http", "a.test", 80, said.pop("target", "/"), headers, memory=memory, **said)
    return condition(written).holds(request)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('{path: "/orders/${id}"}', {"target": "/orders/42"}),
        ('{path: {matcher: ShouldMatch, value: "^/orders/${id}$"}}', {"target": "/orders/42"}),
        ('{url: "http://a.test/o?x=${id}"}', {"target": "/o?x=42"}),
        ('{query_params: {id: "${id}"}}', {"target": "/?id=42"}),
        ('{query_exact: {id: "${id}"}}', {"target": "/?id=42"}),
        ('{headers: {Authorization: "Bearer ${token}"}}', {"headers": {"Authorization": "Bearer a.b"}}),
        ('{headers: {X: {matcher: ShouldBeIn, value: [x, "${id}"]}}}', {"headers": {"X": "42"}}),
        ('{cookies: {sid: "${token}"}}', {"headers": {"Cookie": "sid=a.b"}}),
        ('{body: {matcher: ShouldContainSubstring, value: "<id>${id}<"}}', {"body": b"<id>42</id>"}),
        ('{body: {"a.b": "${id}"}}', {"body": b'{"a": {"b": 42}}'}),
        ('{body: {matcher: ShouldEqualJSON, value: \'{"t": "${token}"}\'}}', {"body": b'{"t": "a.b"}'}),
        ('{json: {order: "${id}", note: "of ${id}"}}', {"body": b'{"order": 42, "note": "of 42"}'}),
        ('{json: {order: "${id}", list: ["${token}"]}}', {"body": b'{"order": "42", "list": ["a.b"]}'}),
        ('{json: {"$.order": "${id}"}}', {"body": b'{"order": 42}'}),
        ('{json: {matcher: ShouldMatchJSON, value: {o: "${id}"}, extra: false}}', {"body": b'{"o": 42}'}),
        ('{any_of: [{path: "/x/${id}"}, {path: /y}]}', {"target": "/x/42"}),
        (
            '{form: {id: "${id}"}}',
            {"headers": {"Content-Type": "application/x-www-form-urlencoded"}, "body": b"id=42"},
        ),
    ],
)
def test_wherever_a_value_may_stand(written, said):
    assert holds(written, values={"id": 42, "token": "a.b"}, **said)
    assert not holds(written, values={"id": 43, "token": "axb"}, **said)
    assert not holds(written, values={}, **said)


def test_a_name_that_nothing_keeps_is_text():
    assert holds('{headers: {X: "${id}"}}', values={}, kept=(), headers={"X": "${id}"})
    assert holds('{json: {a: "${id}"}}', values={}, kept=(), body=b'{"a": "${id}"}')
    assert holds('{headers: {X: "$${id}"}}', values={}, kept=(), headers={"X": "$${id}"})


def test_two_signs_are_one_where_the_name_is_kept():
    assert holds('{headers: {X: "$${id}"}}', values={}, headers={"X": "${id}"})


@pytest.mark.parametrize(
    "written", ['{host: "${id}.test"}', '{scheme: {matcher: ShouldMatch, value: "${id}"}}']
)
def test_where_they_are_text_always(written):
    assert not holds(written, values={"id": "http"})


def test_a_schema_has_a_language_of_its_own():
    assert holds(
        '{json: {matcher: ShouldMatchSchema, value: {const: "${id}"}}}', values={"id": 1}, body=b'"${id}"'
    )


def test_a_value_that_makes_no_good_matcher_matches_nothing():
    assert not holds('{body: {matcher: ShouldEqualJSON, value: "{${id}}"}}', values={"id": 1}, body=b"{1}")
