"""What JavaScript calls, with JSON both ways."""

import json
from typing import Any

import pytest

from smockproxy.engines.javascript.host import Host
from tests.unit.engines.javascript.running import surroundings


def asked(name: str, *arguments: Any) -> Any:
    return json.loads(Host(surroundings(state={"a": 1}))(json.dumps([name, arguments])))


def test_values_and_reasons():
    assert asked("state.get", "a") == [True, 1]
    assert asked("from_json", "{")[0] is False
    assert asked("nothing") == [False, "KeyError: 'nothing'"]
    assert asked("random_choice", 5)[1].startswith("TypeError: ")
    assert asked("uuid", 1, 2) == [False, "uuid: expected no arguments, found 2"]
    assert asked("state.get") == [False, "state.get: expected 1 or 2 arguments, found 0"]


@pytest.mark.parametrize("written", [None, 5, "", "{", "[]", '["x"]', '["log", 5]', "[[], []]"])
def test_what_is_no_call_is_told(written: object):
    assert json.loads(Host(surroundings())(written))[0] is False


def test_the_parts_of_a_request():
    assert asked("request", "body_bytes") == [True, '{"amount": 5, "items": ["x"]}']
    assert asked("request", "body_string") == [True, '{"amount": 5, "items": ["x"]}']
    assert "body" not in asked("part", "request")[1][1]


def test_what_is_no_json_becomes_text():
    given = surroundings()
    object.__setattr__(given, "functions", {"raw": lambda: b"\xff", "odd": lambda: 1j})
    host = Host(given)
    assert [json.loads(host(json.dumps([name, []])))[1] for name in ("raw", "odd")] == ["\ufffd", "1j"]
