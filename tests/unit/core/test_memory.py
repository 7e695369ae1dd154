"""What a request knows of its session."""

from smockproxy.core.memory import NO_MEMORY, STARTED, Memory, memory_after


def test_nothing_is_remembered_at_first():
    assert Memory() == NO_MEMORY
    assert (NO_MEMORY.state, NO_MEMORY.scenarios, STARTED) == ({}, {}, "Started")


def test_only_what_has_changed_has_weight():
    text, rows, scenarios = "x" * 1_000, [1, 2], {"Order": "Placed"}
    first = memory_after(NO_MEMORY, {"text": text, "rows": rows}, scenarios)
    assert 1_100 < first.weight < 1_300
    assert memory_after(first, {"text": text, "rows": rows}, scenarios).weight == 0
    assert 0 < memory_after(first, {"text": text, "rows": [1]}, scenarios).weight < 150
    assert memory_after(first, {"text": text}, {"Order": "Paid"}).weight == 100
