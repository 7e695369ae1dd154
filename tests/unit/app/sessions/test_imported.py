"""Sessions from outside: all of them, or nothing and every reason why."""

import json
from itertools import count

import pytest

from smockproxy.app.sessions.imported import (
    BadExportError,
    Readable,
    entries_of_yaml,
    facts_of_yaml,
    mocks_of_yaml,
    numbered,
    sessions_of_json,
)
from smockproxy.core.duration import Delay
from smockproxy.core.history import MockRef
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.exported import Birth
from smockproxy.interop.gojson import go_json_list
from smockproxy.interop.sessionshapes import session_facts_shape, session_shape, session_yaml_shape
from smockproxy.interop.smocker_yaml import yaml_list
from tests.unit.exchanges import STARTED_AT, exchange, several

FACTS = SessionFacts("KlB4HECXnTeo", "Session #1", STARTED_AT)


@pytest.fixture
def birth():
    ids = count(1)
    return Birth(lambda: f"new{next(ids)}", 7.0)


def session(facts=FACTS):
    made = Session(facts)
    made.add([Mock(name, Fixed(Response(200, body=name.encode())), times=3) for name in ("old", "new")])
    made.lock(["old"])
    made.restore_uses({"new": 2})
    return made


def exported(*sessions, entries=()):
    shapes = (session_shape(each, entries) for each in sessions)
    return "".join(go_json_list(shapes, "    ")).encode()


def told(read, *arguments):
    with pytest.raises(BadExportError) as caught:
        read(*arguments)
    return list(caught.value.problems)


def test_an_export_comes_back(birth):
    entries = [entry for entry in several() if entry.response]
    text = exported(session(), session(SessionFacts("second", "", 0.0)), entries=entries)
    first, second = sessions_of_json(text, birth)
    assert (first.facts, second.facts) == (FACTS, SessionFacts("second", "", 0.0))
    again = []
    for read in (first, second):
        made = Session(read.facts)
        read.put_into(made)
        again.append(session_shape(made, read.entries))
    assert "".join(go_json_list(again, "    ")).encode() == text


def test_mocks_are_oldest_first_with_their_states(birth):
    (read,) = sessions_of_json(exported(session()), birth)
    assert [(mock.mock.id, mock.times_count, mock.locked) for mock in read.mocks] == [
        ("old", 0, True),
        ("new", 2, False),
    ]
    made = Session(read.facts)
    read.put_into(made)
    assert [mock.id for mock in made.mocks] == ["old", "new"]
    assert (made.is_locked("old"), made.is_locked("new")) == (True, False)
    assert [made.uses(mock) for mock in made.mocks] == [0, 2]


def test_entries_get_ids_and_belong_to_their_session(birth):
    (read,) = sessions_of_json(exported(session(), entries=[exchange(), exchange()]), birth)
    assert [(entry.id, entry.session) for entry in read.entries] == [("", FACTS.id)] * 2
    assert [entry.id for entry in numbered(read.entries, iter("78").__next__)] == ["7", "8"]


@pytest.mark.parametrize("raw", [b"", b"[]", b"null"])
def test_no_sessions(raw, birth):
    assert sessions_of_json(raw, birth) == ()


def test_what_is_missing_is_made_anew(birth):
    (read,) = sessions_of_json(b'[{"ID": null, "history": null}]', birth)
    assert (read.facts, read.mocks, read.entries) == (SessionFacts("new1", "", 7.0), (), ())


def test_old_exports_are_read(birth):
    entry = {"mock_id": "a", "request": {"path": "/a", "method": "GET"}, "response": {"status": 200}}
    mock = {"request": {"path": "/a"}, "response": {"body": "x"}}
    facts = {"id": "zXTqjwzmR", "name": "old", "date": "2020-02-12T22:01:10.1Z"}
    old = [{**facts, "history": [entry], "mocks": [mock]}]
    (read,) = sessions_of_json(json.dumps(old).encode(), birth)
    assert read.entries[0].mock is None
    assert read.mocks[0].mock.id == "new1"


@pytest.mark.parametrize(
    ("tree", "problems"),
    [
        ({}, ["expected a list of sessions, found a mapping"]),
        ([5], ["[0]: expected a mapping, found 5"]),
        (
            [{"id": "../etc", "name": 5, "date": "soon", "history": {}, "mocks": "x"}],
            [
                '[0].id: expected up to 64 letters, digits, - and _, found "../etc"',
                "[0].name: expected text, found 5",
                '[0].date: expected a date like 2026-11-21T08:36:55.5Z, found "soon"',
                '[0].mocks: expected a list, found "x"',
                "[0].history: expected a list, found a mapping",
            ],
        ),
        (
            [
                {"id": "a"},
                {
                    "id": "a",
                    "history": [{}, {"request": {"method": 5}}, 3],
                    "mocks": [{}, {"response": {}}, 7],
                },
            ],
            [
                "[1].history[1].request.method: expected text, found 5",
                "[1].history[2]: expected a mapping, found 3",
                "[1].mocks[0]: The route must define at least a response, a dynamic response or a proxy",
                "[1].mocks[2]: expected a mock, found 7",
                '[1].id: the id "a" is there twice',
            ],
        ),
    ],
)  # fmt: skip
def test_every_problem_is_told_with_its_place(tree, problems, birth):
    assert told(sessions_of_json, json.dumps(tree).encode(), birth) == problems


