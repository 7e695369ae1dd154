"""Callbacks on their way: waited for, printed, tried, tried again, and remembered.

Each is a task of its own on the event loop; what it waits for costs no thread. Each try is an exchange of
the history, which says which one it followed.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from smockproxy.app.scripts.response import response_names
from smockproxy.app.scripts.scripting import FailedScriptError
from smockproxy.core.callbacks import FIRST_FAILURE, WORKED_OUT, Callback, pause_before
from smockproxy.core.decision import Reservation, Script, Target
from smockproxy.core.history import HistoryEntry, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.responders import TEMPLATE, Scripted
from smockproxy.core.session import SessionFacts
from smockproxy.core.trace import NO_TRACE
from smockproxy.interop.content import decoded_body
from smockproxy.proxy.callbackclient import CallbackError, NotConnectedError, Send, Sending
from smockproxy.proxy.callbacktarget import RefusedTargetError, Targets, target_of
from smockproxy.proxy.exchange import Exchange

MOST_WAITING = 10_000
"""Callbacks that wait or are being sent."""
STOPPED = "smockproxy stopped before the callback was answered"
NOT_HTTP = Target("http", "", 0, "")

logger = logging.getLogger("smockproxy")

type Remember = Callable[[HistoryEntry, Exchange], None]
"""Puts a try into the history of the exchange's instance."""


@dataclass(frozen=True, slots=True)
class Follower:
    """One callback of one exchange."""

    exchange: Exchange
    number: int
    """Its place among the callbacks of its mock."""
    callback: Callback
    answered: Response | None
    """What the client got."""
    use: Reservation

    @property
    def after(self) -> float:
        """Seconds from the answer to the first try."""
        drawn = self.use.chance.draw(f"callback {self.number}")
        return self.callback.after.seconds(drawn) * self.exchange.instance.delay_factor

    def is_alive(self) -> bool:
        """Whether the session that it belongs to is still there."""
        sessions = self.exchange.instance.sessions.all()
        return any(session.facts.id == self.exchange.session for session in sessions)


