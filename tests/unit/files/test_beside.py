"""Files beside a file of mocks."""

from pathlib import Path

import pytest

from smockproxy.core.matcher import BadValueError
from smockproxy.core.responders import Scripted
from smockproxy.files import beside
from smockproxy.files.beside import Beside
from smockproxy.files.load import load_file
from smockproxy.files.version import named_signature, signature_of
from smockproxy.matching import MATCHERS


@pytest.fixture
def mocks(tmp_path):
    folder = tmp_path / "mocks"
    (folder / "sub").mkdir(parents=True)
    (folder / "schema.json").write_text('{"type": "object"}', encoding="utf-8")
    (tmp_path / "secret.json").write_text("{}", encoding="utf-8")
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    (folder / "circle.json").symlink_to(folder / "circle.json")
    return folder


def test_a_file_below_the_root_is_read(mocks):
    assert Beside(mocks / "a.yml").read("schema.json") == '{"type": "object"}'
    assert Beside(mocks / "sub" / "a.yml", mocks).read("../schema.json") == '{"type": "object"}'


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../secret.json", "is outside the mocks' folder"),
        ("/etc/passwd", "is outside the mocks' folder"),
        ("link.json", "leads by a symbolic link to .*/secret.json, outside the mocks' folder"),
        ("circle.json", "cannot be read: Too many levels of symbolic links"),
        ("none.json", "cannot be read: No such file"),
        ("sub", "is no regular file"),
        ("a\0b", "cannot be read: no such path"),
    ],
)
def test_names_that_are_refused(mocks, name, message):
    with pytest.raises(BadValueError, match=message):
        Beside(mocks / "a.yml").read(name)


def test_a_folder_of_mocks_may_be_a_link_and_have_links_to_what_is_in_it(mocks, tmp_path, monkeypatch):
    (tmp_path / "current").symlink_to(mocks)
    (mocks / "..data").symlink_to("sub")
    (mocks / "sub" / "s.json").write_text("{}", encoding="utf-8")
    (mocks / "s.json").symlink_to("..data/s.json")
    for root in (tmp_path / "current", mocks, None):
        assert Beside(tmp_path / "current" / "a.yml", root).read("s.json") == "{}"
    monkeypatch.chdir(mocks)
    with pytest.raises(BadValueError, match=r'^"\.\./secret\.json" is outside the mocks'):
        Beside(Path("a.yml"), Path()).read("../secret.json")


def test_content_that_is_refused(mocks, monkeypatch):
    (mocks / "bytes").write_bytes(b"\xff")
    with pytest.raises(BadValueError, match="is not UTF-8"):
        Beside(mocks / "a.yml").read("bytes")
    monkeypatch.setattr(beside, "LARGEST", 3)
    with pytest.raises(BadValueError, match="is larger than"):
        Beside(mocks / "a.yml").read("schema.json")


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        ("type: object", None),
        ("{", "line 2: "),
        ("{type: objct}", "no JSON Schema"),
    ],
)
def test_a_schema_in_a_file(mocks, schema, problem):
    (mocks / "s.yml").write_text(schema, encoding="utf-8")
    text = "- request: {json: {matcher: ShouldMatchSchema, file: s.yml}}\n  response: {}\n"
    (mocks / "a.yml").write_text(text, encoding="utf-8")
    loaded = load_file(mocks / "a.yml", "a.yml", MATCHERS)
    assert loaded is not None
    assert [problem in found.message for found in loaded.problems] == ([True] if problem else [])
    if not problem:
        assert loaded.mocks[0].conditions.all_of[0].matcher.arguments == {"value": {"type": "object"}}


def test_it_keeps_what_was_read_and_what_could_not_be(mocks):
    beside = Beside(mocks / "a.yml")
    beside.read("schema.json")
    for name in ("none.json", "sub"):
        with pytest.raises(BadValueError):
            beside.read(name)
    there, sub = mocks / "schema.json", mocks / "sub"
    assert beside.signatures == {
        there: signature_of(there),
        mocks / "none.json": None,
        sub: named_signature(sub),
    }
    assert not beside.was_moving


def test_a_file_that_is_written_while_it_is_read(mocks):
    def save():
        (mocks / "schema.json").write_text("{}", encoding="utf-8")

    beside = Beside(mocks / "a.yml", settle=save)
    beside.read("schema.json")
    assert beside.was_moving
    (mocks / "a.yml").write_text(
        "- request: {json: {matcher: ShouldMatchSchema, file: schema.json}}\n  response: {}\n"
    )
    waits = []

    def settle():
        waits.append("once for each file")
        (mocks / "schema.json").write_text("true " * len(waits))

    assert load_file(mocks / "a.yml", "a.yml", MATCHERS, settle) is None
    assert len(waits) == 2


def test_a_script_in_a_file(mocks):
    text = "- dynamic_response: {engine: lua, file: sub/a.lua}\n"
    (mocks / "a.yml").write_text(text, encoding="utf-8")
    (mocks / "sub" / "a.lua").write_text("return {}\n", encoding="utf-8")
    loaded = load_file(mocks / "a.yml", "mocks/a.yml", MATCHERS)
    assert loaded is not None
    assert loaded.mocks[0].responder == Scripted("lua", "return {}\n", 0, "mocks/sub/a.lua")
    assert loaded.named == (mocks / "sub" / "a.lua",)


@pytest.mark.parametrize("name", ["../secret.json", "link.json", "/etc/passwd", "none.lua", "sub"])
def test_a_script_in_a_file_that_is_refused(mocks, name):
    (mocks / "a.yml").write_text(f"- dynamic_response: {{engine: lua, file: {name}}}\n", encoding="utf-8")
    loaded = load_file(mocks / "a.yml", "a.yml", MATCHERS)
    assert loaded is not None
    assert loaded.mocks == ()
    assert [problem.path for problem in loaded.problems] == ["[0].dynamic_response.file"]


def test_the_names_in_a_folder(mocks):
    reader = Beside(mocks / "a.yml")
    (mocks / "sub" / "b.j2").touch()
    (mocks / "sub" / "a.j2").touch()
    assert reader.read("sub/") == "a.j2\nb.j2"
    assert reader.signatures == {mocks / "sub": named_signature(mocks / "sub")}
    assert not reader.was_moving
    with pytest.raises(BadValueError, match="cannot be read: Not a directory"):
        reader.read("schema.json/")


def test_a_folder_that_changes_meanwhile(mocks, monkeypatch):
    signatures = iter([(1, 1, 1, 1), (2, 1, 1, 1)])
    monkeypatch.setattr(beside, "named_signature", lambda _path: next(signatures))
    reader = Beside(mocks / "a.yml")
    reader.read("sub/")
    assert reader.was_moving
