"""Mocks that answer for every host: right for an API gateway, otherwise mostly forgotten."""

from collections.abc import Iterable, Iterator
from typing import Any

from smockproxy.core.conditions import OnField
from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, Severity
from smockproxy.files.lint.implication import parts_of
from smockproxy.files.lint.places import place_of

NARROWING = frozenset({"host", "url"})
"""Fields that say which host is meant."""


def hostless(mocks: Iterable[Mock]) -> Iterator[Problem]:
    """One note a file that has mocks without a host, at the first of them."""
    by_file: dict[str, list[Mock]] = {}
    for mock in mocks:
        if not _names_host(mock.conditions):
            by_file.setdefault(mock.source.file if mock.source else "", []).append(mock)
    return (_note(found) for found in by_file.values())


def _names_host(part: Any) -> bool:
    """Whether a condition is about the host, or one of those that it is made of."""
    if isinstance(part, OnField):
        return part.field in NARROWING
    return any(map(_names_host, parts_of(part)))


def _note(found: list[Mock]) -> Problem:
    others = f" and {len(found) - 1} more of this file have" if len(found) > 1 else " has"
    verb = "they answer" if len(found) > 1 else "it answers"
    return Problem(
        **place_of(found[0]),
        message=f"this mock{others} no host: {verb} whatever host is asked for",
        hint="fine behind a base URL; otherwise add `host:` to the request, or to the file's defaults",
        severity=Severity.NOTE,
        code="no_host",
    )
