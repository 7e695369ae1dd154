"""Answers in turn, as files have them."""

import pytest

from smockproxy.core.bounds import bounds_of
from smockproxy.core.responders import Fixed, Scripted
from smockproxy.core.sequence import InTurn, Mode, WhenUsedUp
from tests.unit.files.reads import mock_of, mocks_of, told, upload


def turns(items="[{body: one}, {body: two}]", sequence="~"):
    mock = mock_of(f"- responses: {items}\n  sequence: {sequence}")
    assert isinstance(mock.responder, InTurn)
    return mock.responder


def test_items_are_all_that_a_response_is():
    one, two, three = turns(
        "[{json: {a: 1}, status: 503}, {body: x, delay: 1ms}, {template: true, body: '{{ 1 }}'}]"
    ).items
    assert isinstance(one, Fixed)
    assert (one.response.status, one.response.body) == (503, b'{"a":1}')
    assert isinstance(two, Fixed)
    assert two.delay.seconds(0.0) == 0.001
    assert isinstance(three, Scripted)
    assert (three.file, three.line) == ("mocks/a.yml", 0)


@pytest.mark.parametrize(
    ("sequence", "mode", "end"),
    [
        ("~", Mode.IN_ORDER, WhenUsedUp.REPEAT_LAST),
        ("{mode: cycle}", Mode.CYCLE, WhenUsedUp.REPEAT_LAST),
        ("{mode: random}", Mode.RANDOM, WhenUsedUp.REPEAT_LAST),
        ("{when_used_up: cycle}", Mode.IN_ORDER, WhenUsedUp.CYCLE),
        ("{mode: in_order, when_used_up: miss}", Mode.IN_ORDER, WhenUsedUp.MISS),
    ],
)
def test_modes(sequence, mode, end):
    made = turns(sequence=sequence)
    assert (made.mode, made.when_used_up, made.weights) == (mode, end, ())


def test_weights():
    made = turns("[{body: a, weight: 3}, {body: b}, {body: c, weight: 0.5}]", "{mode: weighted}")
    assert made.weights == (3.0, 1.0, 0.5)


@pytest.mark.parametrize(("context", "times"), [("{}", 2), ("{times: 1}", 1), ("{times: 2}", 2)])
def test_a_sequence_that_ends_limits_its_mock_and_promises_nothing(context, times):
    text = f"- {{responses: [{{}}, {{}}], sequence: {{when_used_up: miss}}, context: {context}}}"
    said = times if "times" in context else 0
    mock, endless = mock_of(text), mock_of(text.replace("miss", "cycle"))
    assert (mock.limit, mock.times, bounds_of(mock).at_least) == (times, said, said)
    assert (endless.limit, endless.times) == (said, said)


@pytest.mark.parametrize(
    ("mock", "problem"),
    [
        ("responses: []", "expected at least one response, found an empty list"),
        ("responses: {}", "expected a list, found a mapping"),
        (
            "{responses: [{}], sequence: {mode: x}}",
            "expected one of in_order, cycle, random, weighted",
        ),
        ("{responses: [{}], sequence: {mode: [x]}}", "expected text, found a list"),
        ("{responses: [{weight: 1}]}", "a weight says nothing in mode in_order"),
        ("{responses: [{weight: .inf}], sequence: {mode: weighted}}", "expected a number from 0 up, found"),
        ("{responses: [{weight: x}], sequence: {mode: weighted}}", "expected a number from 0 up, found"),
        ("{responses: [{weight: true}], sequence: {mode: weighted}}", "expected a number from 0 up, found"),
        (
            "{responses: [{weight: 1.0e+308}, {weight: 1.0e+308}], sequence: {mode: weighted}}",
            "together the weights are too large",
        ),
        ("{responses: [{weight: 0}], sequence: {mode: weighted}}", "every weight is 0"),
        ("{responses: [{}], sequence: {mode: random, when_used_up: cycle}}", "mode random is never used up"),
        ("{responses: [{}], sequence: {when_used_up: miss}, context: {times: 2}}", "is used up after 1"),
        ("{response: {}, sequence: {mode: cycle}}", "a sequence needs responses"),
    ],
)
def test_what_is_no_sequence(mock, problem):
    (found,) = told(f"- {mock}")
    assert problem in found


def test_defaults_of_a_response_are_those_of_each_of_several():
    text = """
defaults: {response: {status: 201, body: x, headers: {X-A: "1"}}, sequence: {mode: cycle}}
mocks:
- {request: {path: /a}, response: {}}
- responses: [{body: y}, {json: 3}, {status: 202}]
"""
    first, second = mocks_of(text)
    assert isinstance(first.responder, Fixed)
    assert second.responder.mode is Mode.CYCLE
    answers = [(each.response.status, each.response.body) for each in second.responder.items]
    assert answers == [(201, b"y"), (201, b"3"), (202, b"x")]
    assert all(each.response.headers.get("X-A") == "1" for each in second.responder.items)


def test_what_is_wrong_with_one_of_several_is_told_once_beside_the_defaults():
    text = "defaults: {response: {status: 201}}\nmocks:\n- responses: [x, {bdy: 1}]"
    paths = [each.partition(":")[0] for each in told(text)]
    assert paths == ["mocks[0].responses[0]", "mocks[0].responses[1].bdy"]


def test_an_upload_in_json():
    text = '[{"responses": [{"body": "a", "weight": 2}, {"body": "b"}], "sequence": {"mode": "weighted"}}]'
    (mock,) = upload(text, as_json=True).mocks
    assert mock.responder.weights == (2.0, 1.0)
