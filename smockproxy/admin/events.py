"""Server-sent events: each exchange as it is completed, at `/api/v1/events`.

Source of the wire format: WHATWG HTML, 9.2. Events are `exchange`, `listening` (from here on all is new),
`missed` and `error`, after which nothing comes. A listener that comes back with `Last-Event-ID` is told
first what it has missed. One that reads too slowly is told how many exchanges it was not told of.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any, NamedTuple, Protocol

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from smockproxy.app.history.events import Events, Subscription
from smockproxy.app.history.where import where
from smockproxy.app.redaction import Shown, redaction_of, shown_by
from smockproxy.app.sessions.instance import Instance
from smockproxy.app.settings.table import Settings
from smockproxy.app.usage import UsageError
from smockproxy.app.visible import visible
from smockproxy.core.history import HistoryEntry
from smockproxy.core.query import IsOver, Query, Search, Where, never
from smockproxy.core.sessionname import HEADER
from smockproxy.interop.entry import entry_shape
from smockproxy.interop.jsonl import json_bytes
from smockproxy.store.errors import StoreError

HEARTBEAT = 15.0
"""Seconds of silence after which a comment shows that all is well."""
MOST_LISTENERS = 100
MOST_EARLIER = 1_000
"""Exchanges from before that a listener is told of."""
OPENING = b": these are the exchanges of smockproxy\nretry: 1000\n\n"
SILENCE = b": nothing new\n\n"
AS_IT_IS = shown_by(None)
LOOKING_BACK = 5.0
"""Seconds at most."""
TOO_SLOW = "they came faster than they were read"
TOO_MANY = f"at most {MOST_EARLIER} from before are told"
TOO_LONG = f"looking back took longer than {LOOKING_BACK:.0f} seconds"


class Kept(Protocol):
    """A history, as far as listeners need it."""

    def get(self, entry_id: str, /) -> HistoryEntry | None:
        """The entry of that id."""
        ...

    def query(self, query: Query, where: Where | None = None, is_over: IsOver = never) -> Search:
        """What a query finds."""
        ...


class TooManyListenersError(UsageError):
    """There is no room for one more."""

    status = 503


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one listener wants to be told."""

    query: Query
    """Of what was before, and whose exchanges."""
    where: Where | None = None
    last_event: str = ""
    """The id of the last event that it has had."""
    with_bodies: bool = False
    shown: Shown = AS_IT_IS

    def includes(self, entry: HistoryEntry) -> bool:
        """Whether it wants an entry. May raise `UsageError`."""
        return self.query.matches(entry) and (self.where is None or self.where.holds(entry))


