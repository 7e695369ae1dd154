"""What a mock matches, from its text to the engine's decision. Source of the facts: Smocker, observed."""

import pytest

from smockproxy.core.matcher import Takes
from smockproxy.core.matchers import equal
from smockproxy.matching import MATCHERS
from tests.unit.files.reads import answer, engine_of, hits, mock_of, mocks_of, request, told, upload


@pytest.mark.parametrize(
    "written", ["{}", "", "~", "{method: ~, path: ''}", "{query_params: {}, headers: {}}"]
)
def test_no_conditions_match_any_request(written):
    assert mock_of(f"- request: {written}\n  response: {{}}").conditions.all_of == ()
    assert hits(written, request("/any?x=1", "PROPFIND", body="x"))


@pytest.mark.parametrize(
    ("target", "hit"),
    [
        ("/m", True),
        ("/m?x=1", True),
        ("/m/", False),
        ("/M", False),
        ("//m", False),
        ("/%6d", False),
        ("/./m", False),
    ],
)
def test_the_path_is_compared_as_it_was_sent(target, hit):
    assert hits("{path: /m}", request(target)) is hit
    assert hits('{path: "  /m  "}', request(target)) is hit


def test_escapes_of_the_path_keep_their_case():
    assert hits("{path: /x%2fy}", request("/x%2fy"))
    assert not hits("{path: /x%2fy}", request("/x%2Fy"))
    assert not hits('{path: "/q?x=1"}', request("/q?x=1"))


def test_the_method_is_compared_as_it_was_sent():
    assert hits("{method: ' GET '}", request())
    assert not hits("{method: get}", request())
    assert hits("{method: get}", request(method="get"))


@pytest.mark.parametrize("field", ["path", "method"])
@pytest.mark.parametrize(
    "written", ["{matcher: ShouldEqual}", "{matcher: ShouldMatch, value: ''}", "{matcher: ShouldBeEmpty}"]
)
def test_an_empty_path_or_method_is_any_whatever_the_matcher(field, written):
    assert hits(f"{{{field}: {written}}}", request("/any", "PUT"))


@pytest.mark.parametrize(
    ("matcher", "value", "hit", "miss"),
    [
        ("ShouldEqual", "bar", "bar", "BAR"),
        ("ShouldNotEqual", "bar", "BAR", "bar"),
        ("ShouldResemble", "bar", "bar", "baz"),
        ("ShouldNotResemble", "bar", "baz", "bar"),
        ("ShouldContainSubstring", "ar", "bar", "BAR"),
        ("ShouldNotContainSubstring", "ar", "BAR", "bar"),
        ("ShouldStartWith", "ba", "bar", "abar"),
        ("ShouldNotStartWith", "ba", "abar", "bar"),
        ("ShouldEndWith", "ar", "bar", "arb"),
        ("ShouldNotEndWith", "ar", "arb", "bar"),
        ("ShouldMatch", "^b.r$", "bar", "xbar"),
        ("ShouldMatch", "a", "bar", "BAR"),
        ("ShouldNotMatch", "^b.r$", "xbar", "bar"),
        ("ShouldBeEmpty", "ignored", "", "x"),
        ("ShouldNotBeEmpty", "ignored", "x", ""),
        ("ShouldEqualJSON", '{"a": 1, "b": [1, 2]}', '{"b":[1,2.0],"a":1.0}', '{"a":1,"b":[2,1]}'),
        ("ShouldEqualJSON", "9007199254740993", "9007199254740992", "[]"),
    ],
)
def test_each_matcher_on_a_header_a_parameter_and_the_body(matcher, value, hit, miss):
    written = f"{{matcher: {matcher}, value: '{value}'}}"
    for text, expected in ((hit, True), (miss, False)):
        quoted = text.replace('"', "%22").replace("^", "%5E")
        assert hits(f"{{headers: {{x-foo: {written}}}}}", request(headers=[("X-Foo", text)])) is expected
        assert hits(f"{{query_params: {{foo: {written}}}}}", request(f"/?foo={quoted}")) is expected
        assert hits(f"{{body: {written}}}", request(body=text)) is expected


@pytest.mark.parametrize("matcher", ["ShouldAlmostEqual", "ShouldNotAlmostEqual"])
def test_almost_equal_never_matches_in_an_upload(matcher):
    text = f'- request: {{body: {{matcher: {matcher}, value: "1.0"}}}}\n  response: {{body: hit}}'
    for body in ("1.0", "5"):
        assert answer(engine_of(upload(text).mocks), request(body=body)) is None


VALUES = {
    Takes.TEXT: ", value: a",
    Takes.MOMENT: ", value: now",
    Takes.TEXTS: ", value: [a]",
    Takes.NUMBER: ", value: 1",
    Takes.NUMBERS: ", value: [1, 2]",
    Takes.JSON: ", value: {}",
    Takes.BASE64: ", value: aGk=",
    Takes.NOTHING: "",
}


