"""Dynamic mocks as users of SmartMock.io know them: `req`, `res`, `console`, `state`, in each engine."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from smockproxy.core.sessionname import HEADER as SESSION
from smockproxy.core.state import DEFAULT_LIMITS
from tests.acceptance.harness.clients import httpx_client
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.scripts_tables.conftest import Served, last_entry

SCRIPTS: Mapping[str, Mapping[str, str]] = {
    "javascript": {
        "set": "state.set('n', 1);",
        "keep": "state.set('kept', req.body);",
        "fill": "for (let n = 0; n < req.body.count; n++) state.set(`k${n}`, 1);",
        "incr": "return {body: {n: state.incr('n')}};",
        "read": "return {body: Object.fromEntries(state.keys().map(key => [key, state.get(key)]))};",
        "assign": "state = 'aaaaa';",
        "function": "state.set('f', () => 1); state.set('n', {f: () => 1, g: 2});",
        "cycle": "const a = {}; a.a = a; state.set('a', a);",
        "raise": "state.set('a', 1); throw new Error('the reason');",
        "undefined": "return {body: nothing};",
        "log": "console.log(req.body, 1, {a: [1]});",
        "hog": "let s = 'x'; for (;;) s += s;",
        "spoil": "globalThis.spoilt = Array.prototype.spoilt = 1; JSON.stringify = Math.max = null;",
        "see": "return {body: {spoilt: [globalThis.spoilt, [].spoilt], max: Math.max(1, 2)}};",
    },
    "python": {
        "set": "state.set('n', 1)",
        "keep": "state.set('kept', request.body)",
        "fill": "for n in range(int(request.body['count'])):\n    state.set(f'k{n}', 1)",
        "incr": "return 200, {'n': state.incr('n')}",
        "read": "return 200, {key: state.get(key) for key in state.keys()}",
        "assign": "state = 'aaaaa'",
        "function": "state.set('f', lambda: 1)\nstate.set('n', {'f': lambda: 1, 'g': 2})",
        "cycle": "a = {}\na['a'] = a\nstate.set('a', a)",
        "raise": "state.set('a', 1)\nraise ValueError('the reason')",
        "undefined": "return 200, nothing",
        "log": "console.log(request.body, 1, {'a': [1]})",
        "hog": "return 200, 'x' * 10**10",
        "spoil": "import builtins, math\nbuiltins.spoilt = math.spoilt = 1\nmath.ceil = None",
        "see": "import builtins, math\nspoilt = [hasattr(each, 'spoilt') for each in (builtins, math)]\n"
               "return 200, {'spoilt': spoilt, 'max': math.ceil(1.5)}",
    },
    "lua": {
        "set": "state.set('n', 1) return {}",
        "keep": "state.set('kept', request.body) return {}",
        "fill": "for n = 1, request.body.count do state.set('k' .. n, 1) end return {}",
        "incr": "return {body = {n = state.incr('n')}}",
        "read": "local all = {} for _, key in ipairs(state.keys()) do all[key] = state.get(key) end\n"
                "return {body = to_json(all)}",
        "assign": "state = 'aaaaa' return {}",
        "function": "state.set('f', print) state.set('n', {f = print, g = 2}) return {}",
        "cycle": "local a = {} a.a = a state.set('a', a) return {}",
        "raise": "state.set('a', 1) error('the reason')",
        "undefined": "return {body = nothing.at.all}",
        "log": "console.log(request.body, 1, to_json({a = {1}})) return {}",
        "hog": "local t = {} while true do t[#t + 1] = {} end",
        "spoil": "spoilt = 1 string.spoilt = 1 _G.table.spoilt = 1 getmetatable('').__index = nil return {}",
        "see": "local seen = {spoilt or false, ('').spoilt or false, table.spoilt or false}\n"
               "return {body = {spoilt = seen, max = math.max(1, 2)}}",
    },
    "jinja2": {
        "set": "{% do state.set('n', 1) %}{}",
        "keep": "{% do state.set('kept', request.body) %}{}",
        "fill": "{% for n in range(request.body.count) %}{% do state.set('k' ~ n, 1) %}{% endfor %}{}",
        "incr": "body: {n: {{ state.incr('n') }}}",
        "read": "body: { {%- for key in state.keys() %}{{ key }}: {{ state.get(key) }}, {% endfor %} }",
        "assign": "{% set state = 'aaaaa' %}{}",
        "function": "{% do state.set('f', now) %}{% do state.set('n', {'f': now, 'g': 2}) %}{}",
        "raise": "{% do state.set('a', 1) %}{{ 1 / 0 }}",
        "undefined": "body: {{ nothing }}",
        "log": "{% do console.log(request.body, 1, {'a': [1]}) %}{}",
        "hog": "{{ 'x' * 10**10 }}",
        "spoil": "{% set spoilt = 1 %}{% do namespace(spoilt=1) %}{}",
        "see": "body: {spoilt: [{{ spoilt is defined }}], max: {{ [1, 2] | max }}}",
    },
}  # fmt: skip
REFLECTS = """
- request: {host: shop.test, path_template: "/user/{userId}/permissions"}
  dynamic_response:
    engine: javascript
    script: |
      res.status(202).header("X-Method", req.method).json({
        method: req.method,
        url: req.url,
        path: req.path,
        pathParams: req.pathParams,
        pathSegments: req.pathSegments,
        query: req.query,
        header: req.headers["x-kind"],
        cookies: req.cookies,
        body: req.body,
      });
