"""Methods that nobody sends. Source: RFC 9110, 9.1: methods are case-sensitive; RFC 5789 for PATCH."""

from collections.abc import Iterator, Sequence

import re2

from smockproxy.core.conditions import OnField
from smockproxy.core.problem import Severity
from smockproxy.files.fields import TOKEN
from smockproxy.files.lint.findings import Block, Finding
from smockproxy.files.lint.parts import literals_of
from smockproxy.files.scalars import quoted

KNOWN = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"})
_ANY = frozenset({"*", "ANY", "ALL"})
_SEPARATORS = re2.compile(r"[\s,;|/]+")


def unsent_methods(block: Block) -> Iterator[Finding]:
    """Methods in small letters, several in one text, and what is no method at all."""
    for placed in block.own:
        if isinstance(placed.condition, OnField) and placed.condition.field == "method":
            methods = literals_of(placed.condition.matcher) or ()
            if methods and not any(map(_is_sent, methods)):
                yield _finding(placed.steps, placed.condition, methods)


def _is_sent(method: str) -> bool:
    """Whether somebody may send it: also a method of somebody's own."""
    return bool(method) and _is_token(method) and method not in _ANY and not _meant(method)


def _is_token(method: str) -> bool:
    return TOKEN.issuperset(method)


def _meant(method: str) -> Sequence[str]:
    """The known methods that a text seems to mean; none for one that is as it should be."""
    if method in KNOWN:
        return ()
    words = [word for word in _SEPARATORS.split(method.upper()) if word]
    return words if words and KNOWN.issuperset(words) else ()


def _finding(steps: tuple[str | int, ...], condition: OnField, methods: Sequence[str]) -> Finding:
    meant = [word for method in methods for word in _meant(method)]
    found = ", ".join(map(quoted, methods))
    impossible = not any(map(_is_token, methods)) and all(methods)
    message = f"clients send methods in capital letters, found {found}"
    hint = (
        f"write {meant[0]}"
        if len(meant) == 1
        else f"write {{matcher: ShouldBeIn, value: [{', '.join(meant)}]}}"
    )
    if not meant:
        message = f"expected a method like GET, found {found}"
        hint = "without `method` a mock answers every method"
    elif len(meant) > len(methods):
        message = f"a request has one method, found {found}"
    return Finding(steps, message, hint, (condition,), Severity.WARNING if impossible else Severity.NOTE)
