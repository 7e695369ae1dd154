"""What a request knows of its session."""

from smockproxy.core.memory import NO_MEMORY, STARTED, Memory


def test_nothing_is_remembered_at_first():
    assert Memory() == NO_MEMORY
    assert (NO_MEMORY.state, NO_MEMORY.scenarios, STARTED) == ({}, {}, "Started")
