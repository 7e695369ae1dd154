"""The whole explanation, from files to text."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from smockproxy.app.why.explanation import (
    Situation,
    changed_answers,
    outcome_of,
    trace_of,
    verdict_of,
    why_entry,
    why_request,
)
from smockproxy.app.why.shape import trace_shape, why_shape
from smockproxy.app.why.text import trace_text, why_text
from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.counts import Counts
from smockproxy.core.decision import Reason, Refuse, Reservation, Script, Unforwardable, Unmatched
from smockproxy.core.engine import Engine
from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock, Source
from smockproxy.core.ratelimit import RateLimit
from smockproxy.core.responders import Fixed, Scripted
from smockproxy.core.scenarios import Scenario
from smockproxy.core.session import Session, SessionFacts
from smockproxy.core.trace import NO_TRACE, HeldBack
from smockproxy.files.mockfile import read_mock_file
from smockproxy.files.written import WrittenMock, written_at
from smockproxy.matching import MATCHERS
from tests.golden_files import assert_golden
from tests.unit.exchanges import exchange, instance

FILE = """\
- request: {host: api.test, path: /users/7}
  response: {body: old}
- request:
    method: GET
    host: api.test
    path: /users/7
    headers: {Accept: {matcher: ShouldContainSubstring, value: json}}
  response: {body: Ada}
- request: {host: api.test, path: /once}
  context: {times: 1}
  response: {}
- request: {path: /orders, body: {matcher: ShouldEqualJSON, value: '{"id": 1, "state": "new"}'}}
  response: {status: 201}
- request: {host: away.test}
  proxy: {host: "http://real.test"}