class Callbacks:
    """All callbacks of a run. Used from one event loop."""

    def __init__(self, targets: Targets, send: Send, remember: Remember) -> None:
        self._targets, self._send, self._remember = targets, send, remember
        self._waiting: dict[asyncio.Task[None], Follower] = {}

    def follow(self, exchange: Exchange) -> None:
        """Begin with what is to be sent after an exchange that is over."""
        mock, use = exchange.mock, exchange.reservation
        is_answered = exchange.outcome in {Outcome.MOCKED, Outcome.FORWARDED}
        if mock is None or use is None or not mock.callbacks or not is_answered:
            return
        answered = exchange.answered
        for number, callback in enumerate(mock.callbacks):
            self._begin(Follower(exchange, number, callback, answered, use))

    def _begin(self, follower: Follower) -> None:
        if len(self._waiting) >= MOST_WAITING:
            self._note(follower, follower.callback, f"{MOST_WAITING:,} callbacks are waiting already")
            return
        task = asyncio.ensure_future(self._run(follower))
        self._waiting[task] = follower
        task.add_done_callback(lambda done: self._waiting.pop(done, None))

    def stop(self) -> None:
        """Let go of all that wait; the history says so."""
        waiting, self._waiting = self._waiting, {}
        for task, follower in waiting.items():
            self._note(follower, follower.callback, STOPPED)
            task.cancel()

    async def _run(self, follower: Follower) -> None:
        try:
            await self._send_at_last(follower)
        except Exception as error:  # a defect of ours in one callback must not go unseen
            logger.exception("a callback of exchange %s failed inside smockproxy", follower.exchange.id)
            self._note(follower, follower.callback, f"smockproxy failed: {error!r}")

    async def _send_at_last(self, follower: Follower) -> None:
        after = follower.after
        await asyncio.sleep(after)
        if not follower.is_alive():
            return
        try:
            callback = await printed(follower)
        except FailedScriptError as error:
            self._note(follower, follower.callback, f"its template failed: {error}")
            return
        for attempt in range(1 + callback.retries):
            if attempt:
                await asyncio.sleep(pause_before(attempt, after))
            if not follower.is_alive() or await self._is_done(follower, callback):
                return

    async def _is_done(self, follower: Follower, callback: Callback) -> bool:
        """Try once; whether there is nothing more to try."""
        started_at = follower.exchange.instance.clock()
        try:
            target = target_of(callback.url)
            addresses = await self._targets.addresses_of(target)
        except RefusedTargetError as error:
            self._note(follower, callback, f"refused: {error}", started_at=started_at)
            return True
        except OSError as error:
            self._note(follower, callback, f"{callback.url} has no address: {error}", started_at=started_at)
            return False
        request = request_of(callback, target)
        verify = not callback.skip_verify_tls
        sendings = [Sending(request, address, callback.timeout, verify) for address in addresses]
        sent, found = await self._answered(sendings)
        response, told = (found, "") if isinstance(found, Response) else (None, found)
        self._note(follower, callback, told, started_at=started_at, response=response, server=sent.address)
        return response is not None and response.status < FIRST_FAILURE

    async def _answered(self, sendings: list[Sending]) -> tuple[Sending, Response | str]:
        """What came of the first that found somebody there: an answer, or why there is none."""
        told = ""
        for sending in sendings:
            try:
                return sending, await self._send(sending)
            except TimeoutError:
                return sending, f"no answer within {sending.timeout:g} s"
            except NotConnectedError as error:
                told = str(error)
            except CallbackError as error:
                return sending, str(error)
        return sendings[-1], told

    def _note(
        self,
        follower: Follower,
        callback: Callback,
        error: str = "",
        *,
        started_at: float = 0.0,
        response: Response | None = None,
        server: str = "",
    ) -> None:
        """Put a try, or what came in its place, into the history."""
        if not follower.is_alive():
            return
        exchange = follower.exchange
        instance, limit = exchange.instance, exchange.response_body.limit
        now = instance.clock()
        begun = started_at or now
        try:
            target = target_of(callback.url)
        except RefusedTargetError:
            target = replace(NOT_HTTP, target=callback.url)
        request = request_of(callback, target)
        entry = HistoryEntry(
            id=instance.next_exchange_id(),
            session=exchange.session,
            session_name=instance.name,
            outcome=Outcome.CALLBACK,
            callback_of=exchange.id,
            request=replace(request, body=callback.body[:limit], received_at=begun),
            request_size=len(callback.body),
            response=response and replace(response, body=response.body[:limit]),
            response_size=len(response.body) if response else 0,
            error=error,
            server=server,
            seen_by_smocker=False,
            timing=Timing(started_at=begun, ended=max(0.0, now - begun)),
        )
        self._remember(entry, exchange)


def request_of(callback: Callback, target: Target) -> Request:
    """The request as it is sent."""
    request = Request(callback.method, target.scheme, target.host, target.port, target.target)
    lines = [(name, value) for name, value in callback.headers if name.lower() not in WORKED_OUT]
    headers = Headers.of([("Host", request.authority), *lines])
    return replace(request, headers=headers, body=callback.body)


async def printed(follower: Follower) -> Callback:
    """The callback with what its templates print. Raises `FailedScriptError`."""
    callback, exchange = follower.callback, follower.exchange
    if not callback.template:
        return callback
    instance = exchange.instance
    engine = instance.engine
    session = SessionFacts(exchange.session, exchange.arrival.session, exchange.started_at)
    script = Script(
        Scripted(TEMPLATE, callback.template),
        follower.use,
        engine.session.state,
        engine.session.clock,
        exchange.trace or NO_TRACE,
    )
    answered = follower.answered or Response(0)
    names = await asyncio.to_thread(_names_of, answered)
    answer = await instance.scripts.answer(script, exchange.request, session, names)
    return _said(callback, json.loads(answer.response.body))


def _names_of(answered: Response) -> dict[str, Any]:
    """What templates see of what the client got; a packed body as the client unpacks it."""
    body = decoded_body(answered.headers, answered.body)
    return response_names(answered, body.decode("utf-8", "replace"))


def _said(callback: Callback, said: dict[str, Any]) -> Callback:
    document = {"body": json.dumps(said["json"], ensure_ascii=False)} if "json" in said else {}
    body = str((said | document).get("body", ""))
    lines = [(str(name), str(value)) for name, value in said["headers"]]
    return replace(
        callback,
        method=str(said["method"]).strip(),
        url=str(said["url"]).strip(),
        headers=Headers.of(lines),
        body=body.encode("utf-8", "replace"),
    )
