"""mitmweb's page as a web application: mitmproxy's own, with our guard in front and our history behind.

Source: mitmproxy 12.2, tools/web/app.py, which has the routes, the token and the protection from other sites.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import batched
from types import SimpleNamespace
from typing import Any, cast

import tornado.web
from mitmproxy import flow, flowfilter, io
from mitmproxy.addonmanager import AddonManager
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.command import CommandManager
from mitmproxy.options import Options
from mitmproxy.tools.web import app
from tornado.escape import json_encode
from tornado.httputil import HTTPServerRequest

from smockproxy.app.hostnames import HostNames, authority_of
from smockproxy.proxy.web.commandlist import described
from smockproxy.proxy.web.eventlog import EventLog
from smockproxy.proxy.web.newest import NewestView
from smockproxy.proxy.web.recalling import SLICE, Recalling
from smockproxy.proxy.web.watch import Watch

MOST_WAITING = 20_000
"""Messages that may wait for a browser; one that takes no more is let go, and comes back by itself."""
PINGED = 20
"""Seconds between two questions to a browser whether it is still there."""
SHOWN = 80
"""Characters of a strange name that the message repeats."""


@dataclass(frozen=True, slots=True)
class PageMaster:
    """What the page takes for mitmweb's master."""

    addons: AddonManager
    options: Options
    commands: CommandManager
    view: NewestView
    events: EventLog
    proxyserver: Proxyserver

    async def load_flow(self, loaded: flow.Flow) -> None:
        """Show a flow of a file; no addon gets to see it, for it is on its way to nobody."""
        self.view.add([loaded])
        await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class Behind:
    """What of ours is behind the page."""

    watch: Watch
    recalling: Recalling
    names: HostNames
    """By which it may be asked."""


class Application(app.Application):
    """The page."""

    def __init__(self, master: PageMaster, behind: Behind) -> None:
        super().__init__(cast("Any", master), debug=master.options.web_debug)
        self.behind = behind
        self.settings["websocket_ping_interval"] = PINGED
        self.settings["static_handler_class"] = Static
        ours = [
            (r"/updates", Updates),
            (r"/flows(?:\.json)?", FlowList),
            (r"/flows/dump", FlowFile),
            (r"/commands(?:\.json)?", CommandList),
        ]
        self.add_handlers(r".*", ours)

    def find_handler(self, request: HTTPServerRequest, **facts: Any) -> Any:
        """Who answers a request: nobody of mitmproxy's if it comes by a strange name."""
        authority = authority_of(request.headers.get("Host", ""))
        if authority is None or not self.behind.names.knows(authority.host):
            return self.get_handler_delegate(request, StrangeName)
        return super().find_handler(request, **facts)


class Static(tornado.web.StaticFileHandler):
    """The page's files."""

    @classmethod
    def make_static_url(cls, settings: dict[str, Any], path: str, include_version: bool = True) -> str:  # noqa: FBT001, FBT002
        """The URL of one. mitmproxy 12.2 asks for its icon where it is not, and each time logs an error."""
        return super().make_static_url(settings, path.removeprefix("images/"), include_version)


class StrangeName(tornado.web.RequestHandler):
    """Refuses what comes by a name that a web page could have point here (DNS rebinding)."""

    def prepare(self) -> None:
        """Answer."""
        name = self.request.headers.get("Host", "")[:SHOWN]
        self.set_status(403)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(
            f'mitmweb does not go by the name "{name}", which a web page could have point here: use an '
            "address, or allow the name with --allowed-host NAME.\n"
        )


class Updates(app.ClientConnection):
    """A browser that has the page open."""

    is_counted = False

    def open(self, *args: Any, **facts: Any) -> None:
        """It came."""
        super().open(*args, **facts)
        self.is_counted = True
        self._behind.watch.come()

    def on_close(self) -> None:
        """It left, or is let go."""
        if self.is_counted:
            self.is_counted = False
            super().on_close()
            self._behind.watch.leave()

    def send(self, message: bytes) -> None:
        """Have it told something; one that does not listen is let go."""
        if self._send_queue.qsize() < MOST_WAITING:
            super().send(message)
        else:
            self.close(code=1013, reason="too slow")
            self.on_close()

    @property
    def _behind(self) -> Behind:
        return cast("Application", self.application).behind


class FlowList(app.RequestHandler):
    """All that is shown, in pieces, so that exchanges go on meanwhile."""

    async def get(self) -> None:
        """Answer with JSON."""
        await cast("Application", self.application).behind.recalling.fill()
        self.set_header("Content-Type", "application/json; charset=UTF-8")
        before = "["
        for flows in batched(tuple(self.view), SLICE):
            self.write(before + json_encode([app.flow_to_json(each) for each in flows])[1:-1])
            await self.flush()
            before = ","
        self.finish("[]" if before == "[" else "]")


class FlowFile(app.DumpFlows):
    """What is shown as a file, in pieces."""

    async def get(self) -> None:  # type: ignore[override]  # tornado awaits it
        """Answer with a flow file. Raises `APIError` for a filter that is none."""
        written = self.get_query_argument("filter", "")
        try:
            is_meant = flowfilter.parse(written) if written else flowfilter.match_all
        except ValueError as error:
            raise app.APIError(400, "Invalid filter argument / regex") from error
        await cast("Application", self.application).behind.recalling.fill()
        self.set_header("Content-Disposition", "attachment; filename=flows")
        self.set_header("Content-Type", "application/octet-stream")
        for piece in _pieces(tuple(self.view), is_meant):
            self.write(piece)
            await self.flush()


class CommandList(app.Commands):
    """The commands that there are."""

    @property
    def master(self) -> Any:
        """A master with all commands, none of which brings its addon back by being looked at."""
        return SimpleNamespace(commands=SimpleNamespace(commands=described(super().master.commands)))


def _pieces(flows: tuple[flow.Flow, ...], is_meant: flowfilter.TFilter) -> Iterator[bytes]:
    for some in batched(flows, SLICE):
        written = BytesIO()
        for each in filter(is_meant, some):
            io.FlowWriter(written).add(each)
        yield written.getvalue()
