"""The admin API for tests on an event loop: what `Client` has, to be awaited, over asyncio's streams."""

import os
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from functools import wraps
from typing import Any, Concatenate, Self

from smockproxy.testing import operations as ask_to
from smockproxy.testing.address import Address, address_of
from smockproxy.testing.ask import Ask, sent_of
from smockproxy.testing.asynccarrier import carried
from smockproxy.testing.client import TIMEOUT
from smockproxy.testing.eventstream import EventReader, ServerEvent
from smockproxy.testing.refusals import stranger


def _told[**P, Answer](
    question: Callable[P, Ask[Answer]],
) -> "Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, Answer]]":
    @wraps(question)
    async def told(self: "AsyncClient", /, *given: P.args, **named: P.kwargs) -> Answer:
        ask = question(*given, **named)
        raw = b"".join([piece async for piece in self.pieces(ask)])
        try:
            return ask.answer_in(raw)
        except ValueError:
            raise stranger(self.address) from None

    return told


def _whole[**P](
    question: Callable[P, Ask[bytes]],
) -> "Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, bytes]]":
    @wraps(question)
    async def whole(self: "AsyncClient", /, *given: P.args, **named: P.kwargs) -> bytes:
        return b"".join([piece async for piece in self.pieces(question(*given, **named))])

    return whole


def _streamed[**P](
    question: Callable[P, Ask[bytes]],
) -> "Callable[Concatenate[AsyncClient, P], AsyncGenerator[bytes]]":
    @wraps(question)
    def streamed(self: "AsyncClient", /, *given: P.args, **named: P.kwargs) -> AsyncGenerator[bytes]:
        return self.pieces(question(*given, **named))

    return streamed


def _listened[**P](
    question: Callable[P, Ask[bytes]],
) -> "Callable[Concatenate[AsyncClient, P], AsyncGenerator[ServerEvent]]":
    @wraps(question)
    async def listened(
        self: "AsyncClient", /, *given: P.args, **named: P.kwargs
    ) -> AsyncGenerator[ServerEvent]:
        reader = EventReader()
        async with aclosing(self.pieces(question(*given, **named))) as pieces:
            async for piece in pieces:
                for event in reader.events_of(piece):
                    yield event

    return listened


class AsyncClient:
    """A running smockproxy. It keeps no connection and nothing changes in it: tasks may share one.

    Every method raises `ClientError`, of one kind or another. Iterators end their connection when they are
    closed (`contextlib.aclosing`), or their task is cancelled.
    """

    def __init__(
        self,
        url: str | None = None,
        *,
        session: str | None = None,
        token: str | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        """`session` is the one that is meant where no other is named; None is the unnamed one, but the
        history of all. Raises `BadAddressError`.
        """
        self.address: Address = address_of(url, token, os.environ)
        self.session = session
        self.timeout = timeout

    def with_session(self, session: str | None) -> Self:
        """The same smockproxy, and another session."""
        address = self.address
        return type(self)(address.url, session=session, token=address.token, timeout=self.timeout)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.address.url!r}, session={self.session!r})"

    def pieces[Answer](self, ask: Ask[Answer]) -> AsyncGenerator[bytes]:
        """The answer to any question, piece by piece."""
        sent = sent_of(ask, self.address, self.session)
        return carried(self.address, sent, self.timeout + ask.patience)

    list_sessions = _told(ask_to.list_sessions)
    get_session = _told(ask_to.get_session)
    put_session = _told(ask_to.put_session)
    delete_session = _told(ask_to.delete_session)
    reset_session = _told(ask_to.reset_session)

    list_mocks = _told(ask_to.list_mocks)
    add_mocks = _told(ask_to.add_mocks)
    get_mock = _told(ask_to.get_mock)
    replace_mock = _told(ask_to.replace_mock)
    patch_mock = _told(ask_to.patch_mock)
    enable_mock = _told(ask_to.enable_mock)
    disable_mock = _told(ask_to.disable_mock)
    delete_mock = _told(ask_to.delete_mock)

    list_history = _told(ask_to.list_history)
    export_history = _streamed(ask_to.export_history)
    clear_history = _told(ask_to.clear_history)
    get_exchange = _told(ask_to.get_exchange)
    trace_exchange = _told(ask_to.trace_exchange)
    get_request_body = _whole(ask_to.get_request_body)
    get_response_body = _whole(ask_to.get_response_body)
    listen_events = _listened(ask_to.listen_events)
    why = _told(ask_to.why)

    verify = _told(ask_to.verify)
    called = _told(ask_to.called)
    wait = _told(ask_to.wait)
    get_usage = _told(ask_to.get_usage)
    get_report = _told(ask_to.get_report)

    get_clock = _told(ask_to.get_clock)
    set_clock = _told(ask_to.set_clock)
    advance_clock = _told(ask_to.advance_clock)
    freeze_clock = _told(ask_to.freeze_clock)
    resume_clock = _told(ask_to.resume_clock)
    reset_clock = _told(ask_to.reset_clock)

    list_chaos = _told(ask_to.list_chaos)
    add_chaos = _told(ask_to.add_chaos)
    enable_chaos = _told(ask_to.enable_chaos)
    disable_chaos = _told(ask_to.disable_chaos)
    delete_chaos = _told(ask_to.delete_chaos)

    list_resources = _told(ask_to.list_resources)
    get_resource = _told(ask_to.get_resource)
    reset_resources = _told(ask_to.reset_resources)
    list_scenarios = _told(ask_to.list_scenarios)
    set_scenarios = _told(ask_to.set_scenarios)
    reset_scenarios = _told(ask_to.reset_scenarios)

    list_routes = _told(ask_to.list_routes)
    set_route = _told(ask_to.set_route)
    clear_routes = _told(ask_to.clear_routes)

    list_problems = _told(ask_to.list_problems)
    get_state = _told(ask_to.get_state)
    set_state = _told(ask_to.set_state)
    clear_state = _told(ask_to.clear_state)
    list_settings = _told(ask_to.list_settings)
    get_lane = _told(ask_to.get_lane)
    get_openapi = _told(ask_to.get_openapi)
