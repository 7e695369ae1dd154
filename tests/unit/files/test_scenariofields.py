"""A mock's part in a scenario, and conditions on the state, as files have them."""

import pytest

from smockproxy.core.recollection import OnState
from smockproxy.core.scenarios import OnScenario, Scenario
from tests.unit.files.reads import mock_of, mocks_of, told, upload


@pytest.mark.parametrize(
    ("written", "scenario"),
    [
        ("{name: A, when: Started, then: B}", Scenario("A", ("Started",), "B")),
        ("{name: A, when: [x, y, x]}", Scenario("A", ("x", "y"))),
        ("{name: A, then: 7}", Scenario("A", (), "7")),
        ('{name: " A ", when: " x "}', Scenario("A", ("x",))),
        ("{name: A, when: ~, then: B}", Scenario("A", (), "B")),
    ],
)
def test_a_scenario(written, scenario):
    mock = mock_of(f"- scenario: {written}\n  request: {{path: /a}}\n  response: {{}}")
    assert mock.scenario == scenario
    asked = [condition for condition in mock.conditions.all_of if isinstance(condition, OnScenario)]
    assert asked == ([OnScenario(scenario.name, scenario.when)] if scenario.when else [])


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("{name: A}", "a scenario needs when or then"),
        ("{then: A}", "a scenario needs a name"),
        ('{name: "", then: A}', "expected a name, found an empty text"),
        ("{name: A, when: []}", "expected at least one state, found an empty list"),
        ("{name: A, when: [[x]]}", "expected text, found a list"),
        ("{name: A, then: {a: b}}", "expected text, found a mapping"),
        ('{name: "a\\nb", then: A}', r'a name is text on one line, found "a\nb"'),
        ('{name: A, when: ["\\x1b[2J"]}', r'a name is text on one line, found "\x1b[2J"'),
        (f"{{name: {'x' * 201}, then: A}}", "a name may have 200 characters at most, found 201"),
    ],
)
def test_what_is_no_scenario(written, problem):
    (found,) = told(f"- scenario: {written}\n  response: {{}}")
    assert found.endswith(f": {problem}")


def test_defaults_may_name_the_scenario_alone():
    first, second = mocks_of("""
defaults: {scenario: {name: A}}
mocks:
- {request: {path: /a}, response: {}}
- {request: {path: /b}, response: {}, scenario: {then: B}}
""")
    assert (first.scenario, second.scenario) == (None, Scenario("A", (), "B"))


def test_paths_into_the_state():
    mock = mock_of(
        "- {request: {state: {visits: 3, user.name: Ada, 'a[0]': {matcher: ShouldBePresent}}}, response: {}}"
    )
    (condition,) = mock.conditions.all_of
    assert isinstance(condition, OnState)
    assert [path for path, _ in condition.paths] == ["visits", "user.name", "a[0]"]


@pytest.mark.parametrize("path", ['""', '" "', '".a"'])
def test_what_is_no_path(path):
    (found,) = told(f"- {{request: {{state: {{{path}: 3}}}}, response: {{}}}}")
    assert found.endswith("is no path into the state")


def test_an_empty_mapping_of_paths():
    assert told("- {request: {state: {}}, response: {}}") == [
        "[0].request.state: expected a path and its matcher, found none"
    ]


def test_an_upload_may_have_both():
    (mock,) = upload("- {request: {state: {a: 1}}, response: {}, scenario: {name: A, then: B}}").mocks
    assert mock.scenario == Scenario("A", (), "B")
    assert isinstance(mock.conditions.all_of[0], OnState)
