"""`recorded`: what a recording keeps of the exchange that a mock was made of. No mock answers by it."""

from math import isfinite
from typing import Annotated, Any

from pydantic import Field, PlainValidator

from smockproxy.core.duration import NANOSECONDS, parse_duration
from smockproxy.core.http import Headers
from smockproxy.core.moments import moment_of
from smockproxy.core.recorded import Recorded
from smockproxy.files.fields import Text, text_of
from smockproxy.files.model import Wire
from smockproxy.files.reading import complain
from smockproxy.files.responsefields import HeaderMap, header_lines
from smockproxy.files.scalars import kind_of, number_in, quoted


def _number(tree: Any) -> float | None:
    number = number_in(tree)
    return number if number is not None and isfinite(number) and number >= 0 else None


def _moment(tree: Any) -> float:
    moment = moment_of(text_of(tree)) if isinstance(tree, str) else None
    moment = _number(tree) if moment is None else moment
    if moment is None:
        hint = "write it like 2026-11-21T08:36:55.5Z, or as seconds since 1970"
        raise complain(f"expected a date, found {kind_of(tree)}", hint=hint)
    return moment


def _took(tree: Any) -> float:
    number = _number(tree)
    if number is not None:
        return number
    text = text_of(tree)
    try:
        return max(0, parse_duration(text)) / NANOSECONDS
    except ValueError:
        hint = "write it like 120ms or 1.5s"
        raise complain(f"expected a duration, found {quoted(text)}", hint=hint) from None


type RecordedMoment = Annotated[float, PlainValidator(_moment)]
type RecordedSpan = Annotated[float, PlainValidator(_took)]


class RecordedRequestWire(Wire):
    """`recorded.request`."""

    method: Text = ""
    url: Text = ""
    headers: HeaderMap = Field(default_factory=dict)
    body_file: Text = ""


class RecordedWire(Wire):
    """`recorded`."""

    at: RecordedMoment = 0.0
    took: RecordedSpan = 0.0
    request: RecordedRequestWire = RecordedRequestWire()
    entry: Text = ""


def recorded_of(wire: RecordedWire | None) -> Recorded | None:
    """The facts, if there are any."""
    if wire is None:
        return None
    asked = wire.request
    lines = Headers.of(header_lines(asked.headers))
    return Recorded(wire.at, wire.took, asked.method, asked.url, lines, asked.body_file, wire.entry)


RECORDED_SCHEMA: dict[str, Any] = {"type": ["string", "number"]}
"""A moment or a span, for editors."""
RECORDED_TEXT = {
    "at": "When the exchange began.",
    "took": "From the request to the end of the answer: `120ms`.",
    "request": "The request as it was.",
    "entry": "The id of its history entry.",
}
RECORDED_REQUEST_TEXT = {
    "method": "The method.",
    "url": "The whole URL.",
    "headers": "Name → value or list of values.",
    "body_file": "The body, in a file relative to this one.",
}
