"""The client with a real server, blocking and on an event loop, from many threads and tasks at once."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing

import pytest

from smockproxy.testing import (
    AsyncClient,
    Client,
    NotReachableError,
    RefusedError,
    StrangerError,
    assert_passed,
)
from tests.acceptance.cli_client.shell import MOCKS, ask
from tests.acceptance.conftest import Start
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.harness.waiting import wait_until

TOKEN = "correct-horse-battery"


@pytest.fixture(scope="module", params=["", TOKEN], ids=["open", "with a token"])
def smockproxy(request: pytest.FixtureRequest, start_for_module: Start) -> Smockproxy:
    wanted = ("--admin-token", request.param) if request.param else ()
    return start_for_module(MOCKS, "--unmatched", "refuse", *wanted)


@pytest.fixture(autouse=True)
def _from_the_start(smockproxy: Smockproxy, monkeypatch: pytest.MonkeyPatch) -> None:
    smockproxy.reset()
    monkeypatch.setenv("SMOCKPROXY_ADMIN_URL", smockproxy.admin)
    monkeypatch.setenv("SMOCKPROXY_ADMIN_TOKEN", smockproxy.ready["token"])
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")


def test_a_session_from_its_start_to_its_verdict(smockproxy: Smockproxy) -> None:
    client = Client(session="w1")
    client.put_session("w1", seed=3, unmatched="refuse")
    (added,) = client.add_mocks({"request": {"path": "/a"}, "response": {"json": {"a": 1}}})["mocks"]
    assert ask(smockproxy, "http://a.test/a", session="w1") == (200, b'{"a":1}')
    assert client.get_mock(added["id"])["times_count"] == 1
    assert (
        client.patch_mock(added["id"], {"response": {"status": 418}})["definition"]["response"]["status"]
        == 418
    )
    assert client.called(mock=added["id"], exactly=1)["outcome"] == "passed"
    (entry,) = client.list_history(mock=added["id"])["entries"]
    assert client.get_response_body(entry["id"]) == b'{"a":1}'
    assert client.trace_exchange(entry["id"])["uses_after"] == 1
    assert client.why(id=entry["id"])["exchange"] == entry["id"]
    assert client.set_state({"ż": [1]})["state"] == {"ż": [1]}
    assert client.with_session("").get_state()["state"] == {}
    with pytest.raises(AssertionError, match="1 mock was not used as expected"):
        assert_passed(client.verify())
    ask(smockproxy, "http://shop.test/pay", session="w1", method="POST")
    assert_passed(client.verify(fail_on=["unmatched"]))
    client.delete_mock(added["id"])
    client.delete_session("w1")
    with pytest.raises(RefusedError, match='no session named "w1"') as caught:
        client.list_mocks()
    assert caught.value.status == 404


def test_an_export_is_streamed(smockproxy: Smockproxy) -> None:
    for _ in range(20):
        ask(smockproxy, "http://hello.test/hi")
    client = Client()
    lines = b"".join(client.export_history(format="jsonl", host="hello.*")).splitlines()
    assert len(lines) == 20
    with pytest.raises(RefusedError, match="format"):
        list(client.export_history(format="pcap"))  # type: ignore[arg-type]


def test_refusals_say_what_is_wrong() -> None:
    client = Client()
    with pytest.raises(RefusedError, match='did you mean "path"') as caught:
        client.add_mocks("- request: {pth: /a}\n  response: {}\n")
    ((problem),) = caught.value.problems
    assert (caught.value.status, problem["line"], problem["code"]) == (400, 1, "unknown_key")
    with pytest.raises(RefusedError, match='did you mean "limit"'):
        client.list_history(limt=3)  # type: ignore[call-arg]


def test_a_wrong_token_is_refused(smockproxy: Smockproxy) -> None:
    if smockproxy.ready["token"] == "":
        pytest.skip("this one asks for none")
    with pytest.raises(RefusedError, match="found a wrong token") as caught:
        Client(token="wrong-horse-battery").list_mocks()
    assert caught.value.status == 401
    with pytest.raises(RefusedError, match="found none"):
        Client(token="").list_mocks()


def test_events(smockproxy: Smockproxy) -> None:
    ask(smockproxy, "http://hello.test/hi")
    events = Client().listen_events(last=1)
    assert [next(events).name, next(events).name] == ["exchange", "listening"]
    ask(smockproxy, "http://hello.test/helo")
    told = json.loads(next(events).data)
    assert told["decision"] == "refused"
    events.close()


def test_threads_share_a_client(smockproxy: Smockproxy) -> None:
    client = Client(timeout=60)

    def worker(number: int) -> int:
        own = client.with_session(f"w{number}")
        own.put_session(f"w{number}")
        for _ in range(3):
            ask(smockproxy, "http://hello.test/hi", session=f"w{number}")
        return own.called(mock="hi")["count"]

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(worker, range(12))) == [3] * 12
    for number in range(12):
        client.delete_session(f"w{number}")


async def test_tasks_share_a_client(smockproxy: Smockproxy) -> None:
    client = AsyncClient(timeout=60)
    rows = await asyncio.gather(*(client.put_session(f"t{number}", seed=number) for number in range(40)))
    assert [row["seed"] for row in rows] == list(range(40))
    answers = await asyncio.gather(
        *(client.with_session(f"t{number}").set_state({"n": number}) for number in range(40))
    )
    assert [answer["state"]["n"] for answer in answers] == list(range(40))
    await asyncio.gather(*(client.delete_session(f"t{number}") for number in range(40)))
    with pytest.raises(RefusedError, match="no session"):
        await client.get_session("t7")


async def test_more_may_wait_than_there_are_threads(smockproxy: Smockproxy) -> None:
    """None of those who wait and listen keeps another from being answered."""
    client = AsyncClient()
    heard: list[str] = []

    async def hear() -> None:
        async with aclosing(client.listen_events()) as events:
            async for event in events:
                heard.append(event.name)
                if event.name == "exchange":
                    return

    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        listening = [tasks.create_task(hear()) for _ in range(40)]
        waiting = [tasks.create_task(client.wait(mock="hi", timeout=30)) for _ in range(40)]
        await asyncio.to_thread(wait_until, lambda: heard.count("listening") == 40, "all to listen")
        assert (await client.list_history())["entries"] == []
        await asyncio.to_thread(ask, smockproxy, "http://hello.test/hi")
    assert all(task.result()["fulfilled"] for task in waiting)
    assert all(task.done() for task in listening)
    assert heard.count("exchange") == 40


async def test_who_is_cancelled_lets_go(smockproxy: Smockproxy) -> None:
    client = AsyncClient()
    before = smockproxy.open_sockets()
    waiting = [asyncio.ensure_future(client.wait(mock="pay", timeout=60)) for _ in range(10)]
    await asyncio.to_thread(
        wait_until, lambda: len(smockproxy.open_sockets() - before) >= 10, "ten connections"
    )
    of_theirs = smockproxy.open_sockets() - before
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await asyncio.to_thread(wait_until, lambda: not smockproxy.open_sockets() & of_theirs, "their end")


async def test_an_export_on_an_event_loop(smockproxy: Smockproxy) -> None:
    for _ in range(20):
        await asyncio.to_thread(ask, smockproxy, "http://hello.test/hi")
    client = AsyncClient()
    exported = b"".join([piece async for piece in client.export_history(format="jsonl")])
    blocking = await asyncio.to_thread(lambda: b"".join(Client().export_history(format="jsonl")))
    assert exported == blocking
    assert len(exported.splitlines()) == 20
    entry = json.loads(exported.splitlines()[0])
    assert await client.get_response_body(entry["id"]) == b"hi"


async def test_nobody_and_strangers(smockproxy: Smockproxy) -> None:
    for url, error in (("http://127.0.0.1:1", NotReachableError), (smockproxy.proxy, StrangerError)):
        with pytest.raises(error):
            await AsyncClient(url).list_mocks()
        with pytest.raises(error):
            await asyncio.to_thread(Client(url).list_mocks)
