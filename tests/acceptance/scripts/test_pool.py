"""Scripts in real workers: they end at their limits, and harm nobody else."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from smockproxy.engines.contract import Call, Program, Result, ScriptError
from smockproxy.engines.limits import Limits, NoWorkerError, PoolSize, ScriptOverrun, ScriptTimeout
from smockproxy.engines.pool import Pool
from smockproxy.engines.workersource import NewWorkers

ROOT = Path(__file__).resolve().parents[3]
REQUEST = {
    "method": "GET",
    "path": "/x",
    "headers": {"Host": ["a.test"]},
    "query_params": {},
    "body": "text",
    "body_string": "text",
}
SECONDS = 0.4
QUICK = Limits(seconds=SECONDS)
LATEST = SECONDS + 0.2
"""When a script that takes too long must be over."""


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(PoolSize(kept=2, most=16), QUICK)
    pool.start(["python", "jinja2"])
    yield pool
    await pool.aclose()
    assert pool.worker_count == 0


def call(engine: str, source: str, **state: object) -> Call:
    return Call(Program(engine, source), REQUEST, state=state)


async def failure(pool: Pool, engine: str, source: str, limits: Limits | None = None) -> ScriptError:
    with pytest.raises(ScriptError) as raised:
        await pool.run(call(engine, source), limits)
    return raised.value


def descendants(pid: int | str = "self") -> set[int]:
    """The processes that one has started, and those that they have started."""
    try:
        begun = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return set()
    return set(begun).union(*map(descendants, begun))


def ours() -> set[int]:
    """The processes of this test."""
    return descendants(os.getpid())


BODY = "[{{ request.path }}, {{ state.incr('n', 2) }}]"


async def test_scripts_answer(pool):
    answers = [
        await pool.run(call("python", "log('a')\nreturn 201, [request.path, state.incr('n', 2)]", n=1)),
        await pool.run(call("jinja2", f"{{{{ log('a') }}}}\nstatus: 201\nbody: {BODY}", n=1)),
    ]
    headers = {"Content-Type": ["application/json"]}
    response = {"status": 201, "headers": headers, "body": '["/x",3]'}
    assert answers == [Result(response, ("a",), (("set", "n", 3),), ("n",))] * 2


HARMLESS = {
    "python": "return 200, 'x'",
    "jinja2": "body: x",
    "lua": "return {body = 'x'}",
    "javascript": "res.body = 'x'",
}
ENDLESS_TEMPLATE = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
ENDLESS = [
    ("lua", "while true do end"),
    ("lua", "pcall(function() while true do end end)"),
    ("lua", "return {body = ('a'):rep(30000):find('.-.-.-.-b')}"),
    ("javascript", "while (true) {}"),
    ("javascript", "try { while (true) {} } catch (e) {}"),
    ("javascript", "/^(a+)+$/.test('a'.repeat(40) + 'b')"),
    ("python", "import os\nwhile True: pass"),
    ("python", "while True: pass"),
    ("python", "while True:\n    try:\n        while True: pass\n    except BaseException: pass"),
    ("python", "import signal as s, time\ns.signal(s.SIGALRM, s.SIG_IGN)\nwhile True: time.sleep(1)"),
    ("jinja2", ENDLESS_TEMPLATE),
    ("jinja2", "{{ (9**9**9) % 10 }}{{ (9 ** (9 ** 9)) % 10 }}"),
    ("jinja2", "{% for a in range(99999) %}{{ ('a ' * 999999) | title | length }}{% endfor %}"),
]  # fmt: skip


@pytest.mark.parametrize(("engine", "source"), ENDLESS)
async def test_what_does_not_end_is_stopped(pool, engine, source):
    await pool.run(call(engine, HARMLESS[engine]), Limits(seconds=10))
    begun = time.monotonic()
    error = await failure(pool, engine, source)
    assert time.monotonic() - begun < LATEST
    assert isinstance(error, ScriptTimeout)
    assert error.message == "stopped because it took longer than 0.4 s"


HOGS = [
    ("lua", "local x = 'x' while true do x = x .. x end"),
    ("lua", "local x = {} while true do x[#x + 1] = {('x'):rep(1000000) .. #x} end"),
    ("javascript", "let x = 'x'; while (true) x += x"),
    ("javascript", "let x = []; while (true) x.push(new Array(100000).fill(x.length))"),
    ("python", "import os\nx = 'x' * 10**10"),
    ("python", "x = 'x' * 10**10"),
    ("python", "x = []\nwhile True: x.append('x' * 10**6 + str(len(x)))"),
    ("python", "x = 'x'\nwhile True: x += x"),
    ("jinja2", "{{ 'x' * 10**10 }}"),
    ("jinja2", "{% set x = namespace(s='x') %}{% for i in range(40) %}{% set x.s = x.s ~ x.s %}{% endfor %}"),
    ("jinja2", "body: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"k{n}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9))),
]  # fmt: skip


@pytest.mark.parametrize(("engine", "source"), HOGS)
async def test_what_takes_too_much_memory_is_stopped(pool, engine, source):
    error = await failure(pool, engine, source, Limits(seconds=5))
    assert isinstance(error, ScriptOverrun) or "a key" in error.message
    assert (await pool.run(call("python", "return 200, 'x'"))).response["status"] == 200


BIG = [
    ("lua", "return {body = #('x'):rep(40 * 2 ^ 20)}"),
    ("javascript", "return {body: 'x'.repeat(80 * 2 ** 20).length / 2}"),
    ("python", "return 200, len('x' * 80 * 2 ** 20) // 2"),
    ("jinja2", "{% set n = 2 ** 20 %}body: '{{ ('x' * 80 * n) | length // 2 }}'"),
]


@pytest.mark.parametrize(("engine", "source"), BIG)
async def test_the_limit_of_memory_is_the_one_that_is_set(pool, engine, source):
    result = await pool.run(call(engine, source), Limits(seconds=5, memory=256 << 20))
    assert result.response["body"] == "41943040"
    error = await failure(pool, engine, source, Limits(seconds=5, memory=32 << 20))
    assert isinstance(error, ScriptOverrun)
    assert error.message.startswith("it needs more memory than 32 MiB")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import os\nos.abort()", "the script's process died of SIGABRT"),
        ("import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(1)", "the script's process died of SIGKILL"),
        ("import os\nos._exit(3)", "the script's process ended by itself, with exit status 3"),
        ("def f():\n    f()\nf()", "it calls itself too deeply"),
        ("import sys\nsys.exit()", "SystemExit: no reason given"),
    ],
)  # fmt: skip
async def test_a_process_that_dies_fails_its_script_alone(pool, source, message):
    other = asyncio.ensure_future(pool.run(call("python", "import time\ntime.sleep(0.1)\nreturn 200, 'x'")))
    assert (await failure(pool, "python", source)).message.startswith(message)
    assert (await other).response["body"] == "x"


async def test_what_was_logged_outlives_the_script(pool):
    error = await failure(pool, "python", "log('a')\nlog('b' * 20_000)\nlog('c')\nwhile True: pass")
    assert [line[:1] for line in error.log] == ["a", "b"]
    assert sum(map(len, error.log)) == 9_999


async def test_an_answer_that_is_too_large_is_refused(pool):
    limits = Limits(seconds=10)
    largest = await pool.run(call("python", "return 200, 'x' * 10 * 1024 * 1024"), limits)
    assert len(largest.response["body"]) == 10 << 20
    error = await failure(pool, "python", "return 200, 'x' * (10 * 1024 * 1024 + 1)", limits)
    assert isinstance(error, ScriptOverrun)
    assert error.message == "the body of its answer has 10,485,761 bytes: 10 MiB are allowed"


async def test_scripts_do_not_see_the_server(pool, monkeypatch):
    monkeypatch.setenv("SECRET", "x")
    source = """
