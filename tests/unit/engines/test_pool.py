"""Who gets which worker, with workers that are none."""

import asyncio
from collections.abc import Iterable

import pytest

from smockproxy.engines import pool
from smockproxy.engines.contract import Call, Program, Result, ScriptError
from smockproxy.engines.limits import DEFAULT_LIMITS, Limits, NoWorkerError, PoolSize
from smockproxy.engines.pool import LONGEST_BODY, Pool

RESULT = Result({"status": 200})


class Worker:
    """Runs what is told to it: a call whose source is `wait` until it is let go, `break` and `fail` not."""

    def __init__(self, engines: Iterable[str]) -> None:
        self.engines = list(engines)
        self.calls: list[tuple[Call, Limits]] = []
        self.is_usable = True
        self.is_killed = False
        self.go = asyncio.Event()

    async def run(self, call: Call, limits: Limits) -> Result:
        self.calls.append((call, limits))
        match call.program.source:
            case "wait":
                self.is_usable = False
                await self.go.wait()
                self.is_usable = True
            case "break":
                self.is_usable = False
                raise ScriptError("broken")
            case "fail":
                raise ScriptError("failed")
        return RESULT

    def kill(self) -> None:
        self.is_killed, self.is_usable = True, False

    async def gone(self) -> None:
        assert self.is_killed


class Workers:
    """All that were started."""

    def __init__(self, **size: float) -> None:
        self.all: list[Worker] = []
        self.fails = self.is_closed = False
        self.pool = Pool(PoolSize(**({"kept": 1, "most": 2, "grace": 0} | size)), source=self)

    async def aclose(self) -> None:
        self.is_closed = True

    async def worker(self, engines: Iterable[str]) -> Worker:
        if self.fails:
            raise BlockingIOError("no more processes")
        worker = Worker(engines)
        self.all.append(worker)
        await asyncio.sleep(0)
        return worker

    def run(self, source: str = "") -> "asyncio.Future[Result]":
        return asyncio.ensure_future(self.pool.run(Call(Program("lua", source), {})))

    @property
    def alive(self) -> int:
        return sum(not worker.is_killed for worker in self.all)


