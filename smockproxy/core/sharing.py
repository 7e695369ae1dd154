"""What many records have in common, kept once: heads of requests and responses, traces, mocks.

Values that come again are known by their identity, which takes a tenth of a microsecond; what comes as a new
object each time is looked up by what it says. Header lines that nobody had before are packed into bytes: as
objects they would take five times as much. What is remembered of shared values is bounded, and forgotten all
at once.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import chain
from marshal import dumps
from typing import Any, NamedTuple, cast

from smockproxy.core.entry import OF_A_CANDIDATE, OF_A_LINE, OF_AN_ENTRY
from smockproxy.core.http import NO_HEADERS, Headers, Request, Response
from smockproxy.core.records import NO_REST, Record
from smockproxy.core.trace import UNCHANGED, Trace

MOST_KNOWN = 1_024
"""Values of each kind that are remembered."""


class _Request(NamedTuple):
    """What becomes of a request."""

    whole: Request
    head: Request
    """Without target and body, maybe without header lines."""
    lines: bytes | None
    weight: int


class _Response(NamedTuple):
    """What becomes of a response."""

    whole: Response
    head: Response
    """Without its body, maybe without header lines."""
    lines: bytes | None
    weight: int
    """Without the body."""

    def is_of(self, response: Response) -> bool:
        """Whether the same becomes of a response that has the same header lines."""
        whole = self.whole
        return (
            whole.status == response.status
            and whole.reason == response.reason
            and whole.http_version == response.http_version
        )


class _Trace(NamedTuple):
    """What becomes of a trace."""

    whole: Trace
    shared: Trace
    uses: int
    weight: int


class Sharing:
    """What the records of one history have in common."""

    def __init__(self) -> None:
        self._requests: dict[int, _Request] = {}
        """By the identity of their `whole`, which lives as long as it stands here; so the others."""
        self._responses: dict[int, _Response] = {}
        self._answers: dict[int, _Response] = {}
        """By the identity of their header lines: answers that are made anew often share these."""
        self._traces: dict[int, _Trace] = {}
        self._known: dict[Any, Any] = {}
        """Shared values, by what they say; None for what came once."""
        self._weights: dict[int, int] = {}
        """The same few numbers, each of which would be an object of its own."""

    def pack(self, record: Record) -> None:
        """Let a record refer to shared values, as far as there are such, and weigh it; once."""
        if record.weight:
            return
        request = record.request
        packed = self._requests.get(id(request)) or self._request(request)
        record.request = packed.head
        record.lines = packed.lines
        weight = packed.weight
        if record.body:
            weight += len(record.body)
        response = record.response
        if response is not None:
            answer = self._responses.get(id(response)) or self._response(response)
            record.response = answer.head
            record.content = response.body
            record.answer_lines = answer.lines
            weight += answer.weight + len(response.body)
            if record.date:
                weight += len(record.date)
        trace = record.trace
        if trace is not None:
            known = self._traces.get(id(trace)) or self._trace(trace)
            record.trace = known.shared
            if record.uses == UNCHANGED:
                record.uses = known.uses
            weight += known.weight
        if record.rest is not NO_REST:
            record.rest = self._same(record.rest)
        record.weight = self._weights.get(weight) or self._weight(weight)

    def pack_own(self, record: Record) -> None:
        """The same for a record whose every part is a new object."""
        record.key = self._same(record.key)
        record.added_headers = self._same(record.added_headers)
        record.mock = self._same(record.mock)
        self.pack(record)

    def _same[Value](self, value: Value) -> Value:
        """The first value that said this."""
        return cast("Value", self._room().setdefault((type(value), value), value))

    def _weight(self, weight: int) -> int:
        if len(self._weights) >= MOST_KNOWN:
            self._weights.clear()
        return self._weights.setdefault(weight, weight)

    def _room(self) -> dict[Any, Any]:
        """The shared values, with room for another."""
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        return self._known

    def _request(self, request: Request) -> _Request:
        headers = request.headers
        weight = OF_AN_ENTRY + len(request.target) + _weight_of(headers)
        if request.memory is not None:
            packed = _Request(request, _head_of(request, headers), None, weight + request.memory.weight)
        else:
            key = (
                request.method,
                request.scheme,
                request.host,
                request.port,
                request.http_version,
                id(request.form),
                request.client,
                request.session,
            )
            head = self._again((key, headers.fields), partial(_head_of, request, headers))
            if head is not None:
                packed = _Request(request, head, None, weight)
            else:
                bare = self._room().get(key) or self._room().setdefault(key, _head_of(request, NO_HEADERS))
                packed = _Request(request, bare, dumps(headers.fields), weight)
        if len(self._requests) >= MOST_KNOWN:
            self._requests.clear()
        self._requests[id(request)] = packed
        return packed

    def _response(self, response: Response) -> _Response:
        headers = response.headers
        known = self._answers.get(id(headers))
        if known is not None and known.is_of(response):
            return known
        weight = _weight_of(headers)
        key = (response.status, response.reason, response.http_version)
        head = self._again((key, headers.fields), partial(replace, response, body=b""))
        if head is not None:
            packed = _Response(response, head, None, weight)
        else:
            bare = self._room().get(key) or self._room().setdefault(
                key, replace(response, headers=NO_HEADERS, body=b"")
            )
            packed = _Response(response, bare, dumps(headers.fields), weight)
        if len(self._responses) >= MOST_KNOWN:
            self._responses.clear()
            self._answers.clear()
        self._responses[id(response)] = self._answers[id(headers)] = packed
        return packed

    def _again[Value](self, key: Any, make: Callable[[], Value]) -> Value | None:
        """What all share that have this key; None for the first of them, who may be the only one."""
        known = self._room()
        if key not in known:
            known[key] = None
        elif known[key] is None:
            known[key] = make()
        return cast("Value | None", known[key])

    def _trace(self, trace: Trace) -> _Trace:
        weight = OF_A_CANDIDATE * len(trace.passed_over)
        if trace.injected or trace.uses_after != trace.uses_before + 1:
            packed = _Trace(trace, trace, UNCHANGED, weight)
        else:
            asked = tuple((id(mock), obstacle) for mock, obstacle in trace.passed_over)
            key = (trace.version, id(trace.winner), asked, trace.more, trace.is_beyond_limit, trace.turn)
            shared = self._room().get(key)
            if shared is None:
                shared = self._room().setdefault(key, trace._replace(uses_before=0, uses_after=0))
            packed = _Trace(trace, shared, trace.uses_before, weight)
        if len(self._traces) >= MOST_KNOWN:
            self._traces.clear()
        self._traces[id(trace)] = packed
        return packed


def weight_of(record: Record) -> int:
    """What a record would weigh that stays as it is."""
    request, response, trace = record.request, record.response, record.trace
    weight = OF_AN_ENTRY + len(request.target) + _weight_of(request.headers)
    if request.memory is not None:
        weight += request.memory.weight
    if record.body:
        weight += len(record.body)
    if response is not None:
        weight += len(response.body) + _weight_of(response.headers) + len(record.date or b"")
    if trace is not None:
        weight += OF_A_CANDIDATE * len(trace.passed_over)
    return weight


def _weight_of(headers: Headers) -> int:
    fields = headers.fields
    return OF_A_LINE * len(fields) + sum(map(len, chain.from_iterable(fields)))


def _head_of(request: Request, headers: Headers) -> Request:
    return replace(request, target="", headers=headers, body=b"", received_at=0.0)
