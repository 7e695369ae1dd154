"""One mock of a file, as it is written."""

import pytest

from smockproxy.core.mock import Source
from smockproxy.core.resource import OnResource
from smockproxy.files import written
from smockproxy.files.rewrite import Put, Remove
from smockproxy.files.written import read_written, written_at
from smockproxy.matching import MATCHERS

LIST = "# first\n- request: {path: /a}\n  response: {}\n- request: {path: /b}\n  response: {}\n"


def test_by_its_line():
    found = written_at(LIST, Source("a.yml", 4), MATCHERS)
    assert found is not None
    assert (found.steps, found.mock.source, found.tree["request"]) == (
        (1,),
        Source("a.yml", 4),
        {"path": "/b"},
    )
    assert written_at(LIST, Source("a.yml", 5), MATCHERS) is None


@pytest.mark.parametrize(
    "text", ["", "{", "1", "mocks: 1", "- 1", "- request: {path: {matcher: No}}\n  response: {}"]
)
def test_what_has_no_mock_there(text):
    assert written_at(text, Source("a.yml", 1), MATCHERS) is None


def test_the_defaults_are_under_it():
    text = "defaults: {request: {host: b.test}}\nmocks:\n- request: {path: /}\n  response: {}\n"
    found = written_at(text, Source("a.yml", 3), MATCHERS)
    assert found is not None
    assert found.steps == ("mocks", 0)
    assert found.tree["request"] == {"host": "b.test", "path": "/"}
    assert len(found.mock.conditions.all_of) == 2


def test_after_a_change():
    found = written_at(LIST, Source("a.yml", 2), MATCHERS)
    assert found is not None
    after = found.after(Put(("request", "path"), "/c"), MATCHERS)
    assert after is not None
    assert after.text == LIST.replace("/a", "/c")
    assert after.mock.source == found.mock.source
    assert found.after(Put(("request", "paht"), "/c"), MATCHERS) is None
    assert found.after(Put(("request", "path", "matcher"), "/c"), MATCHERS) is None
    assert found.after(Remove(("context",)), MATCHERS) is None


def test_a_json_file_stays_json():
    text = '[{"request": {"path": "/a"}, "response": {}}]'
    found = written_at(text, Source("a.json", 1), MATCHERS)
    assert found is not None
    after = found.after(Put(("request", "path"), "/b"), MATCHERS)
    assert after is not None
    assert after.text == text.replace("/a", "/b")


def test_from_a_file(tmp_path, monkeypatch):
    file = tmp_path / "a.yml"
    file.write_text(f"\ufeff{LIST}", encoding="utf-8")
    found = read_written(Source(str(file), 2), MATCHERS)
    assert found is not None
    assert found.text == LIST
    assert read_written(Source(str(tmp_path / "gone.yml"), 2), MATCHERS) is None
    assert read_written(Source("a\0b", 2), MATCHERS) is None
    monkeypatch.setattr(written, "LARGEST", 10)
    assert read_written(Source(str(file), 2), MATCHERS) is None


def test_a_script_in_a_file_of_its_own_is_not_read():
    text = "- request: {path: /a}\n  dynamic_response: {engine: lua, file: a.lua}\n"
    found = written_at(text, Source("a.yml", 1), MATCHERS)
    assert found is not None
    assert len(found.mock.conditions.all_of) == 1
    schema = "- {request: {body: {matcher: ShouldMatchSchema, file: s.yml}}, response: {}}\n"
    assert written_at(schema, Source("a.yml", 1), MATCHERS) is None


@pytest.mark.parametrize("begins", ["data: users", "rows: users.csv", "rows: [{id: 1}]"])
def test_what_a_resource_begins_with_is_not_read(begins):
    text = f"- resource: {{path_template: '/users/{{id}}', {begins}}}\n"
    found = written_at(text, Source("a.yml", 1), MATCHERS)
    assert found is not None
    assert len(found.tree["resource"]) == 2
    assert [type(each) for each in found.mock.conditions.all_of] == [OnResource]
