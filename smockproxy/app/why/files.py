"""The same question to files of mocks, without a server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smockproxy.app.usage import UsageError
from smockproxy.app.why.explanation import Situation, why_request
from smockproxy.app.why.question import request_asked
from smockproxy.app.why.shape import why_shape
from smockproxy.core.engine import Engine
from smockproxy.core.problem import Problem, Severity
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.reading import NO_INSPECTOR, Inspector
from smockproxy.files.store import FileStore
from smockproxy.matching import MATCHERS

UNREAD = "not_read"
"""The code of the problem that a module of mocks was not run."""


@dataclass(frozen=True, slots=True)
class WhyByFiles:
    """What files say to a question."""

    told: dict[str, Any]
    """The explanation, as plain values."""
    unread: tuple[Problem, ...]
    """Modules of mocks that were not run, so that nothing is known of their mocks."""


def why_by_files(
    question: Mapping[str, Any], paths: Sequence[str], now: float, inspector: Inspector = NO_INSPECTOR
) -> WhyByFiles:
    """What the mocks of some files and folders would do with a request at `now` (seconds since 1970).

    Raises `UsageError`, also for files with errors.
    """
    store = FileStore(paths, MATCHERS, clock=lambda: now, pause=lambda _: None, inspector=inspector)
    snapshot = store.load_all()
    errors = [problem for problem in snapshot.problems if problem.severity is Severity.ERROR]
    if errors:
        raise UsageError("\n".join(map(str, errors)))
    engine = Engine(Session(SessionFacts("why", "why", now)))
    engine.replace_files(snapshot.mocks)
    told = why_shape(why_request(Situation(engine), request_asked(question, now)))
    return WhyByFiles(told, tuple(problem for problem in snapshot.problems if problem.code == UNREAD))
