"""A history entry as what a row holds, and back: nothing is lost but the trace.

A row has the bodies as they are, the moments as floating-point numbers, and all the rest as JSON, in which
a person can read. Header lines, which are bytes, are ISO-8859-1 there, which has a character for every byte;
half a surrogate pair stays what it is. What is as always is left out, so that rows of an older smockproxy can
be read when entries know more.
"""

import struct
from collections.abc import Mapping
from dataclasses import MISSING, fields
from json import JSONDecoder, JSONEncoder
from math import isnan, nan
from typing import Any, NamedTuple

from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Form, Headers, Request, Response
from smockproxy.store.errors import StoreError

_MOMENTS = struct.Struct("<6d")
"""Little-endian float64, in the order of `Timing`'s fields, and when the request was received; not a number
(NaN) stands for None. As text they would take longer to write than all the rest."""
ENCODER = JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
DECODER = JSONDecoder()


class Content(NamedTuple):
    """What a row holds of an entry."""

    facts: bytes
    """JSON, in UTF-8 that may have halves of surrogate pairs."""
    moments: bytes
    request_body: bytes | None
    response_body: bytes | None


def content_of(entry: HistoryEntry) -> Content:
    """The entry as a row."""
    response, mock = entry.response, entry.mock
    facts = {
        "id": entry.id,
        "session": entry.session,
        "outcome": entry.outcome.value,
        "request": request_facts(entry.request),
        "response": response and response_facts(response),
        "mock": mock and [mock.id, mock.label, mock.kind, mock.from_file],
    }
    facts |= {name: value for name, usual in _USUAL if (value := getattr(entry, name)) != usual}
    text = ENCODER.encode(facts)
    moments = _moments_of(entry.timing, entry.request.received_at)
    return Content(
        text.encode("utf-8", "surrogatepass"),
        moments,
        entry.request.body,
        response.body if response else None,
    )


def entry_of(content: Content) -> HistoryEntry:
    """The entry that a row holds. Raises `StoreError` for what is none of ours."""
    try:
        facts = DECODER.decode(content.facts.decode("utf-8", "surrogatepass"))
        return _entry_of(facts, content)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError, struct.error) as error:
        raise StoreError(f"an exchange can't be read: {error!r}") from error


_USUAL = tuple(
    (field.name, field.default)
    for field in fields(HistoryEntry)
    if field.default is not MISSING and field.name not in {"response", "mock", "trace"}
)
"""The fields that are plain texts, numbers, switches and lists of texts, with what they usually are."""
_LISTS = frozenset(name for name, usual in _USUAL if isinstance(usual, tuple))
_KNOWN = frozenset(name for name, _ in _USUAL)


def _entry_of(facts: Mapping[str, Any], content: Content) -> HistoryEntry:
    plain: dict[str, Any] = {
        name: tuple(value) if name in _LISTS else value for name, value in facts.items() if name in _KNOWN
    }
    response, mock = facts["response"], facts["mock"]
    timing, received_at = _timing_of(content.moments)
    return HistoryEntry(
        id=facts["id"],
        session=facts["session"],
        outcome=Outcome(facts["outcome"]),
        request=request_of(facts["request"], content.request_body, received_at),
        response=response and response_of(response, content.response_body or b""),
        mock=mock and MockRef(*mock),
        timing=timing,
        **plain,
    )


def request_facts(request: Request) -> list[Any]:
    """A request without body and moment, in values of JSON's types."""
    return [
        request.method,
        request.scheme,
        request.host,
        request.port,
        request.target,
        request.http_version,
        request.form.value,
        request.client,
        request.session,
        *_lines(request),
    ]


def request_of(facts: list[Any], body: bytes | None, received_at: float) -> Request:
    """The request of `request_facts`."""
    method, scheme, host, port, target, version, form, client, session, *lines = facts
    return Request(
        method=method,
        scheme=scheme,
        host=host,
        port=port,
        target=target,
        headers=_headers_of(lines),
        body=body,
        http_version=version,
        form=Form(form),
        client=client,
        received_at=received_at,
        session=session,
    )


def response_facts(response: Response) -> list[Any]:
    """A response without its body, in values of JSON's types."""
    return [response.status, response.reason, response.http_version, *_lines(response)]


def response_of(facts: list[Any], body: bytes) -> Response:
    """The response of `response_facts`."""
    status, reason, version, *lines = facts
    return Response(status, _headers_of(lines), body, reason, version)


def _lines(message: Request | Response) -> list[str]:
    """Names and values in turn."""
    return [part.decode("latin-1") for line in message.headers.fields for part in line]


def _headers_of(lines: list[str]) -> Headers:
    parts = iter([part.encode("latin-1") for part in lines])
    return Headers(tuple(zip(parts, parts, strict=True)))


def _moments_of(timing: Timing, received_at: float) -> bytes:
    request_read, response_started = timing.request_read, timing.response_started
    return _MOMENTS.pack(
        timing.started_at,
        nan if request_read is None else request_read,
        nan if response_started is None else response_started,
        timing.ended,
        timing.delay,
        received_at,
    )


def _timing_of(moments: bytes) -> tuple[Timing, float]:
    """The timing, and when the request was received."""
    started_at, request_read, response_started, ended, delay, received_at = _MOMENTS.unpack(moments)
    timing = Timing(
        started_at=started_at,
        request_read=None if isnan(request_read) else request_read,
        response_started=None if isnan(response_started) else response_started,
        ended=ended,
        delay=delay,
    )
    return timing, received_at
