"""A mock as its model → the core's mock."""

from collections.abc import Iterable, Iterator, Mapping
from json import dumps

from smockproxy.core.conditions import (
    Condition,
    Conditions,
    OnBody,
    OnBodyPaths,
    OnField,
    OnHeaders,
    OnQuery,
)
from smockproxy.core.http import Headers, Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed, ForwardTo, Responder
from smockproxy.files.wire import BodyWire, MockWire, ProxyWire, RequestWire, ResponseWire

FIELDS = ("scheme", "host", "port", "method", "path")


def build_mock(wire: MockWire, mock_id: str, source: Source | None = None, created_at: float = 0.0) -> Mock:
    """The core's mock; of several responders the proxy goes first (Smocker)."""
    return Mock(
        id=mock_id,
        responder=_responder(wire),
        conditions=Conditions(tuple(_conditions(wire.request))),
        times=wire.context.times,
        priority=wire.priority,
        source=source,
        created_at=created_at,
    )


def _conditions(request: RequestWire) -> Iterator[Condition]:
    for field in FIELDS:
        matcher = getattr(request, field)
        if matcher is not None:
            yield OnField(field, matcher)
    if request.headers:
        yield OnHeaders(request.headers)
    if request.query_params:
        yield OnQuery(request.query_params)
    if request.body is not None:
        yield _body_condition(request.body)


def _body_condition(body: BodyWire) -> Condition:
    return OnBodyPaths(body.paths) if body.whole is None else OnBody(body.whole)


def _responder(wire: MockWire) -> Responder:
    if wire.proxy is not None:
        return _forward(wire.proxy)
    return _fixed(wire.response or ResponseWire())


def _forward(proxy: ProxyWire) -> ForwardTo:
    return ForwardTo(proxy.host, proxy.keep_host, Headers.of(_lines(proxy.headers)), proxy.delay)


def _fixed(response: ResponseWire) -> Fixed:
    headers = Headers.of(_lines(response.headers))
    body = response.body
    if "value" in response.model_fields_set:
        body = dumps(response.value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        if "content-type" not in headers:
            headers = Headers.of(_lines({**response.headers, "Content-Type": ["application/json"]}))
    return Fixed(Response(response.status, headers, body), response.delay)


def _lines(headers: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Header lines sorted by name, as Smocker writes them."""
    for name in sorted(headers):
        for value in headers[name]:
            yield name, value
