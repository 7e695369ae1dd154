"""Puts mitmweb's parts onto our master, and has the page listen."""

import logging
import socket

import tornado.httpserver
import tornado.ioloop
import tornado.netutil
from mitmproxy import ctx
from mitmproxy.addonmanager import Loader
from mitmproxy.exceptions import OptionsError
from mitmproxy.hooks import ConfigureHook
from mitmproxy.tools.web import webaddons

from smockproxy.app.hostnames import HostNames
from smockproxy.app.settings.table import Settings
from smockproxy.proxy.addon import StartError, WebPage
from smockproxy.proxy.edge import Edge
from smockproxy.proxy.markers import make_markers_known
from smockproxy.proxy.master import ServeMaster
from smockproxy.proxy.web.eventlog import EventLog
from smockproxy.proxy.web.interception import Interception
from smockproxy.proxy.web.newest import Bounds, NewestView
from smockproxy.proxy.web.page import Application, Behind, PageMaster
from smockproxy.proxy.web.recalling import Recalling
from smockproxy.proxy.web.replaying import Replaying
from smockproxy.proxy.web.telling import Telling
from smockproxy.proxy.web.watch import Watch

OURS = {"web_host": "--web-host", "web_port": "--web-port"}
"""Options that settings of ours give, with their flags."""
LARGEST_UPLOAD = 1024 * 1024 * 1024
"""Bytes of a flow file that the page takes."""

logger = logging.getLogger("smockproxy")


class WebOptions(webaddons.WebAddon):
    """The options of mitmweb; no browser is opened unless one asks for it."""

    name = "webaddon"

    def __init__(self) -> None:
        self.url = ""

    def load(self, loader: Loader) -> None:
        """Declare them."""
        super().load(loader)
        loader.master.options.update(web_open_browser=False)

    def running(self) -> None:
        """Open a browser, if that is wanted."""
        if ctx.options.web_open_browser and not webaddons.open_browser(self.url):
            logger.info("no browser was found; the page is at %s", self.url)


class Page:
    """The page while it listens; as an addon, so that it is put away with the others."""

    name = "webpage"

    def __init__(self, application: Application, telling: Telling, sockets: list[socket.socket]) -> None:
        self._telling = telling  # signals hold their receivers weakly
        tornado.ioloop.IOLoop.current()
        self._server = tornado.httpserver.HTTPServer(application, max_buffer_size=LARGEST_UPLOAD)
        self._server.add_sockets(sockets)

    async def done(self) -> None:
        """Listen no more."""
        self._server.stop()
        await self._server.close_all_connections()


def attach(master: ServeMaster, edge: Edge, settings: Settings, machine: str) -> WebPage:
    """Add mitmweb to a master that has our addon, and listen. `machine` is the name of the host.

    Raises `StartError` for options that settings of ours have to give.
    """
    for name, flag in OURS.items():
        if master.options.has_changed(name) if name in master.options else name in master.options.deferred:
            raise StartError(f"mitmproxy's option {name} is {flag} here: use that in place of --set {name}=…")
    make_markers_known()
    watch = Watch(edge.gate)
    view = NewestView(watch, edge.instance.clock, Bounds(bytes=settings.history_bytes))
    log = EventLog(is_redacting=settings.redact)
    recalling = Recalling(view, edge.instance)
    watch.tell(recalling.follow)
    watch.tell(log.listen)
    _replay_on_our_layers(master, Replaying(edge))
    options, auth = WebOptions(), webaddons.WebAuth()
    _load(master, options, auth, Interception(watch), view, log)
    proxyserver = master.addons.get("proxyserver")
    sockets = tornado.netutil.bind_sockets(settings.web_port, settings.web_host)
    master.options.update(web_host=settings.web_host, web_port=sockets[0].getsockname()[1])
    names = HostNames.of((machine, settings.web_host), settings.allowed_hosts)
    behind = Behind(watch, recalling, names)
    page_master = PageMaster(master.addons, master.options, master.commands, view, log, proxyserver)
    telling = Telling(view, log, master.options, proxyserver)
    master.addons.add(Page(Application(page_master, behind), telling, sockets))
    options.url = auth.web_url
    return WebPage(options.url, sockets[0].getsockname()[:2])


def _load(master: ServeMaster, *addons: object) -> None:
    """Load addons after options have been set. Raises `StartError` for a value that one of them refuses."""
    try:
        master.addons.add(*addons)
        for addon in addons:
            master.addons.invoke_addon_sync(addon, ConfigureHook(set(master.options.keys())))
    except OptionsError as error:
        raise StartError(f"mitmproxy: {error}") from error


def _replay_on_our_layers(master: ServeMaster, ours: Replaying) -> None:
    """Put our replay in the place of mitmproxy's, which has not begun yet."""
    addons = master.addons
    theirs = addons.lookup.pop(ours.name, None)
    if theirs is not None:
        addons.chain[addons.chain.index(theirs)] = addons.register(ours)
        return
    if addons.sleepers is not None:
        addons.sleepers.give_way(ours.name)
    addons.add(ours)
