"""Ids and tokens that one answer gives and a later request brings along: the session remembers them."""

import re  # noqa: TID251 - the patterns are ours
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlsplit

from smockproxy.core.http import Request
from smockproxy.record.freeing import Free, Seen
from smockproxy.record.inferred import Echo, Given, Part, Place
from smockproxy.record.leaves import segments_of
from smockproxy.record.naming import name_for
from smockproxy.record.shapes import is_drawn, is_id
from smockproxy.record.volatility import name_of

LONG = 8
"""Characters of a value with a digit in it that no two places have by chance."""
_CREATING = frozenset({"POST", "PUT"})
_URL = re.compile(r"(https?://|/)[^\s]*")
_TIED_PARTS = frozenset({Part.PATH, Part.QUERY, Part.FORM, Part.JSON})


type Origin = tuple[str, Place, str]
"""The request that got a value, where in the answer it stood, and the pattern that finds it there."""


@dataclass(frozen=True, slots=True)
class Source:
    """A value that an answer gave."""

    at: int
    """Which exchange's answer."""
    place: Place
    pattern: str
    own: str
    """What it is called."""
    around: str
    """What that is called which has it."""
    origin: Origin
    """Several values may come from one."""
    value: str
    is_read: bool
    """Whether the request only read, and created nothing."""
    changes: bool
    """Whether the client made it up, and the answer repeats it."""


class Ties:
    """What the answers of some exchanges, in their order, gave to later requests."""

    def __init__(self, seen: Sequence[Seen], split: frozenset[Origin] = frozenset()) -> None:
        self._seen, self._split = seen, split
        self.given: list[list[Given]] = [[] for _ in seen]
        """By exchange."""
        self.repeated: list[list[Echo]] = [[] for _ in seen]
        """What answers have of what is remembered, by exchange."""
        self.origins: list[set[Origin]] = [set() for _ in seen]
        """Of what each request uses."""
        self._names: dict[tuple[object, ...], str] = {}
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}

    def mark(self) -> None:
        """Free what requests have of earlier answers."""
        by_session: dict[str, dict[str, Source]] = {}
        told: set[Source] = set()
        for at, each in enumerate(self._seen):
            known = by_session.setdefault(
                each.exchange.session, {}
            )  # no session knows what another remembers
            for place, text in self._used(each):
                source = known.get(text)
                if source is not None and place not in each.frees and _is_tied(source, place):
                    self._tie(each, at, place, source, told)
            self._repeat(at, each, known, told)
            for source in self._sources(at, each):
                known.setdefault(source.value, source)

    def _repeat(self, at: int, each: Seen, known: dict[str, Source], told: set[Source]) -> None:
        """Later answers repeat what the client had made up for an earlier request."""
        sent = {each.asked[place] for place, free in each.frees.items() if not free.is_tied}
        for place, text in each.answered.items():
            source = known.get(text)
            if place.part is Part.JSON and source is not None and source.changes and text not in sent:
                name = self._name(source)
                self._give(source, name, each, told)
                giver = self._seen[source.at].exchange.request
                reason = f"it was made up for {asked_for(giver)}"
                self.repeated[at].append(Echo(place, text, f"remembered.{name}", reason))

    def _used(self, each: Seen) -> Iterator[tuple[Place, str]]:
        asked = ((place, text) for place, text in each.asked.items() if place.part in _TIED_PARTS)
        yield from (pair for pair in (*asked, *each.brought.items()) if pair[1])

    def _tie(self, each: Seen, at: int, place: Place, source: Source, told: set[Source]) -> None:
        name = self._name(source)
        giver = self._seen[source.at].exchange.request
        each.frees[place] = Free(
            f"the answer to {asked_for(giver)} gave it as {shown(source.place)}",
            name,
            is_tied=True,
            changes=source.changes,
        )
        self.origins[at].add(source.origin)
        self._give(source, name, each, told)

    def _give(self, source: Source, name: str, each: Seen, told: set[Source]) -> None:
        if source not in told:
            told.add(source)
            request = each.exchange.request
            reason = f"{asked_for(request)} has it, too"
            self.given[source.at].append(Given(name, source.place, reason, source.pattern))

    def _name(self, source: Source) -> str:
        """One for an origin; where that made different things equal, one for each of its values."""
        key = (source.origin, source.value) if source.origin in self._split else (source.origin,)
        if key not in self._names:
            name = wanted = name_for(source.own, source.around)
            while name in self._taken:
                self._numbers[wanted] = number = self._numbers.get(wanted, 1) + 1
                name = f"{wanted}_{number}"
            self._taken.add(name)
            self._names[key] = name
        return self._names[key]

    def _sources(self, at: int, each: Seen) -> Iterator[Source]:
        request = each.exchange.request
        own = {text for place, text in each.asked.items() if place not in each.frees} | set(
            each.brought.values()
        )
        made_up = {each.asked[place] for place, free in each.frees.items() if free.is_certain}
        key, is_read = each.key(each.frees), request.method not in _CREATING
        around = next((name for name in reversed(segments_of(request)) if name.isalpha()), "")
        for place, text in each.answered.items():
            for value, pattern, called, container in _values_in(place, text, around):
                is_created = not is_read and is_id(value) and _is_called_id(place, called)
                changes = value in made_up
                if value not in own and (is_created or changes or _is_unique(value)):
                    origin = (key, place, pattern)
                    yield Source(at, place, pattern, called, container, origin, value, is_read, changes)


