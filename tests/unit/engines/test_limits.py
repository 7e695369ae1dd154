import pytest

from smockproxy.engines.contract import ScriptError
from smockproxy.engines.limits import (
    DEFAULT_LIMITS,
    Limits,
    PoolSize,
    ScriptOverrun,
    ScriptTimeout,
    cores,
    out_of_memory,
    seconds_text,
    size_text,
)


def test_the_defaults():
    assert Limits(seconds=2, memory=64 << 20, log=10_000, answer=10 << 20) == DEFAULT_LIMITS
    assert (PoolSize().most, PoolSize().patience) == (16, 2)


def test_a_worker_is_kept_for_each_processor():
    assert PoolSize().kept == cores() >= 1


def test_both_ends_are_the_scripts_fault():
    assert issubclass(ScriptTimeout, ScriptError)
    assert issubclass(ScriptOverrun, ScriptError)


@pytest.mark.parametrize(("size", "text"), [(64 << 20, "64 MiB"), (1_000, "1,000 bytes"), (0, "0 bytes")])
def test_sizes_are_written(size, text):
    assert size_text(size) == text


def test_too_little_memory_is_told():
    assert out_of_memory(1 << 20).message == "it needs more memory than 1 MiB"


@pytest.mark.parametrize(("seconds", "text"), [(2.0, "2 s"), (0.5, "0.5 s")])
def test_times_are_written(seconds, text):
    assert seconds_text(seconds) == text
