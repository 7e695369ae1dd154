"""What the trace costs."""

import pytest

from benchmarks.tracing import Share, candidates_of, lines_of, seconds_each, share


def test_what_a_trace_adds():
    assert Share(10, 22e-6, 2e-6).added == pytest.approx(0.1)


def test_a_line_says_all_of_it():
    assert lines_of([Share(10, 22e-6, 2e-6)]) == [
        "10 candidates: 22.0 µs a decision, 2.00 µs of them for the trace, 10.0% more than without"
    ]


def test_candidates_differ():
    assert [mock.id for mock in candidates_of(3)] == ["0", "1", "2"]


def test_calls_are_made():
    calls = []
    assert seconds_each(lambda: calls.append(1), 7) >= 0
    assert len(calls) == 7


def test_a_short_measurement():
    found = share(3, rounds=2, calls=3)
    assert found.candidates == 3
    assert found.decision > found.trace >= 0