def test_every_matcher_has_a_name_that_a_file_can_use():
    for name, kind in MATCHERS.items():
        written = f"- request: {{form: {{a: {{matcher: {name}{VALUES[kind.takes]}}}}}}}\n  response: {{}}"
        (on_form,) = mock_of(written).conditions.all_of
        assert on_form.fields["a"][0].name == name


@pytest.mark.parametrize(
    ("lines", "hit"),
    [
        ([("X-FOO", "bar")], True),
        ([("x-foo", "BAR")], False),
        ([("x-foo", "bar, baz")], False),
        ([("x-foo", "baz"), ("X-Foo", "bar")], True),
        ([], False),
    ],
)
def test_header_names_have_no_case_and_lines_are_values(lines, hit):
    assert hits("{headers: {x-foo: bar}}", request(headers=lines)) is hit


def test_more_names_than_the_request_has_headers_never_match():
    wanted = "{headers: {Host: a.test, HOST: a.test, host: a.test}}"
    assert not hits(wanted, request())
    assert hits(wanted, request(headers=[("A", "1"), ("B", "2")]))


@pytest.mark.parametrize(
    ("wanted", "target", "hit"),
    [
        ("bar", "/?foo=bar&foo=baz", True),
        ("bar", "/?foo=baz&foo=bar", True),
        ("[bar, baz]", "/?foo=bar", False),
        ("[bar, baz]", "/?foo=bar&foo=bar", False),
        ("[bar, baz]", "/?foo=baz&foo=bar&foo=qux", True),
        ("[bar, bar]", "/?foo=bar", False),
        ("[bar, bar]", "/?foo=bar&foo=zzz", True),
        ("{matcher: ShouldNotEqual, value: x}", "/", False),
        ("{matcher: ShouldNotEqual, value: x}", "/?foo=x&foo=y", True),
        ("{matcher: ShouldBeEmpty}", "/?foo", True),
        ("{matcher: ShouldBeEmpty}", "/", False),
        ("[]", "/?foo=any", True),
        ("[]", "/", False),
        ("~", "/?foo=any", True),
        ("~", "/", False),
        ("a b", "/?foo=a+b", True),
        ("a b", "/?foo=a%20b", True),
        ("a", "/?foo=a;b", False),
        ("a", "/?FOO=a", False),
    ],
)
def test_repeated_parameters(wanted, target, hit):
    assert hits(f"{{query_params: {{foo: {wanted}}}}}", request(target)) is hit


@pytest.mark.parametrize(
    ("paths", "body", "hit"),
    [
        ("{'foo.bar[0].baz': v}", '{"foo":{"bar":[{"baz":"v"}]}}', True),
        ("{'foo.bar[0].baz': v}", '[{"foo":1}]', False),
        ("{'foo.bar[0].baz': v}", "", False),
        ('{n: "1", f: "1.5", b: "true", z: ""}', '{"n":1.0,"f":1.50,"b":true,"z":null}', True),
        ('{n: "1", f: "1.5", b: "true", z: ""}', '{"n":1.0,"f":1.50,"b":true}', True),
        ("{n: 1, f: 1.5, b: true}", '{"n":1.0,"f":1.50,"b":true}', True),
        ("{k: {matcher: ShouldNotEqual, value: x}}", "{}", True),
        ("{k: {matcher: ShouldNotEqual, value: x}}", "null", True),
        ("{k: {matcher: ShouldMatch, value: '.*'}}", "{}", True),
        ('{"a[b.c].d": v}', '{"a":{"b.c":{"d":"v"}}}', True),
        ("{k: {matcher: ShouldEqualJSON, value: '{\"a\":1}'}}", '{"k":{"a":1}}', False),
        ("{'a[0]': str}", '{"a":"str"}', True),
        ("{matcher: {matcher: ShouldEqual, value: x}}", '{"matcher":"x"}', True),
    ],
)
def test_paths_into_the_body(paths, body, hit):
    assert hits(f"{{body: {paths}}}", request(body=body, headers=[("Content-Type", "text/plain")])) is hit


@pytest.mark.parametrize(
    ("content_type", "paths", "hit"),
    [
        ("application/x-www-form-urlencoded", '{"key[0]": v, "key[1]": w}', True),
        ("application/x-www-form-urlencoded; charset=utf-8", '{"key[0]": v, "key[1]": w}', False),
        ("application/x-www-form-urlencoded", "{key: v}", False),
    ],
)
def test_paths_into_a_form(content_type, paths, hit):
    asked = request(body="key=v&key=w", headers=[("Content-Type", content_type)])
    assert hits(f"{{body: {paths}}}", asked) is hit


