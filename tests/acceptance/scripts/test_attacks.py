"""Known ways out of the languages: in real workers they reach no file, environment, network, process or host.

Traps are laid: a file and a variable that hold a secret, a port that listens, a path where nothing is. All
scripts run in one worker, and after each attack the next scripts find everything as on the first day.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
import re2
from jinja2 import Environment
from lupa.lua51 import LuaRuntime

from smockproxy.engines.contract import Call, Program, ScriptError
from smockproxy.engines.limits import Limits, PoolSize
from smockproxy.engines.pool import Pool
from tests.acceptance.scripts.attacks import ATTACKS, LUA, WALK

SECRET = "the-secret-of-the-server"
VARIABLE = "SMOCKPROXY_TRAP"
LIMITS = Limits(seconds=0.7)
UNHURRIED = Limits(seconds=20)
LATEST = LIMITS.seconds + 1.5
"""Seconds within which an attack is over, on a machine that has other things to do."""
HOST = re2.compile(r"<(class|module|built-in|function|bound|code|frame|method)|object at 0x|Traceback")
"""What an object of Python looks like when it is printed."""
REQUEST = {
    "method": "POST",
    "path": "/x",
    "headers": {"Host": ["a.test"]},
    "query_params": {},
    "body": {"a": 1},
    "body_string": '{"a": 1}',
    "date": "2026-11-21T08:36:55.5Z",
}


@dataclass
class Traps:
    """What an attack is after. In its text, FILE, MADE and PORT stand for where it is."""

    folder: Path
    listening: socket.socket

    @property
    def made(self) -> Path:
        """Where an attack may leave something."""
        return self.folder / "made"

    def laid_in(self, attack: str) -> str:
        file, made, port = self.folder / "secret", self.made, self.listening.getsockname()[1]
        named = attack.replace("FILE", str(file)).replace("MADE", str(made))
        return named.replace("PORT", str(port)).replace("VARIABLE", VARIABLE)

    def sprung(self, told: str) -> list[str]:
        """Which traps have gone off, by what an attack was told and by what it did."""
        found = ["secret"] if SECRET in told else []
        found += ["host"] if HOST.search(told) else []
        found += ["file"] if self.made.exists() else []
        self.made.unlink(missing_ok=True)
        try:
            connection, _ = self.listening.accept()
        except BlockingIOError:
            return found
        connection.close()
        return [*found, "network"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def traps(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Traps]:
    folder = tmp_path_factory.mktemp("traps")
    (folder / "secret").write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as listening, pytest.MonkeyPatch.context() as patch:
        listening.setblocking(False)  # noqa: FBT003 - a method of the standard library
        patch.setenv(VARIABLE, SECRET)
        yield Traps(folder, listening)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool(traps: Traps) -> AsyncIterator[Pool]:
    pool = Pool(PoolSize(kept=1, most=1, patience=30), LIMITS)
    pool.start(PROBES)
    yield pool
    await pool.aclose()


async def told(pool: Pool, engine: str, source: str) -> str:
    """All that a script's author and its client get to see."""
    try:
        result = await pool.run(Call(Program(engine, source), REQUEST))
    except ScriptError as error:
        return "\n".join([error.message, *error.log])
    return "\n".join([str(result.response), *result.log, str(result.operations)])


PROBES = {
    "lua": """
local found = {}
local function names(of, label) for name in pairs(of) do found[#found + 1] = label .. tostring(name) end end
names(_G, "") names(string, "string.") names(table, "table.") names(math, "math.")
names(getmetatable(""), "text.") names(state, "state.") names(jwt, "jwt.") names(package.loaded, "in ")
table.sort(found)
found[#found + 1] = ("a"):upper() .. tostring(getmetatable(_G)) .. math.floor(2.5) .. mock.id
return {body = table.concat(found, " ")}
""",
    "javascript": """
const names = (of) => Object.getOwnPropertyNames(of).sort().join();
const prototypes = [Object, Array, String, Function, Promise, Number, RegExp, Map, Error].map(
  (each) => names(each.prototype) + names(each));
const works = [JSON.stringify({a: [1]}), [2, 1].sort().map(String).join(), "a,b".split(","), Math.max(1, 2)];
return {body: [names(globalThis), ...prototypes, names(JSON), names(Math), works, mock.id].join(" ")};
""",
    "jinja2": "body: {{ [mock.id, state.keys(), request.body, [2, 1] | sort, 'a' | upper, range(3) | list,"
    " nothing is defined, dict(a=1), namespace(a=1).a] | tojson | tojson }}",
    "go_template": """
body: '{{ printf "%v %v %v" .Request (list 1 2) (dict "a" 1) }}{{ state.keys }}{{ mock.id }}'
""",
    "python": """
import builtins, json, os, sys
found = [json.dumps({"a": [1]}), dict(os.environ), max(1, 2), sys.getrecursionlimit()]
return 200, [*found, sorted(vars(builtins))]
""",
}
"""What scripts find around them, in each language; Python's looks at the worker itself."""


