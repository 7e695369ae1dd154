"""Smocker's shape of a mock."""

from dataclasses import replace

import pytest

from smockproxy.core.conditions import Conditions, OnBody, OnBodyPaths, OnField, OnHeaders, OnQuery
from smockproxy.core.duration import Delay
from smockproxy.core.fixtures import Fixtures
from smockproxy.core.http import Headers, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Expected, Mock
from smockproxy.core.responders import MODULE, TEMPLATE, Fixed, ForwardTo, Scripted
from smockproxy.core.session import Session, SessionFacts
from smockproxy.interop.smockermock import mock_shape
from tests.unit.exchanges import STARTED_AT, text_headers

ANY = {"matcher": "ShouldMatch", "value": ".*"}


def is_(value: str) -> dict[str, str]:
    return {"matcher": "ShouldEqual", "value": value}


@pytest.fixture
def session() -> Session:
    return Session(SessionFacts("s", "Session #1", 0.0))


def test_the_smallest(session):
    shape = mock_shape(Mock("5QVW24njUr2e", Fixed(Response(0)), created_at=STARTED_AT), session)
    assert shape == {
        "request": {"path": ANY, "method": ANY},
        "response": {"status": 0, "delay": {}},
        "context": {},
        "state": {
            "id": "5QVW24njUr2e",
            "times_count": 0,
            "locked": False,
            "creation_date": "2026-11-21T08:36:55.509321Z",
        },
    }
    assert list(shape["request"]) == ["path", "method"]


def test_in_full(session):
    conditions = Conditions(
        (
            OnField("method", equal("GET")),
            OnField("path", equal("/a")),
            OnField("host", equal("a.test")),
            OnHeaders({"X-B": (), "X-A": (equal("1"), equal("2"))}),
            OnQuery({"q": (equal("z"),)}),
            OnBodyPaths({"b": equal("2"), "a[0]": equal("1")}),
        )
    )
    response = Response(201, Headers.of([("X-Two", "1"), ("X-One", "2"), ("X-Two", "3")]), b"caf\xe9")
    mock = Mock("id", Fixed(response, Delay(0, 50_000_000)), conditions, times=3)
    shape = mock_shape(mock, session)
    assert shape["request"] == {
        "path": is_("/a"),
        "method": is_("GET"),
        "body": {"a[0]": is_("1"), "b": is_("2")},
        "query_params": {"q": [is_("z")]},
        "headers": {"X-A": [is_("1"), is_("2")], "X-B": []},
        "host": is_("a.test"),
    }
    assert list(shape["request"]) == ["path", "method", "body", "query_params", "headers", "host"]
    assert shape["response"] == {
        "body": "caf\ufffd",
        "status": 201,
        "delay": {"max": 50_000_000},
        "headers": {"X-One": ["2"], "X-Two": ["1", "3"]},
    }
    assert list(shape["response"]) == ["body", "status", "delay", "headers"]
    assert shape["context"] == {"times": 3}


def test_our_limits_stand_beside_smockers():
    limited = Mock("id", Fixed(Response()), after=2, probability=0.5, ttl=90.0)
    shape = mock_shape(limited, Session(SessionFacts("s", "Session #1", 0.0)))
    assert shape["context"] == {"after": 2, "probability": 0.5, "ttl": "1m30s"}


def test_what_is_expected_is_shown_as_far_as_it_was_said():
    expecting = Mock("id", Fixed(Response()), times=3, expected=Expected(at_least=0, rank=2))
    shape = mock_shape(expecting, Session(SessionFacts("s", "s", 0.0)))
    assert shape["context"] == {"times": 3, "verify": {"at_least": 0, "rank": 2}}


def test_body_matcher(session):
    mock = Mock("id", Fixed(Response()), Conditions((OnBody(equal("x")),)))
    assert mock_shape(mock, session)["request"]["body"] == is_("x")


