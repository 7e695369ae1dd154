"""Tables that scripts name, and that there are not."""

import pytest

from smockproxy.files.lint.tables import unknown_tables
from tests.unit.files.reads import mocks_of


def told(script, engine="lua", data="data: {users: [1]}"):
    text = f"{data}\nmocks:\n- dynamic_response:\n    engine: {engine}\n    script: |\n      {script}\n"
    return [f"{found.place}: {found.message} ({found.hint})" for found in unknown_tables(mocks_of(text))]


@pytest.mark.parametrize(
    ("engine", "script"),
    [
        ("lua", "return {body = lookup('usres', 1)}"),
        ("javascript", 'return {body: random_row("usres")};'),
        ("go_template", 'body: {{ lookup "usres" "1" }}'),
    ],
)
def test_a_table_with_a_typo_in_its_name(engine, script):
    told_of = 'mocks/a.yml:3:1: there is no table "usres": asking it fails (did you mean "users"?)'
    assert told(script, engine) == [told_of]


def test_in_templates_and_sequences():
    texts = (
        "{template: true, body: \"{{ lookup('a', 1) }}\"}, {template: true, body: '{{ lookup(\"b\", 1) }}'}"
    )
    found = list(unknown_tables(mocks_of(f"- responses: [{{body: x}}, {texts}]\n")))
    assert [problem.message.split('"')[1] for problem in found] == ["a", "b"]
    assert found[0].hint == 'name it: "data: {users: users.csv}" at the top of the file'


@pytest.mark.parametrize(
    "script",
    [
        "return {body = lookup('users', 1)}",
        "return {body = lookup(name, 1)}",
        "local function lookup(a) return a end return {body = lookup('x')}",
        "return {body = 'lookup'}",
        "return {body = lookup('us' .. 'res', 1)}",
    ],
)
def test_what_may_be_right(script):
    assert told(script) == []


def test_a_name_that_is_like_none():
    (found,) = told("return lookup('zzz', 1)")
    assert found.endswith("(there is users)")
