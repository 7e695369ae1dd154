"""The engine that is measured alone is a real one, and answers as the benchmark says."""

from benchmarks.deciding import HEADERS, engine_with, path_of
from smockproxy.core.decision import Answer, Refuse
from smockproxy.core.http import Request


def test_the_last_declared_mock_is_asked_first() -> None:
    assert [mock.id for mock in engine_with(3).mocks.in_order] == ["2", "1", "0"]


def test_each_path_has_its_mock() -> None:
    engine = engine_with(3)
    first = engine.decide(Request("GET", "http", "bench.test", 80, path_of(0), HEADERS))
    none = engine.decide(Request("GET", "http", "bench.test", 80, path_of(3), HEADERS))
    assert isinstance(first, Answer)
    assert first.mock.id == "0"
    assert isinstance(none, Refuse)
