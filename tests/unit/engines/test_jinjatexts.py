import json

import pytest

from smockproxy.engines import jinjatexts
from smockproxy.engines.contract import Program, ScriptError
from smockproxy.engines.jinjatexts import compile_program, named_parts, runs_in_process, texts
from tests.unit.engines.surroundings import failure, run, surroundings


def program(**response: object) -> Program:
    return Program("jinja2_texts", json.dumps(response))


def test_every_text_is_a_template():
    response = {
        "status": "{{ 200 + 1 }}",
        "headers": {"X-Path": ["{{ request.path }}", "b"]},
        "body": {"id": "{{ request.path_params.id }}", "n": 1, "{{ key }}": None},
    }
    assert run(compile_program, json.dumps(response)) == {
        "status": 201,
        "headers": {"X-Path": ["/orders", "b"], "Content-Type": ["application/json"]},
        "body": '{"id":"7","n":1,"{{ key }}":null}',
    }


def test_a_document_is_the_body_and_a_delay_is_kept():
    response = {"json": "{{ request.path }}", "delay": {"max": 5}}
    answer = run(compile_program, json.dumps(response))
    assert (answer["body"], answer["delay"]) == ('"/orders"', {"max": 5})


def test_texts_are_found_with_their_places():
    assert list(texts({"a": "x", "b": {"c": ["y", 1]}})) == [("a", "x"), ("b.c[0]", "y")]


@pytest.mark.parametrize(
    ("response", "message"),
    [
        ({"body": "a\n{{ nothing }}"}, "body, line 2: UndefinedError: 'nothing' is undefined"),
        ({"headers": {"A": ["x", "{{"]}}, "headers.A[1], line 1: unexpected 'end of template'"),
        ({"status": "{{ 'x' }}"}, "status is str 'x': expected a number from 100 to 999"),
    ],
)
def test_errors_say_in_which_text(response, message):
    assert failure(compile_program, json.dumps(response)) == (message, 0)


def test_only_simple_texts_run_in_the_server():
    assert runs_in_process(program(body="{{ request.path }}", status=200))
    assert not runs_in_process(program(body="{{ request.path }}", headers={"A": "{{ 'x' * 3 }}"}))


def test_fixtures_have_names_of_their_own():
    compiled = compile_program(program(body="{{ users }} {{ 'a\"b' | json_escape }}"))
    assert compiled(surroundings(fixture={"users": "7"}))["body"] == '7 a\\"b'


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("none", set()),
        ("{{ request.path }}{{ request['host'] }}{{ state.get('request') }}", {"path", "host"}),
        ("{{ request.query_params.a[0] | first }}", {"query_params"}),
        ("{{ request.get('path') }}", {"get"}),
        ("{{ request.body.a }}", {"body", "body_string"}),
        ("{{ request }}", None),
        ("{{ request[state.get('a')] }}", None),
        ("{{ request[1] }}", None),
        ("{{ request | length }}", None),
        ("{% if request is defined %}a{% endif %}", None),
    ],
)
def test_the_parts_of_the_request_that_texts_look_at(text, parts):
    assert named_parts(program(body="{{ request.port }}", headers={"A": text})) == (
        None if parts is None else {"port"} | parts
    )


@pytest.mark.parametrize(
    "response",
    [
        {"body": "{{ 1 }}", "status": 404, "headers": {"A": ["b"]}, "delay": {"max": 5}},
        {"body": "{{ 1 }}", "headers": {"A": "{{ 2 }}"}},
        {"body": "{{ 1 }}", "json": [1]},
        {"body": ["{{ 1 }}"], "headers": {"A": "b"}},
    ],
)
def test_what_is_known_beforehand_is_the_same(response, monkeypatch):
    known = run(compile_program, json.dumps(response))
    monkeypatch.setattr(jinjatexts, "_all_but_body", lambda *_: None)
    assert run(compile_program, json.dumps(response)) == known


def test_what_is_wrong_beside_a_body_is_told_by_the_run():
    compiled = compile_program(program(body="{{ 1 }}", status="none"))
    with pytest.raises(ScriptError, match="status is str 'none'"):
        compiled(surroundings())
