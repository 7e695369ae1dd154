"""What a rule of chaos says, as the core has it; and what is wrong with one."""

import pytest

from smockproxy.core.chaos import Chaos, Disturbance, Fault
from smockproxy.core.damage import Damage
from smockproxy.core.duration import Delay
from smockproxy.core.http import Headers, Response
from smockproxy.core.schedule import Measure, Ramp, Schedule, Then, Window
from smockproxy.files.mockfile import read_mock_file
from smockproxy.files.reading import Inspector
from smockproxy.matching import MATCHERS

SECOND = 1_000_000_000


def read(chaos: str, **inspected: int):
    text = f"- chaos: {chaos}\n"
    return read_mock_file(text.encode(), "c.yml", MATCHERS, inspector=Inspector(**inspected))


def rule(chaos: str) -> Chaos:
    file = read(chaos)
    assert file.problems == ()
    return file.mocks[0].responder


@pytest.mark.parametrize(
    ("chaos", "fault"),
    [
        ("{status: 500}", Fault(Disturbance.ANSWER, Response(500))),
        ("{status: 500, delay: 2s}", Fault(Disturbance.ANSWER, Response(500), Delay(2 * SECOND, 2 * SECOND))),
        (
            "{response: {body: no, delay: 1s, headers: {A: b}}}",
            Fault(Disturbance.ANSWER, Response(0, Headers.of([("A", "b")]), b"no"), Delay(SECOND, SECOND)),
        ),
        ("{delay: {min: 1s, max: 2s}}", Fault(Disturbance.DELAY, delay=Delay(SECOND, 2 * SECOND))),
        ("{drop: true}", Fault(Disturbance.DROP)),
        ("{damage: {truncate: 0.5}}", Fault(Disturbance.DAMAGE, damage=Damage(truncate=0.5))),
        (
            "{damage: {truncate: 0, corrupt: 0.01, drop_fields: [id, name]}}",
            Fault(Disturbance.DAMAGE, damage=Damage(0.0, 0.01, drop_names=frozenset({"id", "name"}))),
        ),
        ("{damage: {drop_fields: 0.2}}", Fault(Disturbance.DAMAGE, damage=Damage(drop_share=0.2))),
    ],
)
def test_one_fault(chaos, fault):
    assert rule(chaos) == Chaos((fault,))


def test_a_preset_is_that_of_a_response():
    assert rule("{preset: 503}").faults == rule("{response: {preset: 503}}").faults


def test_several_faults_with_weights():
    faults = rule("{faults: [{status: 500, weight: 3}, {drop: true}, {delay: slow, weight: 0.5}]}").faults
    assert [(fault.kind, fault.weight) for fault in faults] == [
        (Disturbance.ANSWER, 3.0),
        (Disturbance.DROP, 1.0),
        (Disturbance.DELAY, 0.5),
    ]


@pytest.mark.parametrize(
    ("when", "schedule"),
    [
        ("window: {every: 1m, for: 10s}", Schedule(Window(60.0, 10.0))),
        ("between: [2026-01-01, 2026-01-01T00:01:00Z]", Schedule(None, 1_767_225_600.0, 1_767_225_660.0)),
    ],
)
def test_when_it_is_at_work(when, schedule):
    assert rule(f"{{drop: true, {when}}}").schedule == schedule


@pytest.mark.parametrize(
    ("ramp", "likelihood"),
    [
        ("{to: 0.8, over: 100}", Ramp(0.0, 0.8, 100.0, Measure.CALLS)),
        ("{from: 1, to: 0, over: 5m, then: recover}", Ramp(1.0, 0.0, 300.0, Measure.SECONDS, Then.RECOVER)),
    ],
)
def test_a_ramp_of_the_probability(ramp, likelihood):
    chaos = rule(f"{{drop: true, ramp: {ramp}}}")
    assert (chaos.likelihood, chaos.added) == (likelihood, None)


@pytest.mark.parametrize(("low", "seconds"), [("from: 500ms, ", 0.5), ("from: 0, ", 0.0), ("", 0.0)])
def test_a_ramp_of_the_delay_is_a_rule_by_itself(low, seconds):
    chaos = rule(f"{{ramp: {{{low}to: 2s, over: 10}}}}")
    assert (chaos.likelihood, chaos.added) == (None, Ramp(seconds, 2.0, 10.0, Measure.CALLS))
    assert chaos.faults == (Fault(Disturbance.DELAY),)


