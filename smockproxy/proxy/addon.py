"""The addon: mitmproxy's hooks, kept thin. What an exchange goes through is in the streams."""

import asyncio
import logging
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Protocol

from mitmproxy import ctx, http, tls
from mitmproxy.addonmanager import Loader
from mitmproxy.connection import Client
from mitmproxy.exceptions import OptionsError
from mitmproxy.proxy import layer, server_hooks
from mitmproxy.utils import asyncio_utils
from OpenSSL import SSL

from smockproxy.app.sessions.instances import Instances
from smockproxy.app.settings.table import Settings
from smockproxy.core.history import Outcome
from smockproxy.core.http import Response
from smockproxy.core.sessionname import port_of
from smockproxy.proxy.adminhost import AdminCall, answered
from smockproxy.proxy.convert import message_of
from smockproxy.proxy.edge import LOOP, NOT_ASKED_FOR, Edge
from smockproxy.proxy.layers import choose_layer
from smockproxy.proxy.listener import TlsListener
from smockproxy.proxy.markers import make_markers_known
from smockproxy.proxy.options import BadOptionsError, declare_options, settings_from, take_given
from smockproxy.proxy.ownaddress import OwnAddresses
from smockproxy.proxy.patchhook import PatchRun, run_patch
from smockproxy.proxy.preset import apply_preset
from smockproxy.proxy.scripthook import ScriptRun
from smockproxy.proxy.scripts import want_whole_bodies
from smockproxy.proxy.tunnels import RefusedTunnel, TunnelRecord

if TYPE_CHECKING:
    from starlette.types import ASGIApp

logger = logging.getLogger("smockproxy")


class StartError(Exception):
    """smockproxy can't start; its text is for the user."""

    exit_code: ClassVar[int] = 3
    """That of `smockproxy serve`."""


class SmockerStartError(StartError):
    """What Smocker can't start with either."""

    exit_code = 1


class WebPage(NamedTuple):
    """mitmweb's page."""

    url: str
    """With its token."""
    address: tuple[str, int]
    """Where it listens."""


class Parts(Protocol):
    """What works beside the proxy: files of mocks, the admin API. `smockproxy.assembly` puts it together."""

    @property
    def defaults(self) -> Settings:
        """The settings that variables and files give."""
        ...

    def prepare(self, settings: Settings) -> Instances:
        """Load the mocks. Raises `StartError`."""
        ...

    @property
    def admin(self) -> "ASGIApp | None":
        """The admin API's application, once it is there."""
        ...

    @property
    def admin_address(self) -> tuple[str, int] | None:
        """Where the admin API listens, once it does."""
        ...

    async def run(self, proxy: tuple[str, int], named: Mapping[str, int], web: str = "") -> None:
        """Work until cancelled; `proxy` is the address of its listener, `named` are ports by session.

        `web` is the URL of mitmweb's page, if we serve one.

        Raises `StartError`.
        """
        ...


