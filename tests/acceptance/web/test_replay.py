"""Replay of what real servers answered, and the end of a run that somebody looks at."""

import asyncio

import pytest

from tests.acceptance.harness.clients import curl
from tests.acceptance.web.looking import Looking, paths

MOCKS = """\
- request: {path: /gone}
  chaos: {drop: true}
- request: {path: /scripted}
  dynamic_response: {engine: lua, script: "return {body = 'by lua'}"}
"""


SCRIPTED = "http://a.test/scripted"


@pytest.fixture
def smockproxy(start):
    return start(MOCKS, "--web", "--web-port", "0")


async def test_replays_go_where_the_exchanges_went(smockproxy, upstream, tls_upstream):
    plain, secure = f"{upstream.url}/echo?plain", f"{tls_upstream.url}/echo?secure"
    for url in (plain, secure):
        await asyncio.to_thread(curl, smockproxy, url)
    await asyncio.to_thread(curl, smockproxy, SCRIPTED, "-x", f"worker-1:@{smockproxy.proxy[7:]}")
    async with Looking(smockproxy) as page:
        shown = await page.flows()
        assert [flow["response"]["status_code"] for flow in shown] == [200, 200, 200]
        for flow in shown:
            await page.send("POST", f"/flows/{flow['id']}/replay")
        for path in paths(shown):
            await page.until(path, lambda flow: flow["is_replay"] and "response" in flow)
    of_worker = smockproxy.ask_json("/api/v1/history?session=worker-1")["entries"]
    decisions = [(entry["request"]["url"], entry["decision"]) for entry in smockproxy.history()]
    assert decisions == [(plain, "forwarded"), (secure, "forwarded"), (SCRIPTED, "mocked")] * 2
    assert [entry["request"]["url"] for entry in of_worker] == [SCRIPTED] * 2
    assert len(upstream.seen.requests) == len(tls_upstream.seen.requests) == 2


async def test_one_that_chaos_drops_does_not_hold_up_the_next(smockproxy, upstream):
    with pytest.raises(AssertionError, match="curl ended with"):
        await asyncio.to_thread(curl, smockproxy, "http://a.test/gone")
    await asyncio.to_thread(curl, smockproxy, f"{upstream.url}/echo")
    async with Looking(smockproxy) as page:
        gone, echo = await page.flows()
        assert gone["error"]["msg"]
        for flow in (gone, echo):
            await page.send("POST", f"/flows/{flow['id']}/replay")
        await page.until("/echo", lambda flow: flow["is_replay"] and "response" in flow)


async def test_a_run_ends_while_somebody_looks(smockproxy):
    async with Looking(smockproxy) as page:
        await page.flows()
        assert await asyncio.to_thread(smockproxy.stop) == 0
    assert "Traceback" not in smockproxy.log()
    assert "ERROR" not in smockproxy.log()
