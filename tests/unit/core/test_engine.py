"""Which decision a request gets, and what it counts."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.chaos import Chaos, Disturbance, Fault
from smockproxy.core.choice import Choice
from smockproxy.core.conditions import Conditions, OnBody, OnBodyPaths, OnField, OnHeaders, OnQuery
from smockproxy.core.decision import (
    Answer,
    Decision,
    Disturb,
    Forward,
    NeedsBody,
    Reason,
    Refuse,
    Script,
    Target,
    Unforwardable,
    Unmatched,
)
from smockproxy.core.duration import Delay
from smockproxy.core.engine import Engine
from smockproxy.core.fixtures import Fixtures
from smockproxy.core.http import Form, Headers, Request, Response
from smockproxy.core.matcher import Takes
from smockproxy.core.matchers import CORE_MATCHERS, Matcher, equal
from smockproxy.core.mock import Mock
from smockproxy.core.mockset import MockSet
from smockproxy.core.responders import Fixed, ForwardTo, Scripted
from smockproxy.core.sequence import InTurn
from smockproxy.core.session import Session, SessionFacts
from smockproxy.core.trace import HeldBack, Trace, Tried
from tests.unit.core.rowresources import resource_of


def new_session(name: str = "s") -> Session:
    return Session(SessionFacts(name, name, 0.0))


def engine(*files: Mock, unmatched: Unmatched = Unmatched.FORWARD) -> Engine:
    made = Engine(new_session(), unmatched)
    made.replace_files(files)
    return made


def mock(mock_id: str, *conditions: Any, **changes: Any) -> Mock:
    return Mock(
        mock_id,
        **{"responder": Fixed(Response(body=mock_id.encode())), **changes},
        conditions=Conditions(conditions),
    )


def get(path: str = "/", **changes: Any) -> Request:
    return Request(
        **{"method": "GET", "scheme": "http", "host": "a.test", "port": 80, "target": path, **changes}
    )


def chosen(decision: Decision | NeedsBody) -> str:
    assert isinstance(decision, Answer)
    return decision.mock.id


def on_path(path: str) -> OnField:
    return OnField("path", equal(path))


class TestChoosing:
    def test_the_first_that_matches_and_is_not_used_up_answers(self) -> None:
        asked = engine(mock("all"), mock("once", on_path("/t"), times=1), mock("other", on_path("/o")))
        assert [chosen(asked.decide(get("/t"))) for _ in range(3)] == ["once", "all", "all"]
        assert [asked.session.uses(each) for each in asked.file_mocks] == [2, 1, 0]

    def test_an_answer_has_the_mocks_response_and_delay(self) -> None:
        responder = Fixed(Response(418, body=b"x"), Delay(1, 2))
        decision = engine(mock("m", responder=responder)).decide(get())
        assert isinstance(decision, Answer)
        assert (decision.response, decision.delay) == (responder.response, responder.delay)

    def test_mocks_of_the_api_are_above_the_files(self) -> None:
        asked = engine(mock("file"))
        asked.add([mock("api")])
        assert chosen(asked.decide(get())) == "api"
        assert len(asked.mocks) == 2

    def test_a_higher_priority_is_above_the_api(self) -> None:
        asked = engine(mock("file", priority=1))
        asked.add([mock("api")])
        assert chosen(asked.decide(get())) == "file"


class TestUnmatched:
    @pytest.mark.parametrize(
        ("form", "policy", "forwarded"),
        [
            (Form.ABSOLUTE, Unmatched.FORWARD, True),
            (Form.TUNNEL, Unmatched.FORWARD, True),
            (Form.ORIGIN, Unmatched.FORWARD, False),
            (Form.ABSOLUTE, Unmatched.REFUSE, False),
            (Form.TUNNEL, Unmatched.REFUSE, False),
            (Form.ORIGIN, Unmatched.REFUSE, False),
        ],
    )
    def test_the_policy_by_the_form_of_the_request(self, form: Form, policy: Unmatched, forwarded) -> None:
        expected = Forward() if forwarded else Refuse(Reason.NO_MOCK)
        asked = engine(mock("m", on_path("/m")), unmatched=policy)
        unmatched = get("/x", form=form)
        choice = asked.choose(unmatched, has_body=True)
        assert isinstance(choice, Choice)
        assert asked.refuses(choice, unmatched) is not forwarded
        assert asked.decide(unmatched) == expected
        assert asked.decide_head(get("/x", form=form, body=None)) == expected
        assert asked.session.uses(asked.file_mocks[0]) == 0

    def test_a_request_that_only_used_up_mocks_match_is_refused_even_if_others_are_forwarded(self) -> None:
        one, two = mock("1", times=1), mock("2", times=1)
        asked = engine(one, two)
        assert [chosen(asked.decide(get())) for _ in range(2)] == ["2", "1"]
        for _ in range(2):
            choice = asked.choose(get(), has_body=True)
            assert isinstance(choice, Choice)
            assert asked.refuses(choice, get())
            assert not asked.refuses(choice._replace(mock=one), get())
            assert asked.decide(get()) == Refuse(Reason.EXCEEDED, (two, one))
        assert (asked.session.uses(one), asked.session.uses(two)) == (3, 3)


class TestForwarding:
    def test_a_forward_of_a_mock(self) -> None:
        responder = ForwardTo(
            "http://up.test/base", keep_host=True, headers=Headers.of([("A", "b")]), delay=Delay(1, 1)
        )
        decision = engine(mock("m", responder=responder)).decide(get("/x?b=1&a=2"))
        assert isinstance(decision, Forward)
        assert decision.to == Target("http", "up.test", 80, "/base/x?a=2&b=1")
        assert decision.mock is not None
        assert (decision.keep_host, decision.headers, decision.delay) == (
            True,
            responder.headers,
            responder.delay,
        )

    def test_a_forward_to_where_it_was_going(self) -> None:
        decision = engine(mock("m", responder=ForwardTo())).decide(get())
        assert isinstance(decision, Forward)
        assert decision.to is None
        assert decision.mock is not None

    def test_a_forward_to_what_is_no_url_is_not_counted(self) -> None:
        broken = mock("m", responder=ForwardTo("127.0.0.1:9"), times=1)
        asked = engine(broken)
        for _ in range(2):
            decision = asked.decide(get())
            assert isinstance(decision, Unforwardable)
            assert "127.0.0.1:9" in decision.reason
        assert asked.session.uses(broken) == 0


class TestSettling:
    def test_what_came_to_nothing_does_not_count(self) -> None:
        once = mock("m", responder=ForwardTo(), times=1)
        asked = engine(once)
        for succeeded, uses in ((False, 0), (False, 0), (True, 1)):
            decision = asked.decide(get())
            assert isinstance(decision, Forward)
            assert decision.reservation is not None
            asked.settle(decision.reservation, succeeded=succeeded)
            assert asked.session.uses(once) == uses
        assert asked.decide(get()) == Refuse(Reason.EXCEEDED, (once,))


class TestHead:
    body = mock("body", OnBody(equal("x")))

    def test_a_mock_that_the_head_settles_answers_at_once(self) -> None:
        asked = engine(self.body, mock("head"))
        assert chosen(asked.decide_head(get(body=None))) == "head"

    def test_a_candidate_with_a_condition_on_the_body_needs_it(self) -> None:
        asked = engine(mock("head"), self.body)
        assert asked.decide_head(get(body=None)) == NeedsBody()
        assert chosen(asked.decide(get(body=b"x"))) == "body"
        assert chosen(asked.decide(get(body=b"y"))) == "head"
        assert chosen(asked.decide(get(body=None))) == "head"

    def test_a_candidate_that_the_head_rules_out_does_not(self) -> None:
        asked = engine(mock("head"), mock("body", on_path("/b"), OnBody(equal("x"))))
        assert chosen(asked.decide_head(get(body=None))) == "head"

    def test_a_used_up_mock_does_not_settle_it(self) -> None:
        asked = engine(self.body, mock("once", times=1))
        assert chosen(asked.decide_head(get(body=None))) == "once"
        assert asked.decide_head(get(body=None)) == NeedsBody()
        assert asked.session.uses(asked.file_mocks[1]) == 1

    def test_nothing_left_is_decided_by_the_policy(self) -> None:
        once = mock("once", times=1)
        asked = engine(once)
        asked.decide_head(get(body=None))
        assert asked.decide_head(get(body=None)) == Refuse(Reason.EXCEEDED, (once,))


class TestScripts:
    scripted = mock("scripted", on_path("/s"), responder=Scripted("lua", "return {}"))

    def test_the_script_of_the_chosen_mock_is_the_decision(self) -> None:
        asked = engine(mock("usual"), self.scripted)
        decision = asked.decide(get("/s", body=b""))
        assert isinstance(decision, Script)
        assert (decision.mock, decision.responder) == (self.scripted, Scripted("lua", "return {}"))
        assert decision.trace.winner is self.scripted
        assert asked.session.uses(self.scripted) == 1
        assert chosen(asked.decide(get("/x"))) == "usual"

    def test_a_script_that_came_to_nothing_does_not_count(self) -> None:
        asked = engine(self.scripted)
        decision = asked.decide(get("/s", body=b""))
        assert isinstance(decision, Script)
        asked.settle(decision.reservation, succeeded=False)
        assert asked.session.uses(self.scripted) == 0

    def test_it_waits_for_the_body_and_counts_nothing_before(self) -> None:
        asked = engine(mock("usual"), self.scripted)
        assert asked.decide_head(get("/s", body=None)) == NeedsBody()
        assert asked.session.uses(self.scripted) == 0
        assert chosen(asked.decide_head(get("/x", body=None))) == "usual"

    def test_a_body_over_the_limit_holds_it_back(self) -> None:
        asked = engine(mock("usual"), self.scripted)
        decision = asked.decide(get("/s", body=None))
        assert chosen(decision) == "usual"
        assert decision.trace.tried == (Tried(self.scripted, HeldBack.TOO_LARGE),)
        assert asked.session.uses(self.scripted) == 0

    @pytest.mark.parametrize(
        "responder",
        [resource_of(template="/s/{id}"), Fixtures("templates", {"s": "x"})],
        ids=["rows", "files"],
    )
    def test_resources_and_fixtures_answer_a_body_over_the_limit(self, responder: Any) -> None:
        asked = engine(mock("usual"), mock("it", responder=responder))
        decision = asked.decide(replace(get("/s", body=None), method="POST"))
        assert isinstance(decision, Answer)
        assert (decision.response.status, asked.session.uses(decision.reservation.mock)) == (413, 1)

    def test_a_used_up_one_needs_no_body(self) -> None:
        asked = engine(mock("usual"), mock("once", times=1, responder=Scripted("lua", "return {}")))
        asked.decide(get("/s", body=b""))
        assert chosen(asked.decide_head(get("/s", body=None))) == "usual"


class TestChangingMocks:
    def test_a_reload_keeps_the_counts_of_mocks_that_stay(self) -> None:
        kept, gone = mock("kept", on_path("/k"), times=1), mock("gone", on_path("/g"), times=1)
        asked = engine(kept, gone)
        asked.decide(get("/k"))
        asked.decide(get("/g"))
        asked.replace_files([kept])
        assert asked.file_mocks == (kept,)
        asked.replace_files([kept, gone])
        assert asked.session.uses(kept) == 1
        assert chosen(asked.decide(get("/g"))) == "gone"

    def test_a_reload_keeps_the_mocks_of_the_api(self) -> None:
        asked = engine(mock("file"))
        asked.add([mock("api", times=1)])
        asked.decide(get())
        asked.replace_files([])
        assert asked.decide(get()) == Refuse(Reason.EXCEEDED, asked.session.mocks)

    def test_layers_of_the_api_stay_few_and_in_order(self) -> None:
        asked = engine(mock("file"))
        for number in range(40):
            asked.add([mock(str(number), times=1)])
            asked.add([])
        assert len(asked.mocks.layers) <= 5
        assert asked.mocks.version == 81
        assert [chosen(asked.decide(get())) for _ in range(41)] == [*map(str, reversed(range(40))), "file"]

    def test_a_layer_that_was_made_before_is_taken_as_it_is(self) -> None:
        asked = engine(mock("old", times=1))
        layer = asked.layer([mock("new")])
        assert chosen(asked.decide(get())) == "old"
        asked.replace_files(layer)
        assert asked.mocks.layers[0] is layer
        assert chosen(asked.decide(get())) == "new"

    def test_another_session_has_the_files_and_its_own_counts(self) -> None:
        asked = engine(mock("file", times=1))
        asked.add([mock("api", times=1)])
        assert [chosen(asked.decide(get())) for _ in range(2)] == ["api", "file"]
        asked.begin(new_session("next"))
        assert asked.session.facts.name == "next"
        assert chosen(asked.decide(get())) == "file"


class TestHoldingBack:
    def test_the_first_calls_pass(self) -> None:
        asked = engine(mock("usual"), mock("late", on_path("/l"), after=2, times=1))
        requests = [get("/l"), get("/x"), get("/l"), get("/l"), get("/l")]
        answers = [chosen(asked.decide(each)) for each in requests]
        assert answers == ["usual", "usual", "usual", "late", "usual"]

    def test_a_call_counts_once_however_often_it_is_asked(self) -> None:
        asked = engine(mock("body", OnBody(equal("x"))), mock("late", after=1))
        assert asked.decide_head(get(body=None)) == NeedsBody()
        assert asked.decide(get()) == Forward()
        assert chosen(asked.decide(get())) == "late"

    def test_what_is_not_yet_due_or_expired_is_as_if_it_were_not_there(self) -> None:
        late, short = mock("late", on_path("/l"), after=9), mock("short", on_path("/s"), ttl=5)
        asked = engine(late, short)
        assert asked.decide(get("/l")) == Forward()
        assert chosen(asked.decide(get("/s", received_at=4.9))) == "short"
        assert asked.decide(get("/s", received_at=5.0)) == Forward()

    def test_the_same_seed_gives_the_same_run(self) -> None:
        runs = []
        for seed in (1, 1, 2):
            asked = Engine(Session(SessionFacts("s", "s", 0.0), seed))
            asked.replace_files([mock("usual"), mock("file", probability=0.5)])
            asked.add([mock(f"random id {len(runs)}", on_path("/a"), probability=0.5)])
            runs.append([chosen(asked.decide(get(path)))[:6] for path in ("/a", "/b") * 20])
        assert runs[0] == runs[1] != runs[2]
        assert set(runs[0]) == {"usual", "file", "random"}


class TestTrace:
    def test_what_was_tried_in_order_and_who_won(self) -> None:
        winner, other = mock("winner", on_path("/w")), mock("other", OnField("method", equal("PUT")))
        once = mock("once", times=1)
        elsewhere = mock("elsewhere", OnField("host", equal("b.test")))
        asked = engine(winner, elsewhere, other, once)
        assert chosen(asked.decide(get("/w"))) == "once"
        traced = asked.decide(get("/w")).trace
        assert traced == Trace(1, (Tried(once, HeldBack.USED_UP),), 0, winner, 0, 1)
        refused = asked.decide(get("/x")).trace
        assert (refused.winner, refused.tried) == (None, (Tried(once, HeldBack.USED_UP),))

    def test_the_place_of_the_condition_that_failed(self) -> None:
        failing = mock("failing", on_path("/w"), OnField("method", equal("PUT")), OnBody(equal("x")))
        asked = engine(mock("all"), failing)
        assert asked.decide(get("/w")).trace.tried == (Tried(failing, 1),)
        by_head = asked.decide_head(get("/w", body=None))
        assert isinstance(by_head, Answer)
        assert by_head.trace.tried == (Tried(failing, 1),)

    def test_a_use_that_came_to_nothing_is_no_use(self) -> None:
        traced = engine(mock("m", responder=ForwardTo("127.0.0.1:9"))).decide(get()).trace
        assert (traced.winner and traced.winner.id, traced.uses_before, traced.uses_after) == ("m", 0, 0)


BYTES = st.binary(max_size=40)
TEXT = BYTES.map(lambda raw: raw.decode("utf-8", "surrogateescape"))
HOSTILE_BODIES = BYTES | st.text('{}[]",:0123456789eE+-.\\ud8e0 aknul', max_size=60).map(str.encode)


def matcher(make: Any, value: str) -> Matcher:
    """A matcher from a value, or from a number, or from two, if that is what it takes."""
    for each in (value, "1", ["1", "2"]):
        with suppress(ValueError):
            made: Matcher = make(each)
            return made
    raise AssertionError(f"no value is good for {make}")


EVERYTHING = [
    mock(f"{name}-{kind}", condition)
    for name, make in CORE_MATCHERS.items()
    if make.takes is Takes.TEXT
    for kind, condition in {
        "method": OnField("method", matcher(make, "GET")),
        "host": OnField("host", matcher(make, "a.test")),
        "path": OnField("path", matcher(make, "/a%20b")),
        "query": OnQuery({"a": (matcher(make, "1"), matcher(make, "b"))}),
        "headers": OnHeaders({"Content-Type": (matcher(make, "text/plain"),)}),
        "body": OnBody(matcher(make, "{}")),
        "paths": OnBodyPaths(
            {"a.b[0]": matcher(make, "1"), "[k.l].m": matcher(make, ""), "n": matcher(make, "null")}
        ),
    }.items()
]


@given(
    method=TEXT,
    target=TEXT,
    headers=st.lists(st.tuples(st.sampled_from([b"Content-Type", b"host"]) | BYTES, BYTES), max_size=4),
    body=st.none() | HOSTILE_BODIES,
    form=st.sampled_from([None, b"application/x-www-form-urlencoded", b"application/json"]),
)
def test_no_request_breaks_it(
    method: str, target: str, headers: list[tuple[bytes, bytes]], body: bytes | None, form: bytes | None
) -> None:
    fields = ((b"Content-Type", form), *headers) if form else tuple(headers)
    sent = get(target, method=method, headers=Headers(fields), body=body)
    for each in EVERYTHING:
        asked = engine(each)
        assert isinstance(asked.decide(sent), Answer | Forward)
        assert isinstance(asked.decide_head(sent), Answer | Forward | NeedsBody)
    asked = engine(mock("m", responder=ForwardTo("http://up.test")))
    assert isinstance(asked.decide(sent), Forward | Unforwardable)


@pytest.mark.parametrize(
    "body",
    [b'{"a":' * depth + b"1" + b"}" * depth for depth in (400, 900, 1_400, 9_000)]
    + [b'{"n":' + b"[" * depth + b"]" * depth + b"}" for depth in (900, 1_400)]
    + [b'{"a":{"b":[' + b"9" * 5_000 + b"]}}", b'{"a":{"b":[1e999]}}', b'{"n":"\\ud800"}'],
    ids=repr,
)
def test_no_document_breaks_it(body: bytes) -> None:
    for each in EVERYTHING:
        engine(each).decide(get(body=body))


class TestRehearsal:
    ONCE = mock("once", on_path("/"), times=1)

    def test_what_it_decides_counts_nowhere_else(self):
        real = engine(self.ONCE)
        twin = real.rehearsal()
        assert chosen(twin.decide(get())) == "once"
        assert isinstance(twin.decide(get()), Refuse)
        assert chosen(real.decide(get())) == "once"
        assert isinstance(real.rehearsal().decide(get()), Refuse)

    def test_it_can_have_other_mocks_and_counts(self):
        real = engine(self.ONCE)
        real.decide(get())
        twin = real.rehearsal(MockSet.of([mock("other", on_path("/"))]), new_session())
        assert chosen(twin.decide(get())) == "other"


def test_engines_beside_each_other_share_the_files_and_nothing_else():
    one = engine(mock("file", on_path("/"), times=1), unmatched=Unmatched.REFUSE)
    another = one.beside(new_session())
    another.add([mock("upload", on_path("/up"))])
    assert chosen(one.decide(get())) == chosen(another.decide(get())) == "file"
    assert chosen(another.decide(get("/up"))) == "upload"
    assert isinstance(one.decide(get("/up")), Refuse)


def test_many_mocks_are_made_ready_for_near_misses():
    made = engine()
    few, many = made.layer([mock("a")]), made.layer(mock(str(number)) for number in range(300))
    assert ("neighbours" in vars(few), "neighbours" in vars(many)) == (False, True)


def test_a_sequence_answers_one_use_after_the_other():
    turns = InTurn((Fixed(Response(503)), Fixed(Response(200))))
    asked = engine(mock("m", responder=turns))
    decisions = [asked.decide(get()) for _ in range(2)]
    assert [made.response.status for made in decisions if isinstance(made, Answer)] == [503, 200]
    assert [made.trace.turn for made in decisions] == [1, 2]
    assert engine(mock("m")).decide(get()).trace.turn == 0


def test_a_rule_of_chaos_disturbs_what_its_head_decides():
    rule = mock("rule", responder=Chaos((Fault(Disturbance.DROP),)))
    assert isinstance(engine(mock("m"), rule).decide_head(get()), Disturb)
