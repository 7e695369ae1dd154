"""Fixtures: the path of a URL, less its ids, is the name of a file whose template answers.

Source of the rules, and of those that can be switched back to: mockstack (its `filefixtures`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from json import dumps
from typing import ClassVar
from urllib.parse import unquote

from smockproxy.core.chance import Chance
from smockproxy.core.creation import TOO_LARGE, Creation, created, media_type_of
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.mismatch import Mismatch
from smockproxy.core.responders import TEMPLATE, Scripted

SUFFIX = ".j2"
INDEX = "index"
"""The template of all paths that have none of their own."""
UNSCOPED = "id"
"""The name of an id that no other segment stands before."""
MOST_IDS = 16
"""Ids of a path that a file's name may have."""
SHORTEST_HEX = 8
METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_HEX = frozenset("0123456789abcdefABCDEF")
_DIGITS = frozenset("0123456789")
_USUAL = Creation()


def looks_like_id(segment: str) -> bool:
    """Whether a segment of a path is an id: digits; a UUID, with dashes or without; or at least eight
    hexadecimal digits, an even number of them, one of which is no letter.
    """
    letters = frozenset(segment)
    if letters <= _DIGITS:
        return bool(segment)
    return _is_uuid(segment) or (_is_even_hex(segment, SHORTEST_HEX) and not letters.isdisjoint(_DIGITS))


def looks_like_id_to_mockstack(segment: str) -> bool:
    """The same by mockstack's rule: an even number of hexadecimal digits, so `1234` and `feed`, not `123`."""
    return _is_uuid(segment) or _is_even_hex(segment, 2)


def _is_even_hex(segment: str, least: int) -> bool:
    return len(segment) >= least and len(segment) % 2 == 0 and _HEX.issuperset(segment)


def _is_uuid(segment: str) -> bool:
    parts = segment.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and all(map(_HEX.issuperset, parts))


class Intent(Enum):
    """What a request is after."""

    READ = "read"
    SEARCH = "search"
    COMMAND = "command"
    CREATE = "create"
    CHANGE = "change"
    """PUT, PATCH, DELETE."""
    OPTIONS = "options"
    OTHER = "other"


_BY_METHOD = {
    "GET": Intent.READ,
    "HEAD": Intent.READ,
    "PUT": Intent.CHANGE,
    "PATCH": Intent.CHANGE,
    "DELETE": Intent.CHANGE,
    "OPTIONS": Intent.OPTIONS,
}
_STATUSES = {Intent.READ: 200, Intent.SEARCH: 200, Intent.COMMAND: 201, Intent.CREATE: 201}


@dataclass(frozen=True, slots=True)
class Address:
    """A path taken apart."""

    names: tuple[str, ...]
    ids: tuple[tuple[str, str], ...]
    """Each with the name of the segment before it."""

    def files(self) -> Iterator[str]:
        """The names of templates that may answer, the most specific first; `index` not among them."""
        if not self.names:
            return
        name = "-".join(self.names)
        ids = [each for _, each in self.ids[:MOST_IDS]]
        for count in range(len(ids), 0, -1):
            yield f"{name}.{'.'.join(ids[:count])}"
        yield name


@dataclass(frozen=True, slots=True)
class Fixtures:
    """The responder: a folder of templates."""

    root: str
    """The folder, as it is shown."""
    templates: Mapping[str, str] = field(default_factory=dict, hash=False, repr=False)
    """Name of a file without its suffix → its text."""
    creation: Creation = _USUAL
    search: tuple[str, ...] = ("search", "query")
    command: tuple[str, ...] = ("command", "cmd", "run", "execute")
    """Words; a POST whose path ends with one of them, alone or after `_` or `-`, creates nothing."""
    change_status: int = 204
    has_mockstacks_ids: bool = False
    media_type: str = ""
    """Of templates' answers; empty: that of the request."""
    needs_body: ClassVar[bool] = True

    def address_of(self, path: str) -> Address:
        """A path taken apart."""
        is_id = looks_like_id_to_mockstack if self.has_mockstacks_ids else looks_like_id
        names: list[str] = []
        ids: list[tuple[str, str]] = []
        for segment in map(unquote, filter(None, path.split("/"))):
            if is_id(segment):
                ids.append((names[-1] if names else UNSCOPED, segment))
            else:
                names.append(segment)
        return Address(tuple(names), tuple(ids))

    def intent_of(self, request: Request) -> Intent:
        """What a request is after."""
        if request.method != "POST":
            return _BY_METHOD.get(request.method, Intent.OTHER)
        last = request.path.rstrip("/").rpartition("/")[2]
        if _ends_with(last, self.search):
            return Intent.SEARCH
        return Intent.COMMAND if _ends_with(last, self.command) else Intent.CREATE

    def files_for(self, request: Request) -> tuple[str, ...]:
        """The names of the templates that may answer a request, the most specific first."""
        match self.intent_of(request):
            case Intent.READ | Intent.SEARCH | Intent.COMMAND:
                return (*self.address_of(request.path).files(), INDEX)
            case Intent.CREATE if self.creation.asks_templates or not self.creation.is_on:
                return tuple(self.address_of(request.path).files())
            case _:
                return ()

    def file_for(self, request: Request) -> str | None:
        """The name of the template that answers; None if there is none."""
        return next((name for name in self.files_for(request) if name in self.templates), None)

    def answers(self, request: Request) -> bool:
        """Whether there is an answer to a request."""
        intent = self.intent_of(request)
        if intent in {Intent.CHANGE, Intent.OPTIONS}:
            return True
        return (intent is Intent.CREATE and self.creation.is_on) or self.file_for(request) is not None

    def answer(self, request: Request, chance: Chance) -> Response | Scripted:
        """The answer to a request: a response, or a template that makes it."""
        intent = self.intent_of(request)
        if request.body is None and intent in _STATUSES.keys() - {Intent.READ}:
            return TOO_LARGE
        name = self.file_for(request)
        if name is not None:
            return self._template(name, _STATUSES[intent], request)
        match intent:
            case Intent.CREATE:
                return created(self.creation, request, chance)
            case Intent.OPTIONS:
                return Response(204, Headers.of([("Allow", METHODS)]))
            case _:
                return Response(self.change_status)

    def _template(self, name: str, status: int, request: Request) -> Scripted:
        headers = {"Content-Type": [self.media_type or media_type_of(request)]}
        shape = {"status": status, "headers": headers, "body": self.templates[name]}
        return Scripted(TEMPLATE, dumps(shape, ensure_ascii=False), file=self.shown(name))

    def shown(self, name: str) -> str:
        """The file of a template, as messages name it."""
        return f"{self.root}/{name}{SUFFIX}"


def _ends_with(segment: str, words: Sequence[str]) -> bool:
    return any(segment == word or segment.endswith((f"_{word}", f"-{word}")) for word in words)


@dataclass(frozen=True, slots=True)
class OnFixture:
    """There must be an answer among the fixtures."""

    fixtures: Fixtures
    needs_body: bool = False

    def holds(self, request: Request) -> bool:
        """Whether there is one."""
        return self.fixtures.answers(request)

    def mismatch(self, request: Request) -> Mismatch | None:
        """Which files were looked for."""
        if self.holds(request):
            return None
        files = ", ".join(map(self.fixtures.shown, self.fixtures.files_for(request)))
        expected = f"one of the files {files}" if files else f"one of the methods {METHODS}, and a path"
        return Mismatch("fixtures", expected, f"{request.method} {request.path}")
