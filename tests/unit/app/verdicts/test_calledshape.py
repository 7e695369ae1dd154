"""Answers to "was this called" and to a wait, as plain values."""

import json

from smockproxy.app.verdicts.called import asked_of
from smockproxy.app.verdicts.calledshape import called_shape, waited_shape
from smockproxy.app.verdicts.waiting import Waited, Wanted
from smockproxy.core.calls import Calls, count_calls
from smockproxy.core.http import Request
from smockproxy.core.redact import Redaction
from tests.unit.exchanges import exchange, text_headers

SHOWN = {
    "exchange": "1",
    "method": "GET",
    "url": "http://hello.test/hello?x=1",
    "decision": "mocked",
    "status": 200,
    "error": "",
    "cut": False,
}


def counted(path: str):
    asked = asked_of({"request": {"path": path}, "exactly": 1}, ())
    return called_shape(count_calls([exchange()], asked.calls, asked.bounds))


def test_how_often_something_was_called():
    assert counted("/hello") == {
        "outcome": "passed",
        "count": 1,
        "expected": {"at_least": 1, "at_most": 1, "text": "exactly 1"},
        "unknown": 0,
        "evicted": 0,
        "exchanges": [SHOWN],
        "nearest": [],
    }


def test_what_came_near():
    shape = counted("/helo")
    assert (shape["outcome"], shape["exchanges"]) == ("failed", [])
    (near,) = shape["nearest"]
    assert near.pop("distance") > 0
    mismatch = {"field": "path", "expected": "ShouldEqual '/helo'", "actual": "/hello"}
    assert near == {**SHOWN, "mismatches": [mismatch]}


def test_how_a_wait_ended():
    wanted = Wanted(Calls(), at_least=3, limit=1.5)
    assert waited_shape(Waited(("1", "4"), wanted)) == {
        "fulfilled": False,
        "count": 2,
        "at_least": 3,
        "timeout": 1.5,
        "exchanges": ["1", "4"],
    }


def test_credentials_have_pseudonyms():
    request = Request("GET", "http", "a.test", 80, "/a", text_headers(X_Api_Key="hunter2-hunter2"))
    asked = asked_of({"request": {"headers": {"X-Api-Key": "another"}}, "at_least": 1}, ())
    counted = count_calls([exchange(request)], asked.calls, asked.bounds)
    assert "hunter2" in json.dumps(called_shape(counted))
    shape = called_shape(counted, Redaction(b"key"))
    assert "hunter2" not in json.dumps(shape)
    assert shape["nearest"][0]["mismatches"][0]["actual"].startswith("redacted-")