import os, sys
for stream in (0, 1, 2):
    try:
        os.write(stream, b"x" * 100)
    except OSError:
        pass
print("not here", file=None)
sys.stdout.write("nor here")
return 200, [dict(os.environ), os.listdir("."), os.getpriority(os.PRIO_PROCESS, 0), sys.stdin.read()]
"""
    assert (await pool.run(call("python", source))).response["body"] == '[{},[],19,""]'


async def test_what_a_script_changes_in_modules_is_gone_with_it(pool):
    for _ in range(4):
        source = "import json\nseen = hasattr(json, 'mine')\njson.mine = 1\nreturn 200, seen"
        assert (await pool.run(call("python", source))).response["body"] == "false"


async def test_when_all_are_busy_a_script_waits_and_then_is_told():
    pool = Pool(PoolSize(kept=1, most=2, patience=0.3), Limits(seconds=1))
    await pool.run(call("python", "return 200, 'x'"))
    loops = [asyncio.ensure_future(failure(pool, "python", "while True: pass")) for _ in range(2)]
    await asyncio.sleep(0.2)
    with pytest.raises(NoWorkerError):
        await pool.run(call("python", "return 200, 'x'"))
    assert {type(error) for error in await asyncio.gather(*loops)} == {ScriptTimeout}
    await pool.aclose()


async def test_a_cancelled_call_ends_its_worker(pool):
    await pool.run(call("python", "return 200, 'x'"), Limits(seconds=10))
    running = asyncio.ensure_future(pool.run(call("python", "while True: pass"), Limits(seconds=60)))
    await asyncio.sleep(0.2)
    begun = ours()
    running.cancel()
    await asyncio.wait([running])
    await until(lambda: begun - ours() != set())


async def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds: what was killed still needs a moment of processor time to be gone."""
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.02)
    assert holds()


