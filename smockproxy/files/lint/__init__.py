"""Lint: what is wrong with mocks that are good one by one. It reports only what is certain."""

from collections.abc import Sequence

from smockproxy.core.chaos import Chaos
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem
from smockproxy.files.lint.callbackhosts import distant_callbacks
from smockproxy.files.lint.futile import futile
from smockproxy.files.lint.hosts import hostless
from smockproxy.files.lint.quirks import quirks
from smockproxy.files.lint.remembered import remembered_names
from smockproxy.files.lint.scenarios import unreachable_states
from smockproxy.files.lint.secrets import exposed_secrets
from smockproxy.files.lint.shadowed import shadowed
from smockproxy.files.lint.tables import unknown_tables


def lint(mocks: Sequence[Mock]) -> tuple[Problem, ...]:
    """Warnings and notes on all mocks of the files, in the order of their declaration.

    Pure, and about as slow as loading the files: keep it off an event loop.
    """
    answering = [mock for mock in mocks if not isinstance(mock.responder, Chaos)]
    return (
        *shadowed(answering),
        *futile(mocks),
        *exposed_secrets(mocks),
        *quirks(mocks),
        *hostless(answering),
        *unreachable_states(mocks),
        *remembered_names(mocks),
        *unknown_tables(mocks),
        *distant_callbacks(mocks),
    )
