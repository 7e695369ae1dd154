"""Sessions in documents, and back."""

import asyncio
import json

import pytest

from smockproxy.app.operations.mocks import MockOperations
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.sessions.keeping import COUNTS, MOCKS, SESSIONS, STATE, Keeping, restore
from smockproxy.app.settings.table import Settings
from smockproxy.app.smocker.operations import Smocker
from smockproxy.core.decision import Unmatched
from smockproxy.core.http import Request
from smockproxy.core.ratelimit import RateLimit
from smockproxy.store.sessions import Document
from tests.unit.core.rowresources import Asked
from tests.unit.proxy.mocked_edge import mock

UPLOAD = b"""\
- request: {path: /a, headers: {X-A: {matcher: ShouldMatch, value: "1.*"}}}
  response: {status: 201, body: hello}
  context: {times: 3}
- request: {path: /b}
  dynamic_response: {engine: lua, script: 'return {status = 200}'}
"""


class Documents:
    """A store's documents, in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], Document] = {}
        self.puts = 0

    def put(self, document: Document) -> None:
        self.puts += 1
        self.kept[document[:3]] = document

    def drop(self, session_name: str, session_id: str | None = None) -> None:
        for key in list(self.kept):
            if key[0] == session_name and session_id in {None, key[1]}:
                del self.kept[key]

    def all(self) -> list[Document]:
        return list(self.kept.values())


class Unreadable:
    """A state that there is a defect in."""

    def copy(self) -> "Unreadable":
        return self

    def snapshot(self) -> None:
        raise RuntimeError


def new_instances(**settings) -> Instances:
    numbers = iter(range(1000, 9999))
    return Instances(Instance.begin(Settings(**settings), lambda: 100.5, lambda: f"id{next(numbers)}", 7))


@pytest.fixture
def documents() -> Documents:
    return Documents()


async def filled(documents: Documents) -> tuple[Instances, Keeping]:
    instances = new_instances()
    keeping = Keeping(instances, documents)
    named = instances.of("worker-1")
    await Smocker(named).upload(UPLOAD, content_type="application/x-yaml", session_name="first")
    named.sessions.begin("second")
    first, second = named.sessions.all()
    first.lock([first.mocks[0].id])
    first.reserve(first.mocks[0])
    first.reserve(mock("/of a file"))
    second.disable("of a file")
    second.state.commit([("set", "k", {"deep": [1, "ä"]})], (), 0)
    named.engine.unmatched = Unmatched.REFUSE
    named.set_seed(99)
    named.delay_factor = 0.5
    second.clock = second.clock.frozen(1_000.0, 5_000.0)
    Asked(resources=second.resources)("DELETE", "/pets/1")
    second.limiter.take(
        RateLimit(3, 60.0, "ip"), "m", Request("GET", "http", "a.test", 80, "/", received_at=5.0)
    )
    keeping.save()
    return instances, keeping


async def test_everything_comes_back(documents):
    before, _ = await filled(documents)
    after = new_instances()
    assert restore(after, documents.all()) == 2
    old, new = before.find("worker-1"), after.find("worker-1")
    assert (new.seed, new.engine.unmatched, new.delay_factor) == (99, Unmatched.REFUSE, 0.5)
    assert [each.facts for each in new.sessions.all()] == [each.facts for each in old.sessions.all()]
    for one, other in zip(old.sessions.all(), new.sessions.all(), strict=True):
        assert one.counts.values() == other.counts.values()
        assert one.disabled == other.disabled
        assert one.clock == other.clock
        assert one.state.snapshot().values == other.state.snapshot().values
        assert one.resources.kept() == other.resources.kept()
        assert json.loads(one.limiter.kept()) == json.loads(other.limiter.kept())
        assert [
            (each.id, each.conditions, each.responder, each.times, each.created_at) for each in one.mocks
        ] == [(each.id, each.conditions, each.responder, each.times, each.created_at) for each in other.mocks]
        assert [one.is_locked(each.id) for each in one.mocks] == [
            other.is_locked(each.id) for each in one.mocks
        ]
    assert new.engine.session is new.sessions.all()[-1]
    assert Asked(resources=new.engine.session.resources).ids("/pets") == [2]


DEFINED = b"{id: m, name: kept, priority: 2, request: {path: 012}, response: {body: x, headers: {A: 1.50}}}"


async def defined(documents: Documents) -> Instances:
    """Mocks of ours, kept."""
    instances = new_instances()
    await MockOperations(instances.unnamed).add(DEFINED, as_json=False)
    Keeping(instances, documents).save()
    return instances


async def test_definitions_come_back(documents):
    (before,) = (await defined(documents)).unnamed.sessions.current().mocks
    after = new_instances()
    restore(after, documents.all())
    (mock,) = after.unnamed.sessions.current().mocks
    assert mock == before
    assert mock.definition is not None
    assert before.definition is not None
    assert mock.definition.text == before.definition.text


async def test_a_definition_that_cannot_be_read_is_told_and_not_lost(documents, caplog):
    await defined(documents)
    for document in documents.all():
        documents.put(document._replace(text=document.text.replace("priority", "prioritee")))
    after = new_instances()
    assert restore(after, documents.all()) == 1
    session = after.unnamed.sessions.current()
    (mock,) = session.mocks
    assert mock.definition is not None
    assert "prioritee" in mock.definition.text
    assert session.disabled == {"m"}
    assert "the mock m is switched off" in caplog.text
    assert "prioritee" in caplog.text


async def test_a_seed_that_was_asked_for_stays(documents):
    await filled(documents)
    after = new_instances(seed=5)
    restore(after, documents.all())
    assert after.find("worker-1").seed == 5


async def test_only_what_changed_is_put(documents):
    instances, keeping = await filled(documents)
    puts = documents.puts
    keeping.save()
    assert documents.puts == puts
    named = instances.of("worker-1")
    named.engine.session.reserve(mock("/of a file"))
    keeping.save()
    assert documents.puts == puts + 1


async def test_what_is_gone_is_dropped(documents):
    instances, keeping = await filled(documents)
    named = instances.of("worker-1")
    first = named.sessions.all()[0].facts.id
    named.sessions.delete(first)
    keeping.save()
    assert {key[1] for key in documents.kept if key[0] == "worker-1"} == {
        "",
        named.sessions.all()[0].facts.id,
    }
    instances.drop("worker-1")
    keeping.save()
    assert {key[0] for key in documents.kept} == {""}


async def test_a_name_that_is_begun_anew_is_kept_anew(documents):
    instances = new_instances()
    keeping = Keeping(instances, documents)
    for path in ("/before", "/after"):
        named = instances.of("worker-1")
        named.sessions.add([mock(path)])
        keeping.save()
        instances.drop("worker-1")  # and begun anew before anybody looks
    (begun,) = named.sessions.all()
    assert "/after" in documents.kept["worker-1", begun.facts.id, MOCKS].text
    assert json.loads(documents.kept["worker-1", "", SESSIONS].text)["sessions"] == [begun.facts.id]


async def test_a_defect_in_one_session_does_not_end_the_keeping_of_others(documents, caplog, monkeypatch):
    instances = new_instances()
    keeping = Keeping(instances, documents)
    bad, good = instances.of("bad"), instances.of("good")
    for each in (bad, good):
        each.sessions.begin()
    monkeypatch.setattr(bad.engine.session, "state", Unreadable())
    keeping.save()
    assert "the session bad could not be kept" in caplog.text
    assert restore(new_instances(), [each for each in documents.all() if each.session_name == "good"]) == 1


async def test_it_keeps_until_it_is_cancelled_and_once_more(documents):
    keeping = Keeping(new_instances(), documents)
    working = asyncio.create_task(keeping.keep())
    await asyncio.sleep(0)
    working.cancel()
    await asyncio.wait([working])
    assert list(documents.kept) == [("", "", SESSIONS)]


@pytest.mark.parametrize(
    ("part", "text"), [(SESSIONS, "{"), (MOCKS, "[1]"), (COUNTS, "{}"), (STATE, "[]"), (MOCKS, "[]")]
)
async def test_what_cannot_be_read_is_told_and_left_out(documents, caplog, part, text):
    await filled(documents)
    broken = [each._replace(text=text) if each.part == part else each for each in documents.all()]
    after = new_instances()
    assert restore(after, broken) == 0
    assert "the session worker-1 could not be restored: " in caplog.text
    assert after.find("worker-1").sessions.all() == ()


def test_documents_say_which_sessions_there_are(documents):
    instances = new_instances()
    instances.unnamed.sessions.begin("one")
    Keeping(instances, documents).save()
    assert json.loads(documents.kept["", "", SESSIONS].text) == {
        "sessions": ["id1000"],
        "seed": 7,
        "unmatched": "forward",
        "delay_factor": 1.0,
    }
