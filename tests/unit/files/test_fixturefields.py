"""Fixtures as they are written, and the folders that they name."""

from pathlib import Path

import pytest

from smockproxy.core.conditions import OnField
from smockproxy.core.fixtures import Fixtures, OnFixture
from smockproxy.files import fixturefields
from smockproxy.files.load import load_file
from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS


def loaded(folder: Path, text: str, **templates: str):
    root = folder / "mocks"
    (root / "templates").mkdir(parents=True)
    for name, written in templates.items():
        (root / "templates" / f"{name}.j2").write_text(written)
    (root / "a.yml").write_text(text)
    return load_file(root / "a.yml", "mocks/a.yml", MATCHERS, root=root)


def fixtures_in(read) -> Fixtures:
    (mock,) = read.mocks
    assert isinstance(mock.responder, Fixtures)
    return mock.responder


def test_a_folder_is_read_with_its_file(tmp_path):
    read = loaded(tmp_path, "- fixtures: {host: API.test, root: templates/}\n", users="a", index="b")
    fixtures = fixtures_in(read)
    assert (fixtures.root, fixtures.templates) == ("mocks/templates", {"users": "a", "index": "b"})
    on_host, on_fixture = read.mocks[0].conditions.all_of
    assert isinstance(on_host, OnField)
    assert on_host.matcher.value == "api.test"
    assert on_fixture == OnFixture(fixtures)
    assert [path.name for path in read.named] == ["templates", "index.j2", "users.j2"]
    assert fixtures.creation.fields["createdBy"] == "${user}"


def test_what_else_is_in_the_folder_is_left_alone(tmp_path):
    read = loaded(tmp_path, "- fixtures: {root: ./templates}\n", **{".hidden": "{{", "#users": "{{"})
    assert fixtures_in(read).templates == {}


def test_all_of_it(tmp_path):
    text = """\
- fixtures:
    templates: {users.j2: hi}
    ids: mockstack
    create: {id: key, client_id: keep, fields: {n: 1, at: "${now}"}, templates: true}
    search: lookup
    command: [do, run]
    change_status: 202
    media_type: text/plain
"""
    fixtures = fixtures_in(loaded(tmp_path, text))
    creation = fixtures.creation
    assert (creation.id_field, creation.keeps_id, creation.fields) == ("key", True, {"n": 1, "at": "${now}"})
    assert (creation.is_on, creation.asks_templates) == (True, True)
    assert (fixtures.search, fixtures.command, fixtures.change_status) == (("lookup",), ("do", "run"), 202)
    assert (fixtures.has_mockstacks_ids, fixtures.media_type) == (True, "text/plain")
    assert fixtures.templates == {"users": "hi"}


def test_creations_may_be_switched_off():
    read = read_mock_file(b"- fixtures: {templates: {a.j2: x}, create: false}\n", "a.yml", MATCHERS)
    assert not fixtures_in(read).creation.is_on


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("{}", "fixtures need templates", "root: the folder"),
        ("{root: ''}", "expected a folder", "templates/"),
        ("{root: nowhere/}", '"nowhere/" cannot be read', ""),
        ("{root: a.yml}", '"a.yml/" cannot be read', ""),
        ("{root: ../}", "outside the mocks' folder", ""),
        ("{rot: templates}", 'unknown key "rot"', 'did you mean "root"?'),
        ("{templates: {users: x}}", "no name of a template", "users-orders.j2"),
        ("{templates: {a/b.j2: x}}", "no name of a template", ""),
        (
            "{templates: {a.j2: x}, ids: mockstak}",
            "expected smockproxy or mockstack",
            'did you mean "mockstack"?',
        ),
        ("{templates: {a.j2: x}, ids: zz}", "expected smockproxy or mockstack", "expected"),
        ("{templates: {a.j2: x}, create: {client_id: no}}", "expected override or keep", ""),
        ("{templates: {a.j2: x}, create: {field: {}}}", 'unknown key "field"', 'did you mean "fields"?'),
        ("{templates: {a.j2: x}, create: {fields: 3}}", "expected a mapping", ""),
        ("{templates: {a.j2: x}, create: {fields: {a: .inf}}}", "not a number in JSON", ""),
        ("{templates: {a.j2: x}, media_type: '{{ x }}'}", "no media type", ""),
        ("{templates: {a.j2: x}, change_status: 7}", "7 is no status", ""),
    ],
)
def test_problems(tmp_path, text, message, hint):
    (problem, *_) = loaded(tmp_path, f"- fixtures: {text}\n").problems
    assert message in problem.message
    assert hint in problem.hint
    assert problem.line == 1


def test_a_link_that_leads_outside_is_refused(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("secret")
    root = tmp_path / "mocks" / "templates"
    root.mkdir(parents=True)
    (root / "users.j2").symlink_to(outside)
    (tmp_path / "mocks" / "a.yml").write_text("- fixtures: {root: templates}\n")
    read = load_file(tmp_path / "mocks" / "a.yml", "a.yml", MATCHERS, root=tmp_path / "mocks")
    assert read is not None
    assert "outside the mocks' folder" in read.problems[0].message


def test_too_many(tmp_path, monkeypatch):
    monkeypatch.setattr(fixturefields, "MOST_FILES", 1)
    (problem,) = loaded(tmp_path, "- fixtures: {root: templates}\n", a="", b="").problems
    assert "more than 1 templates" in problem.message


def test_too_large_together(tmp_path, monkeypatch):
    monkeypatch.setattr(fixturefields, "LARGEST_FOLDER", 5)
    (problem,) = loaded(tmp_path, "- fixtures: {root: templates}\n", a="123", b="456").problems
    assert 'the templates of "templates" are larger than' in problem.message
    assert not loaded(tmp_path / "other", "- fixtures: {root: templates}\n", a="123", b="45").problems


def test_beside_another_responder():
    read = read_mock_file(b"- {fixtures: {templates: {a.j2: x}}, response: {}}\n", "a.yml", MATCHERS)
    assert read.problems[0].message == "a mock has either a response or fixtures, not both"
