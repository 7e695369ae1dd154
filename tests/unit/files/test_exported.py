"""Mocks of exports: what they lose on the way out and in again is nothing."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smockproxy.core.conditions import OnField
from smockproxy.core.http import Headers, Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed, ForwardTo, Scripted
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.exported import Birth, ExportedMock, exported_mocks
from smockproxy.files.exportedtext import json_export, yaml_scalars
from smockproxy.files.reading import Dialect, Reading
from smockproxy.files.upload import UNKNOWN_ENGINE, parse_upload
from smockproxy.interop.gojson import go_json
from smockproxy.interop.smocker_yaml import mock_yaml_shape, yaml_list
from smockproxy.interop.smockermock import mock_shape
from smockproxy.matching import MATCHERS

JSON, YAML = Reading(MATCHERS, Dialect.JSON_UPLOAD), Reading(MATCHERS, Dialect.YAML_UPLOAD)
REMOTE_PYTHON = (
    "scripts in python are taken from files of mocks only;"
    " start smockproxy with --allow-remote-scripts to take them over HTTP, too"
)
STATE = {
    "id": "zXTqjwzmR",
    "times_count": 3,
    "locked": True,
    "creation_date": "2020-02-12T22:01:10.000000001+01:00",
}


def birth():
    ids = count(1)
    return Birth(lambda: f"new{next(ids)}", 7.0)


def read(*entries, reading=JSON, at=()):
    return exported_mocks(entries, reading, birth(), at)


def problems(*entries, at=()):
    return [f"{problem.path}: {problem.message}" for problem in read(*entries, at=at).problems]


@pytest.mark.parametrize(
    "mock_id", ["5QVW24njUr2e", "zXTqjwzmR", "-_abcDEF1", "1f0c3a52-6d0b-4c3b-9a51-1f0c3a526d0b"]
)
def test_the_state_is_kept_whatever_the_id_looks_like(mock_id):
    (found,) = read({"response": {}, "state": STATE | {"id": mock_id}}).mocks
    assert (found.mock.id, found.times_count, found.locked) == (mock_id, 3, True)
    assert found.mock.created_at == 1581541270.0


def test_in_yaml_too():
    state = b"{id: a1, times_count: 2, locked: false, creation_date: 1970-01-01T00:00:01Z}"
    text = b"- {response: {}, state: " + state + b"}"
    (found,) = read(*yaml_scalars(text), reading=YAML).mocks
    assert found == ExportedMock(found.mock, 2)
    assert (found.mock.id, found.mock.created_at) == ("a1", 1.0)


@pytest.mark.parametrize("state", [{}, {"state": None}, {"state": {"surplus": 1}}])
def test_what_is_missing_is_what_an_upload_gives(state):
    (found,) = read({"response": {"body": "x"}, **state}).mocks
    assert found == ExportedMock(Mock("new1", Fixed(Response(0, body=b"x")), created_at=7.0))
    assert found.mock.created_at == 7.0


def test_keys_in_any_case():
    (found,) = read({"Request": {"Path": "/a"}, "RESPONSE": {"Body": "x"}}).mocks
    assert [condition.field for condition in found.mock.conditions.all_of] == ["path"]


def test_a_mock_that_is_switched_off_is_left_out():
    assert read({"response": {}, "enabled": False}) == read()


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (5, ["[0]: expected a mock, found 5"]),
        ({}, ["[0]: The route must define at least a response, a dynamic response or a proxy"]),
        (
            {"response": {}, "request": {"path": {"matcher": "Foo"}}},
            ['[0].request.path.matcher: unknown matcher "Foo"'],
        ),
        (
            {"dynamic_response": {"engine": "lua", "script": 1}},
            ["[0].dynamic_response.script: expected text, found 1"],
        ),
        (
            {"dynamic_response": {"engine": "python", "script": "x"}},
            [f"[0].dynamic_response.engine: {REMOTE_PYTHON}"],
        ),
        (
            {"dynamic_response": {"engine": "perl"}},
            [f"[0].dynamic_response: {UNKNOWN_ENGINE}"],
        ),
        ({"response": {}, "state": []}, ["[0].state: expected a mapping, found a list"]),
        (
            {"response": {}, "state": {"id": "a/b", "times_count": -1, "locked": "x", "creation_date": 1}},
            [
                '[0].state.id: "a/b" is no id',
                "[0].state.times_count: expected 0 or more, found -1",
                '[0].state.locked: expected true or false, found "x"',
                "[0].state.creation_date: expected a date like 2026-11-21T08:36:55.5Z, found 1",
            ],
        ),
        (
            {"response": {"status": "x"}, "state": {"creation_date": "soon"}},
            [
                '[0].response.status: expected a whole number, found "x"',
                '[0].state.creation_date: expected a date like 2026-11-21T08:36:55.5Z, found "soon"',
            ],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(entry, told):
    assert problems(entry) == told
    assert read(entry).mocks == ()


def test_every_bad_mock_is_told_and_the_place_of_the_list():
    good = {"response": {}, "state": STATE}
    assert problems(good, {}, good, at=(4, "mocks")) == [
        "[4].mocks[1]: The route must define at least a response, a dynamic response or a proxy",
        '[4].mocks[2].state.id: the id "zXTqjwzmR" is there twice',
    ]


CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXT = st.text(CHARACTERS, max_size=6)
NAMES = st.text(CHARACTERS, min_size=1, max_size=6)
ONE = st.one_of(
    TEXT,
    TEXT.map(lambda value: {"matcher": "ShouldEqualJSON", "value": value}),
    st.sampled_from(
        [
            {"matcher": "ShouldMatch", "value": "^/[a-z]+"},
            {"matcher": "ShouldMatch", "value": ".*"},
            {"matcher": "ShouldBeEmpty"},
            {"matcher": "ShouldAlmostEqual", "value": "1.0"},
            {"matcher": "ShouldBeIn", "value": ["a", "1"]},
            {"matcher": "ShouldBeBetween", "value": ["1", "10"]},
            {"matcher": "ShouldMatchGlob", "value": "*.png"},
            {"matcher": "ShouldBeAfter", "value": "now-1h"},
        ]
    ),
)
PRESENCE = st.sampled_from([{"matcher": "ShouldBePresent"}, {"matcher": "ShouldBeAbsent"}])
MULTIMAP = st.dictionaries(NAMES, ONE | PRESENCE | st.lists(ONE, max_size=2), max_size=2)
FIELDS = {
    **dict.fromkeys(("path", "method", "url", "session"), ONE),
    **dict.fromkeys(("query_params", "headers", "query_exact", "cookies", "form"), MULTIMAP),
    "body": st.one_of(
        ONE,
        st.dictionaries(NAMES, ONE | PRESENCE, max_size=2),
        st.sampled_from([
            {"matcher": "Foo", "value": "x"},
            {"matcher": "ShouldMatchJSON", "value": {"a": [1, "${any}"], "b": None}, "extra": False},
            {"matcher": "ShouldEqualBytes", "value": "//4AAQ=="},
        ]),
    ),
    "scheme": st.sampled_from(["http", "https"]),
    "host": st.sampled_from(["a.test", {"matcher": "ShouldMatch", "value": "\\.test$"}]),
    "port": st.sampled_from(["80", {"matcher": "ShouldBeGreaterThan", "value": "1024"}]),
    "path_template": st.sampled_from(["/a/{id:int}", "/{rest:path}"]),
    "json": st.sampled_from([
        *({"a": 1.5, "b": [None, "x"]}, "text", 5, None, []),
        {"$.a": "x", "$.b[0]": {"matcher": "ShouldBeAbsent"}},
        {"matcher": "ShouldMatchSchema", "value": {"type": "object"}},
    ]),
    "client": st.sampled_from(["127.0.0.1", {"matcher": "ShouldBeIn", "value": ["10.0.0.0/8"]}]),
    "any_of": st.just([{"path": "/x"}, {"headers": {"X-A": []}}]),
    "all_of": st.just([{"path": {"matcher": "ShouldMatch", "value": "^/x"}}]),
    "not": st.just({"body": {"a": "1"}, "method": "GET"}),
}  # fmt: skip
FIELD = st.sampled_from(sorted(FIELDS)).flatmap(lambda name: st.tuples(st.just(name), FIELDS[name]))
REQUESTS = st.lists(FIELD, max_size=3).map(dict)
HEADERS = st.dictionaries(NAMES, TEXT | st.lists(TEXT, max_size=2), max_size=2)
DELAYS = st.sampled_from(["50ms", "1h1m0.5s", {"min": "1ns", "max": "2s"}, {"max": "3s"}, "0"])
RESPONSES = st.builds(
    lambda status, headers, body, delay: {"status": status, "headers": headers, "body": body, "delay": delay},
    st.sampled_from([0, 200, 700]),
    HEADERS,
    TEXT,
    DELAYS,
)
PROXIES = st.builds(
    lambda headers, delay, switch: {
        "host": "http://up.test",
        "headers": headers,
        "delay": delay,
        switch: True,
    },
    HEADERS,
    DELAYS,
    st.sampled_from(["keep_host", "follow_redirect", "skip_verify_tls"]),
)
SCRIPTS = st.builds(
    lambda engine, script: {"engine": engine, "script": script},
    st.sampled_from(["lua", "go_template", "go_template_yaml", "go_template_json", "jinja2"]),
    TEXT | st.just("return {\n  body = 1,\n}\n"),
)
TEMPLATES = st.builds(
    lambda status, content, headers, delay: {
        **({"status": status} if status else {}),
        **content,
        "headers": headers,
        "delay": delay,
        "template": True,
    },
    st.sampled_from([0, 201, "{{ 201 }}"]),
    TEXT.map(lambda body: {"body": body})
    | st.sampled_from([{"json": {"b": ["{{ 1 }}", "1", 1.5], "a": None}}, {"json": None}]),
    HEADERS,
    DELAYS,
)
CONTEXTS = st.sampled_from(
    [
        {},
        {"times": 3},
        {"after": 2, "probability": 1e-07, "ttl": "1h1m0s"},
        {"times": 3, "verify": {"at_least": 0, "at_most": 5, "rank": -1}},
    ]
)
UPLOADED = st.builds(
    lambda request, responders, context, priority: {
        "request": request,
        **responders,
        "context": context,
        "priority": priority,
    },
    REQUESTS,
    st.one_of(
        (RESPONSES | TEMPLATES).map(lambda response: {"response": response}),
        PROXIES.map(lambda proxy: {"proxy": proxy}),
        SCRIPTS.map(lambda script: {"dynamic_response": script}),
        st.tuples(SCRIPTS, PROXIES).map(lambda both: {"dynamic_response": both[0], "proxy": both[1]}),
        st.tuples(SCRIPTS, RESPONSES).map(lambda both: {"dynamic_response": both[0], "response": both[1]}),
        st.tuples(PROXIES, RESPONSES).map(lambda both: {"proxy": both[0], "response": both[1]}),
    ),
    CONTEXTS,
    st.integers(-5, 5),
)


def posted(text, *, as_json):
    ids = count(1)
    upload = parse_upload(
        text.encode(), as_json=as_json, reading=Reading(MATCHERS), new_id=lambda: f"id{next(ids)}", now=5.0
    )
    assert upload.problems == ()
    return upload.mocks


def session():
    return Session(SessionFacts("s", "Session #1", 0.0))


@given(st.lists(UPLOADED, min_size=1, max_size=2))
@settings(max_examples=40, deadline=None)
def test_a_shape_can_be_posted_again_in_json(uploaded):
    mocks = posted(go_json(uploaded), as_json=True)
    again = posted(go_json([mock_shape(mock, session()) for mock in mocks]), as_json=True)
    assert again == mocks


@given(st.lists(UPLOADED, min_size=1, max_size=2))
@settings(max_examples=40, deadline=None)
def test_a_shape_can_be_posted_again_in_yaml(uploaded):
    mocks = posted("".join(yaml_list(uploaded)), as_json=False)
    again = posted("".join(yaml_list([mock_yaml_shape(mock, session()) for mock in mocks])), as_json=False)
    assert again == mocks


@given(UPLOADED, st.integers(0, 5), st.booleans())
@settings(max_examples=30, deadline=None)
def test_a_shape_comes_back_with_its_state(uploaded, uses, locked):
    (mock,) = posted(go_json([uploaded]), as_json=True)
    before = session()
    before.add([mock])
    before.restore_uses({mock.id: uses})
    if locked:
        before.lock([mock.id])
    exported = ExportedMock(mock, uses, locked)
    shape, yaml_shape = mock_shape(mock, before), mock_yaml_shape(mock, before)
    if uses and "response" in uploaded and not uploaded["response"].get("status") and mock.spare is None:
        shape["response"]["status"] = yaml_shape["response"]["status"] = 0  # serving has written 200 back
    text = "".join(yaml_list([yaml_shape]))
    from_json = exported_mocks([json_export(go_json(shape).encode())], JSON, birth())
    from_yaml = exported_mocks(yaml_scalars(text.encode()), YAML, birth())
    assert from_json.mocks == from_yaml.mocks == (exported,)


def test_binary_bodies_come_back_in_yaml():
    mock = Mock("id", Fixed(Response(200, Headers(), b"\xff\x00")))
    text = "".join(yaml_list([mock_yaml_shape(mock, session())]))
    (found,) = read(*yaml_scalars(text.encode()), reading=YAML).mocks
    assert found.mock == mock


def test_any_path_and_any_method_are_no_conditions():
    (mock,) = posted('[{"response": {}}]', as_json=True)
    (again,) = posted(go_json([mock_shape(mock, session())]), as_json=True)
    assert again.conditions.all_of == ()
    (other,) = posted(
        '[{"response": {}, "request": {"url": {"matcher": "ShouldMatch", "value": ".*"}}}]', as_json=True
    )
    assert [type(condition) for condition in other.conditions.all_of] == [OnField]


def test_a_matcher_that_never_matches_comes_back():
    (mock,) = posted("- {request: {headers: {X-A: [~]}, body: {a: ~}}, response: {}}", as_json=False)
    shape = mock_shape(mock, session())
    assert shape["request"]["headers"] == {"X-A": [{"matcher": "", "value": ""}]}
    assert posted(go_json([shape]), as_json=True) == (mock,)
    assert posted("".join(yaml_list([shape])), as_json=False) == (mock,)


def test_a_spare_responder_comes_back():
    (mock,) = posted('[{"proxy": {"host": "http://up.test"}, "response": {"body": "x"}}]', as_json=True)
    assert isinstance(mock.responder, ForwardTo)
    assert mock.spare == Fixed(Response(0, body=b"x"))


def test_a_script_and_what_it_stands_before_come_back():
    uploaded = {
        "dynamic_response": {"engine": "lua", "script": "a\n  b\t\n\n"},
        "proxy": {"host": "http://up.test"},
    }
    (mock,) = posted(go_json([uploaded]), as_json=True)
    assert mock.responder == Scripted("lua", "a\n  b\t\n\n")
    assert mock.spare == ForwardTo("http://up.test")


def test_scripts_that_are_trusted_come_back_where_they_are_allowed():
    entry = {"dynamic_response": {"engine": "python", "script": "x"}}
    allowing = Reading(MATCHERS, Dialect.JSON_UPLOAD, allow_remote_scripts=True)
    (found,) = read(entry, reading=allowing).mocks
    assert found.mock.responder == Scripted("python", "x")


DEFINED = {
    "request": {},
    "response": {"body": "of the shape"},
    "state": {"id": "m", "times_count": 2, "locked": True},
    "definition": {"form": "file", "text": '{"priority": 4, "response": {"body": of the definition}}'},
}


def test_the_definition_beside_the_shape_counts():
    (found,) = read(DEFINED).mocks
    assert (found.mock.id, found.mock.priority, found.times_count, found.locked) == ("m", 4, 2, True)
    assert isinstance(found.mock.responder, Fixed)
    assert found.mock.responder.response.body == b"of the definition"


@pytest.mark.parametrize(
    ("definition", "path", "told"),
    [
        ({"form": "file", "text": '{"respons": {}}'}, "[0].definition", 'unknown key "respons"'),
        ({"form": "later", "text": ""}, "[0].definition.form", "expected file or"),
    ],
)
def test_a_definition_that_cannot_be_read(definition, path, told):
    (problem, *_) = read(DEFINED | {"definition": definition}).problems
    assert problem.path == path
    assert told in problem.message


def test_a_bad_state_beside_a_good_definition_is_told():
    (problem,) = read(DEFINED | {"state": {"times_count": -1}}).problems
    assert problem.path == "[0].state.times_count"


def test_a_definition_that_cannot_be_read_is_kept_if_asked():
    text = '{"respons": {}, "response": {}}'
    kept = DEFINED | {"definition": {"form": "file", "text": text}}
    (found,) = exported_mocks([kept], JSON, birth(), keeps_unread=True).mocks
    assert "respons" in found.flaw
    assert found.mock.definition is not None
    assert (found.mock.definition.text, found.mock.id) == (text, "m")
    lost = kept | {"response": {"status": []}}
    assert exported_mocks([lost], JSON, birth(), keeps_unread=True).problems != ()
