"""Lua and JavaScript in real workers: what takes too much ends in time, and the next call is answered."""

import time
from collections.abc import AsyncIterator

import pytest

from smockproxy.engines.contract import BadReturnError, Call, Program, ScriptError
from smockproxy.engines.limits import Limits, PoolSize
from smockproxy.engines.pool import Pool

SHORT = Limits(seconds=0.5)
LATEST = SHORT.seconds + 0.2
"""When a script that takes too long must be over."""
REQUEST = {"method": "GET", "path": "/x", "headers": {"Host": ["a.test"]}, "body_string": "{}", "body": {}}
TRIVIAL = {
    "lua": "log('a') state.incr('n') return {status = 201, body = request.path}",
    "javascript": "log('a'); state.incr('n'); return {status: 201, body: request.path}",
}
HOGS = [
    ("lua", "while true do end"),
    ("lua", "while true do pcall(error) end"),
    ("lua", "('a'):rep(4000):find('.-.-.-.-.-b')"),
    ("lua", "local t = {} while true do t[#t + 1] = {} end"),
    ("lua", "local s = 'x' while true do s = s .. s end"),
    ("lua", "return {body = ('x'):rep(2^30)}"),
    ("lua", "local function f() return 1 + f() end f()"),
    ("lua", "('a'):rep(9^6):find(('a?'):rep(9^6) .. 'b')"),
    ("lua", "error(setmetatable({}, {__tostring = function() while true do end end}))"),
    ("lua", "local t = {} for _ = 1, 90 do t = {t, t} end state.set('a', t)"),
    ("javascript", "while (true);"),
    ("javascript", "for (;;) try { null.x } catch {}"),
    ("javascript", "/^(a+)+$/.test('a'.repeat(40) + 'b')"),
    ("javascript", "const a = []; for (;;) a.push({x: 1})"),
    ("javascript", "const a = []; for (;;) a.push(new Array(1000).fill(1))"),
    ("javascript", "let s = 'x'; for (;;) s += s"),
    ("javascript", "(function f() { f() })()"),
    ("javascript", "const f = () => Promise.resolve().then(f); return f()"),
    ("javascript", "return {body: {toJSON() { for (;;); }}}"),
    ("javascript", "let a = []; for (let i = 0; i < 100000; i++) a = [a]; return {body: a}"),
]


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(PoolSize(kept=1, most=2))
    pool.start(TRIVIAL)
    yield pool
    await pool.aclose()


def call(engine: str, source: str) -> Call:
    return Call(Program(engine, source), REQUEST)


@pytest.mark.parametrize("engine", TRIVIAL)
async def test_an_answer(pool: Pool, engine: str):
    for _ in range(3):
        result = await pool.run(call(engine, TRIVIAL[engine]))
        assert (result.response["status"], result.response["body"], result.log) == (201, "/x", ("a",))
        assert (result.operations, result.reads) == ((("set", "n", 1),), ("n",))


@pytest.mark.parametrize(("engine", "source"), HOGS)
async def test_what_takes_too_much_ends_in_time(pool: Pool, engine: str, source: str):
    await pool.run(call(engine, TRIVIAL[engine]))
    began = time.monotonic()
    with pytest.raises(ScriptError) as failed:
        await pool.run(call(engine, source), SHORT)
    assert time.monotonic() - began < LATEST
    assert failed.value.message
    assert (await pool.run(call(engine, TRIVIAL[engine]))).response["status"] == 201


async def test_what_is_no_response_is_told_apart(pool: Pool):
    with pytest.raises(BadReturnError):
        await pool.run(call("lua", "return 'abc'"))
