"""Headers by which requests that are otherwise equal got different answers."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from smockproxy.record.exchange import Exchange
from smockproxy.record.hiding import hides_header

CANDIDATES = (
    "accept",
    "accept-language",
    "authorization",
    "x-api-key",
    "content-type",
    "prefer",
    "x-requested-with",
    "origin",
    "cookie",
)
"""Headers that servers choose an answer by, those that say most first; what `Vary` names goes before."""
HIDDEN = "\0"
"""Stands for the value of a header that is not recorded."""
NEVER = frozenset({"*", "accept-encoding", "user-agent", "host"})
"""What `Vary` may name that says nothing of what is answered, or differs without need."""


def telling_header(exchanges: Sequence[Exchange], answers: Sequence[Any]) -> str:
    """The header that says which of several answers is given; empty if none does, or there is but one.

    Each of its values always got the same answer.
    """
    if all(answer == answers[0] for answer in answers):
        return ""
    return next((name for name in _candidates(exchanges) if _tells(exchanges, answers, name)), "")


def _candidates(exchanges: Sequence[Exchange]) -> Iterator[str]:
    named = {
        part.strip().lower()
        for exchange in exchanges
        for line in exchange.response.headers.get_all("vary")
        for part in line.split(",")
    }
    has_bodies = any(exchange.request.body for exchange in exchanges)
    yield from sorted(named - NEVER - {""})
    yield from (name for name in CANDIDATES if has_bodies or name != "content-type")


def _tells(exchanges: Sequence[Exchange], answers: Sequence[Any], name: str) -> bool:
    by_value: dict[tuple[str, ...], Any] = {}
    for exchange, answer in zip(exchanges, answers, strict=True):
        values = _values(exchange, name)
        if by_value.setdefault(values, answer) != answer:
            return False
    return len(by_value) > 1


def _values(exchange: Exchange, name: str) -> tuple[str, ...]:
    """The lines of a header; of one that holds a secret only that it is there."""
    return (HIDDEN,) if hides_header(exchange, name) else exchange.request.headers.get_all(name)


def by_header[Made](
    made: Sequence[Made], name: str, exchange_of: Callable[[Made], Exchange]
) -> list[list[Made]]:
    """The same apart, by the value of a header, in the order of their first."""
    groups: dict[tuple[str, ...], list[Made]] = {}
    for each in made:
        groups.setdefault(_values(exchange_of(each), name), []).append(each)
    return list(groups.values())
