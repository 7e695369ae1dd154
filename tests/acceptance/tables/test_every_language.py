"""Tables and the functions around them in every language: one list of calls, each in all of them."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from smockproxy.core.tables import Table
from smockproxy.engines.contract import Call, Program, ScriptError
from smockproxy.engines.limits import Limits, PoolSize
from smockproxy.engines.pool import Pool

USERS = [
    {"id": "1", "name": "María José García-Rodríguez", "age": 36, "plan": "pro"},
    {"id": "2", "name": "👩🏽\u200d🚀", "age": 7, "plan": "free"},
    {"id": "3", "name": "Zoë", "age": 7, "plan": "pro"},
]
TABLES = {
    "users": Table.of(USERS, ["1", "2", "3"], key="id", default={"name": "nobody"}),
    "words": Table.of(["a", "b"]),
    "rates": Table.of([1.5, 2], ["EUR", "CHF"]),
    "none": Table.of([]),
}
SCRIPTS = {
    "python": "return 200, {{'v': {}}}",
    "jinja2": "body: {{{{ to_json({{'v': {}}}) | tojson }}}}",
    "lua": "return {{body = to_json({{v = {}}})}}",
    "javascript": "res.body = to_json({{v: {}}})",
    "go_template_json": '{{{{ $v := {} }}}}{{"body": {{{{ to_json (dict "v" $v) | toJson }}}}}}',
}
type Expression = tuple[Any, ...]
"""The name of a function, and its arguments; those that are such tuples are calls, too."""
SAME: list[tuple[Expression, Any]] = [
    (("lookup", "users", "2"), USERS[1]),
    (("lookup", "users", 2), USERS[1]),
    (("lookup", "users", "1", "name"), USERS[0]["name"]),
    (("lookup", "users", "9"), {"name": "nobody"}),
    (("lookup", "users", "9", "name"), "nobody"),
    (("lookup", "rates", "EUR"), 1.5),
    (("rows", "words"), ["a", "b"]),
    (("rows", "users", "plan", "pro"), [USERS[0], USERS[2]]),
    (("rows", "users", "age", 7), [USERS[1], USERS[2]]),
    (("base64url", "subjects?"), "c3ViamVjdHM_"),
    (("jwt.header", ("jwt.sign", "x", "key")), {"alg": "HS256", "typ": "JWT"}),
    (("date_add", "2026-01-31", "1d"), "2026-02-01T00:00:00.000Z"),
    (("date_add", 0, "-1h30m"), "1969-12-31T22:30:00.000Z"),
    (("date_format", 0, "%d.%m.%Y"), "01.01.1970"),
    (("random_id", "usr_", 0), "usr_"),
    (("random_sample", ("rows", "words"), 0), []),
]
DRAWN: list[Expression] = [
    ("random_row", "users"),
    ("random_id", "usr_", 16),
    ("random_sample", ("rows", "words"), 2),
    ("object_id",),
]
WRONG: list[tuple[Expression, str]] = [
    (("lookup", "user", "1"), "lookup: there is no table 'user': did you mean \"users\"?"),
    (("lookup", "users", "1", "nmae"), "no row of 'users' has a 'nmae': did you mean \"name\"?"),
    (("rows", "users", "nmae", "x"), "no row of 'users' has a 'nmae': did you mean \"name\"?"),
    (("lookup", "users"), "lookup: expected 2 or 3 arguments, found 1"),
    (("lookup", "users", ("rows", "words")), "expected text or a number for the key, found a list"),
    (("random_row", "none"), "random_row('none'): the table is empty"),
    (("random_id", "a", -1), "random_id: expected a whole number that is not negative, found -1"),
    (("random_sample", "ab", 1), "random_sample: expected a list, found str"),
    (("date_add", "soon", "1d"), 'date_add: "soon" is no moment: expected RFC 3339'),
    (("date_add", "2026-01-01", "a while"), 'date_add: "a while" is no time: write it like 3d'),
    (("date_format", 0, "%Q"), 'date_format: no "%Q": there are'),
]


def written(expression: Any, engine: str) -> str:
    """A call as the language writes it."""
    if not isinstance(expression, tuple):
        return json.dumps(expression)
    name, *arguments = expression
    if engine.startswith("go"):
        inner = (
            f"({written(each, engine)})" if isinstance(each, tuple) else written(each, engine)
            for each in arguments
        )
        return " ".join([name, *inner])
    return f"{name}({', '.join(written(each, engine) for each in arguments)})"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[Pool]:
    pool = Pool(PoolSize(kept=1), Limits(seconds=20))
    pool.start(SCRIPTS)
    yield pool
    await pool.aclose()


async def value(pool: Pool, engine: str, expression: Expression) -> Any:
    program = Program(engine, SCRIPTS[engine].format(written(expression, engine)))
    result = await pool.run(Call(program, {}, seed="seed", tables=TABLES))
    return json.loads(result.response["body"])["v"]


@pytest.mark.parametrize("engine", SCRIPTS)
@pytest.mark.parametrize(("expression", "expected"), SAME, ids=str)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_call_gives_the_same(pool: Pool, engine: str, expression: Expression, expected: Any) -> None:
    found = await value(pool, engine, expression)
    assert found == expected or (expected == [] and found == {})  # an empty table of Lua's is either


@pytest.mark.parametrize("expression", DRAWN, ids=str)
@pytest.mark.asyncio(loop_scope="module")
async def test_the_first_draw_is_the_same_in_all(pool: Pool, expression: Expression) -> None:
    drawn = [await value(pool, engine, expression) for engine in SCRIPTS]
    assert all(each == drawn[0] for each in drawn), drawn


@pytest.mark.parametrize("engine", SCRIPTS)
@pytest.mark.parametrize(("expression", "message"), WRONG, ids=str)
@pytest.mark.asyncio(loop_scope="module")
async def test_errors_have_the_same_words(
    pool: Pool, engine: str, expression: Expression, message: str
) -> None:
    with pytest.raises(ScriptError) as raised:
        await value(pool, engine, expression)
    assert message in raised.value.message


CHANGING = {
    "python": "u = lookup('users', '1'); u['name'] = 'Eve'; rows('users')[0]['name'] = 'Eve'\n"
    "return 200, {'v': lookup('users', '1', 'name')}",
    "jinja2": "{% set u = lookup('users', '1') %}{% set _ = namespace(u=u) %}"
    "body: {{ to_json({'v': lookup('users', '1', 'name')}) | tojson }}",
    "lua": "local u = lookup('users', '1') u.name = 'Eve' rows('users')[1].name = 'Eve' "
    "return {body = to_json({v = lookup('users', '1', 'name')})}",
    "javascript": "lookup('users', '1').name = 'Eve'; rows('users')[0].name = 'Eve';"
    "res.body = to_json({v: lookup('users', '1', 'name')})",
    "go_template_json": '{{ $u := lookup "users" "1" }}{{ $_ := set $u "name" "Eve" }}'
    '{{ $v := lookup "users" "1" "name" }}{"body": {{ to_json (dict "v" $v) | toJson }}}',
}


@pytest.mark.parametrize("engine", CHANGING)
@pytest.mark.asyncio(loop_scope="module")
async def test_what_a_script_changes_is_its_own(pool: Pool, engine: str) -> None:
    for _ in range(2):
        result = await pool.run(Call(Program(engine, CHANGING[engine]), {}, tables=TABLES))
        assert json.loads(result.response["body"]) == {"v": USERS[0]["name"]}
