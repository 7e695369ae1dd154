import asyncio
import json
from types import SimpleNamespace

import pytest
from mitmproxy import flowfilter, io, options
from mitmproxy.test import tflow
from mitmproxy.tools.web import app, webaddons
from tornado.httputil import HTTPHeaders, HTTPServerRequest

from smockproxy.app.hostnames import HostNames
from smockproxy.proxy.lane.gate import Gate
from smockproxy.proxy.web import page
from smockproxy.proxy.web.newest import Bounds, NewestView
from smockproxy.proxy.web.page import Application, Behind, PageMaster, Updates
from smockproxy.proxy.web.recalling import Recalling
from smockproxy.proxy.web.watch import Watch
from tests.unit.proxy.mocked_edge import MockedEdge


@pytest.fixture
async def application():
    mocked = MockedEdge()
    watch = Watch(Gate())
    view = NewestView(watch, mocked.clock, Bounds(bytes=10**6))
    behind = Behind(watch, Recalling(view, mocked.instance), HostNames.of(["machine"], ["*.box.test"]))
    chosen = options.Options()
    chosen.add_option("web_debug", bool, default=False, help="")
    chosen.add_option("web_port", int, default=1, help="")
    addons = {"webauth": webaddons.WebAuth()}
    master = PageMaster(addons, chosen, SimpleNamespace(), view, SimpleNamespace(), SimpleNamespace())
    return Application(master, behind)


def answerer(application, path="/", **headers):
    """The class that answers a request."""
    request = HTTPServerRequest("GET", path, headers=HTTPHeaders({"Host": "127.0.0.1"} | headers))
    return application.find_handler(request).handler_class


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/updates", page.Updates),
        ("/flows", page.FlowList),
        ("/flows.json", page.FlowList),
        ("/flows/dump", page.FlowFile),
        ("/commands", page.CommandList),
        ("/options", app.Options),
        ("/flows/0-1/resume", app.ResumeFlow),
    ],
)
async def test_who_answers(application, path, kind):
    assert answerer(application, path) is kind
    assert answerer(application, path, Host="evil.test") is page.StrangeName


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("127.0.0.1:8082", True),
        ("[::1]:8082", True),
        ("localhost", True),
        ("machine", True),
        ("dev.box.test", True),
        ("evil.test", False),
        ("127.0.0.1.evil.test", False),
        ("", False),
    ],
)
async def test_names_by_which_it_may_be_asked(application, host, is_ours):
    assert (answerer(application, Host=host) is not page.StrangeName) is is_ours


async def test_the_icon_is_where_it_is(application):
    made = page.Static.make_static_url(application.settings, "images/favicon.ico")
    assert made.startswith("/static/favicon.ico?v=")


async def test_whatever_needs_the_token_in_mitmweb_needs_it_here():
    for kind in (page.Updates, page.FlowList, page.FlowFile, page.CommandList):
        assert issubclass(kind, app.AuthRequestHandler)


async def test_a_flow_of_a_file_is_shown_as_it_is(application):
    flow = tflow.tflow(resp=True)
    await application.master.load_flow(flow)
    assert list(application.master.view) == [flow]


def browser_of(application) -> Updates:
    """A browser's connection, without the web socket."""
    made = Updates.__new__(Updates)
    made.application = application
    made.close = lambda **_: None
    return made


async def test_a_browser_counts_from_its_coming_to_its_leaving(application):
    browser = browser_of(application)
    browser.on_close()
    assert application.behind.watch.browsers == 0
    browser.open()
    assert application.behind.watch.browsers == 1
    assert browser in app.ClientConnection.connections
    for _ in range(2):
        browser.on_close()
    assert application.behind.watch.browsers == 0
    assert browser not in app.ClientConnection.connections
    await asyncio.sleep(0)


async def test_a_browser_that_takes_nothing_is_let_go(application, monkeypatch):
    monkeypatch.setattr(page, "MOST_WAITING", 2)
    browser = browser_of(application)
    browser.open()
    browser.send(b"1")
    browser.send(b"2")
    assert application.behind.watch.browsers == 1
    browser.send(b"3")
    assert application.behind.watch.browsers == 0
    await asyncio.sleep(0)


def test_a_file_is_made_in_pieces_of_what_is_meant():
    flows = tuple(tflow.tflow() for _ in range(page.SLICE + 1))
    flows[3].request.path = "/meant"
    pieces = list(page._pieces(flows, flowfilter.parse("~u /meant")))
    assert len(pieces) == 2
    state = io.tnetstring.loads(b"".join(pieces))
    assert json.loads(json.dumps(state["id"])) == flows[3].id
