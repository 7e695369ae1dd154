"""What browsers are told as it happens, over the web socket that each of them has open.

Source: the messages are those of mitmproxy 12.2's `WebMaster`.
"""

from mitmproxy import flow as mitmflow
from mitmproxy import log, optmanager
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.tools.web.app import ClientConnection, logentry_to_json

from smockproxy.proxy.web.eventlog import EventLog
from smockproxy.proxy.web.newest import NewestView


class Telling:
    """Tells browsers what changes; without a browser it does nothing."""

    def __init__(
        self,
        view: NewestView,
        events: EventLog,
        options: optmanager.OptManager,
        proxyserver: Proxyserver,
    ) -> None:
        self._view = view
        self._options = options
        self._proxyserver = proxyserver
        view.sig_view_add.connect(self._added)
        view.sig_view_update.connect(self._updated)
        view.sig_view_remove.connect(self._removed)
        view.sig_view_refresh.connect(self._refreshed)
        events.sig_add.connect(self._logged)
        events.sig_refresh.connect(self._log_cleared)
        options.changed.connect(self._options_changed)
        proxyserver.servers.changed.connect(self._servers_changed)

    def _added(self, flow: mitmflow.Flow) -> None:
        if ClientConnection.connections and not self._view.is_recalling:
            ClientConnection.broadcast_flow("flows/add", flow)

    def _updated(self, flow: mitmflow.Flow) -> None:
        if ClientConnection.connections:
            ClientConnection.broadcast_flow("flows/update", flow)

    def _removed(self, flow: mitmflow.Flow, index: int) -> None:  # noqa: ARG002 - the signal's
        ClientConnection.broadcast(type="flows/remove", payload=flow.id)

    def _refreshed(self) -> None:
        ClientConnection.broadcast_flow_reset()

    def _logged(self, entry: log.LogEntry) -> None:
        ClientConnection.broadcast(type="events/add", payload=logentry_to_json(entry))

    def _log_cleared(self) -> None:
        ClientConnection.broadcast(type="events/reset")

    def _options_changed(self, updated: set[str]) -> None:
        ClientConnection.broadcast(
            type="options/update", payload=optmanager.dump_dicts(self._options, updated)
        )

    def _servers_changed(self) -> None:
        servers = {server.mode.full_spec: server.to_json() for server in self._proxyserver.servers}
        ClientConnection.broadcast(type="state/update", payload={"servers": servers})
