"""Shapes of sessions: summaries and exports."""

import json

import yaml

from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts
from smockproxy.interop.gojson import go_json_list
from smockproxy.interop.sessionshapes import session_facts_shape, session_shape, session_yaml_shape
from smockproxy.interop.smocker import entry_shape
from smockproxy.interop.smocker_yaml import entry_yaml_shape, yaml_list
from tests.unit.exchanges import STARTED_AT, exchange

FACTS = SessionFacts("KlB4HECXnTeo", "Session #1", STARTED_AT)
SUMMARY = {"id": "KlB4HECXnTeo", "name": "Session #1", "date": "2026-11-21T08:36:55.509321Z"}


def session(*mocks):
    made = Session(FACTS)
    made.add(mocks)
    return made


def test_summary():
    assert session_facts_shape(FACTS) == SUMMARY
    assert list(session_facts_shape(FACTS)) == ["id", "name", "date"]


def test_an_export_has_the_newest_mock_first():
    mocks = [Mock(name, Fixed(Response(body=b"\xff"))) for name in "abc"]
    entry = exchange()
    (told,) = json.loads("".join(go_json_list([session_shape(session(*mocks), [entry])], "    ")))
    assert list(told) == ["id", "name", "date", "history", "mocks"]
    assert told["history"] == [entry_shape(entry)]
    assert [mock["state"]["id"] for mock in told["mocks"]] == ["c", "b", "a"]


def test_an_export_in_yaml_has_yamls_names():
    entry = exchange()
    mock = Mock("a", Fixed(Response(body=b"\xff")))
    written = "".join(yaml_list([session_yaml_shape(session(mock), [entry])]))
    (told,) = yaml.load(written, Loader=yaml.BaseLoader)
    assert list(told) == ["id", "name", "date", "history", "mocks"]
    assert told["history"][0]["context"] == entry_yaml_shape(entry)["context"]
    assert "body: !!binary /w==" in written


def test_a_session_without_anything():
    shape = session_shape(session(), [])
    assert json.loads("".join(go_json_list([shape], "    "))) == [SUMMARY | {"history": [], "mocks": []}]