def listener(run: Callable[[], Instance]) -> Callable[[Request], Awaitable[Response]]:
    """What tells the exchanges of a run, those of all sessions, unless one is named."""

    async def listen(request: Request) -> Response:
        instance = run()
        wanted = wanted_of(request, instance.settings)
        if len(instance.events) >= MOST_LISTENERS:
            raise TooManyListenersError(f"{MOST_LISTENERS} listen already; this is as many as there may be.")
        return StreamingResponse(
            event_stream(instance.events, instance.history, wanted),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return listen


def wanted_of(request: Request, settings: Settings) -> Wanted:
    """What a request to listen asks for. Raises `UsageError`."""
    asked, last_event = request.query_params, request.headers.get("last-event-id", "")
    earlier = MOST_EARLIER if last_event else _earlier(asked.get("last", "0"))
    session = asked.get("session", request.headers.get(HEADER))
    query = Query(session=session, limit=earlier, newest_first=True)
    expression = asked.get("where", "")
    return Wanted(
        query,
        where(expression) if expression else None,
        last_event,
        with_bodies=asked.get("bodies") == "true",
        shown=shown_by(redaction_of(settings, asked.get("redact", ""))),
    )


def _earlier(asked: str) -> int:
    if asked.isascii() and asked.isdigit() and int(asked[:9]) <= MOST_EARLIER:
        return int(asked)
    raise UsageError(f'last is "{asked}"; expected a number from 0 to {MOST_EARLIER}.')


async def event_stream(
    events: Events[HistoryEntry], kept: Kept, wanted: Wanted, heartbeat: float = HEARTBEAT
) -> AsyncIterator[bytes]:
    """The events of one listener, until nothing more will come."""
    with events.subscribe() as subscription:
        yield OPENING
        try:
            earlier = await asyncio.to_thread(_looked_back, kept, wanted, monotonic)
            yield earlier.told
            async for piece in _told_live(subscription, wanted, earlier.ids, heartbeat):
                yield piece
        except (UsageError, StoreError) as error:
            yield event_bytes("error", {"message": str(error)})


class Earlier(NamedTuple):
    """What a listener is told of what was before it came."""

    told: bytes
    ids: frozenset[str]


def _looked_back(kept: Kept, wanted: Wanted, clock: Callable[[], float]) -> Earlier:
    """What was before, oldest first, then that the listener is told all that is new from here on."""
    with closing(kept.query(Query(limit=1, newest_first=True))) as search:
        newest = [event_id(entry) for entry in search]
    query = replace(wanted.query, after=_known_place(kept, wanted.last_event))
    end = clock() + LOOKING_BACK
    with closing(kept.query(query, wanted.where, lambda: clock() > end)) as search:
        told = [(entry.id, event_id(entry), _told(entry, wanted)) for entry in search]
        missed = _missed_before(search, wanted, len(told))
    places = [place for _, place, _ in told] or newest
    listening = event_bytes("listening", {}, places[0] if places else "")
    pieces = [*missed, *(piece for _, _, piece in reversed(told)), listening]
    return Earlier(b"".join(pieces), frozenset(id_ for id_, _, _ in told))


def _missed_before(search: Search, wanted: Wanted, told: int) -> list[bytes]:
    if search.is_cut_short:
        return [missed_bytes(TOO_LONG)]
    return [missed_bytes(TOO_MANY)] if wanted.last_event and told == wanted.query.limit else []


async def _told_live(
    subscription: Subscription[HistoryEntry], wanted: Wanted, told: frozenset[str], heartbeat: float
) -> AsyncIterator[bytes]:
    dropped = 0
    while True:
        try:
            batch = await asyncio.wait_for(subscription.batch(), heartbeat)
        except TimeoutError:
            yield SILENCE
            continue
        if not batch:
            return
        if subscription.dropped > dropped:
            yield missed_bytes(TOO_SLOW, subscription.dropped - dropped)
            dropped = subscription.dropped
        new = [entry for entry in batch if entry.id not in told]
        yield await asyncio.to_thread(_all_told, new, wanted)


def _all_told(entries: Iterable[HistoryEntry], wanted: Wanted) -> bytes:
    return b"".join(_told(entry, wanted) for entry in entries if wanted.includes(entry))


def _told(entry: HistoryEntry, wanted: Wanted) -> bytes:
    shape = entry_shape(wanted.shown(entry), with_bodies=wanted.with_bodies)
    return event_bytes("exchange", shape, event_id(entry))


def event_bytes(name: str, value: Any, id_: str = "") -> bytes:
    """One event, whose data is JSON on one line."""
    first = f"id: {id_}\n" if id_ else ""
    return f"{first}event: {name}\ndata: ".encode() + json_bytes(value) + b"\n\n"


def missed_bytes(reason: str, exchanges: int | None = None) -> bytes:
    """The event that says that exchanges were not told, and how many, if that is known."""
    return event_bytes("missed", {"exchanges": exchanges, "reason": reason})


def event_id(entry: HistoryEntry) -> str:
    """The entry's id and start: another run gives the same ids to other exchanges."""
    return f"{visible(entry.id)}@{entry.timing.started_at!r}"


def _known_place(kept: Kept, last_event: str) -> str:
    """The id of the entry that was told last; empty when the history hasn't it, or has another of that id."""
    entry = kept.get(last_event.rpartition("@")[0])
    return entry.id if entry is not None and event_id(entry) == last_event else ""
