"""Rules as a file lists them."""

from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS

LISTED = """chaos:
- id: flaky
  request: {host: api.test}
  probability: 0.1
  times: 3
  preset: 503
"""
AS_MOCK = """- id: flaky
  request: {host: api.test}
  context: {probability: 0.1, times: 3}
  chaos: {preset: 503}
"""


def read(text: str):
    return read_mock_file(text.encode(), "c.yml", MATCHERS)


def told(text: str) -> list[tuple[str, int, str, str]]:
    return [(each.path, each.line, each.message, each.hint) for each in read(text).problems]


def test_a_listed_rule_is_a_mock():
    (listed,), (mock,) = read(LISTED).mocks, read(AS_MOCK).mocks
    assert (listed.id, listed.responder, listed.conditions) == (mock.id, mock.responder, mock.conditions)
    assert (listed.times, listed.probability, str(listed.source)) == (3, 0.1, "c.yml:2")


def test_a_rule_that_is_switched_off_is_left_out():
    assert read("chaos:\n- {drop: true, enabled: false}\n").mocks == ()


def test_defaults_lie_under_rules_too():
    text = "defaults: {request: {host: api.test}, response: {status: 201}}\nchaos:\n- {drop: true}\n"
    (rule,) = read(text).mocks
    assert len(rule.conditions.all_of) == 1


def test_what_is_wrong_is_told_with_its_place():
    assert told("chaos:\n- {drop: true, probabilty: 0.1}\n") == [
        ("chaos[0].probabilty", 2, 'unknown key "probabilty"', 'did you mean "probability"?')
    ]
    assert told("chaos:\n- {drop: true, probability: 2}\n")[0][:2] == ("chaos[0].probability", 2)
    ((_, _, _, hint),) = told("chaos:\n- {drop: true, context: {times: 3}}\n")
    assert hint == "in a list of rules, what stands in context elsewhere stands beside request"
    ((_, _, _, hint),) = told("chaos:\n- {drop: true, proxy: {}}\n")
    assert hint == "a rule disturbs what others answer; to answer by itself it would have to be a mock"


def test_what_is_no_list_of_rules():
    assert told("mocks: []\nchaos: {drop: true}\n") == [
        ("chaos", 2, "expected a list of rules, found a mapping", "put `- ` before each rule")
    ]
    assert [message for _, _, message, _ in told("chaos:\n- 5\n")] == ["expected a mock, found 5"]
    assert [message for _, _, message, _ in told("chaos: {drop: true}\n")] == [
        "expected a list of mocks, found one mock"
    ]
    assert read("chaos:\n").problems == ()


def test_a_rule_is_no_second_answer():
    ((path, line, message, _),) = told("- response: {}\n  chaos: {drop: true}\n")
    assert (path, line, message) == ("[0].chaos", 2, "a mock has either a response or a chaos, not both")