class Smock:
    """smockproxy as an addon of mitmproxy."""

    name = "smockproxy"
    _latest: ClassVar[asyncio.Task[None] | None] = None
    """mitmproxy loads a script anew when its file changes; the ports are taken over from the one before."""

    def __init__(self, parts: Parts, settings: Settings | None = None) -> None:
        """Without settings they are mitmproxy options, and mocks are loaded once those are known."""
        self.parts = parts
        self.settings = settings
        self.edge: Edge | None = None
        self.failure: StartError | None = None
        self._beside: asyncio.Task[None] | None = None
        self._listener: TlsListener | None = None
        self.web: WebPage | None = None
        """mitmweb's page, if we serve it."""

    def begin(self, settings: Settings) -> None:
        """Take the settings and load the mocks. Raises `StartError`."""
        own = OwnAddresses(self._own_addresses)
        self.edge = Edge(self.parts.prepare(settings), own.is_own)
        self.edge.names.ports = {port: name for name, port in map(port_of, settings.session_ports)}
        self._listener = TlsListener(settings) if settings.tls_enable else None
        self.edge.own = self._own = own

    # -- life ---------------------------------------------------------------------------

    def load(self, loader: Loader) -> None:
        """Declare our options, and set mitmproxy's as we need them where the user has not."""
        if self.settings is not None:
            return
        try:
            declare_options(loader, self.parts.defaults)
            take_given(ctx.options)
            apply_preset(ctx.options, self.parts.defaults.confdir)
            make_markers_known()
        except (BadOptionsError, OptionsError) as error:
            self._refuse_to_start(str(error))

    def _refuse_to_start(self, reason: str) -> None:
        """Say why; mitmproxy stops because of it, and until then no request goes on."""
        self.failure = StartError(reason)
        logger.error("%s", reason)

    def configure(self, updated: Collection[str]) -> None:
        """Load the mocks before anything listens; later only the unmatched policy can change."""
        self._look_at_scripts()
        if self.settings is not None or self.failure is not None:
            return
        try:
            settings = settings_from(ctx.options, self.parts.defaults)
            if self.edge is None:
                self.begin(settings)
            elif "smock_unmatched" in updated:
                self.edge.instances.set_unmatched(settings.unmatched)
        except (StartError, BadOptionsError) as error:
            if self.edge is None:
                self._refuse_to_start(str(error))
            else:
                raise OptionsError(str(error)) from error

    def running(self) -> None:
        """Start what works beside the proxy, now that it listens; `--no-server` has no use for it."""
        if self.edge is not None and self._listen_addresses():
            before, loop = Smock._latest, asyncio.get_running_loop()
            if before is not None and before.get_loop() is not loop:
                before = None
            work = self._run_beside(before)
            Smock._latest = self._beside = asyncio_utils.create_task(work, name="smockproxy", keep_ref=True)

    async def _run_beside(self, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            ports = self.edge.names.ports if self.edge is not None else {}
            named = {name: port for port, name in ports.items()}
            await self.parts.run(self._listen_addresses()[0], named, self.web.url if self.web else "")
        except StartError as error:
            self.failure = error
            logger.error("%s", error)  # noqa: TRY400
            ctx.master.shutdown()

    def done(self) -> None:
        """Stop it."""
        if self.edge is not None:
            self.edge.callbacks.stop()
        if self._beside is not None:
            self._beside.cancel()

    async def ended(self) -> None:
        """Wait until all of it has stopped."""
        if self._beside is not None:
            await asyncio.wait([self._beside])

    def _listen_addresses(self) -> list[tuple[str, int]]:
        proxyserver = ctx.master.addons.get("proxyserver")
        return [(host, port) for host, port, *_ in proxyserver.listen_addrs()]

    def _own_addresses(self) -> list[tuple[str, int]]:
        """Where a request must not go through us: our proxy's listeners, the admin API's and mitmweb's."""
        beside = [self.parts.admin_address, self.web and self.web.address]
        return [*self._listen_addresses(), *filter(None, beside)]

    # -- connections --------------------------------------------------------------------

    def client_connected(self, client: Client) -> None:  # noqa: ARG002 - mitmproxy's signature
        """Look anew at what other scripts want: they can come and go."""
        self._look_at_scripts()

    def _look_at_scripts(self) -> None:
        if self.edge is not None:
            self.edge.keeps_whole_bodies = want_whole_bodies(ctx.master)

    def next_layer(self, nextlayer: layer.NextLayer) -> None:
        """Let mitmproxy choose, then put our layers in place of those that could forward."""
        if self.edge is None:
            return
        try:
            ctx.master.addons.get("nextlayer").next_layer(nextlayer)
            if self._listener is not None and self._listener.choose_layer(nextlayer):
                return
            if nextlayer.layer is not None:
                nextlayer.layer = choose_layer(nextlayer.layer, nextlayer.context, self.edge)
        except Exception as error:  # fail closed: a connection that we don't understand is refused
            reason = f"smockproxy failed: {error!r}"
            nextlayer.layer = RefusedTunnel(nextlayer.context, self.edge, reason, Outcome.FAILED)
            logger.exception("exchange %s failed inside smockproxy", nextlayer.layer.record.id)

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Answer what did not come through our own streams: it must not be forwarded behind our back."""
        if self.edge is not None and flow in self.edge.flows:
            return
        error = RuntimeError("this request did not come through smockproxy's own streams")
        exchange_id = self.edge.instance.next_exchange_id() if self.edge else "0"
        response = self.edge.internal_failure(exchange_id, error) if self.edge else Response(600)
        flow.request.stream = False
        flow.response = message_of(response, flow.timestamp_created)

    async def smock_admin(self, call: AdminCall) -> None:
        """Let the admin API answer a client of the proxy."""
        call.response = await answered(self.parts.admin, call)

    async def smock_script(self, run: ScriptRun) -> None:
        """Run a mock's script in a worker."""
        if self.edge is not None:
            await self.edge.run_script(run.exchange, run.script)

    async def smock_patch(self, run: PatchRun) -> None:
        """Change a real server's answer as its mock says."""
        await run_patch(run)

    async def server_connect(self, data: server_hooks.ServerConnectionHookData) -> None:
        """Refuse every connection that no exchange of ours asked for, and those to ourselves."""
        refused, data.server.error = data.server.error, NOT_ASKED_FOR
        if self.edge is None or data.server.address is None or not self.edge.take_permit(data.server):
            logger.warning("refused to connect to %s: %s", data.server.address, NOT_ASKED_FOR)
        elif await self._own.resolves_to_own(*data.server.address[:2]):
            data.server.error = LOOP
        else:
            data.server.error = refused

    def tls_start_client(self, data: tls.TlsData) -> None:
        """Show clients of our own port the certificate that was chosen for it."""
        if self._listener is not None:
            self._listener.show_certificate(data)

    def tls_start_server(self, data: tls.TlsData) -> None:
        """Let a server have any certificate where a mock says so: on this connection alone."""
        if self.edge is None or data.conn not in self.edge.unverified:
            return
        if data.ssl_conn is None:  # as a script we are asked before mitmproxy's own part
            ctx.master.addons.get("tlsconfig").tls_start_server(data)
        if data.ssl_conn is not None:
            data.ssl_conn.set_verify(SSL.VERIFY_NONE)

    def tls_failed_client(self, data: tls.TlsData) -> None:
        """Record a tunnel whose client gave TLS up, most often because it does not trust our CA."""
        if self.edge is not None and data.context.server.address is not None:
            record = TunnelRecord(self.edge, data.context, "tls")
            record.complete(Outcome.FAILED, f"TLS with the client failed: {data.conn.error}")