async def settled() -> None:
    """Everything that can go on has gone on."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_as_many_as_are_kept_are_started_beforehand():
    workers = Workers(kept=3, most=5)
    workers.pool.start(["python"])
    await settled()
    assert (len(workers.all), workers.pool.worker_count) == (3, 3)
    assert workers.all[0].engines == ["python"]
    assert await workers.run() is RESULT
    assert len(workers.all) == 3
    await workers.pool.aclose()
    assert workers.alive == 0


async def test_what_is_simple_needs_no_worker():
    workers = Workers()
    simple = Call(Program("jinja2_texts", '{"body": "{{ request.path }}"}'), {"path": "/x"})
    assert (await workers.pool.run(simple)).response["body"] == "/x"
    assert workers.all == []
    other = Call(Program("jinja2_texts", '{"body": "{{ request.path * 2 }}"}'), {"path": "/x"})
    assert await workers.pool.run(other) is RESULT
    at_once = workers.pool.run_at_once(simple)
    assert at_once is not None
    assert at_once.response["body"] == "/x"
    assert workers.pool.run_at_once(other) is None


@pytest.mark.parametrize(("characters", "needed"), [(LONGEST_BODY, 0), (LONGEST_BODY + 1, 1)])
async def test_a_large_body_is_no_simple_matter(characters, needed):
    workers = Workers()
    program = Program("jinja2_texts", '{"body": "{{ request.body_string }}"}')
    await workers.pool.run(Call(program, {"body_string": "x" * characters}))
    assert len(workers.all) == needed


async def test_those_that_are_being_started_count():
    workers = Workers(kept=2, most=2)
    workers.pool.start()
    assert await workers.run() is RESULT
    assert len(workers.all) == 2


async def test_a_worker_is_used_again():
    workers = Workers()
    for source in ("", "fail", ""):
        await asyncio.wait([workers.run(source)])
    assert len(workers.all) == 1
    assert workers.all[0].calls[0][1] == DEFAULT_LIMITS


async def test_more_are_started_while_all_are_busy_up_to_a_limit():
    workers = Workers()
    calls = [workers.run("wait") for _ in range(3)]
    await settled()
    assert len(workers.all) == 2
    workers.all[1].go.set()
    await settled()
    assert [len(worker.calls) for worker in workers.all] == [1, 2]
    for worker in workers.all:
        worker.go.set()
    assert await asyncio.gather(*calls) == [RESULT] * 3


async def test_the_ones_used_so_far_are_imported_by_new_workers():
    workers = Workers()
    await workers.run()
    waiting, other = workers.run("wait"), workers.run()
    await other
    assert [worker.engines for worker in workers.all] == [[], ["lua"]]
    workers.all[0].go.set()
    await waiting


async def test_who_waits_too_long_is_told():
    workers = Workers(most=1, patience=0)
    busy = workers.run("wait")
    await settled()
    with pytest.raises(NoWorkerError, match="all 1 workers were busy for longer than 0 s"):
        await workers.run()
    workers.all[0].go.set()
    assert await busy is RESULT
    assert await workers.run() is RESULT


async def test_a_broken_worker_is_ended_and_replaced():
    workers = Workers()
    with pytest.raises(ScriptError, match="broken"):
        await workers.run("break")
    await settled()
    assert [worker.is_killed for worker in workers.all] == [True, False]
    assert workers.pool.worker_count == 1


async def test_who_waits_gets_the_replacement():
    workers = Workers(most=1)
    busy, waiting = workers.run("wait"), workers.run()
    await settled()
    busy.cancel()
    assert await waiting is RESULT
    assert [worker.is_killed for worker in workers.all] == [True, False]


async def test_a_worker_that_died_while_idle_is_not_used():
    workers = Workers()
    await workers.run()
    workers.all[0].is_usable = False
    await workers.run()
    assert [len(worker.calls) for worker in workers.all] == [1, 1]
    assert workers.pool.worker_count == 1


async def test_those_that_are_too_many_are_dismissed_when_idle():
    workers = Workers(kept=1, most=3, idle=0)
    calls = [workers.run("wait") for _ in range(3)]
    await settled()
    for worker in workers.all:
        worker.go.set()
    await asyncio.gather(*calls)
    await settled()
    assert (workers.alive, workers.pool.worker_count) == (1, 1)


async def test_who_gives_up_waiting_takes_no_worker_away():
    workers = Workers(most=1)
    busy, first, second = workers.run("wait"), workers.run(), workers.run()
    await settled()
    workers.all[0].go.set()
    first.cancel()
    assert await asyncio.gather(busy, second) == [RESULT, RESULT]


async def test_a_worker_that_was_handed_over_as_its_taker_gave_up_is_not_lost():
    workers = Workers(most=1)
    busy, taker = workers.run("wait"), workers.run()
    await settled()
    busy.add_done_callback(lambda _: taker.cancel())
    workers.all[0].go.set()
    await asyncio.wait([busy, taker])
    assert await asyncio.wait_for(workers.run(), 1) is RESULT
    assert workers.pool.worker_count == 1


async def test_a_worker_that_cannot_be_started_is_told():
    workers = Workers()
    workers.fails = True
    workers.pool.start()
    await settled()
    with pytest.raises(NoWorkerError, match="a worker can't be started: no more processes"):
        await workers.run()
    workers.fails = False
    assert await workers.run() is RESULT


async def test_closing_ends_all_and_lets_no_one_wait():
    workers = Workers(most=1)
    busy, waiting = workers.run("wait"), workers.run()
    await settled()
    await workers.pool.aclose()
    with pytest.raises(NoWorkerError, match="the workers are being ended"):
        await waiting
    with pytest.raises(NoWorkerError, match="the workers were ended"):
        await workers.run()
    assert (workers.alive, workers.pool.worker_count, workers.is_closed) == (0, 0, True)
    busy.cancel()
    await asyncio.wait([busy])
    workers.pool.start()
    await settled()
    assert workers.alive == 0


async def test_closing_while_one_is_being_started_leaves_none():
    workers = Workers()
    call = workers.run()
    await asyncio.sleep(0)
    await workers.pool.aclose()
    with pytest.raises(NoWorkerError, match="the workers were ended"):
        await call
    assert (len(workers.all), workers.alive) == (1, 0)


async def test_before_another_is_started_a_worker_may_be_given_back():
    workers = Workers(grace=60)
    first, second = workers.run("wait"), workers.run()
    await settled()
    assert [len(worker.calls) for worker in workers.all] == [1]
    workers.all[0].go.set()
    assert await asyncio.gather(first, second) == [RESULT] * 2
    assert len(workers.all) == 1


async def test_who_has_waited_long_enough_gets_another():
    workers = Workers(grace=0.001)
    first, second = workers.run("wait"), workers.run()
    assert await asyncio.wait_for(second, 5) is RESULT
    assert [len(worker.calls) for worker in workers.all] == [1, 1]
    workers.all[0].go.set()
    assert await first is RESULT


async def test_closing_ends_the_waiting_for_idle_workers():
    workers = Workers(idle=60)
    calls = [workers.run("wait") for _ in range(2)]
    await settled()
    for worker in workers.all:
        worker.go.set()
    await asyncio.gather(*calls)
    assert workers.alive == 2
    await workers.pool.aclose()
    assert workers.alive == 0


async def test_while_others_get_through_no_more_workers_are_started(monkeypatch):
    monkeypatch.setattr(pool, "GRACES", 10**6)
    workers = Workers(grace=0.0001)
    first = workers.run("wait")
    await settled()
    workers.pool._given_at = asyncio.get_running_loop().time() + 3600
    second = workers.run()
    await asyncio.sleep(0.001)
    assert len(workers.all) == 1
    workers.all[0].go.set()
    assert await asyncio.gather(first, second) == [RESULT] * 2
    assert len(workers.all) == 1


async def test_no_more_are_started_at_once_than_there_are():
    workers = Workers(grace=0.001, kept=1, most=16)
    calls = [workers.run("wait")]
    await settled()
    calls += [workers.run("wait") for _ in range(7)]
    assert not workers.pool._may_grow(0.0, 0.0)
    assert workers.pool._may_grow(0.0, 1.0)
    workers.pool._starting += 1
    assert not workers.pool._may_grow(0.0, 1.0)
    assert workers.pool._may_grow(1.0, 1.0)
    workers.pool._starting -= 1
    while len(workers.all) < 8:  # noqa: ASYNC110 - the pool's own clocks are waited for
        await asyncio.sleep(0.001)
    for worker in workers.all:
        worker.go.set()
    assert await asyncio.gather(*calls) == [RESULT] * 8


async def test_who_gives_up_as_another_is_to_be_started_leaves_room_for_it():
    workers = Workers(grace=60)
    busy, waiting = workers.run("wait"), workers.run()
    await settled()
    workers.pool._starting += 1
    (asked,) = workers.pool._waiting
    asked.set_result(None)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert workers.pool._starting == 0
    workers.all[0].go.set()
    assert await busy is RESULT
