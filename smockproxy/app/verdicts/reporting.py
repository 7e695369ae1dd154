"""The report on running sessions: what became of their requests since their last resets."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from smockproxy.app.sessions.instance import Instance
from smockproxy.app.settings.table import Settings
from smockproxy.app.verdicts.ending import Ending
from smockproxy.app.verdicts.reportformats import FORMATS, format_of
from smockproxy.app.verdicts.reportshape import report_shape
from smockproxy.app.verdicts.reporttext import is_under, report_text
from smockproxy.app.verdicts.verify import NOT_AS_EXPECTED
from smockproxy.core.accuracy import Accuracy, accuracy_of
from smockproxy.core.mock import Mock
from smockproxy.core.query import Query
from smockproxy.store.errors import StoreError


async def accuracy_over(instances: Sequence[Instance]) -> Accuracy:
    """The accuracy in the sessions in force of all of them together. Walks over exchanges off the loop."""
    searches = [
        each.history.query(Query(session=each.name, session_id=each.engine.session.facts.id))
        for each in instances
    ]
    sessions = [each.engine.session.copy() for each in instances]
    mocks = tuple({mock.id: mock for each in instances for mock in each.engine.mocks.in_order}.values())

    def uses(mock: Mock) -> int:
        return sum(session.uses(mock) for session in sessions)

    def counted() -> Accuracy:
        return accuracy_of((entry for search in searches for entry in search), mocks, uses)

    accuracy = await asyncio.to_thread(counted)
    return replace(accuracy, evicted=sum(_evicted(instances)))


def _evicted(instances: Sequence[Instance]) -> Iterator[int]:
    for each in instances:
        yield each.history.evicted_from(each.name, each.engine.session.facts.id)


async def ending_with_report(ending: Ending, instances: Sequence[Instance]) -> Ending:
    """The end of a run with its report below, if the settings ask for one; 1 if that can't be written."""
    settings = instances[0].settings
    if not (settings.report or settings.report_file or settings.fail_under):
        return ending
    try:
        shape = report_shape(await accuracy_over(instances))
    except StoreError as error:
        return Ending(NOT_AS_EXPECTED, f"{ending.text}There is no report: {error}\n")
    failed = _written(shape, settings)
    code = NOT_AS_EXPECTED if failed or is_under(shape, settings.fail_under) else ending.code
    told = report_text(shape, settings.fail_under)
    return Ending(code, f"{ending.text}\n{told}{failed}" if ending.text else f"{told}{failed}")


def _written(shape: dict[str, object], settings: Settings) -> str:
    """Write the report into its file, if there is to be one; what went wrong."""
    if not settings.report_file:
        return ""
    try:
        file = Path(settings.report_file)
        file.write_bytes(FORMATS[format_of(file.name)](shape, settings.fail_under))
    except OSError as error:
        return f"--report-file {settings.report_file}: {error.strerror or error}\n"
    return ""
