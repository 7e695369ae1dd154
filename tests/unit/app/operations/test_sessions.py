"""The operations on sessions by their names."""

import pytest

from smockproxy.app.operations.sessions import SessionOperations
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.usage import NotFoundError, UsageError
from smockproxy.core.decision import Unmatched
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from tests.unit.exchanges import exchange, instance

MOCK = Mock("m", Fixed(Response()))


@pytest.fixture
def operations() -> SessionOperations:
    return SessionOperations(Instances(instance()))


async def test_rows(operations):
    history = operations.instances.unnamed.history
    operations.instances.of("w").sessions.add([MOCK])
    for number, name in enumerate(["w", "w", ""]):
        history.append(exchange(id=str(number), session_name=name))
    unnamed, named = await operations.rows()
    assert (unnamed["name"], unnamed["id"], unnamed["started_at"], unnamed["exchanges"]) == ("", "", None, 1)
    assert (named["name"], named["title"], named["mocks"], named["exchanges"]) == ("w", "w", 1, 2)
    assert named == await operations.row("w")


async def test_a_name_that_is_not_in_use(operations):
    operations.instances.of("worker")
    for call in (operations.row("workr"), operations.delete("workr"), operations.reset("workr", force=False)):
        with pytest.raises(NotFoundError, match='did you mean "worker"'):
            await call


async def test_a_session_is_made_and_set_up(operations):
    row = await operations.put("w", {"seed": 7, "unmatched": "refuse", "delay_factor": 0})
    assert (row["name"], row["seed"], row["unmatched"], row["delay_factor"]) == ("w", 7, "refuse", 0.0)
    made = operations.instances.find("w")
    assert made.engine.unmatched is Unmatched.REFUSE
    assert operations.instances.unnamed.engine.unmatched is Unmatched.FORWARD
    assert await operations.put("w", {}) == row
    assert made.sessions.current().seed == 7


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"seed": -1}, "seed is a whole number"),
        ({"seed": True}, "seed is a whole number"),
        ({"seed": None}, "seed is a whole number"),
        ({"unmatched": "drop"}, "unmatched is forward or refuse"),
        ({"unmatched": []}, "unmatched is forward or refuse"),
        ({"delay_factor": -1}, "delay_factor is a number from 0 to 1000"),
        ({"delay_factor": "1"}, "delay_factor is a number from 0 to 1000"),
        ({"delay_factor": True}, "delay_factor is a number from 0 to 1000"),
        ({"delay_factor": float("nan")}, "delay_factor is a number from 0 to 1000"),
        ({"sed": 1}, 'Unknown key "sed": did you mean "seed"'),
        ([], "Expected a JSON object"),
    ],
)
async def test_what_no_session_can_be(operations, change, told):
    with pytest.raises(UsageError, match=told):
        await operations.put("w", change)
    assert len(operations.instances.all()) == 1, "it was not begun"


async def test_a_name_that_none_can_have(operations):
    with pytest.raises(UsageError, match="has ' ' in it"):
        await operations.put("a b", {})


async def test_a_deleted_session_leaves_nothing(operations):
    history = operations.instances.unnamed.history
    operations.instances.of("w").sessions.add([MOCK])
    for number, name in enumerate(["w", ""]):
        history.append(exchange(id=str(number), session_name=name))
    await operations.delete("w")
    assert [each.name for each in operations.instances.all()] == [""]
    assert [entry.id for entry in history] == ["1"]


async def test_the_unnamed_one_begins_anew(operations):
    unnamed = operations.instances.unnamed
    unnamed.sessions.add([MOCK])
    unnamed.history.append(exchange())
    await operations.delete("")
    assert operations.instances.all() == (unnamed,)
    assert (unnamed.sessions.all(), len(unnamed.history), unnamed.engine.mocks.in_order) == ((), 0, ())


@pytest.mark.parametrize("force", [False, True])
async def test_a_reset_leaves_locked_mocks_unless_it_is_forced(operations, force):
    made = operations.instances.of("w")
    made.sessions.add([MOCK])
    made.sessions.lock(["m"], locked=True)
    made.sessions.switch("m", enabled=False)
    made.history.append(exchange(session_name="w"))
    row = await operations.reset("w", force=force)
    assert (row["mocks"], row["exchanges"]) == (int(not force), 0)
    assert made.engine.session.disabled == frozenset()


async def test_a_seed_holds_before_the_first_session_has_begun(operations):
    await operations.put("w", {"seed": 7})
    made = operations.instances.find("w")
    assert (made.engine.session.seed, made.sessions.all()) == (7, ())