def test_a_refusal_lists_some_and_counts_the_rest(birth):
    tree = [{"history": [5] * 30}]
    with pytest.raises(BadExportError) as caught:
        sessions_of_json(json.dumps(tree).encode(), birth)
    assert len(caught.value.problems) == 30
    message = str(caught.value)
    assert message.count("expected a mapping, found 5") == 20
    assert message.endswith("; and 10 more")


def test_what_is_no_json(birth):
    assert told(sessions_of_json, b"[", birth) == ["not JSON: Expecting value, line 1, column 2"]


class TestFiles:
    """The three files of a folder of sessions."""

    def test_the_list_of_sessions(self, birth):
        text = "".join(yaml_list([session_facts_shape(FACTS)])).encode()
        assert facts_of_yaml(text, birth) == Readable((FACTS,))
        assert facts_of_yaml(text * 2 + b"- 5\n- {id: ../x}\n", birth) == Readable(
            (FACTS,),
            (
                '[1].id: the id "KlB4HECXnTeo" is there twice',
                "[2]: expected a mapping, found 5",
                '[3].id: expected up to 64 letters, digits, - and _, found "../x"',
            ),
        )
        assert told(facts_of_yaml, b"5", birth) == ["expected a list, found 5"]

    def test_mocks_are_oldest_first_already(self, birth):
        shapes = session_yaml_shape(session(), [])["mocks"]
        text = "".join(yaml_list([*shapes][::-1])).encode()
        assert [exported.mock.id for exported in mocks_of_yaml(text, birth).taken] == ["old", "new"]
        assert mocks_of_yaml(b"- 5", birth).problems == ("[0]: expected a mock, found 5",)

    def test_exchanges(self):
        text = "".join(yaml_list(session_yaml_shape(session(), several()[:3])["history"])).encode()
        entries = entries_of_yaml(text, "s").taken
        assert [entry.session for entry in entries] == ["s"] * 3
        again = yaml_list(session_yaml_shape(session(), entries)["history"])
        assert "".join(again).encode() == text
        found = entries_of_yaml(b"- {request: 5}", "s")
        assert found == Readable((), ("[0].request: expected a mapping, found 5",))

    def test_as_smocker_itself_writes_them(self, birth):
        (mock,) = mocks_of_yaml(SMOCKERS_MOCKS, birth).taken
        assert (mock.mock.id, mock.times_count, mock.locked, mock.mock.times) == ("zXTqjwzmR", 2, True, 3)
        assert mock.mock.responder.response.body == b"two\nlines"
        assert mock.mock.responder.delay == Delay(10_000_000, 3_661_000_000_000)
        (entry,) = entries_of_yaml(SMOCKERS_HISTORY, "s").taken
        assert entry.mock == MockRef("zXTqjwzmR", "zXTqjwzmR", "static", from_file=False)
        assert entry.request.body == b"\xff\xfe\x00\x01"
        assert entry.response.body == b'{"n":1.5,"ok":true}'
        assert entry.timing.started_at == pytest.approx(STARTED_AT)


SMOCKERS_MOCKS = b"""\
- request:
    path:
        matcher: ShouldEqual
        value: /test
    method:
        matcher: ShouldMatch
        value: .*
    headers:
        X-Id:
            - matcher: ShouldEqual
              value: "12"
  response:
    body: |-
        two
        lines
    status: 200
    delay:
        min: 10ms
        max: 1h1m1s
    headers:
        Content-Type:
            - text/plain
  context:
    times: 3
  state:
    id: zXTqjwzmR
    times_count: 2
    locked: true
    creation_date: 2026-11-21T09:36:55.509321354+01:00
"""
SMOCKERS_HISTORY = b"""\
- context:
    mockid: zXTqjwzmR
    mocktype: static
    delay: 53.281591ms
  request:
    path: /test
    method: POST
    origin: 127.0.0.1
    body_string: !!binary //4AAQ==
    body: !!binary //4AAQ==
    headers:
        Host:
            - localhost:8080
    date: 2026-11-21T09:36:55.509321354+01:00
  response:
    status: 200
    body:
        "n": 1.5
        ok: true
    headers:
        Content-Type:
            - text/plain
    date: 2026-11-21T09:36:55.609321354+01:00
"""


@pytest.mark.parametrize("raw", [b"[1" + b",1" * 99 + b"]", b'[{"history": [1' + b",1" * 99 + b"]}, 1, 1]"])
def test_after_many_problems_nobody_looks_for_more(raw, birth, monkeypatch):
    monkeypatch.setattr("smockproxy.app.sessions.imported.MOST_FOUND", 30)
    with pytest.raises(BadExportError) as refusal:
        sessions_of_json(raw, birth)
    assert 30 <= len(refusal.value.problems) <= 31


def test_of_a_folder_all_that_is_readable_is_taken(birth, monkeypatch):
    monkeypatch.setattr("smockproxy.app.sessions.imported.MOST_FOUND", 2)
    assert len(entries_of_yaml(b"- 1\n" * 9, "s").problems) == 9


def test_a_delay_longer_than_is_allowed(birth):
    raw = b'[{"mocks": [{"response": {"delay": "31s"}}]}]'
    sessions = sessions_of_json(raw, birth, longest_delay=31_000_000_000)
    assert sessions[0].mocks[0].mock.responder.delay.high == 31_000_000_000
    with pytest.raises(
        BadExportError, match=r"^\[0\].mocks\[0\].*delay: a delay may be 30s at most, found 31s$"
    ):
        sessions_of_json(raw, birth, longest_delay=30_000_000_000)
