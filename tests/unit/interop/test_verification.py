"""Verification: what Smocker says of a session."""

import pytest

from smockproxy.core.history import Outcome
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts
from smockproxy.interop.verification import verification_shape, verification_yaml_shape
from tests.unit.exchanges import exchange

TWICE, ANY_TIMES, ONCE = (
    Mock("twice", Fixed(Response()), times=2),
    Mock("any", Fixed(Response())),
    Mock("once", Fixed(Response()), times=1),
)


def session(**uses):
    made = Session(SessionFacts("s", "Session #1", 0.0))
    made.add([TWICE, ANY_TIMES, ONCE])
    for mock in (TWICE, ANY_TIMES, ONCE):
        for _ in range(uses.get(mock.id, 0)):
            made.reserve(mock)
    return made


def ids(mocks):
    return [mock["state"]["id"] for mock in mocks]


def test_all_is_well():
    assert verification_shape(session(twice=2, any=1, once=1), [exchange()]) == {
        "mocks": {"verified": True, "all_used": True, "message": "All mocks match expectations"},
        "history": {"verified": True, "message": "History is clean"},
    }


def test_too_few_calls_and_none():
    told = verification_shape(session(twice=1), [])["mocks"]
    assert list(told) == ["verified", "all_used", "message", "failures", "unused"]
    assert (told["verified"], told["all_used"]) == (False, False)
    assert told["message"] == "Some mocks don't match expectations"
    assert ids(told["failures"]) == ["once", "twice"]
    assert ids(told["unused"]) == ["once", "any"]


def test_too_many_calls():
    told = verification_shape(session(twice=3, any=1, once=1), [])["mocks"]
    assert (told["verified"], told["all_used"], ids(told["failures"])) == (False, True, ["twice"])
    assert "unused" not in told


def test_an_unused_mock_without_a_limit_is_no_failure():
    told = verification_shape(session(twice=2, once=1), [])["mocks"]
    assert (told["verified"], told["all_used"], told["message"]) == (
        True,
        False,
        "Some mocks don't match expectations",
    )
    assert "failures" not in told


@pytest.mark.parametrize(("status", "clean"), [(600, True), (601, False), (666, False), (700, False)])
def test_errors_in_the_history(status, clean):
    entries = [exchange(), exchange(response=Response(status), outcome=Outcome.REFUSED, mock=None)]
    told = verification_shape(session(), entries)["history"]
    assert told["verified"] is clean
    assert told["message"] == ("History is clean" if clean else "There are errors in the history")
    assert [entry["response"]["status"] for entry in told.get("failures", [])] == ([] if clean else [status])


def test_an_exchange_without_an_answer_is_no_error_of_a_mock():
    assert verification_shape(session(), [exchange(unanswered=True)])["history"]["verified"] is True


def test_yaml_has_another_name_and_shows_empty_lists():
    told = verification_yaml_shape(session(twice=2, any=1, once=1), [])
    assert list(told["mocks"]) == ["verified", "allused", "message", "failures", "unused"]
    assert told["mocks"]["failures"] == told["mocks"]["unused"] == told["history"]["failures"] == []


def test_yaml_has_the_failures():
    told = verification_yaml_shape(session(any=1), [exchange(response=Response(601))])
    assert ids(told["mocks"]["failures"]) == ids(told["mocks"]["unused"]) == ["once", "twice"]
    assert told["history"]["failures"][0]["context"]["mockid"] == "hello-id"
