"""Complaints, and how a validator says them."""

import pytest
from pydantic_core import PydanticCustomError

from smockproxy.core.matcher import BadValueError
from smockproxy.files.reading import (
    COMPLAINT,
    Complaint,
    Dialect,
    Reading,
    along_with,
    complain,
    complaints_about,
    complaints_in,
)
from smockproxy.matching import MATCHERS


def test_a_complaint_is_carried_by_an_error():
    error = complain("wrong", hint="right", steps=["a"], of_key=True)
    assert error.type == COMPLAINT
    assert error.context == {
        "complaints": (Complaint(message="wrong", hint="right", steps=("a",), of_key=True),)
    }


def test_a_complaint_can_be_told_from_further_up():
    assert Complaint(message="m", steps=("b",)).further((0, "a")).steps == (0, "a", "b")


def test_whose_rules_hold():
    assert [Reading(MATCHERS, dialect).is_strict for dialect in Dialect] == [True, False, False]
    assert [Reading(MATCHERS, dialect).is_json for dialect in Dialect] == [False, False, True]


ONE, OTHER = Complaint(message="one"), Complaint(message="other")


def test_what_was_found_before_is_told_together_with_what_is_found_now():
    with pytest.raises(PydanticCustomError) as both, along_with([ONE]):
        raise complain("other")
    with pytest.raises(PydanticCustomError) as only_before, along_with([ONE]):
        pass
    with along_with(()):
        pass
    assert complaints_in(both.value) == (ONE, OTHER)
    assert complaints_in(only_before.value) == (ONE,)


def test_all_that_is_wrong_with_a_value():
    error = BadValueError("one", "mend it", ["a", 0], [BadValueError("other")])
    assert list(complaints_about(error, ["value"])) == [
        Complaint(message="one", hint="mend it", steps=("value", "a", 0)),
        Complaint(message="other", steps=("value",)),
    ]
    assert [told.steps for told in complaints_about(error, ["file"], is_inside=False)] == [("file",)] * 2
