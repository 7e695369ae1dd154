"""mitmproxy's master as `serve` uses it."""

from functools import partial

from mitmproxy import options
from mitmproxy.master import Master
from mitmproxy.utils import asyncio_utils

from smockproxy.proxy import (
    authorities,
    crlpaths,
    flowids,
    gatekeeping,
    headerlookups,
    hookargs,
    legacylog,
    spares,
)
from smockproxy.proxy.addon import Smock, StartError
from smockproxy.proxy.chain import Chain
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.keyloading import read_once
from smockproxy.proxy.lane.lane import Lane
from smockproxy.proxy.lane.listening import LaneListening
from smockproxy.proxy.listening import Listening
from smockproxy.proxy.stopping import end_connections
from smockproxy.proxy.typechecks import quicken
from smockproxy.proxy.waking import Sleepers


class ServeMaster(Master):
    """mitmproxy's master, which tells its starter instead of exiting when it can't listen."""

    is_hurried = False
    """Whether a second signal has come."""
    lane: Lane | None = None
    """None: everything goes through mitmproxy."""

    addons: Chain

    def __init__(self, chosen: options.Options) -> None:
        super().__init__(chosen)
        self.addons = Chain(self)

    def take(self, smock: Smock) -> None:
        """Load mitmproxy's addons, and ours after them. Raises `OptionsError`."""
        quicken()
        headerlookups.quicken()
        hookargs.quicken()
        authorities.quicken()
        flowids.quicken()
        crlpaths.quicken()
        read_once()
        if spares.is_known():
            self.addons.sleepers = Sleepers(self.addons, self)
            self.addons.sleepers.declare()
            self.addons.add(*spares.kept(), smock)
        else:
            from mitmproxy.addons import default_addons  # noqa: PLC0415 - slow to import

            self.addons.add(*default_addons(), smock)
        self._listening = Listening(self.addons.get("proxyserver"))
        edge = smock.edge
        self.addons.changed = partial(self._look, edge)
        self.addons.changed()
        if edge is not None and edge.instance.settings.lane and not edge.instance.settings.tls_enable:
            self.lane = Lane(edge)
            self._clients = LaneListening(self.addons.get("proxyserver"), self.lane)

    def _look(self, edge: Edge | None) -> None:
        """Heed that addons or options may have changed."""
        legacylog.keep(self._legacy_log_events, self.addons)
        if edge is not None:
            gatekeeping.keep(edge.gate, self.addons, self.options)

    async def run(self) -> None:
        """Listen and serve until `shutdown`. Raises `StartError`."""
        with (
            asyncio_utils.install_exception_handler(self._asyncio_exception_handler),
            asyncio_utils.set_eager_task_factory(),
        ):
            await self._listen()
            self._check_scripts()
            try:
                if self.addons.sleepers is not None:
                    self.addons.sleepers.is_running = True
                await self.running()
                await self.should_exit.wait()
            finally:
                await end_connections(self.addons.get("proxyserver"), self._is_busy)
                if self.lane is not None:
                    self.lane.end()
                await self.done()
                await self.addons.get("smockproxy").ended()

    def _is_busy(self) -> bool:
        """Whether exchanges are open, and nobody is in a hurry."""
        edge = self.addons.get("smockproxy").edge
        return bool(edge and edge.open_exchanges) and not self.is_hurried

    async def _listen(self) -> None:
        proxyserver = self.addons.get("proxyserver")
        if not await proxyserver.setup_servers():
            failures = (server.last_exception for server in proxyserver.servers)
            raise StartError(str(next(filter(None, failures), "the proxy can't listen")))

    def _check_scripts(self) -> None:
        """Scripts are loaded while we begin to listen; only then are all options known."""
        loader = self.addons.get("scriptloader")
        broken = [script.path for script in loader.addons if script.ns is None] if loader else []
        if broken:
            raise StartError(f"could not load {', '.join(broken)}; the reason is above")
        if unknown := sorted(self.options.deferred):
            raise StartError(f"mitmproxy and the scripts have no option {', '.join(unknown)} (from --set)")
