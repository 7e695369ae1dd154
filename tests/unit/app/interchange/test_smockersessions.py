"""Smocker's sessions are read and written: an export comes back as the same bytes."""

import json
from itertools import count

import pytest

from smockproxy.app.interchange.smockersessions import (
    SMOCKER_IN,
    is_smocker,
    mocks_text,
    read_smocker,
    read_smocker_folder,
    smocker_export,
)
from smockproxy.app.smocker.uploads import read_upload
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.mockfile import read_mock_file
from smockproxy.interop.gojson import go_json_list
from smockproxy.interop.reading import Read, UnreadableError
from smockproxy.interop.sessionshapes import session_facts_shape, session_shape
from smockproxy.interop.smocker import entry_shape
from smockproxy.interop.smocker_yaml import entry_yaml_shape, mock_yaml_shape
from smockproxy.interop.yamlwriter import yaml_list
from smockproxy.matching import MATCHERS
from tests.golden_files import assert_golden
from tests.unit.exchanges import STARTED_AT, several
from tests.unit.interop.shownreading import shown

UPLOAD = b"""\
- request: {method: POST, path: /a, body: {a: b}}
  context: {times: 3}
  response: {status: 201, headers: {Content-Type: application/json}, body: '{"a": 1}', delay: 10ms}
- request: {path: /p}
  proxy: {host: http://real.test}
- request: {path: /d}
  dynamic_response: {engine: lua, script: "return {body=1}"}
"""
ENTRIES = [entry for entry in several() if entry.response]


FACTS = SessionFacts("KlB4HECXnTeo", "My Session", STARTED_AT)


def session(facts: SessionFacts = FACTS) -> Session:
    ids = count(1)
    upload = read_upload(UPLOAD, as_json=False, new_id=lambda: f"id{next(ids)}", now=STARTED_AT)
    made = Session(facts)
    made.add(upload.mocks)
    return made


def export(*sessions: Session) -> bytes:
    return "".join(go_json_list((session_shape(each, ENTRIES) for each in sessions), "    ")).encode()


def written(read: Read) -> bytes:
    return b"".join(smocker_export(read))


def test_out_of_in_of_out_is_out():
    used = session(SessionFacts("second", "", 7.0))
    used.lock(["id1"])
    used.restore_uses({"id2": 2})
    once = export(session(), used)
    read = read_smocker(once)
    assert written(read) == once
    assert_golden("interop/smocker/sessions.json", once.decode())
    assert_golden("interop/smocker/sessions.txt", shown(read))


def test_mocks_of_a_session_are_a_file_of_mocks():
    (read,) = read_smocker(export(session())).sessions
    text = mocks_text(read)
    assert_golden("interop/smocker/mocks.yml", text)
    file = read_mock_file(text.encode(), "mocks.yml", MATCHERS)
    assert (len(file.mocks), [problem for problem in file.problems if problem.severity.value == "error"]) == (
        3,
        [],
    )


def test_mocks_of_files_are_written_as_their_authors_wrote_them():
    definition = {
        "form": "file",
        "text": '{"request": {"url": "http://a.test/x"}, "response": {"json": {"a": 1}}}',
    }
    shape = mock_yaml_shape(session().mocks[0], session()) | {"definition": definition}
    raw = json.dumps([{"id": "a", "mocks": [{**shape, "response": {"body": "x"}}]}]).encode()
    (read,) = read_smocker(raw).sessions
    assert mocks_text(read) == f"- {definition['text']}\n"


def test_a_mock_that_cannot_be_read_is_a_loss():
    definition = b'"definition": {"form": "file", "text": "{odd: 1}"}'
    raw = b'[{"id": "a", "mocks": [{"request": {"path": "/"}, "response": {}, ' + definition + b"}]}]"
    read = read_smocker(raw)
    (loss,) = read.losses
    assert str(loss).startswith('session "a", mock imported-2: it can\'t be read: ')
    assert mocks_text(read.sessions[0]) == ""


def test_a_history_alone_is_read():
    shapes = "".join(go_json_list(map(entry_shape, ENTRIES), "  ")).encode()
    assert is_smocker(shapes)
    assert [entry.id for entry in read_smocker(shapes).entries] == ["1", "2", "3", "4"]
    yaml = "".join(yaml_list(map(entry_yaml_shape, ENTRIES))).encode()
    assert is_smocker(yaml)
    assert [entry.request.path for entry in read_smocker(yaml).entries] == [
        entry.request.path for entry in ENTRIES
    ]


def test_a_folder_is_read(tmp_path):
    (tmp_path / "sessions.yml").write_text("".join(yaml_list([session_facts_shape(session().facts)])))
    folder = tmp_path / "KlB4HECXnTeo"
    folder.mkdir()
    (folder / "mocks.yml").write_text(
        "".join(yaml_list(mock_yaml_shape(each, session()) for each in session().mocks))
    )
    (folder / "history.yml").write_text("".join(yaml_list(map(entry_yaml_shape, ENTRIES))))
    read = read_smocker_folder(tmp_path)
    assert [len(each.mocks) for each in read.sessions] == [3]
    assert len(read.entries) == len(ENTRIES)
    (folder / "history.yml").write_text("x: y")
    with pytest.raises(UnreadableError, match=r"^KlB4HECXnTeo/history.yml: expected a list"):
        read_smocker_folder(tmp_path)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"[1]", "[0]: expected a mapping, found 1"),
        (b"[", "line 1, column 2: this is not JSON"),
        (b'[{"request": 1, "response": {}}]', "[0].request: expected a mapping, found 1"),
        (b'[{"id": "../x", "history": []}]', "[0].id: expected up to 64 letters"),
        (b"- {}\n- 7", "[1]: expected a mapping"),
    ],
)
def test_what_is_no_export_is_told(raw, message):
    with pytest.raises(UnreadableError) as caught:
        read_smocker(raw)
    assert message in str(caught.value)


def test_a_folder_of_something_else_is_told(tmp_path):
    with pytest.raises(UnreadableError, match=r"there is no sessions\.yml in it"):
        read_smocker_folder(tmp_path)


def test_exchanges_of_other_formats_are_one_session_for_each_that_they_name():
    once = written(Read(tuple(ENTRIES)))
    again = read_smocker(once)
    assert [each.facts.id for each in again.sessions] == ["session-id"]
    assert written(again) == once


def test_it_is_recognised():
    assert SMOCKER_IN.is_like(export(session()))
    assert not is_smocker(b"[1, 2]")
    assert not is_smocker(b"- request: {path: /}")
