"""Was this called: what is asked, as JSON, and how often the history holds it.

Reading a question compiles patterns, and counting walks over a whole history: both belong off the loop.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from json import dumps
from textwrap import indent
from typing import Any

from smockproxy.app.usage import NotFoundError, UsageError
from smockproxy.core.bounds import Bounds
from smockproxy.core.calls import Calls, Counted, count_calls
from smockproxy.core.conditions import Conditions
from smockproxy.core.history import HistoryEntry
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, did_you_mean
from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS

WHAT = ("request", "mock")
"""Keys that say which exchanges are meant."""
KEYS = (*WHAT, "at_least", "at_most", "exactly", "limit")
MOST = 1_000
"""Exchanges that are shown at most."""
USUALLY = 20
"""Exchanges that are shown, unless one asks for another number."""
ANY_NUMBER = Bounds()
MOST_NAMES = 1_000
"""Names of mocks among which one looks for the one that was meant."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the history."""

    calls: Calls
    bounds: Bounds = ANY_NUMBER
    most: int = USUALLY


def asked_of(question: Any, mocks: Sequence[Mock], session_name: str | None = None) -> Asked:
    """Read `{"request": …, "mock": …, "at_least": …, "at_most": …, "exactly": …, "limit": …}`.

    `request` is a block as in a file of mocks, as an object or as YAML in a text; `mock` the id of one of the
    mocks, or its place. Without a `session_name`, exchanges of all sessions are meant. Raises `UsageError`.
    """
    require_keys(question, KEYS)
    most = count_in(question, "limit", USUALLY)
    if most > MOST:
        raise UsageError(f"limit is {most}; expected a number from 0 to {MOST}.")
    return Asked(calls_of(question, mocks, session_name), _bounds(question), most)


async def called(
    asked: Asked, entries: Iterable[HistoryEntry], count_evicted: Callable[[], int] = lambda: 0
) -> Counted:
    """Count off the loop. How many made room is asked after the walk, for they may do so until it begins."""
    return await asyncio.to_thread(_called, asked, entries, count_evicted)


def _called(asked: Asked, entries: Iterable[HistoryEntry], count_evicted: Callable[[], int]) -> Counted:
    counted = count_calls(entries, asked.calls, asked.bounds, most=asked.most)
    return replace(counted, evicted=count_evicted())


def require_keys(question: Any, keys: Sequence[str]) -> None:
    """Refuse a question that is no object, says not what is meant, or has another key.

    Raises `UsageError`.
    """
    if not isinstance(question, dict):
        raise UsageError('Expected a JSON object: {"request": {"path": "/pay"}, "at_least": 1}.')
    for key in question:
        if key not in keys:
            hint = did_you_mean(key, keys) or f"the keys are {', '.join(keys)}."
            raise UsageError(f'Unknown key "{key}": {hint}')
    if all(question.get(key) is None for key in WHAT):
        raise UsageError('Say what was called: "request" (a block of conditions), "mock" (an id), or both.')


def calls_of(question: Mapping[str, Any], mocks: Iterable[Mock], session_name: str | None = None) -> Calls:
    """Which exchanges are meant. Raises `UsageError`."""
    request, mock = question.get("request"), question.get("mock")
    conditions = Conditions() if request is None else conditions_of(request)
    return Calls(conditions, "" if mock is None else _mock_id(mock, mocks), session_name)


def _mock_id(wanted: Any, mocks: Iterable[Mock]) -> str:
    if not isinstance(wanted, str) or not wanted:
        raise UsageError("mock is the id of a mock, or its place, such as mocks/pay.yml:3.")
    known = {name: mock.id for mock in mocks for name in (mock.label, mock.id)}
    if wanted not in known:
        hint = did_you_mean(wanted, islice(known, MOST_NAMES))
        raise NotFoundError(f'There is no mock "{wanted}"{f"; {hint}" if hint else "."}')
    return known[wanted]


def count_in(question: Mapping[str, Any], key: str, usual: int) -> int:
    """A whole number of 0 or more. Raises `UsageError`."""
    found = question.get(key)
    if found is None:
        return usual
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise UsageError(f"{key} is a whole number, 0 or more; found {_shown(found)}.")
    return found


def _shown(found: Any) -> str:
    written = dumps(found, ensure_ascii=True, default=str)
    return written if len(written) <= 100 else f"{written[:100]}…"


def _bounds(question: Mapping[str, Any]) -> Bounds:
    if question.get("exactly") is not None:
        if question.get("at_least") is not None or question.get("at_most") is not None:
            raise UsageError("exactly leaves nothing to at_least and at_most: give it alone.")
        number = count_in(question, "exactly", 0)
        return Bounds(number, number)
    at_least = count_in(question, "at_least", 0)
    at_most = None if question.get("at_most") is None else count_in(question, "at_most", 0)
    if at_most is not None and at_least > at_most:
        raise UsageError(f"at_least is {at_least}, which is more than at_most, {at_most}.")
    return Bounds(at_least, at_most)


def conditions_of(block: Any) -> Conditions:
    """The conditions of a `request` block, read as a file of mocks is. Raises `UsageError`."""
    if not isinstance(block, (dict, str)):
        raise UsageError('request is a block of conditions, such as {"method": "POST", "path": "/pay"}.')
    try:
        written = block if isinstance(block, str) else dumps(block, ensure_ascii=False)
    except (ValueError, RecursionError):
        raise UsageError("request is nested too deeply.") from None
    text = f"- response: {{}}\n  request:\n{indent(written, '    ')}\n"
    read = read_mock_file(text.encode("utf-8", "replace"), "request", MATCHERS)
    if read.problems:
        raise UsageError("\n".join(map(_told, read.problems)))
    return read.mocks[0].conditions if read.mocks else Conditions()


def _told(problem: Problem) -> str:
    where = problem.path.removeprefix("[0].") or "request"
    return f"{where}: {problem.message}{f' ({problem.hint})' if problem.hint else ''}"
