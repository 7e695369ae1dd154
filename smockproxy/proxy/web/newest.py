"""mitmproxy's view of flows, bounded: the newest ones, and none while nobody looks."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mitmproxy import dns, http, tcp, udp
from mitmproxy.addons.view import View
from mitmproxy.flow import Error, Flow

from smockproxy.core.history import HistoryEntry
from smockproxy.proxy.exchange import EXCHANGE_ID
from smockproxy.proxy.flows import flow_of, tunnel_of
from smockproxy.proxy.web.watch import Watch

MOST = 5_000
"""Exchanges that the page shows."""
BARE = 4_000
"""About how many bytes of memory a flow without bodies takes."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a view keeps."""

    bytes: int
    flows: int = MOST


@dataclass(frozen=True, slots=True)
class _Kept:
    weight: int
    exchange: str
    """The exchange's id; empty for what is none of ours, such as a flow of a file."""


def weight_of(flow: Flow) -> int:
    """About how many bytes of memory a flow takes."""
    if isinstance(flow, http.HTTPFlow):
        messages = (flow.request, flow.response)
        return BARE + sum(len(message.raw_content or b"") for message in messages if message is not None)
    if isinstance(flow, tcp.TCPFlow | udp.UDPFlow):
        return BARE + sum(len(message.content) for message in flow.messages)
    return BARE


def shown(entry: HistoryEntry) -> Flow:
    """An exchange of the history as the page shows it."""
    flow: Flow = flow_of(entry) if entry.protocol == "http" else tunnel_of(entry)
    flow.metadata[EXCHANGE_ID] = entry.id
    return flow


def was_killed(flow: Flow) -> bool:
    """Whether a user has ended an exchange."""
    return flow.error is not None and flow.error.msg == Error.KILLED_MESSAGE


def let_go(flow: Flow) -> None:
    """Have an exchange that was held and then killed come to its end: mitmproxy 12.2 holds it for ever."""
    flow.intercepted = True
    flow.resume()


class NewestView(View):
    """The newest exchanges; those that are still on their way always stay."""

    name = "view"

    def __init__(self, watch: Watch, clock: Callable[[], float], bounds: Bounds) -> None:
        super().__init__()
        self.since: float | None = None
        """When it was cleared, in seconds since the epoch: what began before that is not shown again."""
        self.is_recalling = False
        """Whether what is added now was asked for, so that nobody has to be told of it."""
        self.bounds = bounds
        self._watch = watch
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._exchanges: Counter[str] = Counter()
        self._removed: set[str] = set()
        """The ids of exchanges that a user has removed."""
        self._weight = 0
        self._is_trimming = False
        self.sig_store_remove.connect(self._forget)
        self.sig_store_refresh.connect(self._forget_missing)

    # -- from the history ---------------------------------------------------------------

    def misses(self, entry: HistoryEntry) -> bool:
        """Whether an exchange is to be shown and is not."""
        return entry.id not in self._exchanges and entry.id not in self._removed

    def recall(self, entries: Iterable[HistoryEntry]) -> None:
        """Show exchanges of the history; `settle` has to follow."""
        flows = [shown(entry) for entry in entries if self.misses(entry)]
        self.is_recalling = True
        try:
            super().add(flows)
        finally:
            self.is_recalling = False
        for flow in flows:
            self._note(flow)

    def settle(self, known: Iterable[str]) -> None:
        """Put all in the order of their beginnings, and let the oldest go.

        `known` are the ids of the exchanges that the history still has.
        """
        self._store = OrderedDict(sorted(self._store.items(), key=lambda kept: kept[1].timestamp_created))
        self._removed.intersection_update(known)
        self._trim()

    def take(self, entry: HistoryEntry) -> None:
        """Show an exchange that is complete, if it is not shown yet."""
        if self.misses(entry):
            self.add([shown(entry)])

    # -- mitmproxy's view ---------------------------------------------------------------

    def requestheaders(self, f: http.HTTPFlow) -> None:
        """Show a flow, if somebody looks."""
        if self._watch.is_on:
            self.add([f])

    def tcp_start(self, f: tcp.TCPFlow) -> None:
        """Show a tunnel, if somebody looks."""
        if self._watch.is_on:
            self.add([f])

    def udp_start(self, f: udp.UDPFlow) -> None:
        """Show datagrams, if somebody looks."""
        if self._watch.is_on:
            self.add([f])

    def dns_request(self, f: dns.DNSFlow) -> None:
        """Show a question to the DNS, if somebody looks."""
        if self._watch.is_on:
            self.add([f])

    def add(self, flows: Sequence[Flow]) -> None:
        """Show flows; the oldest make room for them."""
        super().add(flows)
        for flow in flows:
            self._note(flow)
        self._trim()

    def update(self, flows: Sequence[Flow]) -> None:
        """Show what has changed in flows that are shown."""
        there = [flow for flow in flows if flow.id in self._kept]
        if there:
            for flow in filter(was_killed, there):
                let_go(flow)
            super().update(there)
            for flow in there:
                self._note(flow)
            self._trim()

    # -- within its bounds --------------------------------------------------------------

    def _note(self, flow: Flow) -> None:
        before = self._kept.get(flow.id)
        kept = self._kept[flow.id] = _Kept(weight_of(flow), flow.metadata.get(EXCHANGE_ID, ""))
        self._weight += kept.weight
        self._exchanges[kept.exchange] += 1
        if before is not None:
            self._take_off(before)

    def _take_off(self, kept: _Kept) -> None:
        self._weight -= kept.weight
        self._exchanges[kept.exchange] -= 1
        if not self._exchanges[kept.exchange]:
            del self._exchanges[kept.exchange]

    def _forget(self, flow: Flow) -> None:
        if was_killed(flow):
            let_go(flow)
        self._forget_id(flow.id)

    def _forget_id(self, flow_id: str) -> None:
        kept = self._kept.pop(flow_id)
        self._take_off(kept)
        if not self._is_trimming and kept.exchange not in self._exchanges:
            self._removed.add(kept.exchange)

    def _forget_missing(self) -> None:
        """It was cleared, or some flows were taken out of it."""
        if not self._store:
            self.since = self._clock()
        for flow_id in [flow_id for flow_id in self._kept if flow_id not in self._store]:
            self._forget_id(flow_id)

    def _trim(self) -> None:
        self._is_trimming = True
        try:
            while self._is_full() and (oldest := self._oldest()) is not None:
                self.remove([oldest])
        finally:
            self._is_trimming = False

    def _is_full(self) -> bool:
        count = len(self._store)
        return count > self.bounds.flows or (count > 1 and self._weight > self.bounds.bytes)

    def _oldest(self) -> Flow | None:
        """The first that is complete."""
        return next((flow for flow in self._store.values() if not flow.live), None)