def _values_in(place: Place, text: str, around: str) -> Iterator[tuple[str, str, str, str]]:
    """A value, or those of a URL: each with the pattern that finds it, its name, and that of what has it."""
    if not text:
        return
    parts = _parts_of(text)
    if parts is None:
        container = next((step for step in reversed(place.steps[:-1]) if isinstance(step, str)), around)
        yield text, "", name_of(place), container
        return
    segments = [segment for segment in parts.path.split("/") if segment]
    if segments and is_id(segments[-1]):
        before = segments[-2] if len(segments) > 1 else ""
        yield segments[-1], f"{_plainly(f'{before}/')}([^/?#]+)", "id", before or around
    for name, value in parse_qsl(parts.query):
        yield value, f"[?&]{_plainly(name)}=([^&#]+)", name, around


def _parts_of(text: str) -> SplitResult | None:
    """The parts of a URL; None for what is none, whatever it looks like: `http://[::1`."""
    try:
        return urlsplit(text) if _URL.fullmatch(text) else None
    except ValueError:
        return None


def _plainly(text: str) -> str:
    """A pattern of just this text, as a person writes it: a hyphen means nothing outside of brackets."""
    return re.escape(text).replace("\\-", "-")


def _is_tied(source: Source, place: Place) -> bool:
    """Whether a value is the answer's: by chance only long ones are not, so short ids are in a path alone.

    What an address names out of a list is asked for as it is: the list has it the next time, too.
    """
    if place.part is Part.PATH:
        return is_id(source.value) and not (source.is_read and any(map(_is_index, source.place.steps)))
    return _is_unique(source.value)


def _is_index(step: str | int) -> bool:
    return isinstance(step, int)


def _is_unique(text: str) -> bool:
    if is_drawn(text):
        return True
    return (
        len(text) >= LONG
        and text.isascii()
        and any(map(str.isdigit, text))
        and not any(map(str.isspace, text))
    )


def _is_called_id(place: Place, name: str) -> bool:
    return name.lower().endswith("id") or place.part is Part.HEADER


def asked_for(request: Request) -> str:
    """A request, for a reason: ids in its path are others in another run."""
    segments = ("…" if is_id(segment) else segment for segment in segments_of(request))
    return f"{request.method} /{'/'.join(segments)}"


def shown(place: Place) -> str:
    """A place of an answer, for a reason."""
    if place.part is Part.JSON:
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place.steps)
    return f"the cookie {place.steps[0]}" if place.part is Part.COOKIE else str(place.steps[0]).title()
