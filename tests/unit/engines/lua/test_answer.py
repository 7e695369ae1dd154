"""What a Lua script returns, as a response."""

import json
from typing import Any

import pytest

from smockproxy.engines.contract import BadReturnError
from tests.unit.engines.lua.running import answer, failure, surroundings

MS = 1_000_000


@pytest.mark.parametrize(
    ("returned", "text"),
    [
        ('body = "x"', "x"),
        ("body = 5", "5"),
        ("body = 2.50", "2.5"),
        ("body = 1e21", "1000000000000000000000"),
        ("body = 1/0", "+Inf"),
        ("body = true", "1"),
        ("body = false", "0"),
        ("", ""),
        ("BODY = 'x'", "x"),
        ("bo_dy = 'x'", "x"),
        ("body = {}", "[]"),
        ("body = {1, 'a', {b = true}}", '[1,"a",{"b":true}]'),
        ("body = {b = 1.0, a = '<&>', c = 1e-7}", '{"a":"\\u003c\\u0026\\u003e","b":1,"c":1e-7}'),
        ("body = {1, 2, x = 3}", ""),
        ("body = {[2] = 1}", ""),
        ("body = {[0] = 1}", ""),
        ("body = {[true] = 1}", ""),
        ("body = {a = print}", ""),
        ("body = {a = request}", ""),
        ("body = {a = 0/0}", ""),
        ("other = 1", ""),
    ],
)
def test_the_body(returned: str, text: str):
    assert answer(f"return {{{returned}}}")["body"] == text


def test_a_body_of_many_tables():
    script = "local t = {} for i = 1, 1000 do t[i] = {i} end return {body = t}"
    assert json.loads(answer(script)["body"]) == [[number] for number in range(1, 1001)]


def test_a_body_that_is_left_out_is_warned_of():
    log: list[str] = []
    assert answer("return {body = {1, x = 2}}", surroundings(log=log))["body"] == ""
    assert log == [
        "warning: the body is left out: a table with keys of several kinds, or that are no text, is no JSON"
    ]


def test_a_table_that_is_in_a_body_twice_empties_it():
    assert answer("local t = {1} return {body = {t, t}}")["body"] == ""
    assert answer("local t = {} t.t = t return {body = t}")["body"] == ""


def test_a_body_that_is_no_text():
    response = answer('return {body = "\\255\\000"}')
    assert (response.get("body"), response["body_base64"]) == (None, "/wA=")


@pytest.mark.parametrize(
    ("status", "number"),
    [("201", 201), ("201.9", 201), ("'404'", 404), ("'0x1f4'", 500), ("'0777'", 511), ("0", 200), ("nil", 200),  # noqa: E501 - one case a line
     ("''", 200), ("false", 200), ("999", 999)],
)  # fmt: skip
def test_the_status(status: str, number: int):
    assert answer(f"return {{status = {status}}}")["status"] == number


@pytest.mark.parametrize(
    ("headers", "lines"),
    [
        ('{x_snake_case = "2"}', {"XSnakeCase": ["2"]}),
        ('{["x-lower"] = {"a", 1, true}}', {"X-lower": ["a", "1", "1"]}),
        ('{["Content-Type"] = "a/b"}', {"Content-Type": ["a/b"]}),
        ("{x__y = 1, z_ = 2, _q = 3, a_B = 4}", {"X_Y": ["1"], "Z_": ["2"], "_q": ["3"], "A_B": ["4"]}),
        ("{a = {}}", {"A": []}),
        ("{{a = 1}, {b = 2}}", {"A": ["1"], "B": ["2"]}),
        ("{[0] = 'x'}", {"0": ["x"]}),
        ("{}", {}),
    ],
)
def test_headers_are_renamed(headers: str, lines: dict[str, list[str]]):
    assert answer(f"return {{headers = {headers}}}")["headers"] == lines


