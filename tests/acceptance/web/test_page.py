"""mitmweb inside `serve`: what its page shows, and what one can do there."""

import asyncio
import http.client
import json

import pytest

from tests.acceptance.harness.clients import curl
from tests.acceptance.web.looking import Looking, paths

MOCKS = """\
- request:
    path: /hello
  response:
    body: hello
- request:
    path: /slow
  response:
    body: slow
    delay: 700ms
- request:
    path: /echo
  response:
    template: true
    body: "{{ request.body }}"
"""
PLAIN = ("--header", "Content-Type: text/plain")
WEB = ("--web", "--web-port", "0", "--unmatched", "refuse")


@pytest.fixture(scope="module")
def served(start_for_module):
    return start_for_module(MOCKS, *WEB)


@pytest.fixture
async def smockproxy(served):
    """A process whose history and page are empty, and that holds nothing."""
    served.reset()
    async with Looking(served) as page:
        await page.send("PUT", "/options", {"intercept": None})
        await page.send("POST", "/clear")
    return served


async def ask(smockproxy, path, *arguments):
    """Through the proxy, while the test goes on."""
    return await asyncio.to_thread(curl, smockproxy, f"http://shop.test{path}", *arguments)


async def asking(smockproxy, path, *arguments):
    """The same, not waited for."""
    return asyncio.ensure_future(ask(smockproxy, path, *arguments))


async def test_what_was_there_before_the_browser_came_is_shown_with_its_mock(smockproxy):
    await ask(smockproxy, "/hello")
    await ask(smockproxy, "/nothing")
    async with Looking(smockproxy) as page:
        hello, nothing = await page.flows()
        text = await page.get(f"/flows/{hello['id']}/response/content/auto.json")
    assert hello["request"]["pretty_host"] == "shop.test"
    assert hello["response"]["status_code"] == 200
    assert hello["marked"].strip() == "✓ mocked"
    assert hello["comment"].endswith("mocks.yml:1")
    assert text["text"] == "hello"
    assert nothing["response"]["status_code"] == 666
    assert nothing["marked"].strip() == "⊘ refused"
    assert nothing["comment"].startswith("no mock matched")


async def test_exchanges_are_shown_as_they_come_and_while_they_are_on_their_way(smockproxy):
    async with Looking(smockproxy) as page:
        assert await page.flows() == []
        slow = await asking(smockproxy, "/slow")
        added = await page.told("flows/add", "/slow")
        assert not slow.done()
        assert "response" not in added["flow"]
        flow = await page.until("/slow", lambda flow: "response" in flow)
        assert flow["id"] == added["flow"]["id"]
        assert flow["comment"].endswith("mocks.yml:5")
        assert (await slow).text == "slow"
        assert paths(await page.flows()) == ["/slow"]


async def test_what_happened_while_nobody_looked_is_shown_once_somebody_does(smockproxy):
    async with Looking(smockproxy) as page:
        await ask(smockproxy, "/hello?1")
        await page.told("flows/add", "/hello?1")
    await ask(smockproxy, "/hello?2")
    async with Looking(smockproxy) as page:
        assert paths(await page.flows()) == ["/hello?1", "/hello?2"]
        await ask(smockproxy, "/hello?3")
        await page.told("flows/add", "/hello?3")
        assert paths(await page.flows()) == ["/hello?1", "/hello?2", "/hello?3"]


async def test_an_exchange_that_was_on_its_way_when_the_browser_came_is_shown_when_it_ends(smockproxy):
    slow = await asking(smockproxy, "/slow")
    await asyncio.sleep(0.3)
    async with Looking(smockproxy) as page:
        assert await page.flows() == []
        flow = (await page.told("flows/add", "/slow"))["flow"]
        assert flow["response"]["status_code"] == 200
        await slow
        assert paths(await page.flows()) == ["/slow"]


async def test_what_is_cleared_stays_so(smockproxy):
    await ask(smockproxy, "/hello?1")
    async with Looking(smockproxy) as page:
        assert len(await page.flows()) == 1
        await page.send("POST", "/clear")
        assert await page.flows() == []
        await ask(smockproxy, "/hello?2")
        await ask(smockproxy, "/hello?3")
        [second, _] = await page.flows()
        await page.send("DELETE", f"/flows/{second['id']}")
    async with Looking(smockproxy) as page:
        assert paths(await page.flows()) == ["/hello?3"]
    assert len(smockproxy.entries("/hello")) == 3


