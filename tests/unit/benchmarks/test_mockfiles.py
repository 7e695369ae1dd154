"""The mocks that are loaded are good, and those that are asked answer what the load expects."""

import json
from pathlib import Path

import pytest

from benchmarks import mockfiles
from benchmarks.load.orders import Ask, fields_of
from benchmarks.works import BODY, HOST, WORKS, conditioned
from smockproxy.core.decision import Answer, Script, Unmatched
from smockproxy.core.engine import Engine
from smockproxy.core.http import Headers, Request
from smockproxy.core.session import Session, SessionFacts
from smockproxy.engines.straightline import is_straight_line
from smockproxy.files.store import FileStore
from smockproxy.matching import MATCHERS
from smockproxy.matching.patternset import PatternSets


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("bench") / "mocks"
    mockfiles.write(folder, 40)
    loaded = FileStore([str(folder)], MATCHERS, clock=lambda: 0.0, pause=lambda _: None).load_all()
    assert (len(loaded.mocks), loaded.problems) == (40, ())
    made = Engine(Session(SessionFacts("s", "s", 0.0)), Unmatched.REFUSE, PatternSets())
    made.replace_files(loaded.mocks)
    return made


def asked(ask: Ask) -> Request:
    headers = Headers.of([("Host", HOST), *fields_of(ask)])
    return Request(ask.method, "http", HOST, 80, ask.path, headers, body=ask.content.encode())


@pytest.mark.parametrize(
    "work", [work for work in WORKS if not work.is_forwarded], ids=lambda work: work.name
)
def test_each_work_is_answered_by_a_mock(engine: Engine, work) -> None:
    for ask in work.asks:
        decision = engine.decide(asked(ask))
        assert isinstance(decision, (Answer, Script))
        if isinstance(decision, Answer):
            assert decision.response.body.decode() == BODY


def test_the_template_is_one_that_is_rendered_in_the_server() -> None:
    assert is_straight_line(mockfiles.TEMPLATED)


def test_conditions_are_looked_at(engine: Engine) -> None:
    good = conditioned(1)
    other_tenant = Ask(good.path, good.method, (("X-Tenant", "nobody"),), good.content)
    other_body = Ask(good.path, good.method, good.headers, good.content.replace("EUR", "USD"))
    assert isinstance(engine.decide(asked(good)), Answer)
    assert not isinstance(engine.decide(asked(other_tenant)), Answer)
    assert not isinstance(engine.decide(asked(other_body)), Answer)


def test_ten_are_asked_and_the_rest_only_lies_there(tmp_path: Path) -> None:
    mockfiles.write(tmp_path / "mocks", 10)
    assert json.loads((tmp_path / "mocks" / "bench.json").read_text()) == mockfiles.asked()