async def all_probes(pool: Pool) -> dict[str, str]:
    return {engine: await probed(pool, engine, source) for engine, source in PROBES.items()}


async def probed(pool: Pool, engine: str, source: str) -> str:
    result = await pool.run(Call(Program(engine, source), REQUEST, mock={"id": "m"}), UNHURRIED)
    return str(result.response["body"])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def untouched(pool: Pool) -> dict[str, str]:
    """What the probes find before any attack."""
    found = await all_probes(pool)
    assert all(len(body) > 20 for body in found.values())
    return found


TRIPPED = {
    "import os, pathlib\nreturn 200, pathlib.Path('FILE').read_text()": ["secret"],
    "return 200, str(type(5)) + str(print)": ["host"],
    "import pathlib\npathlib.Path('MADE').write_text('x')\nreturn 200, ''": ["file"],
    "import subprocess\nsubprocess.run(['/bin/sh', '-c', 'echo > MADE'])\nreturn 200, ''": ["file"],
    "import socket\nsocket.create_connection(('127.0.0.1', PORT)).close()\nreturn 200, ''": ["network"],
}
"""In Python, which is trusted: what springs which traps."""


@pytest.mark.parametrize("script", TRIPPED)
@pytest.mark.asyncio(loop_scope="module")
async def test_the_traps_work(pool: Pool, traps: Traps, script: str) -> None:
    seen = await told(pool, "python", traps.laid_in(script))
    assert traps.sprung(seen) == TRIPPED[script]
    assert traps.sprung("") == []


SPOILING = {
    "lua": "string.upper, spoilt = function() return 'spoilt' end, 1",
    "javascript": "Object.prototype.spoilt = 1;",
    "jinja2": "{% macro range(n) %}{{ n }}{% endmacro %}",
    "go_template": '{{ $_ := set .Request.Body "a" 2 }}',
    "python": "import builtins\nbuiltins.spoilt = 1",
}
"""What changes the surroundings of a script, until its end."""


@pytest.mark.parametrize("engine", SPOILING)
@pytest.mark.asyncio(loop_scope="module")
async def test_the_probes_would_see_what_was_left(pool: Pool, untouched: dict[str, str], engine: str) -> None:
    spoilt = f"{SPOILING[engine]}\n{PROBES[engine]}"
    assert await probed(pool, engine, spoilt) != untouched[engine]
    assert await all_probes(pool) == untouched


def test_without_our_walls_the_attacks_succeed(traps: Traps) -> None:
    builtins = "lipsum.__globals__['__builtins__']"
    reading = f"{{{{ {builtins}.__import__('pathlib').Path('FILE').read_text() }}}}"
    assert traps.sprung(Environment().from_string(traps.laid_in(reading)).render()) == ["secret"]
    making = "{{ cycler.__init__.__globals__.os.system('echo > MADE') }}"
    assert traps.sprung(Environment().from_string(traps.laid_in(making)).render()) == ["file"]
    assert " io" in LuaRuntime().execute(WALK)["body"]
    assert traps.sprung(LuaRuntime().execute(traps.laid_in(LUA[0]))["body"]) == ["secret"]


@pytest.mark.asyncio(loop_scope="module")
async def test_the_environment_is_empty_even_for_python(pool: Pool, traps: Traps) -> None:
    seen = await told(pool, "python", f"import os\nreturn 200, [dict(os.environ), os.getenv('{VARIABLE}')]")
    assert "[{},null]" in seen


@pytest.mark.parametrize(
    ("engine", "attack"), ATTACKS, ids=[f"{engine}-{at}" for at, (engine, _) in enumerate(ATTACKS)]
)
@pytest.mark.asyncio(loop_scope="module")
async def test_an_attack_reaches_nothing_and_leaves_nothing(
    pool: Pool, traps: Traps, untouched: dict[str, str], engine: str, attack: str
) -> None:
    began = time.monotonic()
    seen = await told(pool, engine, traps.laid_in(attack))
    assert time.monotonic() - began < LATEST
    assert traps.sprung(seen) == [], seen[:500]
    assert await all_probes(pool) == untouched


@pytest.mark.asyncio(loop_scope="module")
async def test_a_walk_through_all_that_lua_can_reach(pool: Pool) -> None:
    assert "found: ." in await told(pool, "lua", WALK)


@pytest.mark.parametrize("engine", PROBES)
@pytest.mark.asyncio(loop_scope="module")
async def test_attacks_beside_do_not_reach_others(pool: Pool, untouched: dict[str, str], engine: str) -> None:
    others = [attack for name, attack in ATTACKS if name == engine][:10]
    await asyncio.gather(*(told(pool, engine, attack) for attack in others))
    assert await all_probes(pool) == untouched
