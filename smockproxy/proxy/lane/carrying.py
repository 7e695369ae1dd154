"""An exchange that the lane answers, from its decision to its entry: what `streams.py` is to mitmproxy."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from math import floor
from typing import TYPE_CHECKING

from smockproxy.app.scripts.scripting import FailedScriptError, ScriptAnswer
from smockproxy.core.account import CLIENT_GONE
from smockproxy.core.decision import Answer, Decision, Disturb, Refuse, Script
from smockproxy.core.duration import NO_DELAY, AnyDelay
from smockproxy.core.framing import framed
from smockproxy.core.history import Outcome
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock
from smockproxy.core.serving import Served
from smockproxy.proxy.bodies import KeptBody
from smockproxy.proxy.convert import reason_of
from smockproxy.proxy.edge import Edge, http_date
from smockproxy.proxy.exchange import Exchange
from smockproxy.proxy.lane.outlines import Outline
from smockproxy.proxy.lane.prepared import closes, head_of
from smockproxy.proxy.lane.scripted import outline_for, record_of

if TYPE_CHECKING:
    from smockproxy.proxy.lane.wire import Wire

logger = logging.getLogger("smockproxy")


class Unseen:
    """In place of a flow: what mitmproxy's tools would show of an exchange that they don't see."""

    marked = ""
    comment = ""


UNSEEN = Unseen()

type Over = Callable[[bool], None]
"""What is called when the answer is written; says whether the connection ends with it."""


class Carrying:
    """Carries a decision out."""

    is_reading = False
    """Whether the request is still coming."""

    def __init__(self, edge: Edge, wire: "Wire", exchange: Exchange, over: Over) -> None:
        self.exchange = exchange
        self._edge, self._wire, self._over = edge, wire, over
        self._timer: asyncio.TimerHandle | None = None
        self._is_alone = False
        """Whether the client has left."""
        self._why = CLIENT_GONE
        self._is_written = False
        """Whether anything was sent to it."""

    def begin(self, decision: Decision) -> None:
        """Answer, now or later. Whatever fails here ends as a 600."""
        try:
            self._begin(decision)
        except Exception as error:  # noqa: BLE001 - fail closed
            self._break_down(error)

    def _begin(self, decision: Decision) -> None:
        edge, exchange = self._edge, self.exchange
        edge.open_exchanges.add(exchange.id)
        match decision:
            case Answer(response, reservation, delay):
                exchange.decided(decision, decision.mock, reservation)
                self._answer_after(delay, response, Outcome.MOCKED)
            case Script():
                exchange.decided(decision, decision.mock, decision.reservation)
                work = asyncio.ensure_future(self._run(decision))
                if work.done():  # in this process, at once
                    self._has_run(work)
                else:
                    work.add_done_callback(self._has_run)
            case Refuse():
                exchange.decided(decision, None, None)
                response = edge.refusal(exchange, decision)
                edge.mark(UNSEEN, exchange, Outcome.REFUSED)
                self._answer(Served(response))
            case Disturb(injected) if injected.fault.response is not None:
                exchange.decided(decision, None, None)
                self._answer_after(NO_DELAY, injected.fault.response, Outcome.MOCKED)
            case _:
                raise TypeError(f"the lane can't carry out {decision!r}")

    def leave(self, why: str = CLIENT_GONE) -> None:
        """The client has left, or does not want the answer any more."""
        self._is_alone = True
        self._why = why
        if self._timer is not None:
            self._timer.cancel()
            self._abandon()

    def feed(self, data: bytes) -> None:
        """Take more of a request that is not there yet."""
        raise RuntimeError(f"{len(data)} bytes too many of a request that was complete")

    def pause(self) -> None:
        """The client takes too slowly; there is one answer, and it is written at once."""

    def resume(self) -> None:
        """The client has taken what there was."""

    def _abandon(self) -> None:
        self._edge.note_failure(UNSEEN, self.exchange, self._why)
        self._edge.complete(self.exchange)

    # -- waiting ------------------------------------------------------------------------

    async def _run(self, script: Script) -> None:
        await self._edge.run_script(self.exchange, script)

    def _has_run(self, work: asyncio.Future[None]) -> None:
        if work.cancelled():
            self._is_alone = True
        elif (error := work.exception()) is not None:
            self._break_down(error)
            return
        try:
            self._answer_for_script()
        except Exception as error:  # noqa: BLE001 - fail closed
            self._break_down(error)

    def _answer_for_script(self) -> None:
        if self._is_alone:
            self._abandon()
            return
        match self.exchange.scripted:
            case ScriptAnswer(response, delay) as answer:
                mock, outline = self.exchange.mock, self._outline(answer)
                if mock is None or outline is None:
                    self._answer_after(delay, response, Outcome.MOCKED)
                else:
                    self._answer_anew(answer, mock, outline)
            case FailedScriptError() as error:
                failure = self._edge.script_failure(self.exchange, error)
                self._edge.mark(UNSEEN, self.exchange, Outcome.FAILED)
                self._answer(Served(failure))
            case None:
                raise RuntimeError("a script came to no end")

    def _answer_after(self, delay: AnyDelay, response: Response, outcome: Outcome) -> None:
        self._edge.mark(UNSEEN, self.exchange, outcome)
        self.exchange.delay = seconds = self._edge.held_back(self.exchange, delay)
        if seconds > 0:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(seconds, self._answer_at_last, response)
        else:
            self._answer(self._edge.mocked(UNSEEN, self.exchange, response))

    def _answer_at_last(self, response: Response) -> None:
        self._timer = None
        try:
            self._answer(self._edge.mocked(UNSEEN, self.exchange, response))
        except Exception as error:  # noqa: BLE001 - fail closed
            self._break_down(error)

    def _outline(self, answer: ScriptAnswer) -> Outline | None:
        """The outline of a script's answer to which nothing has to be done but to write it."""
        return outline_for(self.exchange, answer)

    # -- writing ------------------------------------------------------------------------

    def _answer_anew(self, answer: ScriptAnswer, mock: Mock, outline: Outline) -> None:
        """Write what a script has made."""
        edge, exchange = self._edge, self.exchange
        date = http_date(floor(exchange.instance.shown_time)).encode()
        body = answer.response.body
        head = outline.written(date, len(body))
        exchange.outcome, exchange.is_complete = Outcome.MOCKED, True
        edge.open_exchanges.discard(exchange.id)
        edge.record(record_of(exchange, mock, answer, outline, date), exchange.instance)
        self._is_written = True
        self._wire.write(head if exchange.request.method == "HEAD" else head + body)
        self._over(outline.closes)

    def _answer(self, served: Served) -> None:
        exchange = self.exchange
        response = served.framed(exchange.request.method)
        exchange.response_started_at = self._edge.instance.clock()
        exchange.response = replace(response, reason=reason_of(response))
        exchange.response_body.feed(response.body)
        self._edge.complete(exchange)
        is_cut = served.cut_to is not None and exchange.request.method != "HEAD"
        self._is_written = True
        self._send(response, served.interim)
        self._over(is_cut or closes(response.headers))

    def _send(self, response: Response, interim: Response | None = None) -> None:
        """Write an answer, and what goes out before it."""
        data = head_of(response) + response.body
        self._wire.write(data if interim is None else head_of(interim) + data)

    def _break_down(self, error: BaseException) -> None:
        """Answer 600 and be done; if even that fails, or half an answer is out, the connection ends."""
        must_end = self._is_written
        try:
            self._say_sorry(error)
        except Exception:
            logger.exception("exchange %s: its client gets no answer", self.exchange.id)
            must_end = True
        try:
            if not self._is_alone:
                self._over(must_end)
        except Exception:
            logger.exception("exchange %s: its connection is cut", self.exchange.id)
            self._wire.abort()

    def _say_sorry(self, error: BaseException) -> None:
        exchange = self.exchange
        response = self._edge.internal_failure(exchange.id, error)
        answer = framed(response, exchange.request.method)
        if not (self._is_written or self._is_alone):
            exchange.response = answer
            exchange.response_body = KeptBody(self._edge.instance.settings.history_body_limit)
            exchange.response_body.feed(answer.body)
            self._is_written = True
            self._send(answer)
        self._edge.remember_defect(UNSEEN, exchange, error)
