import os
import signal
import sys

import pytest

from smockproxy.engines import bounds
from smockproxy.engines.limits import Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what Linux's kernel does")

if sys.platform == "linux":
    import resource


def memory_limit() -> int:
    return resource.getrlimit(resource.RLIMIT_DATA)[0]


def test_within_bounds_there_is_a_limit_and_an_alarm():
    before = memory_limit()
    with bounds.bounded(Limits(seconds=50, memory=1 << 30)):
        assert bounds.memory_in_use() <= memory_limit() - (1 << 30) + (1 << 20)
        assert 50 < signal.getitimer(signal.ITIMER_REAL)[0] <= 50 + bounds.GRACE
    assert memory_limit() == before
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_too_much_memory_is_an_error():
    with pytest.raises(MemoryError), bounds.bounded(Limits(memory=1 << 20)):
        bytearray(1 << 26)
    assert len(bytearray(1 << 26)) == 1 << 26


def test_bounds_are_gone_after_an_error():
    before = memory_limit()
    with pytest.raises(KeyError), bounds.bounded(Limits()):
        raise KeyError
    assert memory_limit() == before
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_memory_is_counted():
    before = bounds.memory_in_use()
    kept = bytearray(b"x") * (1 << 26)  # too large to be taken from what an earlier test left free
    assert bounds.memory_in_use() - before >= len(kept) - (1 << 20)


def test_environment_and_folder_are_hidden(monkeypatch, tmp_path):
    went: list[object] = []
    monkeypatch.setattr(os, "environ", {"SECRET": "x"})
    monkeypatch.setattr(os, "chdir", went.append)
    monkeypatch.setattr(bounds, "PLACES", str(tmp_path))
    bounds.hide_surroundings()
    assert os.environ == {}
    (place,) = went
    assert str(place).startswith(str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_without_a_place_of_its_own_it_goes_to_the_root(monkeypatch, tmp_path):
    went: list[object] = []
    monkeypatch.setattr(os, "environ", {})
    monkeypatch.setattr(os, "chdir", went.append)
    monkeypatch.setattr(bounds, "PLACES", str(tmp_path / "nowhere"))
    bounds.hide_surroundings()
    assert went == ["/"]


def test_workers_step_back_and_leave_no_core(monkeypatch):
    asked: list[object] = []
    monkeypatch.setattr(os, "nice", asked.append)
    monkeypatch.setattr(resource, "setrlimit", lambda kind, limit: asked.append((kind, limit)))
    bounds.step_back()
    bounds.leave_no_core()
    assert asked == [19, (resource.RLIMIT_CORE, (0, 0))]