def test_a_whole_body_is_compared_with_its_last_newline():
    text = "- request:\n    body: |\n      hi\n  response: {body: hit}\n"
    engine = engine_of(mocks_of(text))
    assert answer(engine, request(body="hi\n")) == "hit"
    assert answer(engine, request(body="hi")) is None


@pytest.mark.parametrize(
    "written", ["10", "1.50", "012", "true", "no", "on", "10:30:00", "2026-01-01", "1e3"]
)
def test_a_scalar_keeps_its_source_text(written):
    assert hits(f"{{query_params: {{x: {written}}}}}", request(f"/?x={written}"))
    assert hits(f"{{body: {{x: {written}}}}}", request(body=f'{{"x": "{written}"}}'))


def test_binary_text_is_decoded():
    assert hits("{body: !!binary aGk=}", request(body="hi"))
    assert hits("{body: {matcher: ShouldEqual, value: !!binary /w==}}", request(body=b"\xff"))


@pytest.mark.parametrize(
    ("conditions", "hit"),
    [
        ("{host: a.test}", True),
        ("{host: A.Test}", True),
        ("{host: b.test}", False),
        ("{host: {matcher: ShouldEndWith, value: .TEST}}", True),
        ("{host: {matcher: ShouldMatch, value: '^A[.]test$'}}", True),
        ("{host: {matcher: ShouldMatch, value: '^[^\\S]+$'}}", False),
        ("{host: {matcher: ShouldNotMatch, value: '(?i)^A'}}", False),
        ("{scheme: https}", True),
        ("{scheme: HTTPS}", True),
        ("{scheme: http}", False),
        ("{port: 8443}", True),
        ("{port: '8443'}", True),
        ("{port: 443}", False),
        ("{port: {matcher: ShouldMatch, value: '^8'}}", True),
        ("{host: a.test, port: 8443, scheme: https, path: /}", True),
        ("{host: a.test, port: 8443, scheme: http, path: /}", False),
    ],
)
def test_scheme_host_and_port(conditions, hit):
    assert hits(conditions, request(url="https://a.test:8443")) is hit
    assert hits(conditions, request(url="https://A.TEST:8443")) is hit


def test_the_matcher_of_a_scalar_is_should_equal():
    (on_path,) = mock_of("- request: {path: /x}\n  response: {}").conditions.all_of
    assert on_path.matcher == equal("/x")


def test_an_unknown_matcher_under_body_is_refused_in_a_file_and_two_paths_in_an_upload():
    text = "- request: {body: {matcher: Foo, value: x}}\n  response: {body: hit}"
    assert told(text) == ['[0].request.body.matcher: unknown matcher "Foo"']
    assert answer(engine_of(upload(text).mocks), request(body='{"matcher":"Foo","value":"x"}')) == "hit"


def test_a_bad_pattern_under_body_is_refused_in_a_file_and_two_paths_in_an_upload():
    text = "- request: {body: {matcher: ShouldMatch, value: '['}}\n  response: {body: hit}"
    assert told(text) == ["[0].request.body.value: invalid regular expression: missing ]: ["]
    assert (
        answer(engine_of(upload(text).mocks), request(body='{"matcher":"ShouldMatch","value":"["}')) == "hit"
    )


def test_null_as_a_matcher_never_matches_in_an_upload_and_is_a_problem_in_a_file():
    text = "- request: {query_params: {foo: [~]}}\n  response: {}"
    assert told(text) == ["[0].request.query_params.foo[0]: expected a matcher, found nothing"]
    engine = engine_of(upload(text).mocks)
    assert answer(engine, request("/?foo")) is None
    assert answer(engine, request("/?foo=x")) is None


@pytest.mark.parametrize("wanted", ["null", "[null]"])
def test_null_of_json_asks_for_an_empty_value(wanted):
    text = f'[{{"request": {{"query_params": {{"a": {wanted}}}}}, "response": {{}}}}]'
    engine = engine_of(upload(text, as_json=True).mocks)
    assert answer(engine, request("/?a")) == ""
    assert answer(engine, request("/?a=1")) is None


def test_null_of_json_as_path_or_method_is_any():
    text = '[{"request": {"path": null, "method": null, "body": null}, "response": {}}]'
    assert upload(text, as_json=True).mocks[0].conditions.all_of == ()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("{matcher: [a]}", "[0].request.path.matcher: expected a matcher's name, found a list"),
        ("{matcher: ~, value: x}", "[0].request.path.matcher: expected a matcher's name, found nothing"),
        ("{value: x}", '[0].request.path: the key "matcher" is missing'),
        ("{matcher: ShouldEqual, value: [x]}", "[0].request.path: expected text, found a list"),
    ],
)
def test_a_matcher_without_a_name_or_with_a_wrong_value(written, message):
    assert told(f"- request: {{path: {written}}}\n  response: {{}}") == [message]
