"""Complaints, and how a validator says them."""

from smockproxy.files.reading import COMPLAINT, Complaint, Dialect, Reading, complain
from smockproxy.matching import MATCHERS


def test_a_complaint_is_carried_by_an_error():
    error = complain("wrong", hint="right", steps=["a"], of_key=True)
    assert error.type == COMPLAINT
    assert error.context == {"complaint": Complaint(message="wrong", hint="right", steps=("a",), of_key=True)}


def test_a_complaint_can_be_told_from_further_up():
    assert Complaint(message="m", steps=("b",)).further((0, "a")).steps == (0, "a", "b")


def test_whose_rules_hold():
    assert [Reading(MATCHERS, dialect).is_strict for dialect in Dialect] == [True, False, False]
    assert [Reading(MATCHERS, dialect).is_json for dialect in Dialect] == [False, False, True]
