"""`recorded` of a draft: facts of the exchange that it was made of. No mock answers by them."""

from datetime import UTC, datetime
from typing import Any

from smockproxy.core.draft import Beside
from smockproxy.record.exchange import Exchange
from smockproxy.record.headers import facts
from smockproxy.record.names import beside_name


def recorded_of(
    exchange: Exchange, stem: str, *, keeps_body: bool
) -> tuple[dict[str, Any], tuple[Beside, ...]]:
    """The facts; `keeps_body` says whether the request's body is to be kept, in a file."""
    request = exchange.request
    asked: dict[str, Any] = {"method": request.method, "url": request.url.encode(errors="replace").decode()}
    if headers := facts(request.headers):
        asked["headers"] = headers
    beside: tuple[Beside, ...] = ()
    if keeps_body and request.body:
        kind = request.headers.get("content-type")
        name = beside_name(f"{stem}-request", request.body, kind, is_text=False)
        asked["body_file"] = name
        beside = (Beside(name, request.body),)
    recorded: dict[str, Any] = {"at": moment(exchange.at), "took": f"{round(exchange.took * 1000)}ms"}
    recorded["request"] = asked
    if exchange.entry:
        recorded["entry"] = exchange.entry
    return recorded, beside


def moment(seconds: float) -> str:
    """A moment as RFC 3339 has it, to the millisecond."""
    whole = datetime.fromtimestamp(round(seconds, 3), UTC)
    return whole.isoformat(timespec="milliseconds").replace("+00:00", "Z")
