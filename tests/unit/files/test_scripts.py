"""Where scripts stand, and what is said of those that do not compile."""

from contextlib import suppress
from dataclasses import replace
from json import dumps

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smockproxy.core.matcher import BadValueError
from smockproxy.core.mock import Mock, Source
from smockproxy.core.problem import Severity
from smockproxy.core.responders import ENGINES, Scripted
from smockproxy.files.mockfile import read_mock_file
from smockproxy.files.reading import NO_INSPECTOR, Inspector
from smockproxy.files.scripts import PlacedScript, placed
from smockproxy.files.upload import UploadError
from smockproxy.matching import MATCHERS
from tests.unit.files.reads import mock_of, mocks_of, upload

BESIDE = {"answers/a.lua": "return {\n  body = 1 1\n}\n", "../up.lua": "return {}"}


def read(text, inspector=NO_INSPECTOR, file="mocks/a.yml"):
    def read_beside(name):
        if name not in BESIDE:
            raise BadValueError(f'"{name}" cannot be read: No such file or directory')
        return BESIDE[name]

    return read_mock_file(text.encode(), file, MATCHERS, read_beside, inspector)


def lines_of(text):
    return [(mock.responder.file, mock.responder.line) for mock in mocks_of(text)]


def test_the_line_before_a_scripts_first_line():
    text = """\
- dynamic_response:
    engine: lua
    script: |
      return {}
- {dynamic_response: {engine: lua, script: "return {}"}}
- dynamic_response:
    script: "return {}"
    engine: lua
- dynamic_response:
    engine: lua
    script: >-

      return {}
- dynamic_response:
    engine: lua
    script:
      return {}
"""
    assert lines_of(text) == [("mocks/a.yml", line) for line in (3, 4, 6, 11, 16)]


def test_anchors_and_defaults():
    text = """\
defaults:
  dynamic_response:
    engine: lua
mocks:
  - dynamic_response:
      script: &s |
        return {}
  - dynamic_response: {script: *s}
  - dynamic_response: {<<: {script: "return {}"}}
"""
    assert lines_of(text) == [("mocks/a.yml", line) for line in (6, 6, 8)]
    inherited = (
        "defaults:\n  dynamic_response:\n    engine: lua\n    script: |\n      return {}\nmocks:\n- {}\n"
    )
    assert lines_of(inherited) == [("mocks/a.yml", 4)]


def test_a_mock_that_is_in_no_file_has_no_place():
    made = Mock("m", Scripted("lua", "x"))
    assert placed(made, ()) == made
    assert placed(replace(made, source=Source("a.yml", 1)), ({}, {})).responder == Scripted(
        "lua", "x", 0, "a.yml"
    )


def test_a_template_of_the_defaults():
    text = "defaults:\n  response:\n    template: true\nmocks:\n- {}\n- response: {body: a}\n"
    assert lines_of(text) == [("mocks/a.yml", 2), ("mocks/a.yml", 5)]


def test_a_template_begins_where_its_response_does():
    text = "- request: {path: /a}\n  response:\n    template: true\n    body: |\n      {{ 1 }}\n"
    assert lines_of(text) == [("mocks/a.yml", 2)]


@pytest.mark.parametrize(
    ("name", "file", "shown"),
    [
        ("answers/a.lua", "mocks/a.yml", "mocks/answers/a.lua"),
        ("../up.lua", "mocks/sub/a.yml", "mocks/up.lua"),
        ("answers/a.lua", "a.yml", "answers/a.lua"),
    ],
)
def test_a_script_in_a_file_of_its_own_counts_from_its_own_first_line(name, file, shown):
    (mock,) = read(f"- dynamic_response: {{engine: lua, file: {name}}}", file=file).mocks
    assert mock.responder == Scripted("lua", BESIDE[name], 0, shown)


def test_a_file_that_is_not_there():
    (problem,) = read("- dynamic_response: {engine: lua, file: none.lua}").problems
    assert (problem.path, problem.place) == ("[0].dynamic_response.file", "mocks/a.yml:1:41")
    assert problem.message == '"none.lua" cannot be read: No such file or directory'


def test_a_changed_line_makes_no_other_mock():
    text = "- dynamic_response:\n    engine: lua\n    script: |\n      return {}\n"
    moved = text.replace("    script", "\n    script")
    assert mock_of(text).id == mock_of(moved).id
    assert mock_of(text) != mock_of(moved)


ASKED = []


def refuse_with(message, line):
    def compile_flaws(scripts):
        ASKED.append(scripts)
        return [(message, line) if "bad" in script else None for _, script in scripts]

    ASKED.clear()
    return Inspector(compile_flaws)


TEXT = """\
- id: inline
  dynamic_response:
    engine: python
    script: |
      a = 1
        bad bad
- {id: short, dynamic_response: {engine: jinja2, script: "bad\\nbad"}}
- {id: good, dynamic_response: {engine: lua, script: "return {}"}}
- {id: fixed, response: {body: bad}}
- {id: template, response: {body: "{{ bad", template: true, headers: {A: "{bad"}, json: [{a: "{ bad"}, bad]}}
"""


def told(found):
    return [(problem.place, problem.path, problem.message) for problem in found.problems]


