"""A mock as its model → the core's mock."""

from collections.abc import Iterator
from dataclasses import replace
from json import dumps
from typing import TYPE_CHECKING, cast

from smockproxy.core.blocks import AllOf, AnyOf, Not
from smockproxy.core.conditions import (
    Condition,
    Conditions,
    OnBody,
    OnBodyPaths,
    OnField,
    OnHeaders,
    OnPathTemplate,
    OnQuery,
)
from smockproxy.core.delay import delay_shape
from smockproxy.core.documents import OnJson, OnJsonPaths
from smockproxy.core.http import Headers, Response
from smockproxy.core.mock import Expected, Mock, Responder, Source
from smockproxy.core.named import OnCookies, OnExactQuery, OnForm
from smockproxy.core.recalled import recalling
from smockproxy.core.recollection import OnState
from smockproxy.core.resource import OnResource, Resource
from smockproxy.core.responders import TEMPLATE, Fixed, Scripted
from smockproxy.files.callbackfields import callbacks_of
from smockproxy.files.chaosfields import chaos_of
from smockproxy.files.fixturefields import fixtures_of, on_fixtures
from smockproxy.files.proxyfields import forward_of, probability_of
from smockproxy.files.ratefields import LimitedResponseWire, rate_limit_of
from smockproxy.files.recordedfields import recorded_of
from smockproxy.files.requestfields import JsonWire
from smockproxy.files.resourcefields import ResourceWire, resource_of
from smockproxy.files.responsefields import ResponseWire, document_in, header_lines, with_json_type
from smockproxy.files.routefields import on_route
from smockproxy.files.scenariofields import on_scenario, scenario_of
from smockproxy.files.sequencefields import TurnWire, in_turn
from smockproxy.files.tablefields import with_tables
from smockproxy.files.wire import DynamicWire, MockWire, RequestWire, VerifyWire

if TYPE_CHECKING:
    from smockproxy.core.matcher import JsonPath, Matcher

FIELDS = ("scheme", "host", "port", "method", "path", "url", "client", "session")


def build_mock(wire: MockWire, mock_id: str, source: Source | None = None, created_at: float = 0.0) -> Mock:
    """The core's mock; of several responders a script goes first, then the proxy; one is spare (Smocker)."""
    responder, *others = _responders(wire, source.file if source else "") or [Fixed(Response())]
    conditions = (*_conditions_of(wire, source.file if source else ""), *on_scenario(wire.scenario))
    mock = Mock(
        id=mock_id,
        responder=responder,
        conditions=Conditions(conditions),
        times=wire.context.times,
        after=wire.context.after,
        probability=probability_of(wire.context.probability, wire.proxy),
        ttl=wire.context.ttl,
        priority=wire.priority,
        source=source,
        created_at=created_at,
        spare=others[0] if others else None,
        expected=_expected(wire.context.verify),
        rate_limit=rate_limit_of(wire, _fixed),
        scenario=scenario_of(wire.scenario),
        callbacks=callbacks_of(wire.callbacks),
        recorded=recorded_of(wire.recorded),
    )
    return with_tables(mock, wire.tables)


def _expected(verify: VerifyWire | None) -> Expected | None:
    return None if verify is None else Expected(verify.at_least, verify.at_most, verify.rank)


def _conditions_of(wire: MockWire, file: str) -> Iterator[Condition]:
    yield from on_fixtures(wire.fixtures, file)
    if wire.resource is not None and wire.resource.path_template is not None:
        yield OnResource(wire.resource.path_template)
    yield from _conditions(wire.request)


def _conditions(request: RequestWire) -> Iterator[Condition]:
    return map(recalling, _as_written(request))


def _as_written(request: RequestWire) -> Iterator[Condition]:
    for field in FIELDS:
        matcher = getattr(request, field)
        if matcher is not None:
            yield OnField(field, matcher)
    if request.path_template is not None:
        yield OnPathTemplate(request.path_template)
    yield from on_route(request.share, proxied=request.proxied)
    yield from _on_names(request)
    yield from _on_body(request)
    yield from _on_blocks(request)