- request: {host: shop.test, path_template: "/hello/{name}"}
  response:
    template: true
    body: "Hello, {{ request.path_params.name }}{{ request.path_params.nobody }}!"
"""
ORDERED = """
defaults: {request: {host: order.test}}
mocks:
  - {id: first, request: {path: /x}, response: {body: "1"}}
  - {id: urgent, priority: 5, request: {path: /x, query_params: {q: "1"}}, response: {body: "2"}}
  - {id: other, request: {path: /x, headers: {X-A: b}}, response: {body: "3"}}
  - {id: last, request: {path: /x}, response: {body: "4"}}
"""
ENGINES = tuple(SCRIPTS)
CYCLIC = ("javascript", "python", "lua")
"""Engines in which a value can contain itself; a template has no values that change."""


def files() -> dict[str, str]:
    by_engine = {
        f"{engine}.json": json.dumps(
            [
                {
                    "request": {"host": f"{engine}.test", "path": f"/{name}"},
                    "dynamic_response": {"engine": engine, "script": script},
                }
                for name, script in scripts.items()
            ]
        )
        for engine, scripts in SCRIPTS.items()
    }
    return {**by_engine, "reflects.yml": REFLECTS, "ordered.yml": ORDERED}


@pytest.fixture(scope="module")
def served(serve: Served) -> Smockproxy:
    return serve(files(), "--allow-remote-scripts")


@pytest.fixture
def smockproxy(served: Smockproxy) -> Smockproxy:
    served.reset()
    return served


def ask(smockproxy: Smockproxy, engine: str, name: str, **wish: Any) -> httpx.Response:
    with httpx_client(smockproxy) as client:
        return client.post(f"http://{engine}.test/{name}", **wish)


def state(smockproxy: Smockproxy) -> dict[str, Any]:
    values: dict[str, Any] = smockproxy.ask_json("/api/v1/state")["state"]
    return values


def test_a_script_reads_the_request_and_sets_the_response(smockproxy: Smockproxy) -> None:
    url = "http://shop.test/user/a%20b/permissions?q=1&q=2&r=%C5%BC"
    headers = {"X-Kind": "blue", "Cookie": "session=s1; theme=dark"}
    with httpx_client(smockproxy) as client:
        answer = client.put(url, json={"a": [1, "ż"]}, headers=headers)
    assert (answer.status_code, answer.headers["x-method"]) == (202, "PUT")
    assert answer.json() == {
        "method": "PUT",
        "url": "http://shop.test/user/a%20b/permissions",
        "path": "/user/a%20b/permissions",
        "pathParams": {"userId": "a b"},
        "pathSegments": ["user", "a%20b", "permissions"],
        "query": {"q": ["1", "2"], "r": "ż"},
        "header": "blue",
        "cookies": {"session": "s1", "theme": "dark"},
        "body": {"a": [1, "ż"]},
    }


def test_what_a_template_misses_prints_nothing(smockproxy: Smockproxy) -> None:
    with httpx_client(smockproxy) as client:
        answer = client.get("http://shop.test/hello/Ada")
    assert (answer.status_code, answer.text) == (200, "Hello, Ada!")


@pytest.mark.parametrize("engine", ENGINES)
def test_the_console_is_in_the_history_alone(smockproxy: Smockproxy, engine: str) -> None:
    answer = ask(smockproxy, engine, "log", content="a word")
    assert (answer.status_code, answer.content) == (200, b"")
    (line,) = last_entry(smockproxy, f"{engine}.test/log")["log"]
    assert line.startswith("a word 1 {")


@pytest.mark.parametrize("engine", ENGINES)
def test_the_console_keeps_ten_thousand_characters(smockproxy: Smockproxy, engine: str) -> None:
    assert ask(smockproxy, engine, "log", content="x" * 10_001).status_code == 200
    (line,) = last_entry(smockproxy, f"{engine}.test/log")["log"]
    assert (line[:9_999], len(line)) == ("x" * 9_999, 10_000)


@pytest.mark.parametrize("reader", ENGINES)
@pytest.mark.parametrize("writer", ENGINES)
def test_mocks_of_all_engines_share_the_state(smockproxy: Smockproxy, writer: str, reader: str) -> None:
    assert ask(smockproxy, writer, "set").status_code == 200
    assert ask(smockproxy, reader, "read").json() == {"n": 1}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_assignment_to_the_state_is_ignored(smockproxy: Smockproxy, engine: str) -> None:
    ask(smockproxy, engine, "set")
    assert ask(smockproxy, engine, "assign").status_code == 200
    assert ask(smockproxy, engine, "read").json() == {"n": 1}


@pytest.mark.parametrize("engine", ENGINES)
def test_functions_are_dropped(smockproxy: Smockproxy, engine: str) -> None:
    assert ask(smockproxy, engine, "function").status_code == 200
    assert state(smockproxy) == {"n": {"g": 2}}


@pytest.mark.parametrize("engine", CYCLIC)
def test_a_value_that_contains_itself_is_refused(smockproxy: Smockproxy, engine: str, failed: int) -> None:
    assert ask(smockproxy, engine, "cycle").status_code == failed
    assert state(smockproxy) == {}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_script_that_fails_has_changed_nothing(smockproxy: Smockproxy, engine: str, failed: int) -> None:
    assert ask(smockproxy, engine, "raise").status_code == failed
    assert state(smockproxy) == {}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_thousand_keys_and_no_more(smockproxy: Smockproxy, engine: str, failed: int) -> None:
    assert ask(smockproxy, engine, "fill", json={"count": 1001}).status_code == failed
    assert "1,000 are allowed" in last_entry(smockproxy, f"{engine}.test/fill")["error"]
    assert state(smockproxy) == {}
    assert ask(smockproxy, engine, "fill", json={"count": 1000}).status_code == 200
    assert len(state(smockproxy)) == 1000
    assert ask(smockproxy, engine, "set").status_code == failed
    assert len(state(smockproxy)) == 1000


@pytest.mark.parametrize("engine", ENGINES)
def test_a_hundred_kibibytes_and_no_more(smockproxy: Smockproxy, engine: str, failed: int) -> None:
    most = "x" * (DEFAULT_LIMITS.size - len('{"kept":""}'))
    assert DEFAULT_LIMITS.size == 102_400
    assert ask(smockproxy, engine, "keep", content=most + "x").status_code == failed
    assert state(smockproxy) == {}
    assert ask(smockproxy, engine, "keep", content=most).status_code == 200
    assert state(smockproxy) == {"kept": most}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_memory_hog_is_stopped(smockproxy: Smockproxy, engine: str, failed: int) -> None:
    assert ask(smockproxy, engine, "hog").status_code == failed
    assert ask(smockproxy, engine, "incr").json() == {"n": 1}


@pytest.mark.parametrize("engine", ENGINES)
def test_an_undefined_variable_is_told_in_the_history(
    smockproxy: Smockproxy, engine: str, failed: int
) -> None:
    answer = ask(smockproxy, engine, "undefined")
    assert answer.status_code == failed
    assert "nothing" not in answer.json()["message"]
    error = last_entry(smockproxy, f"{engine}.test/undefined")["error"]
    assert error.startswith(f"mocks/{engine}.json:")
    assert "nothing" in error or "nil" in error


@pytest.mark.parametrize(
    ("engine", "script"),
    [
        ("javascript", "const a = 1;\nconst b = ;"),
        ("python", "a = 1\nb = ="),
        ("lua", "local a = 1\nlocal b = ="),
        ("jinja2", "body: a\n{% if %}"),
    ],
)
def test_a_syntax_error_of_a_script_that_came_by_the_api(
    smockproxy: Smockproxy, engine: str, script: str, failed: int
) -> None:
    dynamic = {"engine": engine, "script": script}
    smockproxy.upload(json.dumps([{"request": {"path": "/wrong"}, "dynamic_response": dynamic}]))
    answer = ask(smockproxy, engine, "wrong")
    assert answer.status_code == failed
    assert ("<string>:2:" in answer.json()["message"]) == (engine == "lua")
    error = last_entry(smockproxy, f"{engine}.test/wrong")["error"]
    assert "<string>:2:" in error if engine == "lua" else error.startswith("line 2: ")


def test_the_order_in_which_mocks_are_asked(smockproxy: Smockproxy) -> None:
    question = json.dumps({"method": "GET", "url": "http://order.test/x"}).encode()
    why = smockproxy.ask_json("/api/v1/why", method="POST", body=question)
    assert [asked["mock"]["id"] for asked in why["asked"]] == ["urgent"]
    assert [why["mock"]["id"], *(each["id"] for each in why["over"])] == ["last", "first"]


@pytest.mark.parametrize("engine", ENGINES)
def test_another_session_has_another_state_and_history(smockproxy: Smockproxy, engine: str) -> None:
    ask(smockproxy, engine, "incr")
    smockproxy.ask_admin("/sessions?name=second", method="POST")
    assert smockproxy.ask_json("/history") == []
    assert ask(smockproxy, engine, "incr").json() == {"n": 1}
    assert len(smockproxy.ask_json("/history")) == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_two_workspaces_at_once_have_states_and_histories_of_their_own(
    smockproxy: Smockproxy, engine: str
) -> None:
    ours, theirs = f"ours-{engine}", f"theirs-{engine}"
    counted = [
        ask(smockproxy, engine, "incr", headers={SESSION: name}).json()["n"] for name in (ours, theirs, ours)
    ]
    assert counted == [1, 1, 2]
    for name, calls in ((ours, 2), (theirs, 1)):
        asked = {SESSION.replace("-", "_"): name}
        assert smockproxy.ask_json("/api/v1/state", **asked)["state"] == {"n": calls}
        entries = smockproxy.ask_json("/history", **asked)
        assert [entry["response"]["body"] for entry in entries] == [{"n": n + 1} for n in range(calls)]
    assert state(smockproxy) == {}


@pytest.mark.parametrize("engine", ENGINES)
def test_scripts_do_not_see_what_others_did_to_their_globals(smockproxy: Smockproxy, engine: str) -> None:
    fresh = ask(smockproxy, engine, "see").json()
    for _ in range(4):
        assert ask(smockproxy, engine, "spoil").status_code < 1000
        assert ask(smockproxy, engine, "see").json() == fresh
    assert not any(fresh["spoilt"])
    assert fresh["max"] == 2


@pytest.mark.parametrize("engine", ENGINES)
def test_parallel_increments_lose_nothing(smockproxy: Smockproxy, engine: str) -> None:
    with httpx_client(smockproxy) as client, ThreadPoolExecutor(20) as threads:
        url = f"http://{engine}.test/incr"
        counted = list(threads.map(lambda _: client.post(url).json()["n"], range(100)))
    assert sorted(counted) == list(range(1, 101))
    assert state(smockproxy) == {"n": 100}