"""


def find(mock: Mock) -> WrittenMock | None:
    return written_at(FILE, mock.source or Source("", 0), MATCHERS)


def engine(text: str = FILE) -> Engine:
    made = Engine(Session(SessionFacts("s", "s", 0.0)))
    loaded = read_mock_file(text.encode(), "mocks/users.yml", MATCHERS)
    assert loaded.problems == ()
    made.replace_files(loaded.mocks)
    return made


def asking(target: str, method: str = "GET", body: bytes = b"", **headers: str) -> Request:
    lines = [("Host", "api.test"), *headers.items()]
    return Request(method, "http", "api.test", 80, target, Headers.of(lines), body)


def entry_of(made: Engine, request: Request, number: int, **facts) -> HistoryEntry:
    """The exchange, really decided."""
    decision = made.decide(request)
    mock = decision.trace.winner
    outcome = Outcome.MOCKED if mock else Outcome.FORWARDED
    return exchange(request, id=str(number), outcome=outcome, mock=None, trace=decision.trace, **facts)


def told(request: Request, made: Engine | None = None, recent: Sequence[HistoryEntry] = ()):
    return why_request(Situation((made or engine()).rehearsal(), lambda: tuple(recent)), request, find)


def test_a_hit():
    why = told(asking("/users/7", Accept="text/json"))
    assert why.verdict == "mocks/users.yml:3 answers"
    assert [mock.label for mock in why.over] == ["mocks/users.yml:1"]
    assert (why.suggestion, why.new_mock) == (None, "")
    assert_golden("why/hit.txt", why_text(why_shape(why)))


def test_a_miss():
    why = told(asking("/user/7"))
    assert_golden("why/miss.txt", why_text(why_shape(why)))


def test_a_body_that_differs():
    why = told(asking("/orders", "POST", b'{"id": 1, "state": "paid", "x": [1]}'))
    assert_golden("why/body.txt", why_text(why_shape(why)))


def test_which_answer_of_a_sequence():
    made = engine("- request: {path: /job}\n  responses: [{status: 202}, {status: 200}]\n")
    made.decide(asking("/job"))
    why = told(asking("/job"), made)
    assert "use count: 1 before, 2 after\nanswer 2 of its sequence\n" in why_text(why_shape(why))
    assert trace_shape(why)["turn"] == 2


def test_recent_exchanges_are_read_once_and_known_to_every_question():
    of = instance(exchange(id="1", session_name="other"), exchange(id="2", trace=NO_TRACE), exchange(id="3"))
    of.traces.keep("3", NO_TRACE)
    situation = Situation.of(of)
    assert [(entry.id, entry.trace) for entry in situation.recent()] == [("2", NO_TRACE), ("3", NO_TRACE)]
    assert situation.recent() is situation.recent()


def test_used_up():
    made = engine()
    made.decide(asking("/once"))
    why = told(asking("/once"), made)
    assert why.suggestion is not None
    assert_golden("why/used-up.txt", why_text(why_shape(why)))
    assert made.session.uses(made.mocks.in_order[2]) == 1


def test_an_edit_that_changes_who_answers_says_so():
    made = engine()
    requests = [asking("/users/7"), asking("/users/7", Accept="json"), asking("/none")]
    recent = [entry_of(made, request, number) for number, request in enumerate(requests, 1)]
    why = told(asking("/users/8", Accept="json"), made, recent)
    assert why.suggestion is not None
    assert [(change.entry.id, change.after and change.after.label) for change in why.suggestion.changed] == [
        ("2", "mocks/users.yml:1")
    ]
    assert_golden("why/changes.txt", why_text(why_shape(why)))


def test_many_changes_are_counted():
    made = engine()
    recent = [entry_of(made, asking("/users/7", Accept="json"), number) for number in range(1, 9)]
    why = told(asking("/users/8", Accept="json"), made, recent)
    text = why_text(why_shape(why))
    assert "    5: GET" in text
    assert "    and 3 more\n" in text
    assert "    6: GET" not in text


def test_exchanges_with_a_cut_body_are_left_out_and_counted():
    made = engine()
    whole = entry_of(made, asking("/users/7", Accept="json"), 1)
    cut = entry_of(made, asking("/users/7", Accept="json"), 2, request_size=9)
    why = told(asking("/users/8", Accept="json"), made, [whole, cut])
    assert why.suggestion is not None
    assert [change.entry.id for change in why.suggestion.changed] == ["1"]
    assert why.suggestion.left_out == 1
    left_out = "  Recent exchanges left out of this, since their bodies are not kept whole: 1\n"
    assert left_out in why_text(why_shape(why))
    nothing = why_text(why_shape(told(asking("/users/8", Accept="json"), made, [cut])))
    assert f"  It would change who answers none of the recent exchanges.\n{left_out}" in nothing


def test_an_edit_that_leaves_no_condition_says_so():
    made = engine("- request: {not: {path: /}}\n  response: {}\n")
    text = "- request: {not: {path: /}}\n  response: {}\n"
    why = why_request(
        Situation(made.rehearsal()), asking("/"), lambda _: written_at(text, Source("a.yml", 1), MATCHERS)
    )
    assert_golden("why/no-condition-left.txt", why_text(why_shape(why)))


@pytest.mark.parametrize(
    ("context", "own_id", "still"),
    [
        ("{times: 1}", "id: own, ", "used up"),
        ("{times: 1}", "", None),
        ("{after: 3}", "", "not yet: it does not answer its first calls"),
    ],
)
def test_a_mock_that_matches_after_the_edit_may_still_be_held_back(context, own_id, still):
    text = f"- {{{own_id}request: {{path: /a}}, context: {context}, response: {{}}}}\n"
    made = engine(text)
    made.decide(asking("/a"))
    why = why_request(
        Situation(made.rehearsal()), asking("/b"), lambda _: written_at(text, Source("a.yml", 1), MATCHERS)
    )
    shape = why_shape(why)
    assert shape["edit"]["held_back"] == still
    assert (f"  Even then the mock is held back: {still}." in why_text(shape)) is (still is not None)


def test_exchanges_without_a_decision_are_left_out():
    made = engine()
    assert changed_answers(Situation(made.rehearsal(), lambda: (exchange(),)), made.mocks.in_order[0]) == ()


def test_an_exchange_and_its_trace():
    made = engine()
    entry = entry_of(made, asking("/users/7"), 3)
    situation = Situation(made.rehearsal(), lambda: (entry,))
    why = trace_of(situation, entry)
    assert [asked.mismatch and asked.mismatch.field for asked in why.asked] == ["headers.Accept"]
    assert_golden("why/trace.txt", trace_text(trace_shape(why)))
    assert why_entry(situation, entry, find) == why
    made.replace_files(())
    later = trace_of(Situation(made.rehearsal()), entry)
    assert later.over == ()
    assert "the mocks have changed since" in trace_text(trace_shape(later))


def test_an_exchange_that_nothing_matched():
    made = engine()
    entry = entry_of(made, asking("/users/8", Accept="json"), 4)
    why = why_entry(Situation(made.rehearsal(), lambda: (entry,)), entry, find)
    assert why.verdict == "forwarded; no mock matched"
    assert why.suggestion is not None
    assert "path: /users/8" in why.new_mock


def test_of_a_cut_body_it_is_said():
    made = engine()
    whole = asking("/orders", "POST", b'{"id": 1, "state": "paid"}')
    entry = entry_of(made, whole, 5, request_size=len(whole.body or b""))
    cut = replace(entry, request=replace(whole, body=b'{"id": 1'))
    (asked,) = trace_of(Situation(made.rehearsal()), cut).asked
    assert (asked.is_cut, asked.mismatch is not None) == (True, True)
    why = why_entry(Situation(made.rehearsal()), cut, find)
    assert why.nearest[0].mock.conditions.need_body
    assert why.suggestion is None
    assert "body" not in why.new_mock.partition("response")[0]
    assert "only the beginning of its body is kept" in why_text(why_shape(why))
    (shown,) = trace_shape(trace_of(Situation(made.rehearsal()), cut))["asked"]
    assert shown["cut"] is True
    assert "only the beginning is kept" in trace_text(trace_shape(trace_of(Situation(made.rehearsal()), cut)))


def test_what_can_no_longer_be_seen():
    made = engine()
    entry = entry_of(made, asking("/orders", "POST", b"{}"), 6)
    now_it_holds = replace(entry, request=asking("/orders", "POST", b'{"id": 1, "state": "new"}'))
    shape = trace_shape(trace_of(Situation(made.rehearsal()), now_it_holds))
    assert shape["asked"][0]["field"] is None
    assert "what failed can no longer be seen" in trace_text(shape)


def test_no_mocks():
    why = told(asking("/"), engine("[]"))
    assert_golden("why/no-mocks.txt", why_text(why_shape(why)))


def test_the_file_is_gone():
    situation = Situation(engine().rehearsal())
    assert why_request(situation, asking("/users/8")).suggestion is None
    assert why_request(situation, asking("/users/8"), lambda _: None).suggestion is None


def test_a_mock_of_the_api_is_shown_as_if_it_were_in_a_file():
    made = engine("[]")
    made.add([Mock("api", Fixed(Response()), Conditions((OnField("path", equal("/a")),)), times=1)])
    why = why_request(Situation(made.rehearsal()), asking("/b"))
    assert why.suggestion is not None
    (changed,) = why.suggestion.edit.lines
    assert (changed.old, changed.new) == (("      value: /a",), ("      value: /b",))
    assert "  the mock:" in why_text(why_shape(why))
    made.decide(asking("/a"))
    used_up = why_request(Situation(made.rehearsal()), asking("/a"))
    assert used_up.suggestion is not None
    assert "    times: 1" in used_up.suggestion.edit.lines[0].old


@pytest.mark.parametrize(
    ("limits", "line"),
    [
        ({"times": 1}, "    times: 1"),
        ({"after": 3}, "    after: 3"),
        ({"probability": 0.0}, "    probability: 0.0"),
        ({"ttl": 1.5}, "    ttl: 1.5s"),
    ],
)
def test_a_limit_of_a_mock_of_the_api_is_lifted(limits, line):
    made = engine("[]")
    path = Conditions((OnField("path", equal("/a")),))
    made.add([Mock("api", Fixed(Response()), path, priority=7, **limits)])
    request = replace(asking("/a"), received_at=9.0)
    made.decide(request)
    why = why_request(Situation(made.rehearsal()), request)
    assert why.suggestion is not None
    assert line in why.suggestion.edit.lines[0].old
    assert (why.suggestion.edit.mock.priority, why.suggestion.edit.still) == (7, None)


def test_more_were_asked_than_are_kept():
    many = "".join(f"- request: {{path: /, headers: {{X-{at}: a}}}}\n  response: {{}}\n" for at in range(60))
    shape = trace_shape(told(asking("/"), engine(many)))
    assert len(shape["asked"]) == 50
    assert "  and 10 more\n" in trace_text(shape)


def test_long_values_are_cut():
    shape = trace_shape(told(asking("/orders", "POST", b"x" * 5000)))
    assert shape["nearest"][0]["mismatches"][0]["actual"] == "x" * 500 + "… (5000 characters)"


def test_verdicts():
    made = engine()
    assert verdict_of(made.decide(replace(asking("/"), host="away.test"))) == "mocks/users.yml:14 forwards it"
    assert verdict_of(made.decide(asking("/none"))) == "no mock matches; it is forwarded"
    made.unmatched = Unmatched.REFUSE
    assert verdict_of(made.decide(asking("/none"))) == "no mock matched; it is refused (666)"
    exceeded = verdict_of(Refuse(Reason.EXCEEDED))
    assert exceeded == "all matching mocks are used up; it is refused (666)"
    (mock, *_) = made.mocks.in_order
    assert verdict_of(Unforwardable(mock, "bad")) == f"{mock.label} cannot forward it: bad"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "mocked by mocks/hello.yml:3"),
        ({"outcome": Outcome.FAILED, "error": "client gone"}, "failed by mocks/hello.yml:3 (client gone)"),
        ({"outcome": Outcome.REFUSED, "mock": None, "error": "no mock matched"}, "refused (no mock matched)"),
        ({"outcome": Outcome.FORWARDED, "mock": None}, "forwarded"),
    ],
)
def test_outcomes(facts, said):
    assert outcome_of(exchange(**facts)) == said


SCRIPTS = """\
- request: {host: api.test, path: /balance}
  dynamic_response:
    engine: lua
    script: |
      while true do end
