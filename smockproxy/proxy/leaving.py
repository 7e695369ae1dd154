"""What an answer leaves behind in its session, once it goes out as it is."""

from smockproxy.core.decision import Answer, Script
from smockproxy.core.history import Outcome
from smockproxy.core.http import Response
from smockproxy.proxy.convert import response_of
from smockproxy.proxy.exchange import Exchange


def leave_behind(exchange: Exchange) -> None:
    """Remember what the mock says of the answer as it is sent; nothing of one that came to nothing."""
    decision, sent = exchange.decision, exchange.response
    if sent is None or exchange.reservation is None or exchange.outcome is not Outcome.MOCKED:
        return
    if not isinstance(decision, Answer | Script) or decision.remembering is None:
        return
    response = sent if isinstance(sent, Response) else response_of(sent, sent.raw_content or b"")
    exchange.unremembered = decision.remembering.of(response)