async def test_without_a_nursery_it_is_slower_and_the_same():
    before = ours()
    pool = Pool(PoolSize(kept=1, most=2), QUICK, NewWorkers())
    for _ in range(2):
        answer = await pool.run(call("python", "log('a')\nreturn 200, 'x'"), Limits(seconds=10))
        assert (answer.response["body"], answer.log) == ("x", ("a",))
        assert isinstance(await failure(pool, "jinja2", ENDLESS_TEMPLATE), ScriptTimeout)
    assert (await failure(pool, "python", "import os\nos.abort()", Limits(seconds=10))).message.startswith(
        "the script's process died of SIGABRT"
    )
    await pool.aclose()
    await until(lambda: ours() <= before)


@pytest.mark.timeout(200)
async def test_two_hundred_killed_scripts_leave_nothing_behind():
    before = ours()
    pool = Pool(PoolSize(kept=2, most=8, patience=60), Limits(seconds=0.02))
    pool.start(["jinja2"])

    async def killed(count: int) -> None:
        for _ in range(count):
            assert isinstance(await failure(pool, "jinja2", ENDLESS_TEMPLATE), ScriptTimeout)

    await asyncio.gather(*(killed(50) for _ in range(4)))
    assert pool.worker_count <= 8
    await until(lambda: len(ours() - before) <= 9)
    await pool.aclose()
    await until(lambda: ours() <= before)


ORPHANING = """
import asyncio, os, sys
from smockproxy.engines.contract import Call, Program
from smockproxy.engines.limits import Limits, PoolSize
from smockproxy.engines.pool import Pool
from smockproxy.engines.workersource import NewWorkers

async def main():
    pool = Pool(PoolSize(kept=2, most=2), Limits(seconds=1))
    pool.start()
    await pool.run(Call(Program("jinja2", "body: x"), {}))
    loop = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    asyncio.ensure_future(pool.run(Call(Program("jinja2", loop), {})))
    await asyncio.sleep(0.3)
    nursery = pool._source._process.pid
    print(nursery, open(f"/proc/{nursery}/task/{nursery}/children").read(), flush=True)
    os.kill(os.getpid(), 9)

asyncio.run(main())
"""


def test_workers_do_not_outlive_the_server():
    with subprocess.Popen(
        [sys.executable, "-c", ORPHANING], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        workers = [int(pid) for pid in server.stdout.readline().split()]
    assert server.returncode == -signal.SIGKILL
    assert len(workers) == 3
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in workers):
        assert time.monotonic() < deadline
        time.sleep(0.05)