- request: {host: api.test, path: /rates}
  dynamic_response: {engine: lua, file: rates.lua}
"""


def with_scripts() -> Engine:
    made = Engine(Session(SessionFacts("s", "s", 0.0)), Unmatched.REFUSE)
    loaded = read_mock_file(SCRIPTS.encode(), "mocks/bank.yml", MATCHERS, lambda _name: "return {}")
    assert loaded.problems == ()
    made.replace_files(loaded.mocks)
    return made


def find_script(mock: Mock) -> WrittenMock | None:
    return written_at(SCRIPTS, mock.source or Source("", 0), MATCHERS)


def test_a_script_answers_and_is_not_run():
    why = told(asking("/balance"), with_scripts())
    assert why.verdict == "mocks/bank.yml:1: its script answers"
    assert_golden("why/script.txt", why_text(why_shape(why)))
    scripted = Mock("m", Scripted("lua", ""))
    assert (
        verdict_of(Script(Scripted("lua", ""), Reservation(scripted, Counts(0.0)))) == "m: its script answers"
    )


@pytest.mark.parametrize(("target", "line"), [("/balanc", 1), ("/rate", 6)])
def test_a_mock_with_a_script_is_near_and_can_be_edited(target, line):
    made = with_scripts()
    why = why_request(Situation(made.rehearsal()), asking(target), find_script)
    assert why.nearest[0].mock.label == f"mocks/bank.yml:{line}"
    assert why.suggestion is not None
    assert [changed.line for changed in why.suggestion.edit.lines] == [line]


def test_no_edit_makes_a_script_take_a_body_over_the_limit():
    why = why_request(Situation(with_scripts()), replace(asking("/balance"), body=None), find_script)
    assert [asked.held_back for asked in why.asked] == [HeldBack.TOO_LARGE]
    assert why.suggestion is None
    assert_golden("why/script-too-large.txt", why_text(why_shape(why)))


def test_an_edit_of_a_mock_that_came_by_the_api_leaves_its_script_alone():
    made = Engine(Session(SessionFacts("s", "s", 0.0)), Unmatched.REFUSE)
    made.add([Mock("api", Scripted("lua", "return {}"), Conditions((OnField("path", equal("/balance")),)))])
    why = why_request(Situation(made.rehearsal()), asking("/balanc"))
    assert why.suggestion is not None
    assert why.suggestion.mock.responder == Scripted("lua", "return {}")


def test_a_rate_limit_that_answers_is_named():
    limited = Mock("m", Fixed(Response()), rate_limit=RateLimit(1, 10))
    engine = Engine(Session(SessionFacts("s", "s", 0.0)))
    engine.replace_files([limited])
    asked = Request("GET", "http", "api.test", 80, "/")
    engine.decide(asked)
    decision = engine.decide(asked)
    assert verdict_of(decision) == "m: its rate limit answers"
    assert "(rate limit)" in outcome_of(replace(exchange(), trace=decision.trace))


LAMP = """\
- request: {path: /lamp, state: {fuse: {matcher: ShouldBePresent}}}
  scenario: {name: Lamp, when: Lit}
  response: {}