def test_proxy(session):
    forward = ForwardTo("http://up.test", headers=text_headers(X_A="1"), delay=Delay(1, 2))
    mock = Mock("id", forward)
    assert mock_shape(mock, session)["proxy"] == {
        "host": "http://up.test",
        "delay": {"min": 1, "max": 2},
        "headers": {"X-A": ["1"]},
    }
    kept = replace(mock, responder=replace(forward, keep_host=True, headers=Headers()))
    assert list(mock_shape(kept, session)["proxy"]) == ["host", "delay", "keep_host"]
    every = replace(kept, responder=replace(kept.responder, follow_redirect=True, skip_verify_tls=True))
    switches = ["follow_redirect", "skip_verify_tls", "keep_host"]
    assert list(mock_shape(every, session)["proxy"]) == ["host", "delay", *switches]
    assert all(mock_shape(every, session)["proxy"][switch] is True for switch in switches)


def test_two_responders_show_both(session):
    mock = Mock("id", ForwardTo("http://up.test"), spare=Fixed(Response(0, body=b"never")))
    session.reserve(mock)
    shape = mock_shape(mock, session)
    assert list(shape) == ["request", "response", "context", "state", "proxy"]
    assert shape["response"] == {"body": "never", "status": 0, "delay": {}}


def test_a_lock_and_a_priority(session):
    mock = Mock("id", Fixed(Response(200)), priority=-3)
    session.add([mock])
    session.lock(["id"])
    shape = mock_shape(mock, session)
    assert list(shape) == ["request", "response", "context", "state", "priority"]
    assert (shape["state"]["locked"], shape["priority"]) == (True, -3)


def test_serving_counts_and_writes_the_status_back(session):
    mock = Mock("id", Fixed(Response(0)))
    session.reserve(mock)
    shape = mock_shape(mock, session)
    assert (shape["response"]["status"], shape["state"]["times_count"]) == (200, 1)


def test_an_unknown_condition_is_an_error(session):
    class Other:
        needs_body = False

        def mismatch(self, _request):
            return None

    with pytest.raises(TypeError, match="Other"):
        mock_shape(Mock("id", Fixed(Response()), Conditions((Other(),))), session)


def test_a_script_stands_where_smocker_has_it(session):
    scripted = Scripted("go_template", "status: 201\n", 4, "mocks/a.yml")
    shape = mock_shape(Mock("id", scripted), session)
    assert list(shape) == ["request", "context", "state", "dynamic_response"]
    assert shape["dynamic_response"] == {"engine": "go_template", "script": "status: 201\n"}
    assert list(shape["dynamic_response"]) == ["engine", "script"]


@pytest.mark.parametrize(
    ("spare", "keys"),
    [
        (Fixed(Response(0)), ["request", "response", "context", "state", "dynamic_response"]),
        (ForwardTo(), ["request", "context", "state", "dynamic_response", "proxy"]),
    ],
)
def test_what_a_script_stands_before_is_shown(session, spare, keys):
    assert list(mock_shape(Mock("id", Scripted("lua", "x"), spare=spare), session)) == keys


def test_a_template_is_a_response_as_an_upload_has_it(session):
    script = '{"status": "{{ 1 }}", "headers": {"A": ["b"]}, "json": {"a": 1}, "delay": {"min": 1, "max": 2}}'
    shape = mock_shape(Mock("id", Scripted(TEMPLATE, script)), session)
    assert shape["response"] == {
        "status": "{{ 1 }}",
        "delay": {"min": 1, "max": 2},
        "headers": {"A": ["b"]},
        "json": {"a": 1},
        "template": True,
    }
    assert list(shape) == ["request", "response", "context", "state"]


def test_serving_writes_the_status_of_a_template_back(session):
    mock = Mock("id", Scripted(TEMPLATE, '{"body": "{{ 1 }}"}'))
    before = {"body": "{{ 1 }}", "status": 0, "delay": {}, "template": True}
    assert mock_shape(mock, session)["response"] == before
    session.reserve(mock)
    assert mock_shape(mock, session)["response"] == before | {"status": 200}


def test_a_function_of_a_module_is_named(session):
    script = '{"module": "the whole text", "path": "/a.py", "mock": 0, "function": "pay"}'
    shape = mock_shape(Mock("id", Scripted(MODULE, script, file="mocks/a.py")), session)
    assert shape["dynamic_response"] == {"engine": "python", "file": "mocks/a.py", "function": "pay"}


def test_fixtures_have_no_shape_in_smocker(session):
    assert not mock_shape(Mock("m", Fixtures("templates")), session).keys() & {"response", "proxy"}
