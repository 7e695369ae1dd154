"""Path templates: `/charges/{id}`, `/users/{id:int}`, `/files/{rest:path}`, and what they capture.

A parameter is one segment, or with `path` all that follow. Segments are compared as they were sent, still
percent-encoded; captures are decoded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote


class TemplateError(ValueError):
    """A path template that is none; its text says why."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One `{name:kind}` of a template."""

    name: str
    kind: str = "str"


type Segment = str | Parameter


def _is_int(text: str) -> bool:
    return text.removeprefix("-").isascii() and text.removeprefix("-").isdigit()


def _is_number(text: str) -> bool:
    whole, _, fraction = text.partition(".")
    return _is_int(whole) and (not fraction or (fraction.isascii() and fraction.isdigit()))


def _is_uuid(text: str) -> bool:
    parts = text.split("-")
    is_hex = all(set(part) <= set("0123456789abcdefABCDEF") for part in parts)
    return is_hex and [len(part) for part in parts] == [8, 4, 4, 4, 12]


KINDS: Mapping[str, Callable[[str], bool]] = {
    "str": bool,
    "int": _is_int,
    "number": _is_number,
    "uuid": _is_uuid,
    "path": lambda _: True,
}
"""Kind of a parameter → what a segment must be for it."""


@dataclass(frozen=True, slots=True)
class PathTemplate:
    """A template and its segments."""

    text: str
    segments: tuple[Segment, ...]

    @classmethod
    def parse(cls, text: str) -> "PathTemplate":
        """Read a template. Raises `TemplateError`."""
        if not text.startswith("/"):
            raise TemplateError('a path template begins with "/"')
        segments = tuple(map(_segment, text[1:].split("/")))
        names = [segment.name for segment in segments if isinstance(segment, Parameter)]
        if len(set(names)) < len(names):
            raise TemplateError("a name stands in it twice")
        if any(isinstance(segment, Parameter) and segment.kind == "path" for segment in segments[:-1]):
            raise TemplateError('only the last parameter can be ":path"')
        return cls(text, segments)

    @property
    def takes_rest(self) -> bool:
        """Whether the last parameter takes all segments that follow."""
        last = self.segments[-1]
        return isinstance(last, Parameter) and last.kind == "path"

    def captures(self, path: str) -> dict[str, str] | None:
        """The values of the parameters in a path, decoded; None when it does not fit."""
        given = path[1:].split("/") if path.startswith("/") else []
        if self.takes_rest:
            most = len(self.segments) - 1
            given = [*given[:most], "/".join(given[most:])] if len(given) > most else given
        if len(given) != len(self.segments):
            return None
        captured = {}
        for segment, piece in zip(self.segments, given, strict=True):
            if isinstance(segment, str):
                if segment != piece:
                    return None
            elif KINDS[segment.kind](piece):
                captured[segment.name] = unquote(piece, errors="replace")
            else:
                return None
        return captured


def _segment(text: str) -> Segment:
    if "{" not in text and "}" not in text:
        return text
    name, colon, kind = text[1:-1].partition(":")
    if not (text.startswith("{") and text.endswith("}") and name.isidentifier()):
        raise TemplateError(f'"{text}" is no segment: expected a text, {{name}} or {{name:kind}}')
    if colon and kind not in KINDS:
        raise TemplateError(f'"{kind}" is no kind of parameter; there are {", ".join(KINDS)}')
    return Parameter(name, kind or "str")
