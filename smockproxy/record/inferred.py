"""What generalising found out about exchanges: each inference with the place it is about and its reason."""

from dataclasses import dataclass
from enum import Enum

from smockproxy.core.draft import Steps


class Part(Enum):
    """A part of a message."""

    PATH = "path"
    """Steps: the place of the segment, from 0."""
    QUERY = "query"
    """Steps: the name, and which of its values, from 0."""
    HEADER = "header"
    """Steps: the name in lower case."""
    COOKIE = "cookie"
    """Steps: the name."""
    FORM = "form"
    """Steps: the name, and which of its values, from 0."""
    JSON = "json"
    """Steps: the way into the document."""
    TEXT = "text"
    """The body as a whole, or where in it, in characters: no steps, or start and end."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a message a value stands."""

    part: Part
    steps: Steps = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A value of the request that differs each time: no condition asks for it."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class PathParameter:
    """A segment of the path that is a parameter of a template."""

    segment: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Echo:
    """A value of the answer that is one of the request: a template in its place."""

    place: Place
    """In the answer."""
    value: str
    """What stood there; the rest of the text around it stays."""
    expression: str
    """`request.json.name`: what the template asks for."""
    reason: str


@dataclass(frozen=True, slots=True)
class Given:
    """A value of the answer that later requests bring along: the session remembers it."""

    name: str
    place: Place
    """In the answer: a header, or a way into its JSON."""
    reason: str
    pattern: str = ""
    """What finds the value in a text that holds more, by its first group; empty: it is the whole value."""


@dataclass(frozen=True, slots=True)
class Used:
    """A value of the request that an earlier answer gave: the condition asks for what is remembered."""

    name: str
    place: Place
    value: str
    """What stood there; the rest of the text around it (`Bearer `) stays."""
    reason: str


@dataclass(frozen=True, slots=True)
class Inferred:
    """All that was inferred of one exchange."""

    left_out: tuple[LeftOut, ...] = ()
    parameters: tuple[PathParameter, ...] = ()
    echoes: tuple[Echo, ...] = ()
    given: tuple[Given, ...] = ()
    used: tuple[Used, ...] = ()


NOTHING = Inferred()
