"""Was this called, and what came near."""

import pytest

from smockproxy.core.bounds import Bounds, VerdictOutcome
from smockproxy.core.calls import Calls, count_calls
from smockproxy.core.conditions import Conditions, OnBody, OnField
from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Request
from smockproxy.core.matchers import equal

PAYMENT = Conditions((OnField("path", equal("/payment")), OnBody(equal("99.99"))))


def exchange(number: int, path: str = "/payment", body: bytes = b"99.99", **facts) -> HistoryEntry:
    request = Request("POST", "http", "api.test", 80, path, body=body)
    known = {"outcome": Outcome.MOCKED, "session": "s", "request_size": len(body)}
    return HistoryEntry(
        id=str(number), request=request, timing=Timing(started_at=float(number)), **(known | facts)
    )


def ids(entries) -> list[str]:
    return [entry.id for entry in entries]


def test_calls_are_counted_and_the_newest_shown() -> None:
    entries = [exchange(number) for number in range(5)]
    counted = count_calls([*entries, exchange(9, "/other")], Calls(PAYMENT), Bounds(), most=2)
    assert (counted.count, counted.unknown, ids(counted.shown)) == (5, 0, ["3", "4"])
    assert counted.outcome is VerdictOutcome.PASSED
    assert counted.nearest == ()


def test_too_few_have_the_nearest_with_them() -> None:
    entries = [
        exchange(1),
        exchange(2, "/elsewhere", b""),
        exchange(3, body=b"99.98"),
        exchange(4, "/paymnt"),
        exchange(5, protocol="tcp"),
        exchange(6, "/x"),
    ]
    counted = count_calls(entries, Calls(PAYMENT), Bounds(3))
    assert counted.outcome is VerdictOutcome.FAILED
    assert ids(near.entry for near in counted.nearest)[0] == "3"
    assert len(counted.nearest) == 3
    assert [(found.field, found.actual) for found in counted.nearest[0].mismatches] == [("body", "99.98")]
    assert counted.nearest[0].distance < counted.nearest[1].distance


def test_a_body_that_is_not_kept_whole_cannot_tell() -> None:
    cut = [exchange(1, body=b"99", request_size=5), exchange(2, "/other", request_size=50)]
    counted = count_calls(cut, Calls(PAYMENT), Bounds(1))
    assert (counted.count, counted.unknown) == (0, 1)
    assert counted.outcome is VerdictOutcome.INCOMPLETE
    by_path = Calls(Conditions((OnField("path", equal("/payment")),)))
    assert count_calls(cut, by_path, Bounds(1)).outcome is VerdictOutcome.PASSED


def test_what_was_evicted_may_have_been_one() -> None:
    assert count_calls([], Calls(PAYMENT), Bounds(1), evicted=1).outcome is VerdictOutcome.INCOMPLETE
    assert count_calls([], Calls(PAYMENT), Bounds(2), evicted=1).outcome is VerdictOutcome.FAILED
    found = count_calls([exchange(1)], Calls(PAYMENT), Bounds(1), evicted=1)
    assert found.outcome is VerdictOutcome.PASSED


@pytest.mark.parametrize(("mock_id", "included"), [("", True), ("m", True), ("n", False)])
def test_the_mock_that_answered(mock_id: str, included: bool) -> None:  # noqa: FBT001 - a table's column
    answered = exchange(1, mock=MockRef("m", "m", "static", from_file=False))
    assert Calls(PAYMENT, mock_id).include(answered) is included
    assert Calls(PAYMENT, mock_id).include(exchange(1)) is (mock_id == "")


@pytest.mark.parametrize(("name", "included"), [(None, "ab"), ("", "a"), ("worker-3", "b"), ("x", "")])
def test_the_session_of_the_client(name: str | None, included: str) -> None:
    entries = {"a": exchange(1), "b": exchange(2, session_name="worker-3")}
    calls = Calls(PAYMENT, session_name=name)
    assert [each for each, entry in entries.items() if calls.include(entry)] == list(included)


def test_exchanges_of_another_session_are_not_near() -> None:
    entries = [exchange(1, "/paymnt"), exchange(2, "/pay", session_name="worker-3")]
    counted = count_calls(entries, Calls(PAYMENT, session_name="worker-3"), Bounds(1))
    assert ids(near.entry for near in counted.nearest) == ["2"]


def test_exchanges_by_another_mock_are_not_near() -> None:
    assert count_calls([exchange(1)], Calls(PAYMENT, "m"), Bounds(1)).nearest == ()


def test_the_history_does_not_grow_by_being_asked() -> None:
    entry = exchange(1)
    before = dict(vars(entry.request))
    assert Calls(PAYMENT).include(entry)
    assert vars(entry.request) == before


def test_a_callback_is_no_call_of_the_program() -> None:
    entries = [exchange(1), exchange(2, outcome=Outcome.CALLBACK, callback_of="1")]
    assert count_calls(entries, Calls(PAYMENT), Bounds()).count == 1
