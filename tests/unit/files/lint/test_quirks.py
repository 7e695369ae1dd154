"""What Smocker's Lua loses, where it is sure to."""

import pytest

from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Scripted
from smockproxy.files.lint.quirks import quirks
from tests.unit.files.reads import mocks_of


def told(script, engine="lua"):
    mock = Mock("m", Scripted(engine, script, 10, "a.yml"), source=Source("a.yml", 8))
    return [f"{problem.place}: {problem.message}" for problem in quirks([mock])]


DELAY = "a delay that is no table is ignored, as in Smocker"


@pytest.mark.parametrize(
    ("script", "places"),
    [
        ("return {delay = '80ms'}", ["a.yml:11:1"]),
        (
            "if x then\n  return {\n    status = 1,\n    ['Delay'] = 5 }\nend\nreturn {DELAY = 1}",
            ["a.yml:14:1", "a.yml:16:1"],
        ),
    ],
)
def test_a_delay_that_is_no_table(script, places):
    assert told(script) == [f"{place}: {DELAY}" for place in places]


def test_headers_with_underscores():
    headers = "{x_request_id = 1, ['X_Id'] = 2, x_y_Z = 3, _a = 4, ['Content-Type'] = 5}"
    assert told(f"return {{headers = {headers}}}") == [
        f'a.yml:11:1: the header "{name}" loses its underscores, as in Smocker'
        for name in ("x_request_id", "x_y_Z")
    ]


@pytest.mark.parametrize(
    "script",
    [
        "return {delay = {min = '1s', max = '1s'}}",
        "local delay = '80ms' return {delay = {min = delay, max = delay}}",
        "return {delay = wait}",
        "return {delay = '80' .. 'ms'}",
        "return {body = {delay = '80ms', headers = {a_b = 1}}}",
        "local function f() return {delay = 5} end return {body = f()}",
        "-- return {delay = 5}\nreturn {}",
        "local text = 'return {delay = 5}' return {body = text}",
        "return {headers = request.headers}",
        "return {delay = 5",
        "body = {delay = 5}",
    ],
)
def test_what_is_not_certain_is_not_told(script):
    assert told(script) == []


def test_other_languages_have_no_such_quirks():
    assert told("return {delay = 5}", "python") == []


def test_the_place_of_a_script_in_yaml():
    (mock,) = mocks_of(
        "- dynamic_response:\n    engine: lua\n    script: |\n      return {\n        delay = 5}\n"
    )
    (problem,) = quirks([mock])
    assert (problem.place, problem.code, problem.severity.value) == ("mocks/a.yml:5:1", "quirk", "warning")
    assert problem.hint == 'write delay = {min = "5", max = "5"}'


def test_one_that_came_by_the_api_has_no_place():
    (problem,) = quirks([Mock("m", Scripted("lua", "return {delay = '5s'}"))])
    assert problem.place == ""
