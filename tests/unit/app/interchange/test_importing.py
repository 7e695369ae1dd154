"""An import writes drafts of exchanges, and mocks that came as such."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from smockproxy.app.interchange.importing import imported, mock_files, write_imported
from smockproxy.app.interchange.smockersessions import read_smocker
from smockproxy.app.interchange.sources import Source
from smockproxy.app.recording.drafting import drafting
from smockproxy.core.history import Outcome
from smockproxy.core.http import Request
from smockproxy.files.draftfolder import DraftError
from smockproxy.interop.reading import Loss, Read
from tests.unit.exchanges import exchange


def forwarded(path: str = "/x", **facts):
    request = Request("GET", "http", "shop.test", 80, path)
    return exchange(request, outcome=Outcome.FORWARDED, mock=None, **facts)


def source(*entries, losses=(), name="a.har") -> Source:
    return Source(name, "HAR 1.2", Read(entries, losses))


def smocker(*names: str) -> Source:
    mock = {"request": {"path": "/m"}, "response": {"body": "x"}, "state": {"id": "m1"}}
    answered = {
        "context": {"mock_id": "m1", "mock_type": "static"},
        "request": {"path": "/m"},
        "response": {"status": 200},
    }
    sessions = [
        {"id": f"s{number}", "name": name, "mocks": [mock], "history": [answered]}
        for number, name in enumerate(names)
    ]
    return Source("s.json", "sessions", read_smocker(json.dumps(sessions).encode()))


def test_exchanges_become_files(tmp_path: Path):
    those = [source(forwarded(), forwarded("/y"), losses=(Loss("here", "gone"),))]
    found = imported(those, drafting())
    write_imported(found, those, tmp_path)
    assert (found.exchanges, found.losses) == (2, [("a.har", Loss("here", "gone"))])
    assert sorted(found.written.files) == ["shop.test/x.yml", "shop.test/y.yml"]
    assert (tmp_path / "recorded" / "shop.test" / "x.yml").is_file()


def test_a_second_import_changes_nothing(tmp_path: Path):
    those = [source(forwarded()), smocker("one")]
    for _ in range(2):
        found = imported(those, drafting())
        write_imported(found, those, tmp_path)
    assert (found.written.new, found.written.unchanged, found.written.files) == (0, 1, [])
    assert found.mock_files == ["imported/one.yml"]


def test_what_cannot_be_drafted_is_told():
    found = imported([source(forwarded(f"/{'x' * 200}", unanswered=True))], drafting())
    ((name, loss),) = found.losses
    assert (name, loss.what) == ("a.har", "no mock was made of it: the real server gave no answer")
    assert loss.where == f"GET http://shop.test/{'x' * 83}…"[: len(loss.where)]


def test_mocks_of_smocker_are_written_and_what_they_answered_is_not_drafted(tmp_path: Path):
    those = [smocker("My Session!", "my session", "../..")]
    found = imported(those, drafting())
    assert found.exchanges == 0
    write_imported(found, those, tmp_path)
    assert found.mock_files == [
        "imported/my-session.yml",
        "imported/my-session-2.yml",
        "imported/session.yml",
    ]
    assert (
        "path: /m" in (tmp_path / "imported" / "session.yml").read_text()
        or "value: /m" in (tmp_path / "imported" / "session.yml").read_text()
    )


def test_a_file_that_says_something_else_is_left_alone(tmp_path: Path):
    those = [smocker("one")]
    (tmp_path / "imported").mkdir()
    (tmp_path / "imported" / "one.yml").write_text("- mine")
    with pytest.raises(DraftError, match="is there already, and says something else"):
        write_imported(imported(those, drafting()), those, tmp_path)
    assert (tmp_path / "imported" / "one.yml").read_text() == "- mine"


def test_a_folder_that_is_none_is_told(tmp_path: Path):
    (tmp_path / "imported").write_text("")
    with pytest.raises(DraftError, match="imported"):
        write_imported(imported([smocker("one")], drafting()), [smocker("one")], tmp_path)


def test_sessions_without_mocks_make_no_files():
    bare = smocker("one")
    empty = tuple(replace(each, mocks=()) for each in bare.read.sessions)
    assert list(mock_files([replace(bare, read=replace(bare.read, sessions=empty)), source()])) == []
