import asyncio

import pytest
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.test import taddons, tflow, tutils

from smockproxy.core.history import Outcome
from smockproxy.core.http import Form, Request
from smockproxy.proxy.exchange import EXCHANGE_ID
from smockproxy.proxy.web.replaying import Origin, Replay, Replaying, likely_origin
from tests.unit.proxy.mocked_edge import MockedEdge, mock
from tests.unit.proxy.web.exchanges import exchange


def flow_to(path="/hello", scheme="http", host="a.test", port=80, **facts):
    flow = tflow.tflow(req=tutils.treq(path=path, scheme=scheme.encode(), host=host, port=port, **facts))
    flow.request.headers["Host"] = host
    flow.live = False
    return flow


@pytest.fixture
async def context():
    with taddons.context(Proxyserver()) as made:
        made.options.update(connection_strategy="lazy", upstream_cert=False)
        yield made


async def replayed(context, mocked, flow, origin):
    async with asyncio.timeout(5):
        await Replay(flow, context.options, mocked.edge, origin).replay()
    return mocked.history[-1]


@pytest.mark.parametrize(
    ("form", "scheme", "port", "url"),
    [
        (Form.ABSOLUTE, "http", 80, "http://a.test/hello"),
        (Form.ABSOLUTE, "http", 8000, "http://a.test:8000/hello"),
        (Form.TUNNEL, "https", 443, "https://a.test/hello"),
        (Form.TUNNEL, "http", 80, "http://a.test/hello"),
        (Form.ORIGIN, "http", 80, "http://a.test/hello"),
    ],
)
async def test_it_is_decided_anew_in_the_form_that_it_had(context, form, scheme, port, url):
    mocked = MockedEdge((mock("/hello"),))
    flow = flow_to(scheme=scheme, port=port)
    entry = await replayed(context, mocked, flow, Origin(form))
    assert (entry.outcome, entry.request.form, entry.request.url) == (Outcome.MOCKED, form, url)
    assert (flow.response.status_code, flow.response.content) == (201, b"mocked")
    assert entry.request.body == flow.request.content
    assert flow.comment.startswith("mock: mocks/hello.yml:3")


async def test_it_is_one_of_its_own_session(context):
    mocked = MockedEdge((mock("/hello"),))
    entry = await replayed(context, mocked, flow_to(), Origin(Form.ABSOLUTE, "worker-1"))
    assert entry.session_name == "worker-1"


async def test_what_came_as_http_2_is_replayed_too(context):
    mocked = MockedEdge((mock("/hello"),))
    flow = flow_to(scheme="https", port=443, http_version=b"HTTP/2.0")
    flow.client_conn.alpn = b"h2"
    entry = await replayed(context, mocked, flow, Origin(Form.TUNNEL))
    assert entry.outcome is Outcome.MOCKED
    assert flow.client_conn.alpn == b"h2"


async def test_a_defect_ends_it_as_well(context, monkeypatch):
    mocked = MockedEdge((mock("/hello"),))
    monkeypatch.setattr(mocked.edge, "held_back", lambda *_: 1 / 0)
    entry = await replayed(context, mocked, flow_to(), Origin(Form.ABSOLUTE))
    assert (entry.outcome, entry.response.status) == (Outcome.FAILED, 600)


@pytest.mark.parametrize(("scheme", "form"), [("https", Form.TUNNEL), ("http", Form.ABSOLUTE)])
def test_where_one_came_from_that_the_history_has_not(scheme, form):
    assert likely_origin(flow_to(scheme=scheme).request) == Origin(form)


async def test_one_after_the_other_as_the_history_knows_them(context):
    mocked = MockedEdge((mock("/hello"),))
    request = Request("GET", "http", "a.test", 80, "/hello", form=Form.TUNNEL)
    mocked.instance.remember(exchange(70, session_name="worker-2", request=request))
    addon = Replaying(mocked.edge)
    context.master.addons.add(addon)
    addon.running()
    known, unknown = flow_to(), flow_to("/nothing")
    known.metadata[EXCHANGE_ID] = "70"
    addon.start_replay([known, unknown])
    async with asyncio.timeout(5):
        await addon.queue.join()
    await addon.done()
    first, second = mocked.history[1:]
    assert (first.session_name, first.request.form) == ("worker-2", Form.TUNNEL)
    assert first.outcome is Outcome.MOCKED
    assert (second.session_name, second.request.form) == ("", Form.ABSOLUTE)
    assert addon.inflight is None
