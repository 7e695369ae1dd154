"""What is free in a request, that is, asked for in no fixed words; and which exchanges are alike then.

No two requests that differ in what is not free by its own nature, and were answered differently, may become
one: whatever would make them so is taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import dumps
from typing import Any

from smockproxy.core.http import NO_JSON, Request
from smockproxy.record.exchange import Exchange
from smockproxy.record.headers import kept_headers
from smockproxy.record.inferred import Part, Place
from smockproxy.record.leaves import (
    Leaves,
    answered_leaves,
    asked_leaves,
    brought_leaves,
    document_of,
    in_document,
)
from smockproxy.record.places import changed
from smockproxy.record.shapes import is_id, is_specific
from smockproxy.record.uploads import file_asked_for, is_multipart


@dataclass(frozen=True, slots=True)
class Free:
    """Why a value is free."""

    reason: str
    name: str = ""
    """Of the parameter, or of what is remembered; empty: it is left out."""
    is_tied: bool = False
    """Whether it is what an answer gave."""
    changes: bool = False
    """Whether that may be another value in another run, since a client made it up."""
    is_certain: bool = False
    """Whether it is free by its own nature: requests that differ in nothing else are the same one."""


REPEATED = "\ufdd0"
"""Stands in an answer for what it repeats of the request."""

type Frees = dict[Place, Free]
type Key = str


class Seen:
    """An exchange, and what is read of it once."""

    __slots__ = (
        "answered",
        "asked",
        "brought",
        "document",
        "exact",
        "exchange",
        "fixed",
        "frees",
        "headers",
        "route",
        "shape",
    )

    def __init__(self, exchange: Exchange) -> None:
        request = exchange.request
        self.exchange = exchange
        self.asked: Leaves = asked_leaves(request)
        self.brought: Leaves = brought_leaves(request)
        self.document = document_of(exchange.response)
        self.answered: Leaves = answered_leaves(exchange.response)
        self.headers = kept_headers(exchange.response.headers)
        self.exact = _exact(self.asked, request)
        """What stands at a place, so that 1 and "1" are told apart."""
        self.frees: Frees = {}
        self.route = (request.method, request.scheme, request.host.lower(), request.port)
        is_read = any(place.part in {Part.JSON, Part.FORM} for place in self.asked)
        self.fixed = _fixed(exchange, is_read=is_read)
        """What of the body has no leaves."""
        self.shape = (*self.route, self.fixed, frozenset(self.asked))
        """What requests have in common that differ in values only."""

    def key(self, frees: Mapping[Place, Free]) -> Key:
        """The request with these of its values free: equal for those that one mock would answer."""
        said = [
            (place.part.value, *place.steps, _said(self.exact[place], frees.get(place)))
            for place in self.asked
            if not _is_left_out(frees.get(place))
        ]
        tied = [
            (place.part.value, *place.steps, free.name)
            for place, free in frees.items()
            if place not in self.asked
        ]
        return dumps([self.route, self.fixed, said, sorted(tied, key=str)])

    def original(self) -> Key:
        """The request as it was, but for what is free by its own nature; with what it brought along."""
        certain = {place: free for place, free in self.frees.items() if free.is_certain}
        brought = [
            (place.part.value, *place.steps, self.brought[place])
            for place, free in self.frees.items()
            if place in self.brought and not free.is_certain
        ]
        return dumps([self.key(certain), sorted(brought, key=str)])

    def answer(self, frees: Mapping[Place, Free]) -> str:
        """The answer, with what it repeats of free values not told apart."""
        exchange, echoes = self.exchange, self.echoes(frees)
        document: Any = self.document
        headers: dict[str, Any] = {name.lower(): value for name, value in self.headers.items()}
        for place, source in echoes.items():
            if place.part is Part.HEADER:
                name = str(place.steps[0])
                headers[name] = headers[name].replace(self.asked[source], REPEATED)
            else:
                document = changed(document, place.steps, lambda _: REPEATED)
        body = exchange.response.body.hex() if document is NO_JSON else dumps(document)
        return f"{exchange.response.status} {dumps(headers)} {body}"

    def freed(self, frees: Mapping[Place, Free]) -> list[tuple[Place, str]]:
        """The free values of the request that are specific enough to be known again."""
        said = (place for place, free in frees.items() if free.changes or not free.is_tied)
        values = ((place, self.asked.get(place, "")) for place in said)
        return [(place, text) for place, text in values if is_specific(text) or is_id(text)]

    def echoes(self, frees: Mapping[Place, Free]) -> dict[Place, Place]:
        """The values of the answer that are free ones of the request, with where they are there."""
        freed = self.freed(frees)
        values = {text: place for place, text in reversed(freed)}
        if not values:
            return {}
        found = {
            place: values[text]
            for place, text in self.answered.items()
            if text in values and place.part is Part.JSON
        }
        for name, line in self.headers.items():
            for place, text in freed:
                if isinstance(line, str) and is_specific(text) and text in line:
                    found.setdefault(Place(Part.HEADER, (name.lower(),)), place)
        return found


def _fixed(exchange: Exchange, *, is_read: bool) -> str:
    if is_multipart(exchange):
        return file_asked_for(exchange)
    return "" if is_read else (exchange.request.body or b"").hex()


def _exact(asked: Leaves, request: Request) -> Leaves:
    document = document_of(request)
    values = {} if document is NO_JSON else dict(in_document(document))
    return {
        place: dumps(values[place.steps]) if place.part is Part.JSON else text
        for place, text in asked.items()
    }


def _said(text: str, free: Free | None) -> str:
    return text if free is None else f"{{{free.name}}}"


def _is_left_out(free: Free | None) -> bool:
    return free is not None and not free.name


def conflicts(seen: Sequence[Seen]) -> list[list[Seen]]:
    """The groups that one mock would answer, though different requests of them were answered differently.

    What different sessions asked for makes none: the mock has the answers of one of them.
    """
    groups: dict[tuple[str, Key], list[Seen]] = {}
    for each in seen:
        groups.setdefault((each.exchange.session, each.key(each.frees)), []).append(each)
    return [group for group in groups.values() if len(group) > 1 and _are_different(group)]


def _are_different(group: Sequence[Seen]) -> bool:
    first = group[0]
    original = first.original()
    if all(each.original() == original for each in group[1:]):
        return False
    answer = first.answer(first.frees)
    return any(each.answer(each.frees) != answer for each in group[1:])
