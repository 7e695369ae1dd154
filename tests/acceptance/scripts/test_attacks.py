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


WALK = """
local seen, found = {}, {}
local wanted = {io = 1, os = 1, debug = 1, python = 1, dofile = 1, loadfile = 1, loadlib = 1, newproxy = 1,
  coroutine = 1, dump = 1, popen = 1, execute = 1, getenv = 1, eval = 1, builtins = 1}
local function walk(value, path)
  if seen[value] or #path > 300 then return end
  local kind = type(value)
  if kind == "table" then
    seen[value] = true
    for name, each in pairs(value) do
      if wanted[name] then found[#found + 1] = path .. tostring(name) end
      walk(each, path .. tostring(name) .. ".")
    end
  elseif kind == "function" then
    seen[value] = true
    walk(getfenv(value), path .. "env.")
  elseif kind == "userdata" then
    seen[value] = true
  end
  walk(getmetatable(value), path .. "meta.")
end
local start = _G
walk(start, "")
for level = 0, 9 do
  local ok, env = pcall(getfenv, level)
  if ok then walk(env, "level" .. level .. ".") end
end
table.sort(found)
return {body = "found: " .. table.concat(found, " ") .. "."}
"""
"""Through all that a script can reach, for what it should not."""

LUA = [
    "return {body = io.open('FILE'):read('*a')}",
    "return {body = require('io').open('FILE'):read('*a')}",
    "return {body = package.loaded.io.open('FILE'):read('*a')}",
    "for line in io.lines('FILE') do log(line) end return {}",
    "return {body = dofile('FILE')}",
    "return {body = tostring(loadfile('FILE'))}",
    "package.path = 'FILE' return {body = tostring(require('x'))}",
    "package.cpath = '/usr/lib/?.so' return {body = tostring(require('libc'))}",
    "return {body = tostring(package.loadlib('libc.so.6', 'system'))}",
    "table.insert(package.loaders, function() return loadfile end) return {body = require('FILE')}",
    "os.execute('echo > MADE') return {}",
    "io.popen('echo > MADE') return {}",
    "return {body = os.getenv('VARIABLE')}",
    "return {body = tostring(os.tmpname())}",
    "require('socket').connect('127.0.0.1', PORT) return {}",
    "return {body = python.eval('open(\"FILE\").read()')}",
    "return {body = tostring(python.builtins)}",
    "return {body = tostring(debug.getregistry())}",
    "local ok, error = pcall(hash, 'x', 'y') return {body = tostring(error.__class__) .. tostring(error)}",
    "local ok, error = pcall(state.set, 'a', print) return {body = tostring(ok and error.__class__)}",
    "return {body = tostring(hash.__globals__)}",
    "return {body = tostring(state.get.__self__)}",
    "return {body = tostring(getmetatable(request).__index)}",
    "return {body = tostring(getmetatable(request.body).__index)}",
    "return {body = string.dump(function() end)}",
    "return {body = ('').dump(function() end)}",
    "return {body = tostring(loadstring('\\27Lua\\81\\0\\1\\4\\8\\4\\8\\0'))}",
    "local at = 0 return {body = load(function() at = at + 1 return ('\\27Lua'):sub(at, at) end)()}",
    "return {body = tostring(getfenv(0).io) .. tostring(getfenv(print).io) .. tostring(getfenv(hash).io)}",
    "setfenv(print, {}) setfenv(hash, {}) setfenv(0, {}) return {}",
    "setfenv(2, setmetatable({}, {__index = function() error('caught') end})) return {}",
    "return setfenv(function() return {body = tostring(io)} end, getfenv(pcall))()",
    "local co = coroutine.wrap(function() return getfenv(2) end) return {body = tostring(co().io)}",
    "module('stolen', package.seeall) return {body = tostring(io)}",
    "local proxy = newproxy(true) getmetatable(proxy).__gc = function() end return {}",
    "return {body = tostring(rawget(_G, 'io')) .. tostring(rawget(getmetatable('').__index, 'dump'))}",
    "string.upper = function() return 'stolen' end return {}",
    "rawset(string, 'lower', nil) rawset(_G, 'spoilt', 1) rawset(table, 'insert', print) return {}",
    "getmetatable('').__index = function() return 'stolen' end return {}",
    "getmetatable('').__add = function() return 'stolen' end return {}",
    "setmetatable(_G, {__index = function() return 'stolen' end, __metatable = false}) return {}",
    "setmetatable(string, {__metatable = 1}) setmetatable(package.loaded, {__newindex = print}) return {}",
    "package.loaded.string = nil package.preload.x = print package.loaded.spoilt = 1 return {}",
    "math.huge, math.pi, tostring, pcall, error, state.get, jwt.sign, mock.id = nil return {}",
    "local all = _G for name in pairs(all) do all[name] = nil end return {}",
    "collectgarbage('stop') collectgarbage('setstepmul', 1) return {}",
    "math.randomseed(1) return {body = math.random(9)}",
    "state.set('a', setmetatable({}, {__index = print, __tostring = error, __len = error})) return {}",
    "return setmetatable({}, {__index = function(_, name) return io.open('FILE'):read() end})",
    "error(setmetatable({}, {__tostring = function() return tostring(io.open('FILE')) end}))",
    "return {body = setmetatable({}, {__tostring = function() return tostring(python) end})}",
    "log(setmetatable({}, {__tostring = function() return tostring(os.getenv('VARIABLE')) end})) return {}",
    "return {body = ('%s %q'):format(tostring(print), 'x'):sub(1, 8)}",
    "return {body = string.format('%99999s', 'x')}",
    "return {body = ('x'):rep(1e9)}",
    "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1e6) .. i end return {}",
    "return {body = ('x'):rep(1e6):gsub('.', ('y'):rep(1e6))}",
    "return {body = table.concat({}, 'x', 1, 1e9)}",
    "return {body = unpack({}, 1, 1e7)}",
    "local f = function() end for i = 1, 1e7 do local g = f f = function() return g() end end return f()",
    "local s = ('('):rep(1e5) loadstring('return ' .. s) return {body = s:find(s) or ''}",
    "xpcall(function() while true do end end, function() while true do end end) return {}",
    "while true do local ok = pcall(string.rep, 'x', 1e9) end",
]
JAVASCRIPT = [
    "return {body: require('fs').readFileSync('FILE', 'utf8')}",
    "return {body: std.loadFile('FILE')}",
    "return {body: os.readdir('/')}",
    "std.popen('echo > MADE', 'r')",
    "return import('FILE').then((module) => ({body: String(module)}))",
    "return import('std').then((std) => ({body: std.loadFile('FILE')}))",
    "eval('import(\"os\")').then((os) => os.exec(['touch', 'MADE'])); return {}",
    "return new Function('return import(\"FILE\")')().then(String).then((body) => ({body}))",
    "return {body: process.env.VARIABLE}",
    "return {body: std.getenv('VARIABLE')}",
    "return {body: globalThis.constructor.constructor('return process')().env.VARIABLE}",
    "return {body: [].constructor.constructor('return typeof process + typeof require + typeof std')()}",
    "return {body: (function* () {}).constructor('yield typeof std')().next().value}",
    "return (async () => {}).constructor('return {body: typeof std + typeof __host}')()",
    "return {body: uuid.constructor('return this.__host')() + ''}",
    "return {body: String(uuid.caller)}",
    "return {body: String(uuid.arguments)}",
    "return {body: String(this) + typeof __host + typeof globalThis.__host}",
    "return {body: String(uuid.__globals__) + String(state.get.__self__) + String(console.log.__code__)}",
    "try { hash('x', 'y') } catch (e) { return {body: String(e.__traceback__) + e + typeof e.cause} }",
    "try { jwt.decode() } catch (e) { return {body: String(e.__class__) + e} }",
    "fetch('http://127.0.0.1:PORT/')",
    "new XMLHttpRequest().open('GET', 'http://127.0.0.1:PORT/')",
    "new WebSocket('ws://127.0.0.1:PORT/')",
    "setTimeout(() => {}, 1)",
    "new Worker('FILE')",
    "WebAssembly.instantiate(new Uint8Array(8))",
    "Object.prototype.polluted = 1; Array.prototype.map = null; return {}",
    "({}).__proto__.polluted = 1; ({}).constructor.prototype.status = 999; return {body: 'x'}",
    "Object.prototype.toJSON = function () { return 'stolen' }; return {body: {a: 1}}",
    "Object.defineProperty(Object.prototype, 'body', {get() { return 'stolen' }}); return {}",
    "Object.prototype.__defineGetter__('status', () => { throw 1 }); return {body: 'x'}",
    "JSON.stringify = JSON.parse = () => '{\"status\": 999}'; return {body: {a: 1}}",
    "Promise.prototype.then = (read) => read({body: 'stolen'}); return Promise.resolve({body: 'x'})",
    "Function.prototype.call = Function.prototype.apply = Reflect.apply = null; return {body: 'x'}",
    "Array.prototype[Symbol.iterator] = function* () { for (;;) yield 1 }; return {body: [...'x']}",
    "String.prototype.toLowerCase = () => 'stolen'; return {headers: {'X-A': 'b'}, body: 'x'}",
    "Symbol.prototype.spoilt = RegExp.prototype.spoilt = Math.spoilt = JSON.spoilt = 1",
    "RegExp.prototype.exec = Map.prototype.get = Number.prototype.toFixed = null",
    "Error.prepareStackTrace = () => { throw 1 }; Error.prototype.toString = null; null.x",
    "Error.prototype.name = 'stolen'; throw new Error('x')",
    "for (const name of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[name] } catch (e) {}",
    "for (const name of Object.getOwnPropertyNames(globalThis)) try { globalThis[name] = null } catch (e) {}",
    "Object.freeze(Object.prototype); Object.freeze(globalThis); Object.freeze(res); return {body: 'x'}",
    "Object.setPrototypeOf(globalThis, null)",
    "state.__proto__.spoilt = 1; state.constructor.prototype.spoilt = 1; state.get = null; return {}",
    "state.set('__proto__', {polluted: 1}); return {body: {x: ({}).polluted, y: state.get('__proto__')}}",
    'return {body: JSON.parse(\'{"__proto__": {"polluted": 1}}\')}',
    'return from_json(\'{"__proto__": {"status": 999}, "body": "x"}\')',
    "return new Proxy({}, {get() { throw new Error('trap') }, ownKeys() { throw 1 }})",
    "return {get body() { return {get a() { return globalThis.__host } } }, toString: null}",
    "return {body: {toJSON() { return this }}}",
    "throw new Proxy({}, {get() { throw 1 }})",
    "throw {toString() { for (;;); }}",
    "throw null",
    "return {status: {valueOf() { for (;;); }}}",
    "return {body: Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)}",
    "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1e9)",
    "return {body: new SharedArrayBuffer(2 ** 30).byteLength}",
    "return {body: 'x'.padEnd(2 ** 29)}",
    "return {body: 'x'.repeat(2 ** 29).replace(/x/g, 'yy')}",
    "return {body: new Array(2 ** 32 - 1).fill(0).length}",
    "return {body: new Uint8Array(2 ** 30)}",
    "return {body: Array.from({length: 1e9})}",
    "return {body: (2n ** 100000000n).toString()}",
    "let a = {}; for (let n = 0; n < 1e6; n++) a = {a}; return {body: a}",
    "let f = () => 1; for (let n = 0; n < 1e6; n++) { const g = f; f = () => g() } return {body: f()}",
    "return {body: JSON.parse('['.repeat(1e6))}",
    "return {body: eval('('.repeat(1e5))}",
    "return {body: /(x+x+)+y/.test('x'.repeat(40))}",
    "return {body: new RegExp('('.repeat(1e5)).source}",
    "const f = () => Promise.resolve().then(f); return f()",
    "async function f() { for (;;) await null } return f()",
    "return new Promise(() => {})",
    "class A extends Array { static get [Symbol.species]() { for (;;); } } new A(1).map(String)",
]
BOMB = "".join(f"- &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12))
"""YAML that would be some 10¹² texts."""
JINJA2 = [
    "body: {{ ''.__class__.__mro__[1].__subclasses__() | tojson }}",
    "body: {{ ''['__class__'] }}",
    "body: {{ ''|attr('__cla' ~ 'ss__') }}",
    "body: {{ [[]]|map(attribute='__class__')|list }}",
    "body: {{ [{}]|groupby('__class__') }}",
    "body: '{{ '{0.__class__}'.format(1) }}'",
    "body: '{{ '{a.__class__.__mro__}'.format_map({'a': 1}) }}'",
    "body: '{{ ('{0.__class__}'|attr('format'))(1) }}'",
    "body: '{{ ['{0.__class__}'.format][0](1) }}'",
    "body: '{{ ['{0.__class__.__base__}']|map('format', 1)|list }}'",
    "body: '{{ ('{0.__class__}'|e).format(1) }}'",
    "body: '{{ '{0.__init__.__globals__}'.format(request) }}'",
    "body: {{ cycler.__init__.__globals__.os.popen('echo > MADE').read() }}",
    "body: {{ joiner.__init__.__globals__.os.popen('echo > MADE').read() }}",
    "body: {{ namespace.__init__.__globals__.os.popen('echo > MADE').read() }}",
    "body: {{ lipsum.__globals__.os.environ.VARIABLE }}",
    "body: {{ lipsum.__globals__['__builtins__'].open('FILE').read() }}",
    "body: {{ self.__init__.__globals__.__builtins__.open('FILE').read() }}",
    "body: {{ self._TemplateReference__context.cycler.__init__.__globals__.os }}",
    "body: {{ request.__class__.__init__.__globals__ }}",
    "body: {{ (request|attr('get')|attr('__func__')|attr('__globals__')) }}",
    "body: {{ state.set.__func__.__globals__['copy'] }}",
    "body: {{ state._values }}{{ state._limits }}",
    "body: {{ uuid.func.__globals__ }}{{ uuid.args[0].seed(1) }}",
    "body: {{ log.__closure__[0].cell_contents }}",
    "body: {{ jwt.sign.__globals__ }}{{ console.log.__globals__ }}",
    "body: {{ url_for.__globals__ }}",
    "body: {{ get_flashed_messages.__globals__ }}",
    "body: {{ config.items() }}",
    "body: {{ environment.loader }}",
    "body: {{ open('FILE').read() }}",
    "{% include 'FILE' %}",
    "{% import 'FILE' as x %}",
    "{% extends 'FILE' %}",
    "{% from 'os' import environ %}body: {{ environ }}",
    "{% macro m() %}{% endmacro %}body: {{ m._func.__globals__ }}{{ m.__init__.__globals__ }}",
    "{% macro m() %}{{ caller.__globals__ }}{% endmacro %}{% call m() %}{% endcall %}",
    "{% for i in [1] %}{{ loop._context.environment }}{{ loop.__init__.__globals__ }}{% endfor %}",
    "{% set s = namespace() %}{% set s.__class__ = 1 %}body: {{ s.__class__ }}",
    "body: {{ nothing.__class__ }}",
    "body: {{ request.nothing._undefined_exception.__init__.__globals__ }}",
    "body: {{ (none|default(dict)).mro() }}",
    "body: {{ dict.__subclasses__() }}",
    "body: {{ range.__class__.__base__.__subclasses__() }}",
    "body: {{ [1].append(2) }}{{ request.body.update(a=2) }}{{ request.body.clear() }}",
    "{% do request.body.setdefault('b', []).append(1) %}{% do dict.update({}, a=1) %}{}",
    "{% do range.__setattr__('spoilt', 1) %}{}",
    "{% set state = 1 %}{% set dict = 2 %}{% macro range() %}spoilt{% endmacro %}{}",
    "body: {{ range(10 ** 9) | list | length }}",
    "body: {{ 'x' * 10 ** 10 }}",
    "body: {{ 'x'.ljust(10 ** 10) }}",
    "body: {{ '%1000000000d' % 1 }}",
    "body: {{ '{:1000000000}'.format(1) }}",
    "body: {{ 'x' | center(10 ** 10) }}",
    "body: {{ 'x\n' | indent(10 ** 9) }}",
    "body: {{ 9 ** 9 ** 9 }}",
    "body: {{ [1] | batch(10 ** 10, 0) | list }}",
    "body: {{ [1] | slice(10 ** 10, 0) | list }}",
    "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}body: {{ m() }}",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}{}",
    "body: {{ '(' * 100000 }}",
    "body: {{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    '!!python/object/apply:os.system ["echo > MADE"]',
    'body: !!python/object/apply:subprocess.check_output [["cat", "FILE"]]',
    "body: !!python/name:os.environ",
    "!!python/module:os",
    "body: !!python/object/new:type {args: [x, [], {}]}",
    "status: !!python/tuple [1]",
    "body: !include FILE",
    "&a [*a]",
    "body: &a {a: *a}",
    "body: &a [x]\n<<: [*a, *a]",
    "body:\n- &a [x, x]\n" + BOMB,
    "body: " + "[" * 100_000,
    "body: " + "{a: " * 5_000 + "1" + "}" * 5_000,
    "status: " + "9" * 5_000,
    "status: 1e999",
    "headers: {A: 'x\\r\\nB: c', 'C\\r\\nD': e}",
]  # fmt: skip
GO_TEMPLATE = [
    '{{ env "VARIABLE" }}',
    '{{ expandenv "$VARIABLE" }}',
    '{{ "VARIABLE" | env }}',
    '{{ getHostByName "localhost" }}',
    '{{ readFile "FILE" }}',
    '{{ template "FILE" }}',
    '{{ include "FILE" }}',
    '{{ tpl "{{ env }}" . }}',
    '{{ exec "sh" "-c" "echo > MADE" }}',
    '{{ call .Request.Headers.Get "Host" }}',
    "{{ call .Request.Method }}",
    '{{ call env "VARIABLE" }}',
    "{{ .Request.Headers.Write }}",
    '{{ .Request.Headers.Set "Host" "x" }}',
    '{{ .Request.QueryParams.Add "a" "b" }}',
    "{{ .Request.Date.GobEncode }}",
    "{{ .Request.__class__ }}",
    "{{ .Request.Method.__class__.__mro__ }}",
    '{{ index .Request "__class__" }}',
    '{{ (index (list 1) 0).__class__ }}',
    "{{ $.__init__.__globals__ }}",
    "{{ .__dict__ }}",
    "{{ state.__class__ }}",
    "{{ state.get.__globals__ }}",
    "{{ hash.__globals__ }}",
    '{{ printf "{0.__class__}" .Request }}',
    '{{ printf "%T %#v" .Request.Body now }}',
    '{{ printf "%(path)s %v" . }}',
    '{{ printf "%999999999d" 1 }}',
    '{{ printf "%.999999999f" 1.5 }}',
    '{{ printf "%*d" 999999999 1 }}',
    '{{ repeat 1000000000 "x" }}',
    "{{ until 1000000000 }}",
    "{{ untilStep 0 1000000000 1 }}",
    "{{ seq 1 1000000000 }}",
    "{{ range 1000000000000 }}{{ end }}",
    '{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}',
    '{{ indent 999999999 "x" }}',
    '{{ wrapWith 1 "x" (repeat 100000 "x") | len }}',
    "{{ randBytes 1000000000 }}",
    "{{ randAlpha 1000000000 }}",
    '{{ htpasswd "a" "b" }}{{ range 100 }}{{ bcrypt "x" }}{{ end }}',
    "{{ range 100 }}{{ genPrivateKey `rsa` }}{{ end }}",
    '{{ regexReplaceAll "(a*)*b" (repeat 100000 "a") "x" }}',
    '{{ regexFind "(((((((((x{30}){30}){30}){30}){30}){30}){30}){30}){30})" "x" }}',
    '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ toJson $d }}{{ $d }}',
    '{{ $l := list 1 }}{{ range 100 }}{{ $l = list $l $l }}{{ end }}{{ deepEqual $l $l }}',
    '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ merge $d (deepCopy $d) }}',
    '{{ $_ := set .Request "Method" "spoilt" }}{{ $_ := set .Request.Body "a" 2 }}',
    "{{ $_ := unset .Request.Body `a` }}body: x",
    '{{ fromJson (repeat 1000000 "[") }}',
    '{{ range 1000 }}{{ derivePassword 1 "long" "a" "b" "c" }}{{ end }}',
    '{{ dateModify "999999999h" now }}{{ now.Add 1 }}',
    "body: !!python/object/apply:os.system ['echo > MADE']",
    "body: &a [*a]",
    "body:\n- &a [x, x]\n" + BOMB,
    "headers:\n  A:\n  - &a [x, x]\n" + BOMB.replace("- ", "  - "),
    "body: " + "[" * 100_000,
    "headers: {A: \"x\\r\\nB: c\"}",
]  # fmt: skip
ATTACKS = [
    *(("lua", attack) for attack in LUA),
    *(("javascript", attack) for attack in JAVASCRIPT),
    *(("jinja2", attack) for attack in JINJA2),
    *(("go_template", attack) for attack in GO_TEMPLATE),
]


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
