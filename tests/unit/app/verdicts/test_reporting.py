"""Reports on running sessions."""

import json
import sqlite3
from contextlib import closing

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.table import Settings
from smockproxy.app.verdicts.ending import Ending
from smockproxy.app.verdicts.judging import UNASKED
from smockproxy.app.verdicts.reporting import accuracy_over, ending_with_report
from smockproxy.core.history import Budget, Outcome
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.responders import Fixed
from smockproxy.store.history import StoredHistory
from tests.unit.exchanges import exchange


def new_instances(**settings) -> Instances:
    numbers = iter(range(1, 100))
    return Instances(Instance.begin(Settings(**settings), lambda: 5.0, lambda: f"id{next(numbers)}"))


def remember(instance: Instance, number: int, outcome: Outcome) -> None:
    session = instance.sessions.current().facts.id
    facts = {"session": session, "session_name": instance.name, "outcome": outcome}
    instance.remember(exchange(id=str(number), **facts))


def halved(**settings) -> Instances:
    """One request was matched in a session, another missed in the unnamed one."""
    instances = new_instances(**settings)
    remember(instances.unnamed, 1, Outcome.REFUSED)
    remember(instances.of("worker"), 2, Outcome.MOCKED)
    return instances


async def test_sessions_are_taken_together_or_alone():
    instances = halved()
    together, alone = await accuracy_over(instances.all()), await accuracy_over((instances.of("worker"),))
    assert [(each.matched, each.total) for each in (together, alone)] == [(1, 2), (1, 1)]


async def test_a_mock_is_used_when_any_session_used_it():
    instances = new_instances()
    mock = Mock("m", Fixed(Response()))
    instances.replace_files([mock])
    worker = instances.of("worker")
    assert [figures.unused for figures in (await accuracy_over(instances.all())).hosts] == [[mock]]
    worker.sessions.current().reserve(mock)
    assert (await accuracy_over(instances.all())).hosts == ()


async def test_a_run_ends_with_a_report_if_asked():
    verdict = Ending(1, "FAILED\n")
    assert await ending_with_report(verdict, halved().all()) is verdict
    told = await ending_with_report(UNASKED, halved(report=True).all())
    assert (told.code, told.text.splitlines()[-1]) == (0, "Accuracy 50 %: mocks answered 1 of 2 requests.")
    both = await ending_with_report(verdict, halved(report=True).all())
    assert (both.code, both.text.startswith("FAILED\n\nHOST")) == (1, True)


async def test_it_fails_when_too_little_was_matched():
    codes = [
        (await ending_with_report(UNASKED, halved(fail_under=share).all())).code for share in (50.0, 50.1)
    ]
    assert codes == [0, 1]


async def test_the_report_can_be_a_file(tmp_path):
    file = tmp_path / "report.json"
    await ending_with_report(UNASKED, halved(report_file=str(file)).all())
    assert json.loads(file.read_bytes())["accuracy"] == 50.0

    nowhere = tmp_path / "nowhere" / "report.xml"
    failed = await ending_with_report(UNASKED, halved(report_file=str(nowhere)).all())
    assert failed.code == 1
    assert f"--report-file {nowhere}: No such file or directory" in failed.text


async def test_a_history_that_cannot_be_read_leaves_no_report(tmp_path):
    settings = Settings(report=True)
    with closing(StoredHistory(tmp_path, Budget(10, 1_000_000, 0.0))) as stored:
        instance = Instance.begin(settings, lambda: 5.0, lambda: "id", stored=stored)
        instance.sessions.begin()
        with closing(sqlite3.connect(tmp_path / "history.sqlite3")) as connection:
            connection.execute("DROP TABLE exchanges")
        ending = await ending_with_report(UNASKED, (instance,))
    assert (ending.code, ending.text.startswith("There is no report: ")) == (1, True)