def test_a_script_that_does_not_compile_is_told_at_its_line():
    found = read(TEXT.replace('body: "{{ bad", ', ""), refuse_with("m", 2))
    assert told(found) == [
        ("mocks/a.yml:6:9", "[0].dynamic_response.script", "not Python: m"),
        ("mocks/a.yml:7:58", "[1].dynamic_response.script", "not a Jinja2 template: m"),
        ("mocks/a.yml:10:58", "[4].response.headers.A", "not a Jinja2 template: m"),
        ("mocks/a.yml:10:78", "[4].response.json[0].a", "not a Jinja2 template: m"),
    ]
    assert {problem.severity for problem in found.problems} == {Severity.ERROR}
    assert {problem.code for problem in found.problems} == {"script"}
    assert found.problems[0].excerpt == "        bad bad"
    assert found.mocks == ()
    assert [mock.id for mock in found.readable] == ["good", "fixed"]


def test_all_scripts_of_a_file_are_looked_into_at_once():
    read(TEXT.replace(", json: [", ", x: ["), refuse_with("m", 2))
    assert ASKED == [[("python", "a = 1\n  bad bad\n"), ("jinja2", "bad\nbad"), ("lua", "return {}")]]


@pytest.mark.parametrize("engine", ["lua", "go_template", "go_template_yaml", "go_template_json"])
def test_in_smockers_languages_it_is_a_warning(engine):
    text = f"- id: m\n  dynamic_response:\n    engine: {engine}\n    script: bad\n"
    found = read(text, refuse_with("m", 1))
    (problem,) = found.problems
    assert (problem.severity, problem.place) == (Severity.WARNING, "mocks/a.yml:4:13")
    assert "answers 601" in problem.hint
    assert [mock.id for mock in found.mocks] == [mock.id for mock in found.readable] == ["m"]
    assert found.explicit_ids == {"m"}


@pytest.mark.parametrize("name", [*ENGINES])
def test_every_engine_has_words_of_its_own(name):
    script = PlacedScript(name, "", ())
    complaint = script.complaint(("m", 0))
    assert complaint.message.startswith("not ")
    assert complaint.hint


@pytest.mark.parametrize(("line", "place"), [(0, "4:13"), (1, "5:7"), (99, "6:9")])
def test_a_line_that_is_not_known_or_not_there(line, place):
    found = read(TEXT, refuse_with("m", line))
    places = {problem.place for problem in found.problems if problem.path.startswith("[0]")}
    assert places == {f"mocks/a.yml:{place}"}


@pytest.mark.parametrize(("line", "place"), [(2, "bad.lua:2"), (3, "bad.lua:2"), (0, "bad.lua")])
def test_of_a_script_in_a_file_of_its_own_that_file_is_named(monkeypatch, line, place):
    monkeypatch.setitem(BESIDE, "bad.lua", "\nbad\n")
    found = read("- dynamic_response: {engine: lua, file: bad.lua}", refuse_with("m", line))
    assert told(found) == [("mocks/a.yml:1:41", "[0].dynamic_response.file", f"{place}: not Lua: m")]


def test_nothing_is_asked_about_mocks_that_are_wrong_otherwise():
    read('- dynamic_response: {engine: lua, script: "bad"}\n  respnse: {}\n', refuse_with("m", 1))
    assert ASKED == []


def test_what_is_wrong_with_a_script_of_the_defaults_is_told_there():
    text = "defaults:\n  dynamic_response:\n    engine: lua\n    script: |\n      bad\nmocks:\n- {}\n"
    assert told(read(text, refuse_with("m", 1))) == [
        ("mocks/a.yml:5:7", "defaults.dynamic_response.script", "not Lua: m")
    ]


KEYS = st.sampled_from(["engine", "script", "file", "status", "template", "json", "body", "headers", "x"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from(["lua", "python", "{{ 1 }}", "", "a\nb", "x"]),
    lambda below: st.lists(below, max_size=2) | st.dictionaries(KEYS, below, max_size=2),
    max_leaves=4,
)
TREES = st.fixed_dictionaries(
    {},
    optional={
        "dynamic_response": st.dictionaries(KEYS, VALUES, max_size=3) | VALUES,
        "response": st.dictionaries(KEYS, VALUES, max_size=3) | VALUES,
    },
)


@given(TREES, TREES)
@settings(max_examples=60, deadline=None)
def test_nothing_breaks_it(defaults, mock):
    text = dumps({"defaults": defaults, "mocks": [mock]})
    found = read(text)
    assert bool(found.problems) != bool(found.mocks)
    for as_json in (True, False):
        with suppress(UploadError):
            upload(dumps([mock]), as_json=as_json)


def test_templates_of_fixtures_are_looked_into():
    flaws = Inspector(lambda scripts: [("no", 2) if text == "bad" else None for _, text in scripts])
    (problem,) = read("- fixtures: {templates: {a.j2: good, b.j2: bad}}\n", flaws).problems
    assert problem.message.startswith("mocks/b.j2:1: not a Jinja2 template")


def test_templates_of_what_is_forwarded_are_looked_into():
    def flaws(scripts):
        return [("bad", 1) if "(" in text else None for _, text in scripts]

    text = """\
- proxy: {patch: {template: "{{ ( }}"}, on_error: {template: true, body: "{{ ( }}"}}
- proxy: {patch: {template: "( plain"}, on_error: {body: "( plain"}}
"""
    told = [problem.path for problem in read(text, Inspector(compile_flaws=flaws)).problems]
    assert told == ["[0].proxy.patch.template", "[0].proxy.on_error.body"]
