"""The models of a mock: what they read, and that they say what does not work yet."""

import pytest

from smockproxy.core.mock import Expected
from smockproxy.core.responders import ForwardTo
from smockproxy.files import planned
from smockproxy.files.responsefields import ResponseWire, text_in
from smockproxy.files.wire import (
    RESPONDERS,
    ContextWire,
    DynamicWire,
    MockWire,
    ProxyWire,
    RequestWire,
    VerifyWire,
)
from tests.unit.files.reads import mock_of, read, told


@pytest.mark.parametrize(
    ("written", "body"),
    [
        ("{a: 1, b: [x, 2.50, true, ~]}", '{"a":1,"b":["x",2.5,true,null]}'),
        ("[]", "[]"),
        ("~", "null"),
        ("hi", '"hi"'),
        ('"1"', '"1"'),
        ("café", '"café"'),
        ("{no: yes, on: off}", '{"no":"yes","on":"off"}'),
        ("{when: 2026-01-01, at: 10:30:00}", '{"when":"2026-01-01","at":"10:30:00"}'),
        ("12345678901234567890", "12345678901234567890"),
        ("{1: a, true: b}", '{"1":"a","true":"b"}'),
        ("1e3", "1000.0"),
        ("-0", "0"),
        ("0x1F", "31"),
    ],
)
def test_json_of_a_response_is_any_value(written, body):
    response = mock_of(f"- response: {{json: {written}}}").responder.response
    assert response.body.decode() == body
    assert response.headers.get("content-type") == "application/json"


def test_json_leaves_a_content_type_that_is_given():
    response = mock_of("- response: {json: 1, headers: {content-TYPE: text/x}}").responder.response
    assert list(response.headers) == [("content-TYPE", "text/x")]


@pytest.mark.parametrize("written", [".inf", "-.inf", ".nan", "[1e999]", "{a: !!binary aGk=}"])
def test_json_that_json_has_no_word_for(written):
    assert told(f"- response: {{json: {written}}}")[0].startswith("[0].response.json: ")


def test_a_proxy_may_go_where_the_request_was_going():
    assert mock_of("- proxy: {}").responder == ForwardTo()


def test_a_proxy():
    responder = mock_of(
        "- proxy: {host: 'https://b.test:8443/v1', keep_host: true, headers: {X: [1, 2]}, delay: 1ms}"
    ).responder
    assert (responder.host, responder.keep_host) == ("https://b.test:8443/v1", True)
    assert list(responder.headers) == [("X", "1"), ("X", "2")]


def test_what_smocker_exports_can_be_read():
    exported = """
- request:
    path: {matcher: ShouldEqual, value: /test}
    method: {matcher: ShouldEqual, value: GET}
    query_params: {q: [{matcher: ShouldEqual, value: "1"}]}
  response: {body: hi, status: 200, delay: {}, headers: {X: [a]}}
  context: {}
  state: {id: 5QVW24njUr2e, times_count: 2, locked: false, creation_date: 2026-11-21T08:34:26.152975185Z}
"""
    mock = mock_of(exported)
    assert mock.id != "5QVW24njUr2e"
    assert mock.responder.response.body == b"hi"


def test_what_describes_a_mock_changes_nothing():
    plain, described = (
        "- response: {}",
        "- {name: A, description: B, tags: [c, d], enabled: true, state: 1, response: {}}",
    )
    assert mock_of(plain) == mock_of(described)


BLOCKS = [
    (planned.MOCK, "{{response: {{}}, {key}: 1}}", "[0]"),
    (planned.REQUEST, "{{response: {{}}, request: {{{key}: 1}}}}", "[0].request"),
    (planned.CONTEXT, "{{response: {{}}, context: {{{key}: 1}}}}", "[0].context"),
    (planned.RESPONSE, "{{response: {{{key}: 1}}}}", "[0].response"),
    (planned.PROXY, "{{proxy: {{{key}: 1}}}}", "[0].proxy"),
]


@pytest.mark.parametrize(
    ("key", "template", "path"), [(key, *rest) for keys, *rest in BLOCKS for key in sorted(keys)]
)
def test_a_planned_key_is_told_from_a_typo(key, template, path):
    (problem,) = read(f"- {template.format(key=key)}").problems
    assert (problem.path, problem.message) == (f"{path}.{key}", f'"{key}" is not supported yet')
    assert problem.code == "not_supported"


@pytest.mark.parametrize(
    "model", [MockWire, RequestWire, ContextWire, VerifyWire, ResponseWire, DynamicWire, ProxyWire]
)
def test_no_key_is_planned_and_there(model):
    assert not model.keys() & model.planned_keys


@pytest.mark.parametrize(
    ("verify", "expected"),
    [
        ("{at_least: 1}", Expected(at_least=1)),
        ("{at_most: 0, rank: ~}", Expected(at_most=0)),
        ("{at_least: 2, at_most: 2, rank: -3}", Expected(2, 2, -3)),
        ("~", None),
    ],
)
def test_what_is_expected_of_a_mocks_use(verify, expected):
    assert mock_of(f"- {{response: {{}}, context: {{times: 2, verify: {verify}}}}}").expected == expected


def test_what_is_expected_may_come_from_the_defaults():
    file = (
        "defaults: {context: {verify: {at_least: 1}}}\nmocks: [{response: {}, context: {verify: {rank: 2}}}]"
    )
    (mock,) = read(file).mocks
    assert mock.expected == Expected(at_least=1, rank=2)


def test_a_planned_key_without_a_value_is_as_good_as_left_out():
    assert mock_of("- {response: {trailers: ~}, websocket: ~, request: {json: }}")


def test_an_unknown_key_without_a_value_is_a_problem():
    assert told("- {response: {statsu: ~}}") == ['[0].response.statsu: unknown key "statsu"']


def test_responders_are_keys_of_a_mock():
    assert MockWire.keys() >= set(RESPONDERS)


def test_a_template_is_text():
    assert told("- response: {template: true, body: !!binary iVBORw0KGgo=}") == [
        "[0].response.body: a template is text, found binary"
    ]
    assert mock_of("- response: {template: true, body: !!binary aGk=}")
    assert mock_of("- response: {template: false, body: !!binary iVBORw0KGgo=}")
    assert (text_in(b"hi"), text_in(b"\xff")) == ("hi", None)


def test_a_script_keeps_its_spelling():
    assert mock_of("- dynamic_response: {engine: lua, script: 0x10}").responder.script == "0x10"
