"""The sets of mocks that are measured answer the requests that are meant for them, and no others."""

import random
from pathlib import Path

import pytest

from benchmarks.matching import SETS, Cost, ratios
from benchmarks.mocksets import HOST, hits, misses, mocks_of, write_files
from benchmarks.reloading import quantile
from smockproxy.core.decision import Answer, Refuse, Unmatched
from smockproxy.core.engine import Engine
from smockproxy.core.http import Headers, Request
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.store import FileStore
from smockproxy.matching import MATCHERS
from smockproxy.matching.patternset import PatternSets


def engine() -> Engine:
    return Engine(Session(SessionFacts("s", "s", 0.0)), Unmatched.REFUSE, PatternSets())


@pytest.mark.parametrize("name", SETS)
def test_requests_are_answered_or_not_as_they_should_be(name: str) -> None:
    kinds, chance, asked = SETS[name], random.Random(1), engine()
    asked.replace_files(mocks_of(100, kinds))
    assert {type(asked.decide(each)) for each in hits(60, 100, kinds, chance)} == {Answer}
    assert {type(asked.decide(each)) for each in misses(60, kinds, chance)} == {Refuse}
    narrowed = [len(list(asked.mocks.candidates(each))) for each in hits(60, 100, kinds, chance)]
    assert set(narrowed) == {1}


def test_files_are_good_and_answer(tmp_path: Path) -> None:
    write_files(tmp_path, files=2, each=3, says="7")
    store = FileStore([str(tmp_path)], MATCHERS, clock=lambda: 0.0, pause=lambda _: None)
    loaded = store.load_all()
    assert (len(loaded.mocks), loaded.problems) == (6, ())
    asked = engine()
    asked.replace_files(loaded.mocks)
    headers = Headers.of([("Host", HOST), ("Accept", "*/*")])
    decision = asked.decide(Request("GET", "http", HOST, 80, "/payments/5?currency=EUR", headers))
    assert isinstance(decision, Answer)
    assert b'"says": "7"' in decision.response.body


def test_figures() -> None:
    ten, most = Cost("all literal", 10, 1e-6, 2e-6, 0, 0), Cost("all literal", 100, 3e-6, 3e-6, 0, 0)
    assert ratios([ten, most]) == [
        "all literal: 100 mocks cost 3.00 times what 10 do (hit), 1.50 times (miss)"
    ]
    assert [quantile([1.0, 2.0, 3.0], share) for share in (0.0, 0.5, 0.99, 1.0)] == [1.0, 2.0, 3.0, 3.0]