async def test_an_exchange_is_held_changed_and_resumed(smockproxy):
    async with Looking(smockproxy) as page:
        await page.send("PUT", "/options", {"intercept": "~u /echo & ~q"})
        echo = await asking(smockproxy, "/echo", *PLAIN, "--data", "written")
        held = await page.until("/echo", lambda flow: flow["intercepted"])
        assert "response" not in held
        assert not smockproxy.entries("/echo")
        await page.send("PUT", f"/flows/{held['id']}", {"request": {"content": "rewritten"}})
        await page.send("POST", f"/flows/{held['id']}/resume")
        assert (await echo).text == "rewritten"
        await page.send("PUT", "/options", {"intercept": None})
        assert (await ask(smockproxy, "/echo", *PLAIN, "--data", "free")).text == "free"


async def test_an_answer_is_held_and_changed(smockproxy):
    async with Looking(smockproxy) as page:
        await page.send("PUT", "/options", {"intercept": "~s"})
        hello = await asking(smockproxy, "/hello")
        held = await page.until("/hello", lambda flow: flow["intercepted"])
        await page.send("PUT", f"/flows/{held['id']}", {"response": {"code": 418, "content": "changed"}})
        await page.send("POST", "/flows/resume")
        answer = await hello
        assert (answer.status, answer.text) == (418, "changed")


async def test_exchanges_are_held_with_nobody_there_and_found_later(smockproxy):
    async with Looking(smockproxy) as page:
        await page.send("PUT", "/options", {"intercept": "~q"})
    hello = await asking(smockproxy, "/hello")
    await asyncio.sleep(0.5)
    async with Looking(smockproxy) as page:
        [held] = await page.flows()
        assert held["intercepted"]
        await page.send("POST", f"/flows/{held['id']}/resume")
        assert (await hello).text == "hello"


async def test_a_killed_exchange_has_no_answer(smockproxy):
    async with Looking(smockproxy) as page:
        await page.send("PUT", "/options", {"intercept": "~q"})
        hello = await asking(smockproxy, "/hello")
        held = await page.until("/hello", lambda flow: flow["intercepted"])
        await page.send("POST", f"/flows/{held['id']}/kill")
        with pytest.raises(AssertionError, match="curl ended with"):
            await hello
        await page.until("/hello", lambda flow: flow.get("error"))
    assert smockproxy.await_entry("/hello")["decision"] == "failed"


async def test_a_replay_is_decided_anew(smockproxy):
    await ask(smockproxy, "/hello")
    await ask(smockproxy, "/nothing")
    async with Looking(smockproxy) as page:
        hello, nothing = await page.flows()
        smockproxy.upload('[{"request": {"path": "/nothing"}, "response": {"body": "now there is"}}]')
        for flow in (hello, nothing):
            await page.send("POST", f"/flows/{flow['id']}/replay")
        again = await page.until("/nothing", lambda flow: "response" in flow)
        assert again["is_replay"] == "request"
        assert again["response"]["status_code"] == 200
        text = await page.get(f"/flows/{nothing['id']}/response/content/auto.json")
        assert text["text"] == "now there is"
        assert len(await page.flows()) == 2
    decisions = [(entry["request"]["path"], entry["decision"]) for entry in smockproxy.history()]
    assert decisions == [
        ("/hello", "mocked"),
        ("/nothing", "refused"),
        ("/hello", "mocked"),
        ("/nothing", "mocked"),
    ]


async def test_the_log_is_shown_while_somebody_looks_without_credentials(smockproxy):
    async with Looking(smockproxy) as page:
        await page.flows()
        await ask(smockproxy, "/hello?api_key=a-secret-text")
        line = (await page.told("events/add"))["message"]
        assert "mocked GET http://shop.test/hello?api_key=" in line
        assert "a-secret-text" not in line