def _on_names(request: RequestWire) -> Iterator[Condition]:
    if request.headers:
        yield OnHeaders(request.headers)
    if request.query_params:
        yield OnQuery(request.query_params)
    if request.query_exact is not None:
        yield OnExactQuery(request.query_exact)
    if request.cookies:
        yield OnCookies(request.cookies)
    if request.state is not None:
        yield OnState(tuple(request.state.items()))


def _on_body(request: RequestWire) -> Iterator[Condition]:
    if request.body is not None:
        whole = request.body.whole
        yield OnBodyPaths(request.body.paths) if whole is None else OnBody(whole)
    if request.form is not None:
        yield OnForm(request.form)
    if "document" in request.model_fields_set:
        yield _on_json(request.document)


def _on_json(document: JsonWire) -> Condition:
    if document.paths is not None:
        return OnJsonPaths(cast("tuple[tuple[JsonPath, Matcher], ...]", document.paths))
    return OnJson(cast("Matcher", document.whole or document.literal))


def _on_blocks(request: RequestWire) -> Iterator[Condition]:
    if request.any_of is not None:
        yield AnyOf(tuple(map(_block, request.any_of)))
    if request.all_of is not None:
        yield AllOf(tuple(map(_block, request.all_of)))
    if request.none_of is not None:
        yield Not(_block(request.none_of))


def _block(request: RequestWire) -> Conditions:
    return Conditions(tuple(_conditions(request)))


def _responders(wire: MockWire, file: str) -> list[Responder]:
    """The responders in the order of their precedence."""
    responders: list[Responder] = []
    if wire.dynamic_response is not None:
        responders.append(_scripted(wire.dynamic_response))
    if wire.proxy is not None:
        responders.append(forward_of(wire.proxy, _answer))
    if wire.chaos is not None:
        responders.append(chaos_of(wire.chaos, _fixed))
    if wire.responses is not None:
        responders.append(in_turn(wire.responses, wire.sequence, _answer))
    if wire.resource is not None:
        responders.append(_resource(wire.resource, wire.request, file))
    if wire.fixtures is not None:
        responders.append(fixtures_of(wire.fixtures, file))
    if wire.response is not None:
        responders.append(_answer(wire.response))
    return responders


def _answer(response: ResponseWire) -> Fixed | Scripted:
    made = _template(response) if response.template else _fixed(response)
    wanted = response.remember if isinstance(response, LimitedResponseWire | TurnWire) else ()
    return replace(made, remember=wanted) if wanted else made


def _scripted(dynamic: DynamicWire) -> Scripted:
    wanted = dynamic.remember
    if dynamic.beside is None:
        return Scripted(dynamic.engine, dynamic.script, remember=wanted)
    return Scripted(dynamic.engine, dynamic.beside.text, file=dynamic.beside.name, remember=wanted)


def _template(response: ResponseWire) -> Scripted:
    """A response with templates in it: as JSON, what is not said left out, its delay in ns."""
    has_document = "value" in response.model_fields_set
    headers = with_json_type(response.headers) if has_document else response.headers
    said = {
        "status": response.status,
        "headers": {name: headers[name] for name in sorted(headers)},
        "body": response.content.decode(),
        "delay": delay_shape(response.delay),
    }
    document = {"json": response.value} if has_document else {}
    shape = {**{name: value for name, value in said.items() if value}, **document}
    return Scripted(TEMPLATE, dumps(shape, ensure_ascii=False, allow_nan=False))


def _resource(resource: ResourceWire, request: RequestWire, file: str) -> Resource:
    host = request.host.value if request.host is not None and request.host.name == "ShouldEqual" else ""
    return resource_of(resource, host, file, tuple(header_lines(resource.headers)))


def _fixed(response: ResponseWire) -> Fixed:
    headers, body = response.headers, response.content
    if "value" in response.model_fields_set:
        body = document_in(response.value)
        headers = with_json_type(headers)
    status = cast("int", response.status)  # only a template's is a text
    lines = Headers.of(header_lines(headers))
    return Fixed(Response(status, lines, body, response.reason), response.delay)
