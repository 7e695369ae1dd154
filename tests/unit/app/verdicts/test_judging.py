"""Verdicts on running sessions."""

import sqlite3
from contextlib import closing

import pytest

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.table import Settings
from smockproxy.app.verdicts.judging import UNASKED, ending_as_asked, verdict_of
from smockproxy.core.bounds import VerdictOutcome
from smockproxy.core.breach import Breach
from smockproxy.core.history import Budget, Outcome
from smockproxy.store.history import StoredHistory
from tests.unit.exchanges import exchange


def new_instances(**settings) -> Instances:
    numbers = iter(range(1, 100))
    return Instances(Instance.begin(Settings(**settings), lambda: 5.0, lambda: f"id{next(numbers)}"))


def refused(number: int, instance: Instance):
    session = instance.sessions.current().facts.id
    facts = {"session": session, "session_name": instance.name, "outcome": Outcome.REFUSED, "mock": None}
    return exchange(id=str(number), unanswered=True, **facts)


async def test_each_name_is_judged_by_its_own_exchanges():
    instances = new_instances()
    good, bad = instances.of("good"), instances.of("bad")
    good.sessions.begin()
    bad.remember(refused(1, bad))
    assert (await verdict_of(good)).outcome is VerdictOutcome.PASSED
    assert (await verdict_of(bad)).outcome is VerdictOutcome.FAILED
    assert (await verdict_of(bad, {Breach.FORWARDED})).outcome is VerdictOutcome.PASSED


async def test_what_made_room_is_missing_from_the_verdict():
    instances = new_instances(history_entries=1)
    unnamed = instances.unnamed
    for number in (1, 2):
        unnamed.remember(refused(number, unnamed))
    assert (await verdict_of(unnamed, {Breach.FORWARDED})).outcome is VerdictOutcome.INCOMPLETE


async def test_what_makes_room_just_before_is_missing_as_well(tmp_path):
    with closing(StoredHistory(tmp_path, Budget(1))) as stored:
        unnamed = Instance.begin(Settings(), lambda: 5.0, lambda: "id", stored=stored)
        for number in (1, 2):
            unnamed.remember(refused(number, unnamed))
        assert (await verdict_of(unnamed, {Breach.FORWARDED})).outcome is VerdictOutcome.INCOMPLETE


async def test_a_run_ends_as_nobody_asked():
    assert await ending_as_asked(new_instances()) is UNASKED


async def test_a_run_whose_history_cannot_be_read_did_not_pass(tmp_path):
    with closing(StoredHistory(tmp_path)) as stored:
        unnamed = Instance.begin(Settings(fail_on=("unmatched",)), lambda: 5.0, lambda: "id", stored=stored)
        with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as connection:
            connection.execute("DROP TABLE exchanges")
        ending = await ending_as_asked(Instances(unnamed))
    assert ending.code == 1
    assert ending.text.startswith("There is no verdict: the history can't be read: no such table")


@pytest.mark.parametrize(("words", "code"), [("refused", 1), ("forwarded,failed", 0)])
async def test_a_run_ends_as_the_worst_of_its_sessions(words, code):
    instances = new_instances(fail_on=(words,))
    bad = instances.of("bad")
    bad.remember(refused(1, bad))
    ending = await ending_as_asked(instances)
    assert ending.code == code
    assert "Session bad: " in ending.text
