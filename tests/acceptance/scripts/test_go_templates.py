"""Go templates in real workers: what takes too much ends in time, and the next call is answered."""

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
TRIVIAL = '{{log "a"}}{{$n := state.incr "n"}}status: 201\nbody: "{{.Request.Path}}"'
HOGS = [
    "{{range 1000000000}}{{range 1000000000}}{{end}}{{end}}",
    '{{$x := "ab"}}{{range 1000}}{{$x = print $x $x}}{{end}}',
    "{{$x := list 1}}{{range 1000}}{{$x = list $x $x}}{{end}}{{$x}}",
    '{{$x := list 1}}{{range 60}}{{$x = list $x $x}}{{end}}{{state.set "a" $x}}',
    '{{define "a"}}{{template "a"}}{{template "a"}}{{end}}{{template "a"}}',
    '{{range 1000000}}{{regexMatch "(a+)+$" (repeat 10000 "a")}}{{end}}',
    '{{range 1000000}}{{repeat 1000000 "abcdef" | len}}{{end}}',
    "{{$l := until 90000}}{{range 100000}}{{deepEqual (list $l) (list $l)}}{{end}}",
    "{{$l := until 90000}}{{range 100000}}{{toJson (dict (print .) $l) | len}}{{end}}",
    '{{range 1000}}{{htpasswd "a" "b"}}{{end}}',
    "{{" + "(" * 100_000,
    "{{if 1}}" * 100_000,
    '{{range 100000}}{{printf "%9999999d" 1 | len}}{{end}}',
    "{{range 100000}}" + "[" * 1000 + "{{end}}" + "x: {",
]


@pytest.fixture
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(PoolSize(kept=1, most=2))
    pool.start(["go_template"])
    yield pool
    await pool.aclose()


def call(source: str, engine: str = "go_template_yaml") -> Call:
    return Call(Program(engine, source), REQUEST)


async def test_an_answer(pool: Pool):
    for _ in range(3):
        result = await pool.run(call(TRIVIAL))
        assert (result.response["status"], result.response["body"], result.log) == (201, "/x", ("a",))
        assert (result.operations, result.reads) == ((("set", "n", 1),), ("n",))


@pytest.mark.parametrize("source", HOGS)
async def test_what_takes_too_much_ends_in_time(pool: Pool, source: str):
    await pool.run(call(TRIVIAL))
    began = time.monotonic()
    with pytest.raises(ScriptError) as failed:
        await pool.run(call(source), SHORT)
    assert time.monotonic() - began < LATEST
    assert failed.value.message
    assert (await pool.run(call(TRIVIAL))).response["status"] == 201


async def test_json_that_is_null_is_told_apart(pool: Pool):
    with pytest.raises(BadReturnError):
        await pool.run(call("null", "go_template_json"))
