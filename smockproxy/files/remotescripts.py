"""Scripts that are taken from files only, since they can do what the server can."""

from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem
from smockproxy.core.responders import MODULE, TRUSTED_ENGINES, Scripted

FROM_FILES_ONLY = TRUSTED_ENGINES | {MODULE}


def refused_scripts(mocks: tuple[Mock, ...]) -> tuple[Problem, ...]:
    """What is wrong with mocks whose scripts are taken from files only."""
    return tuple(
        Problem(
            message=f"scripts in {responder.engine} are taken from files of mocks only",
            path=f"[{place}]",
            hint="start smockproxy with --allow-remote-scripts to take them over HTTP, too",
            code="remote-script",
        )
        for place, mock in enumerate(mocks)
        for responder in (mock.responder, mock.spare)
        if isinstance(responder, Scripted) and responder.engine in FROM_FILES_ONLY
    )