async def test_all_commands_are_listed_and_may_be_called(smockproxy):
    async with Looking(smockproxy) as page:
        commands = await page.get("/commands")
        assert {"view.flows.resolve", "replay.client", "export", "flow.comment", "save.file"} <= set(commands)
        await ask(smockproxy, "/hello")
        [flow] = await page.flows()
        call = {"arguments": ["curl", f"@{flow['id']}"]}
        exported = json.loads(await page.send("POST", "/commands/export", call))
        assert exported["value"].startswith("curl ")


async def test_a_file_of_flows_is_saved_and_opened(smockproxy):
    await ask(smockproxy, "/hello?saved")
    async with Looking(smockproxy) as page:
        await ask(smockproxy, "/nothing")
        saved = await page.read("/flows/dump?filter=~u+saved")
        await ask(smockproxy, "/hello?later")
        await page.send("POST", "/flows/dump", saved)
        [flow] = await page.flows()
        assert flow["request"]["path"] == "/hello?saved"
        assert flow["response"]["status_code"] == 200


async def test_a_filter_names_what_matches(smockproxy):
    await ask(smockproxy, "/hello")
    await ask(smockproxy, "/nothing")
    async with Looking(smockproxy) as page:
        hello, _ = await page.flows()
        wish = {"type": "flows/updateFilter", "payload": {"name": "search", "expr": "~marker mocked"}}
        await page._socket.send_str(json.dumps(wish))
        told = await page.told("flows/filterUpdate")
        assert told["matching_flow_ids"] == [hello["id"]]


def ask_often(smockproxy, times):
    """So many exchanges on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", smockproxy.port, timeout=20)
    try:
        for number in range(times):
            connection.request("GET", f"http://shop.test/hello?{number}")
            assert connection.getresponse().read() == b"hello"
    finally:
        connection.close()


async def test_of_many_exchanges_the_newest_5000_are_there(smockproxy):
    await asyncio.to_thread(ask_often, smockproxy, 5_100)
    async with Looking(smockproxy) as page:
        flows = await page.flows()
        assert paths(flows) == [f"/hello?{number}" for number in range(100, 5_100)]
        await ask(smockproxy, "/hello?last")
        gone = await page.told("flows/remove")
        assert gone == flows[0]["id"]


async def test_exchanges_are_mitmproxys_only_while_somebody_looks(start):
    smockproxy = start(MOCKS, *WEB, "--log-level", "debug")

    async def is_mitmproxys(path):
        before = smockproxy.log().count("client connect")
        await ask(smockproxy, path)
        await asyncio.sleep(0.2)
        return smockproxy.log().count("client connect") > before

    assert not await is_mitmproxys("/hello?1")
    async with Looking(smockproxy):
        assert await is_mitmproxys("/hello?2")
        async with Looking(smockproxy):
            assert await is_mitmproxys("/hello?3")
        assert await is_mitmproxys("/hello?4")
    await asyncio.sleep(0.2)
    assert not await is_mitmproxys("/hello?5")


async def test_a_connection_that_lasts_is_shown_whoever_answers_on_it(smockproxy):
    connection = http.client.HTTPConnection("127.0.0.1", smockproxy.port, timeout=20)

    def get(number):
        connection.request("GET", f"http://shop.test/hello?{number}")
        return connection.getresponse().read()

    assert await asyncio.to_thread(get, 1) == b"hello"
    async with Looking(smockproxy) as page:
        assert await asyncio.to_thread(get, 2) == b"hello"
        await page.until("/hello?2", lambda flow: "response" in flow)
    await asyncio.sleep(0.2)
    assert await asyncio.to_thread(get, 3) == b"hello"
    connection.close()
    async with Looking(smockproxy) as page:
        assert paths(await page.flows()) == [f"/hello?{number}" for number in (1, 2, 3)]


async def test_https_is_shown_as_such(smockproxy):
    async def get(query):
        url = f"https://shop.test/hello?{query}"
        assert (await asyncio.to_thread(curl, smockproxy, url)).text == "hello"

    await get("before")
    async with Looking(smockproxy) as page:
        await get("while")
        await page.until("/hello?while", lambda flow: "response" in flow)
        flows = await page.flows()
    assert paths(flows) == ["/hello?before", "/hello?while"]
    for flow in flows:
        assert (flow["request"]["scheme"], flow["request"]["pretty_host"]) == ("https", "shop.test")
        assert flow["comment"].endswith("mocks.yml:1")
