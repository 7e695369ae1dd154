"""Each key of `request` beyond Smocker's: a hit and a miss, from its text to the engine's decision."""

# ruff: noqa: E501 - rows of a table

import json
from dataclasses import replace

import pytest

from smockproxy.core.session import Session, SessionFacts
from smockproxy.interop.smockermock import mock_shape
from tests.unit.files.reads import answer, engine_of, hits, mock_of, request, told, upload

JSON = [("Content-Type", "application/json")]
FORM = [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
PARTS = [("Content-Type", "multipart/form-data; boundary=b")]
PART = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n%s\r\n--b--'
ROWS = [
    ("{url: 'http://a.test/x?y=1'}", request("/x?y=1"), request("/x?y=2")),
    ("{url: {matcher: ShouldEndWith, value: 'y=1'}}", request("/x?y=1"), request("/x")),
    ("{path_template: '/charges/{id:int}'}", request("/charges/7"), request("/charges/x")),
    ("{query_exact: {a: '1', b: [x, y]}}", request("/?a=1&b=y&b=x"), request("/?a=1&b=x&b=y&c=1")),
    ("{query_exact: {}}", request("/"), request("/?a")),
    ("{cookies: {sid: abc}}", request(headers=[("Cookie", "x=1; sid=abc")]), request(headers=[("Cookie", "sid=ab")])),
    ("{cookies: {sid: {matcher: ShouldBeAbsent}}}", request(), request(headers=[("Cookie", "sid=1")])),
    ("{headers: {X-A: {matcher: ShouldBeAbsent}}}", request(), request(headers=[("x-a", "1")])),
    ("{headers: {X-A: {matcher: ShouldBePresent}}}", request(headers=[("x-a", "")]), request()),
    ("{query_params: {a: {matcher: ShouldBeAbsent}}}", request("/?b"), request("/?a")),
    ("{form: {a: ä}}", request(headers=FORM, body="a=%C3%A4"), request(headers=FORM, body="a=b")),
    ("{form: {a: ä}}", request(headers=PARTS, body=PART % "ä"), request(headers=PARTS, body=PART % "a")),
    ("{form: {b: {matcher: ShouldBeAbsent}}}", request(headers=FORM, body="a=1"), request(headers=FORM, body="b=1")),
    ("{json: {a: 1, b: [true, ~]}}", request(body='{"b":[true,null],"a":1.0,"c":2}'), request(body='{"a":1}')),
    ("{json: ~}", request(body="null"), request(body="{}")),
    ("{json: [1, 2]}", request(body="[1,2]"), request(body="[2,1]")),
    ("{json: {'$.a.b[0]': x}}", request(body='{"a":{"b":["x"]}}'), request(body='{"a":{"b":["y"]}}')),
    ("{json: {'$..n': '2'}}", request(body='[{"n":1},{"n":2}]'), request(body='[{"n":1}]')),
    ("{json: {'$.a': {matcher: ShouldBeAbsent}}}", request(body="{}"), request(body='{"a":null}')),
    ("{json: {'$[?match(@.s, \"a+\")]': {matcher: ShouldBePresent}}}", request(body='[{"s":"aa"}]'), request(body='[{"s":"ab"}]')),
    ("{json: {matcher: ShouldEqualJSON, value: '{\"a\":1}'}}", request(body='{"a":1}'), request(body='{"a":1,"b":2}')),
    ("{client: 10.0.0.1}", replace(request(), client="10.0.0.1"), replace(request(), client="10.0.0.2")),
    ("{client: {matcher: ShouldBeIn, value: [10.0.0.0/8]}}", replace(request(), client="10.9.9.9"), request()),
    ("{session: worker-1}", replace(request(), session="worker-1"), request()),
    ("{any_of: [{path: /a}, {method: PUT}]}", request("/b", "PUT"), request("/b")),
    ("{all_of: [{path: /a}, {method: PUT}]}", request("/a", "PUT"), request("/a")),
    ("{not: {path: /a, method: PUT}}", request("/a"), request("/a", "PUT")),
    ("{any_of: [{not: {any_of: [{path: /a}]}}, {json: {x: 1}}]}", request("/a", body='{"x":1}'), request("/a")),
    ("{body: {a: {matcher: ShouldBeAbsent}}}", request(body="{}"), request(body='{"a":1}')),
]  # fmt: skip
MATCHERS = [
    ("{matcher: ShouldEqualFold, value: ÄB}", "äb", "a"),
    ("{matcher: ShouldMatchGlob, value: 'a*b?'}", "axxbc", "axxb"),
    ("{matcher: ShouldMatchGlob, value: 'a\\*'}", "a*", "ab"),
    ("{matcher: ShouldBeIn, value: [a, 1.50, no]}", "1.50", "x"),
    ("{matcher: ShouldNotBeIn, value: [a, b]}", "c", "b"),
    ("{matcher: ShouldBeGreaterThan, value: 10}", "10.5", "10"),
    ("{matcher: ShouldBeLessThan, value: 10}", "9", "ten"),
    ("{matcher: ShouldBeBetween, value: [1, 2]}", "2", "2.1"),
    ("{matcher: ShouldBeBefore, value: 'now'}", "1999-12-31T23:59:59Z", "2999-01-01"),
    ("{matcher: ShouldBeAfter, value: 2000-01-01}", "2000-01-02", "1999-01-01"),
    ("{matcher: ShouldMatchJSON, value: {a: '${uuid}', b: [1, 2]}, order: false}",
     '{"a":"5e0ba3a6-0000-4000-8000-000000000000","b":[2,1],"c":1}', '{"a":"x","b":[1,2]}'),
    ("{matcher: ShouldMatchJSON, value: {a: 1}, extra: false}", '{"a":1}', '{"a":1,"b":2}'),
    ("{matcher: ShouldMatchJSON, value: '${any-number}'}", "1.5", '"x"'),
    ("{matcher: ShouldMatchJSON, value: {a: '${regex:^a+$}'}}", '{"a":"aa"}', '{"a":"b"}'),
    ("{matcher: ShouldMatchJSON, value: '[\"${any}\", \"${any-string}\", \"${date}\", \"${any-boolean}\"]'}",
     '[null, "x", "2026-01-01", true]', '[null, 1, "2026-01-01", true]'),
    ("{matcher: ShouldMatchSchema, value: {type: object, required: [a]}}", '{"a":1}', '{"b":1}'),
    ("{matcher: ShouldEqualBytes, value: aGk=}", "hi", "ho"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("conditions", "hit", "miss"), ROWS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_key(conditions, hit, miss):
    assert hits(conditions, hit)
    assert not hits(conditions, miss)


@pytest.mark.parametrize(("matcher", "hit", "miss"), MATCHERS)
def test_each_matcher_on_the_body(matcher, hit, miss):
    now = 1_767_225_600.0
    for text, expected in ((hit, True), (miss, False)):
        assert hits(f"{{body: {matcher}}}", replace(request(body=text), received_at=now)) is expected


@pytest.mark.parametrize(
    ("matcher", "hit", "miss"),
    [
        ("{matcher: ShouldAlmostEqual, value: 1.0, delta: 0.1}", "1.1", "1.2"),
        ("{matcher: ShouldNotAlmostEqual, value: 1.0, delta: 0.1}", "1.2", "1.1"),
        ("{matcher: ShouldAlmostEqual, value: 1}", "1.0", "one"),
    ],
)
def test_almost_equal_is_a_comparison_of_numbers_in_files(matcher, hit, miss):
    engine = engine_of([mock_of(f"- request: {{body: {matcher}}}\n  response: {{body: hit}}")])
    assert answer(engine, request(body=hit)) == "hit"
    assert answer(engine, request(body=miss)) is None


@pytest.mark.parametrize(
    "conditions", [row[0] for row in ROWS] + [f"{{body: {matcher}}}" for matcher, _, _ in MATCHERS]
)
def test_what_get_mocks_shows_can_be_uploaded_again(conditions):
    mock = mock_of(f"- request: {conditions}\n  response: {{}}")
    shape = mock_shape(mock, Session(SessionFacts("s", "s", 0.0)))
    (again,) = upload(json.dumps([shape]), as_json=True).mocks
    assert mock_shape(again, Session(SessionFacts("s", "s", 0.0)))["request"] == shape["request"]
    added = ("path", "method")  # what any request has is shown as a pattern
    assert [c for c in again.conditions.all_of if getattr(c, "field", "") not in added] == [
        c for c in mock.conditions.all_of if getattr(c, "field", "") not in added
    ]


def test_context_reaches_the_mock():
    mock = mock_of("- context: {times: 2, after: 3, probability: 0.25, ttl: 1m30s}\n  response: {}")
    assert (mock.times, mock.after, mock.probability, mock.ttl) == (2, 3, 0.25, 90.0)


def test_keys_of_json_match_without_case_but_literals_keep_theirs():
    text = '[{"request": {"JSON": {"Matcher": 1}, "Cookies": {"a": {"MATCHER": "ShouldBeAbsent"}}}, "response": {}}]'
    engine = engine_of(upload(text, as_json=True).mocks)
    assert answer(engine, request(body='{"Matcher":1}')) == ""
    assert answer(engine, request(body='{"matcher":1}')) is None


def test_a_matcher_that_says_nothing_where_it_stands_is_told():
    assert told("- request: {path: {matcher: ShouldBeAbsent}}\n  response: {}") == [
        "[0].request.path.matcher: ShouldBeAbsent says nothing here"
    ]