@pytest.mark.parametrize(
    ("delay", "low", "high"),
    [
        ('{min = "40ms", max = "60ms"}', 40 * MS, 60 * MS),
        ("{min = 40000000, max = 60000000}", 40 * MS, 60 * MS),
        ('{max = "60ms"}', 0, 60 * MS),
        ('{min = "5ms", max = "5ms"}', 5 * MS, 5 * MS),
        ('"80ms"', 0, 0),
        ("80", 0, 0),
        ("{}", 0, 0),
        ("{value = '1s'}", 0, 0),
        ("{min = -5, max = -5}", 0, 0),
    ],
)
def test_the_delay(delay: str, low: int, high: int):
    assert answer(f"return {{delay = {delay}}}")["delay"] == {"min": low, "max": high}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("return {1, 2}", "invalid result from Lua script: arguments #1 must be a table, but got an array"),
        ('return {body = "x", [1] = 2}', "invalid result from Lua script: arguments #1 must be a table, but got an array"),  # noqa: E501 - one case a line
        ("return {body = request}", "* 'Body' expected type 'string', got unconvertible type '*lua.LUserData'"),  # noqa: E501 - one case a line
        ("return {body = print}", "* 'Body' expected type 'string', got unconvertible type '*lua.LFunction'"),
        ("return {BODY = {a = 1}}", "* 'Body' expected type 'string', got unconvertible type 'map[string]interface {}'"),  # noqa: E501 - one case a line
        ("return {headers = 1}", "* 'Headers' expected a map, got 'number'"),
        ("return {headers = {'a'}}", "* 'Headers' expected a map, got 'string'"),
        ("return {headers = {a = {b = 1}}}", "* 'Headers[A][0]' expected type 'string', got unconvertible type 'map[string]interface {}'"),  # noqa: E501 - one case a line
        ("return {headers = {a = {[20000] = 1}}}", "* 'Headers' has a list of 20,000 entries: 10,000 are allowed"),  # noqa: E501 - one case a line
        ("return {status = {}}", "* 'Status' expected type 'int', got unconvertible type 'map[string]interface {}'"),  # noqa: E501 - one case a line
        ("return {status = '20x'}", """* cannot parse 'Status' as int: strconv.ParseInt: parsing "20x": invalid syntax"""),  # noqa: E501 - one case a line
        ("return {delay = 'soon'}", 'invalid delay from Lua script: time: invalid duration "soon"'),
        ("return {delay = {min = 'soon'}}", 'invalid delay from Lua script: time: invalid duration "soon"'),
        ("return {delay = true}", 'invalid delay from Lua script: invalid lua type for key "delay": boolean'),
        ("return {delay = print}", 'invalid delay from Lua script: invalid lua type for key "delay": function'),  # noqa: E501 - one case a line
    ],
)  # fmt: skip
def test_what_can_not_be_decoded_is_a_failed_script(source: str, message: str):
    error = failure(source)
    assert (type(error).__name__, error.message.splitlines()[-1]) == ("ScriptError", message)


def test_all_that_can_not_be_decoded_is_told_together():
    assert failure("return {status = 'x', headers = 1}").message == (
        "invalid result from Lua script: 2 error(s) decoding:\n\n* 'Headers' expected a map, got 'number'\n"
        """* cannot parse 'Status' as int: strconv.ParseInt: parsing "x": invalid syntax"""
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "the script returned no table: expected {status = …, headers = …, body = …}"),
        ("return nil", "the script returned no table: expected {status = …, headers = …, body = …}"),
        ('return "abc"', "the script returned no table: expected {status = …, headers = …, body = …}"),
        ("return {}, 1", "the script returned no table: expected {status = …, headers = …, body = …}"),
        ("return request", "the script returned no table: expected {status = …, headers = …, body = …}"),
        ("return {status = true}", "the script returned the status 1: expected 100 to 999"),
        ("return {status = 1000}", "the script returned the status 1000: expected 100 to 999"),
        ("return {status = -1}", "the script returned the status -1: expected 100 to 999"),
        ("return {status = 1/0}", "the script returned the status -1: expected 100 to 999"),
        ('return {[""] = 1}', 'the script returned a table with the name ""'),
        ('return {delay = {min = "5ms"}}', "the script returned a delay from 5000000 ns to 0 ns: the first is longer"),  # noqa: E501 - one case a line
    ],
)  # fmt: skip
def test_what_ends_smockers_request_is_an_error_of_its_own(source: str, message: str):
    error = failure(source)
    assert isinstance(error, BadReturnError)
    assert error.message == message


def test_the_last_of_several_values_counts():
    assert answer("return 1, {status = 201}")["status"] == 201


def test_the_answer_is_read_without_calling_the_script():
    source = "return setmetatable({status = 201}, {__index = function() error('called') end})"
    response: Any = answer(source)
    assert (response["status"], response["body"]) == (201, "")
