"""The same question to files of mocks, without a server."""

from collections.abc import Mapping, Sequence
from typing import Any

from smockproxy.app.question import request_asked
from smockproxy.app.usage import UsageError
from smockproxy.app.why import Situation, why_request
from smockproxy.app.whyshape import why_shape
from smockproxy.core.engine import Engine
from smockproxy.core.problem import Severity
from smockproxy.core.session import Session, SessionFacts
from smockproxy.files.store import FileStore
from smockproxy.matching import MATCHERS


def why_by_files(question: Mapping[str, Any], paths: Sequence[str], now: float) -> dict[str, Any]:
    """What the mocks of some files and folders would do with a request at `now` (seconds since 1970).

    Raises `UsageError`, also for files with errors.
    """
    store = FileStore(paths, MATCHERS, clock=lambda: now, pause=lambda _: None)
    snapshot = store.load_all()
    errors = [problem for problem in snapshot.problems if problem.severity is Severity.ERROR]
    if errors:
        raise UsageError("\n".join(map(str, errors)))
    engine = Engine(Session(SessionFacts("why", "why", now)))
    engine.replace_files(snapshot.mocks)
    return why_shape(why_request(Situation(engine), request_asked(question, now)))