"""


def test_the_state_that_a_scenario_is_in():
    made = engine(LAMP)
    made.session.state.commit([("set", "fuse", 1)], (), made.session.state.snapshot().version)
    told = why_request(Situation(made.rehearsal()), asking("/lamp"), lambda mock: found_in(LAMP, mock))
    (mismatch,) = told.nearest[0].mismatches
    assert (mismatch.field, mismatch.expected, mismatch.actual) == ("scenario Lamp", '"Lit"', "Started")
    assert told.suggestion is not None
    assert told.suggestion.edit.mock.scenario == Scenario("Lamp", ("Lit", "Started"))
    made.session.scenarios.put({"Lamp": "Lit"})
    assert why_request(Situation(made.rehearsal()), asking("/lamp")).verdict.endswith("answers")


def test_a_key_that_the_state_lacks():
    made = engine(LAMP)
    made.session.scenarios.put({"Lamp": "Lit"})
    told = why_request(Situation(made.rehearsal()), asking("/lamp"), lambda mock: found_in(LAMP, mock))
    (mismatch,) = told.nearest[0].mismatches
    assert (mismatch.field, mismatch.actual) == ("state.fuse", "absent")
    assert told.suggestion is not None
    assert told.suggestion.edit.dropped == ("state.fuse",)


def test_a_mock_of_the_api_has_its_scenario_in_the_file():
    made = engine("[]")
    (mock,) = read_mock_file(LAMP.encode(), "a.yml", MATCHERS).mocks
    made.add([replace(mock, source=None)])
    told = why_request(Situation(made.rehearsal()), asking("/lamp"))
    assert told.suggestion is not None
    assert "when" in told.suggestion.edit.after


def found_in(text: str, mock: Mock) -> WrittenMock | None:
    return written_at(text, mock.source or Source("", 0), MATCHERS)
