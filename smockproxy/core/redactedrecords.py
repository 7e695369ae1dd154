"""Records of the history with pseudonyms, as the disk gets them.

What comes again and again is looked through once: an exchange is known by what its request and its answer
say. It is looked through anew when a secret was found since that might stand in it.
"""

from dataclasses import dataclass, replace
from typing import Any

from smockproxy.core.entry import HistoryEntry
from smockproxy.core.http import Request, Response
from smockproxy.core.records import NO_REST, Record, Rest
from smockproxy.core.redact import Redaction

MOST_KNOWN = 1_024
LARGEST_KNOWN = 16 * 1024
"""Bytes of a request's body that is remembered; a larger answer is known only where it is the very same."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What became of an exchange; what is named here lives as long as it does, so its id is its own."""

    revision: int
    request: Request
    response: Response | None
    shown: HistoryEntry | None
    """None: it has no secrets."""
    rest: Rest
    request_growth: int = 0
    response_growth: int = 0


class RedactedRecords:
    """Makes of a record what the disk gets; the same one if it has no secrets. For one thread."""

    def __init__(self, redaction: Redaction) -> None:
        self._redaction = redaction
        self._known: dict[Any, _Known] = {}

    def __call__(self, record: Record) -> Record:
        """The record with pseudonyms."""
        key = (
            record.request.headers.fields,
            record.target,
            record.body,
            record.rest,
            _said(record.response),
        )
        known = self._known.get(key)
        if known is None or known.revision != self._redaction.memory.revision:
            known = self._looked_through(record)
            if len(record.body or b"") <= LARGEST_KNOWN:
                if len(self._known) >= MOST_KNOWN:
                    self._known.clear()
                self._known[key] = known
        return record if known.shown is None else _shown(record, known.shown, known)

    def _looked_through(self, record: Record) -> _Known:
        entry = record.entry()
        if record.date is not None:  # the Date that its response has none of stays the record's
            entry = replace(entry, response=record.response)
        shown = self._redaction.exchange(entry)
        revision = self._redaction.memory.revision
        if shown is entry:
            return _Known(revision, record.request, record.response, None, record.rest)
        rest = record.rest._replace(error=shown.error, log=shown.log, chaos=shown.chaos)
        return _Known(
            revision,
            record.request,
            record.response,
            shown,
            NO_REST if rest == NO_REST else rest,
            shown.request_size - entry.request_size,
            shown.response_size - entry.response_size,
        )


def _said(response: Response | None) -> Any:
    """What is looked through of an answer, or what stands for it."""
    if response is None or len(response.body) > LARGEST_KNOWN:
        return id(response)
    return response.headers.fields, response.body


def _shown(record: Record, shown: HistoryEntry, known: _Known) -> Record:
    request, response = shown.request, shown.response
    if record.request is not known.request:  # another one that says the same; who asked is its own
        request = replace(record.request, headers=request.headers, target=request.target, body=request.body)
    if record.response is not known.response and record.response and response:
        response = replace(record.response, headers=response.headers, body=response.body)
    return Record(
        record.id,
        record.key,
        record.outcome,
        request,
        record.received_at,
        request.body,
        record.request_size + known.request_growth,
        response,
        record.response_size + known.response_growth,
        record.mock,
        record.started_at,
        record.request_read,
        record.response_started,
        record.ended,
        record.delay,
        record.trace,
        record.uses,
        record.added_headers,
        record.date,
        known.rest,
    )