@pytest.mark.parametrize(
    ("chaos", "path", "message"),
    [
        ("{}", "chaos", "this rule does nothing"),
        ("{drop: false}", "chaos", "this rule does nothing"),
        ("{ramp: {to: 0.5, over: 10}}", "chaos", "this rule does nothing"),
        ("{faults: []}", "chaos.faults", "expected at least one fault, found an empty list"),
        ("{faults: [{drop: true, weight: 0}]}", "chaos.faults", "every weight is 0"),
        ("{faults: [{weight: 2}]}", "chaos.faults[0]", "this fault does nothing"),
        ("{faults: [{drop: true, weight: -1}]}", "chaos.faults[0].weight", "from 0 to 1000000, found -1"),
        ("{faults: [{drop: true}], delay: 1s}", "chaos.faults", "either faults or one of its own"),
        ("{faults: [{dorp: true}]}", "chaos.faults[0].dorp", 'unknown key "dorp"'),
        ("{drop: true, status: 500}", "chaos.drop", "either response or drop"),
        ("{status: 500, response: {}}", "chaos.status", "status is a key of the response here"),
        ("{status: 99}", "chaos.status", "99 is no status"),
        ("{preset: 599}", "chaos.preset", 'there is no preset "599"'),
        ("{response: {template: true}}", "chaos.response.template", "the answer of a fault is no template"),
        ("{response: {bdy: x}}", "chaos.response.bdy", 'unknown key "bdy"'),
        ("5", "chaos", "expected a mapping, found 5"),
        ("{damage: {}}", "chaos.damage", "it damages nothing"),
        ("{damage: {truncate: 1}}", "chaos.damage", "it damages nothing"),
        ("{damage: {corrupt: 0}}", "chaos.damage.corrupt", "a share of 0 changes nothing"),
        ("{damage: {truncate: 1.5}}", "chaos.damage.truncate", "expected a number from 0 to 1"),
        ("{damage: {drop_fields: 2}}", "chaos.damage.drop_fields", "expected a list of names, or a share"),
        ("{damage: {drop_fields: .inf}}", "chaos.damage.drop_fields", "expected a list of names, or a share"),
        ("{drop: true, window: {every: 1m}}", "chaos.window", "a window needs every and for"),
        ("{drop: true, window: {every: 1m, for: 1m}}", "chaos.window.for", "the window never closes"),
        ("{drop: true, between: [2026-01-01]}", "chaos.between", "expected two moments, found 1"),
        ("{drop: true, between: [x, 2026-01-01]}", "chaos.between[0]", '"x" is no moment'),
        ("{drop: true, between: [2026-01-01, now+1h]}", "chaos.between[1]", "between two fixed moments"),
        ("{drop: true, between: [2026-02-01, 2026-01-01]}", "chaos.between", "must be later than the first"),
        ("{drop: true, ramp: {to: 0.5}}", "chaos.ramp", "a ramp needs to and over"),
        ("{drop: true, ramp: {from: 0.1, to: 2s, over: 5}}", "chaos.ramp.to", "one is a probability"),
        ("{drop: true, ramp: {to: 2, over: 5}}", "chaos.ramp.to", "expected a number from 0 to 1, or a dur"),
        (
            "{drop: true, ramp: {to: -2s, over: 5}}",
            "chaos.ramp.to",
            "expected a number from 0 to 1, or a dur",
        ),
        ("{drop: true, ramp: {to: [], over: 5}}", "chaos.ramp.to", "expected a number from 0 to 1, or a dur"),
        ("{drop: true, ramp: {to: soon, over: 5}}", "chaos.ramp.to", "expected a number from 0 to 1, or a "),
        ("{drop: true, ramp: {to: 1, over: 0.5}}", "chaos.ramp.over", "expected a count from 1 up"),
        ("{drop: true, ramp: {to: 1, over: long}}", "chaos.ramp.over", "expected a count from 1 up"),
        ("{drop: true, ramp: {to: 1, over: 5, then: holt}}", "chaos.ramp.then", "hold, recover, repeat"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(chaos, path, message):
    file = read(chaos)
    assert file.mocks == ()
    assert [(problem.path, message in problem.message) for problem in file.problems] == [
        (f"[0].{path}", True)
    ]
    assert file.problems[0].line == 1


def test_a_ramp_is_in_place_of_a_probability():
    text = b"- context: {probability: 0.5}\n  chaos: {drop: true, ramp: {to: 0.8, over: 100}}\n"
    (problem,) = read_mock_file(text, "c.yml", MATCHERS).problems
    assert (problem.path, problem.hint) == ("[0].context.probability", "leave out probability")


def test_a_ramp_of_the_delay_is_held_to_the_longest():
    (problem,) = read("{ramp: {to: 2h, over: 5}}", longest_delay=SECOND).problems
    assert problem.message == "a delay may be 1s at most, found 2h0m0s"
