"""The same names with the same meaning in every language: one table of expressions, each in all of them."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from smockproxy.engines.contract import Call, Program, ScriptError
from smockproxy.engines.limits import Limits, PoolSize
from smockproxy.engines.pool import Pool

REQUEST = {
    "method": "POST",
    "path": "/orders/7",
    "path_params": {"id": "7"},
    "path_segments": ["orders", "7"],
    "query_params": {"q": ["a", "b"]},
    "headers": {"Host": ["shop.test"], "X-Kind": ["one", "two"]},
    "cookies": {"c": "d"},
    "body": {"amount": 5, "nested": {"deep": [1, 2, 3]}},
    "body_string": '{"amount":5,"nested":{"deep":[1,2,3]}}',
}
STATE = {"n": 5, "list": [1, {"a": "b"}], "text": "é", "of": {"x": 1}}
SCRIPTS = {
    "python": "return 200, {{'v': {}}}",
    "jinja2": "body: {{{{ to_json({{'v': {}}}) | tojson }}}}",
    "lua": "return {{body = to_json({{v = {}}})}}",
    "javascript": "res.body = to_json({{v: {}}})",
}
OF = ("set", "of", {"x": 1, "y": 2})
TOKEN = (
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhIjoxfQ."
    "HDNhCMGvzE4B4IFMJbxEQ-dXIzkDgkDRLxUFHVXCJMg"
)  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(PoolSize(kept=1), Limits(seconds=20))
    pool.start(SCRIPTS)
    yield pool
    await pool.aclose()


def call(engine: str, expression: str) -> Call:
    program = Program(engine, SCRIPTS[engine].format(expression))
    return Call(program, REQUEST, STATE, {"id": "s1"}, {"id": "m1", "uses": 3}, 1_767_225_845.678, "seed")


SAME = {
    "request.method": "POST",
    "request.path": "/orders/7",
    "request.path_params.id": "7",
    "request.cookies.c": "d",
    "request.body.amount": 5,
    "request.body.nested": {"deep": [1, 2, 3]},
    "request.body_string": REQUEST["body_string"],
    "request.query_params.q": ["a", "b"],
    "request.headers['X-Kind']": ["one", "two"],
    "session.id": "s1",
    "mock.id": "m1",
    "mock.uses": 3,
    "now()": "2026-01-01T00:04:05.678Z",
    "timestamp()": 1_767_225_845.678,
    "state.get('n')": 5,
    "state.get('list')": [1, {"a": "b"}],
    "state.get('text')": "é",
    "state.get('nothing', 'x')": "x",
    "state.has('n')": True,
    "state.has('nothing')": False,
    "state.keys()": ["list", "n", "of", "text"],
    "state.incr('n')": 6,
    "state.incr('n', 2)": 7,
    "state.incr('new')": 1,
    "state.delete('n')": True,
    "state.delete('nothing')": False,
    "state.push('list', 'x')": 3,
    "state.push('new', 'x')": 1,
    "state.pop('list')": {"a": "b"},
    "state.shift('list')": 1,
    "state.remove('of', 'x')": True,
    "state.remove('of', 'y')": False,
    "to_json('é')": '"é"',
    "from_json('[1,2]')": [1, 2],
    "base64('é')": "w6k=",
    "base64_decode('w6k=')": "é",
    "hash('abc')": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "hash('abc', 'md5')": "900150983cd24fb0d6963f7d28e17f72",
    "hmac('what do ya want for nothing?', 'Jefe', 'md5')": "750c783e6ab0b503eaa86e310a5db738",
    "jwt.decode(jwt.sign(from_json('{\"a\":1}'), 'key'), 'key')": {"a": 1},
    "random_int(1, 1)": 1,
}
OWN = {
    ("python", "request.body.amount"): "request.body['amount']",
    ("python", "request.body.nested"): "request.body['nested']",
}
"""Where a language has its own way of writing it."""


@pytest.mark.parametrize("engine", SCRIPTS)
@pytest.mark.parametrize("expression", SAME)
@pytest.mark.asyncio(loop_scope="module")
async def test_an_expression_has_the_same_value(pool, engine, expression):
    result = await pool.run(call(engine, OWN.get((engine, expression), expression)))
    assert json.loads(result.response["body"]) == {"v": SAME[expression]}


INVENTED = ("faker.name()", "faker.words(2)", "faker.date()", "faker.latitude()", "faker.numerify('##-##')")


@pytest.mark.parametrize("expression", ["uuid()", "random()", "random_int(1, 1000000)", *INVENTED])
@pytest.mark.asyncio(loop_scope="module")
async def test_the_first_draw_is_the_same_in_all(pool, expression):
    drawn = [(await pool.run(call(engine, expression))).response["body"] for engine in SCRIPTS]
    assert len(set(map(json.dumps, map(json.loads, drawn)))) == 1, drawn


@pytest.mark.parametrize("engine", SCRIPTS)
@pytest.mark.asyncio(loop_scope="module")
async def test_changes_and_reads_of_state_are_told_alike(pool, engine):
    sequence = {
        "python": "state.set('a', [1])\nstate.incr('n')\nstate.delete('text')\n"
        "state.put('of', 'y', 2)\nreturn 200, ''",
        "jinja2": "{{ state.set('a', [1]) }}{% do state.incr('n') %}{% do state.delete('text') %}"
        "{{ state.put('of', 'y', 2) }}status: 200",
        "lua": "state.set('a', {1}) state.incr('n') state.delete('text') state.put('of', 'y', 2) return {}",
        "javascript": "state.set('a', [1]); state.incr('n'); state.delete('text'); state.put('of', 'y', 2)",
    }
    program = Program(engine, sequence[engine])
    result = await pool.run(Call(program, REQUEST, STATE))
    assert result.operations == (("set", "a", [1]), ("set", "n", 6), ("delete", "text"), OF)
    assert result.reads == ("n", "of", "text")


@pytest.mark.parametrize("engine", SCRIPTS)
@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("state.incr('text')", "state.incr('text'): its value is 'é', no number"),
        ("state.push('n', 1)", "state.push('n'): its value is 5, no list"),
        ("state.get()", "state.get: expected 1 or 2 arguments, found 0"),
        ("state.put('of')", "state.put: expected 3 arguments, found 1"),
        ("uuid(1)", "uuid: expected no arguments, found 1"),
        ("hash()", "hash: expected 1 or 2 arguments, found 0"),
        ("jwt.sign()", "jwt.sign: expected 2 or 3 arguments, found 0"),
        ("faker.name(1)", "faker.name: expected no arguments, found 1"),
        ("faker.date(1)", "faker.date: expected no arguments, found 1"),
        ("faker.nmae()", "faker has no 'nmae': did you mean name?"),
        ("from_json('{')", "from_json: Expecting property name"),
        ("hash('a', 'crc')", "no digest 'crc': expected md5"),
        (f"jwt.decode('{TOKEN}', 'other')", "jwt.decode: the signature is not made with this secret"),
    ],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_errors_have_the_same_words(pool, engine, expression, message):
    with pytest.raises(ScriptError) as raised:
        await pool.run(call(engine, expression))
    assert message in raised.value.message
