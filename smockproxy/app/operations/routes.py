"""The operations on routes: which hosts are real, switched while requests come.

A route is a mock of the API, above all others. Used from one event loop; each change is one step.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from smockproxy.app.api.routes import RouteChange, RouteRow
from smockproxy.app.mocks.row import definition_of
from smockproxy.app.mocks.text import MockTexts
from smockproxy.app.operations.objects import known_object
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.usage import ConflictError, NotFoundError, UsageError
from smockproxy.core.mock import Mock
from smockproxy.core.problem import did_you_mean
from smockproxy.core.routing import PRIORITY, ROUTE, hosts_of
from smockproxy.core.trace import HeldBack

REAL, MOCKED = "real", "mocked"
GLOB = "ShouldMatchGlob"
LONGEST_HOST = 253
LONGEST_ID = 100
IN_A_HOST = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-._*:[]")
ANY_METHOD = {"matcher": "ShouldMatch", "value": "."}
"""Said, so that a route has the methods, too, that Smocker's mocks are never asked for."""


@dataclass(slots=True)
class RouteOperations:
    """The operations on one instance, in whose session in force the routes are."""

    instance: Instance

    def routes(self) -> list[RouteRow]:
        """All that are in force, in the order of asking."""
        session = self.instance.engine.session
        now = self.instance.shown_time
        over = {HeldBack.DISABLED, HeldBack.EXPIRED}
        return [
            self._row(mock) for mock in reversed(self._mocks()) if session.holds_back(mock, now) not in over
        ]

    def _mocks(self) -> tuple[Mock, ...]:
        mocks = self.instance.engine.session.mocks
        return tuple(mock for mock in mocks if mock.is_route and hosts_of(mock.conditions))

    def _row(self, mock: Mock) -> RouteRow:
        session = self.instance.engine.session
        tree = definition_of(mock, session)
        request, context = tree["request"], tree.get("context") or {}
        share = request.get("share") or {}
        percent = float(share.get("percent", float(context.get("probability", 1)) * 100))
        return {
            "id": mock.id,
            "host": _value(request["host"]),
            "to": REAL if percent == 100 else f"{round(percent, 6):g}%",
            "path": _value(request["path"]) if "path" in request else None,
            "headers": {name: _value(line) for name, line in (request.get("headers") or {}).items()},
            "by": share.get("by"),
            "ttl": context.get("ttl"),
            "uses": session.uses(mock),
        }

    async def put(self, document: Any) -> list[RouteRow]:
        """Let requests to a host go elsewhere from now on. Raises `UsageError`; then nothing has changed."""
        asked = known_object(document, RouteChange)
        definition = _definition(asked)
        async with self.instance.changes:
            if asked["to"] == MOCKED:
                self._forget(definition, is_all=not (asked.get("path") or asked.get("headers")))
            else:
                self._take(definition)
        return self.routes()

    def _take(self, definition: Mapping[str, Any]) -> None:
        instance = self.instance
        texts = MockTexts(instance.new_id, longest_delay=instance.settings.delay_bound)
        raw = json.dumps(definition).encode()
        mock = texts.read(raw, as_json=True, now=instance.clock()).mocks[0]
        session = instance.engine.session
        if session.mock(mock.id) is not None:
            session.enable(mock.id)
            instance.sessions.edit(session, mock)
            return
        if instance.engine.mocks.has(mock.id):
            raise ConflictError(f'The id "{mock.id}" is that of a mock in a file; a route has to have it.')
        instance.sessions.add([mock])

    def _forget(self, definition: Mapping[str, Any], *, is_all: bool) -> None:
        host = _value(definition["request"]["host"])
        gone = [mock for mock in self._mocks() if mock.id == definition["id"]]
        if is_all:
            gone = [mock for mock in self._mocks() if self._row(mock)["host"] == host]
        for mock in gone:
            self.instance.sessions.remove(self.instance.engine.session, mock.id)

    async def clear(self, host: str | None) -> list[RouteRow]:
        """Forget the routes of a host, or all without one. Raises `NotFoundError`."""
        async with self.instance.changes:
            by_id = {mock.id: self._row(mock)["host"] for mock in self._mocks()}
            if host is not None and host.lower() not in by_id.values():
                hint = did_you_mean(host[:LONGEST_ID], by_id.values()) or "`route list` shows what there is"
                raise NotFoundError(f'There is no route of "{host[:LONGEST_ID]}"; {hint}.')
            for mock_id, its in by_id.items():
                if host is None or its == host.lower():
                    self.instance.sessions.remove(self.instance.engine.session, mock_id)
        return self.routes()


def _value(written: Any) -> str:
    """What a matcher, or a list of one, is about."""
    one = written[0] if isinstance(written, list) and written else written
    return str(one.get("value", "") if isinstance(one, Mapping) else one)


def _definition(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The mock that a route is. Raises `UsageError`."""
    host, percent = _host(asked.get("host")), _percent(asked.get("to"))
    path, by, ttl = _text(asked, "path"), _text(asked, "by"), _text(asked, "ttl")
    headers = asked.get("headers") or {}
    if not isinstance(headers, dict) or not all(isinstance(line, str) for line in headers.values()):
        raise UsageError('headers is an object of names and values, such as {"X-Real": "1"}.')
    request: dict[str, Any] = {"proxied": True, "method": ANY_METHOD, "host": _matcher(host)}
    request |= {"path": _matcher(path)} if path else {}
    request |= {"headers": headers} if headers else {}
    request |= {"share": {"by": by, "percent": percent}} if by else {}
    context: dict[str, Any] = {"ttl": ttl} if ttl else {}
    context |= {"probability": percent / 100} if percent < 100 and not by else {}
    written_id = _id_of(host, path, headers)
    return {"id": written_id, "priority": PRIORITY, "request": request, "context": context, "proxy": {}}


def _id_of(host: str, path: str, headers: Mapping[str, str]) -> str:
    narrowed = json.dumps([host, path, sorted((name.lower(), line) for name, line in headers.items())])
    mark = blake2b(narrowed.encode("utf-8", "replace"), digest_size=4).hexdigest()
    is_plain = not path and not headers and len(host) + len(ROUTE) <= LONGEST_ID
    return f"{ROUTE}{host}" if is_plain else f"{ROUTE}{host[:64]}-{mark}"


def _matcher(text: str) -> Any:
    return {"matcher": GLOB, "value": text} if {"*", "?"} & set(text) else text


def _host(host: Any) -> str:
    if (
        not isinstance(host, str)
        or not 0 < len(host) <= LONGEST_HOST
        or not IN_A_HOST.issuperset(host.lower())
    ):
        raise UsageError("host is a host without scheme and port, such as api.test or *.api.test.")
    return host.lower()


def _percent(to: Any) -> float:
    if to in (REAL, MOCKED):
        return 100.0
    try:
        percent = float(to.removesuffix("%")) if isinstance(to, str) and to.endswith("%") else -1.0
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= 100:
        raise UsageError(f"to is real, mocked, or a share such as 30%, found {json.dumps(to)[:LONGEST_ID]}.")
    return percent


def _text(asked: Mapping[str, Any], key: str) -> str:
    text = asked.get(key) or ""
    if not isinstance(text, str):
        raise UsageError(f"{key} is a text.")
    return text
