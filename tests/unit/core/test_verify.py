"""Whether mocks were used as promised, and what else was wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.account import CLIENT_GONE
from smockproxy.core.bounds import Bounds, VerdictOutcome
from smockproxy.core.breach import USUAL, Breach
from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Request, Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Expected, Mock
from smockproxy.core.mockset import MockSet
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts
from smockproxy.core.trace import HeldBack, Trace
from smockproxy.core.verify import Disorder, verify

ANSWER = Fixed(Response())


def mock(name: str, rank: int | None = None, **limits) -> Mock:
    expected = Expected(rank=rank) if rank is not None else None
    conditions = Conditions((OnField("path", equal(f"/{name}")),))
    return Mock(name, ANSWER, conditions, **({"expected": expected} | limits))


def exchange(number: int, outcome: Outcome = Outcome.MOCKED, path: str = "/", **facts) -> HistoryEntry:
    name = path.strip("/")
    by = MockRef(name, name, "static", from_file=False) if outcome is Outcome.MOCKED else None
    timing = Timing(started_at=float(number))
    known = {"id": str(number), "session": "s", "mock": by, "timing": timing}
    request = Request("GET", "http", "a.test", 80, path)
    return HistoryEntry(request=request, outcome=outcome, **(known | facts))


class Run:
    """A session with mocks that were used in some order."""

    def __init__(self, *mocks: Mock, used: str = "") -> None:
        self.session = Session(SessionFacts("s", "Session #1", 0.0), seed=7)
        self.mocks = MockSet.of(reversed(mocks))
        self.entries: list[HistoryEntry] = []
        by_id = {each.id: each for each in mocks}
        for number, name in enumerate(used, 1):
            self.session.reserve(by_id[name])
            self.entries.append(exchange(number, path=f"/{name}"))

    def verdict(self, **facts):
        return verify(self.mocks, self.session, self.entries, **facts)


def test_nothing_is_wrong_with_nothing() -> None:
    verdict = Run().verdict()
    assert verdict.outcome is VerdictOutcome.PASSED
    assert verdict.breaches == ()
    assert (verdict.session.name, verdict.seed, verdict.account.exchanges) == ("Session #1", 7, 0)


@pytest.mark.parametrize(
    ("used", "outcome"),
    [("a", VerdictOutcome.FAILED), ("aa", VerdictOutcome.PASSED), ("aaa", VerdictOutcome.FAILED)],
)
def test_times_is_exactly_so_often(used: str, outcome: VerdictOutcome) -> None:
    verdict = Run(mock("a", times=2), used=used).verdict()
    assert verdict.outcome is outcome
    assert [found.mock.id for found in verdict.miscounted] == ["a"][: outcome is VerdictOutcome.FAILED]
    assert (verdict.mocks[0].uses, verdict.mocks[0].bounds) == (len(used), Bounds(2, 2))


def test_a_mock_that_was_never_used_fails_only_when_that_is_asked() -> None:
    run = Run(mock("a"), mock("b"), used="a")
    verdict = run.verdict()
    assert [found.mock.id for found in verdict.unused] == ["b"]
    assert verdict.breaches == (Breach.UNUSED,)
    assert verdict.outcome is VerdictOutcome.PASSED
    assert run.verdict(fail_on={Breach.UNUSED}).outcome is VerdictOutcome.FAILED


@pytest.mark.parametrize(
    ("outcome", "breaches"),
    [
        (Outcome.MOCKED, ()),
        (Outcome.REFUSED, (Breach.REFUSED, Breach.UNMATCHED)),
        (Outcome.FORWARDED, (Breach.UNMATCHED, Breach.FORWARDED)),
        (Outcome.FAILED, (Breach.FAILED,)),
    ],
)
def test_what_became_of_requests(outcome: Outcome, breaches: tuple[Breach, ...]) -> None:
    run = Run()
    run.entries.append(exchange(1, outcome))
    verdict = run.verdict()
    assert verdict.breaches == breaches
    assert (verdict.outcome is VerdictOutcome.FAILED) is bool(USUAL.intersection(breaches))
    for breach in Breach:
        found = run.verdict(fail_on={breach}).outcome
        assert (found is VerdictOutcome.FAILED) is (breach in breaches)


def test_a_client_that_leaves_breaks_nothing() -> None:
    run = Run()
    run.entries.append(exchange(1, Outcome.FAILED, error=CLIENT_GONE))
    assert run.verdict(fail_on=set(Breach)).outcome is VerdictOutcome.PASSED


def test_unanswered_requests_have_their_nearest_mocks() -> None:
    run = Run(mock("users"))
    run.entries += [
        exchange(1, Outcome.REFUSED, "/user"),
        exchange(2, Outcome.FORWARDED, "/usres"),
        exchange(3, Outcome.REFUSED, "", protocol="tcp"),
    ]
    verdict = run.verdict()
    refused, tunnel = verdict.refused
    assert [miss.mock.id for miss in refused.nearest] == ["users"]
    assert refused.nearest[0].mismatches[0].actual == "/user"
    assert tunnel.nearest == ()
    assert verdict.passed_on[0].nearest[0].mismatches[0].actual == "/usres"


def test_a_trace_says_what_held_a_mock_back() -> None:
    used_up = mock("users", times=1)
    trace = Trace(passed_over=((used_up, HeldBack.USED_UP),))
    run = Run(used_up)
    run.entries += [
        exchange(1, Outcome.REFUSED, "/users"),
        exchange(2, Outcome.REFUSED, "/users/", trace=trace),
    ]
    verdict = run.verdict(find_trace={"1": trace}.get)
    assert [found.nearest[0].held_back for found in verdict.refused] == [HeldBack.USED_UP] * 2
    assert run.verdict().refused[0].nearest[0].held_back is None


def test_what_was_evicted_makes_a_verdict_incomplete_and_never_green() -> None:
    run = Run(mock("a", times=1), used="a")
    assert run.verdict(evicted=1).outcome is VerdictOutcome.INCOMPLETE
    assert Run(mock("a", times=1)).verdict(evicted=1).outcome is VerdictOutcome.FAILED


@pytest.mark.parametrize(
    ("used", "disorders"),
    [
        ("abc", {}),
        ("axbxc", {}),
        ("abca", {}),
        ("aabcb", {}),
        ("bac", {"b": ("a", "1", "2")}),
        ("babc", {"b": ("a", "1", "2")}),
        ("cba", {"c": ("a", "1", "3"), "b": ("a", "2", "3")}),
        ("acb", {"c": ("b", "2", "3")}),
        ("bc", {}),
    ],
)
def test_first_uses_follow_the_ranks(used: str, disorders: dict[str, tuple[str, str, str]]) -> None:
    run = Run(mock("c", 30), mock("a", 1), mock("x"), mock("b", 2), used=used)
    verdict = run.verdict()
    found = {each.mock.id: each.disorder for each in verdict.mocks if each.disorder}
    by_id = {each.mock.id: each.mock for each in verdict.mocks}
    assert found == {name: Disorder(own, by_id[later], its) for name, (later, own, its) in disorders.items()}
    is_good = not disorders and set("abc") <= set(used)
    assert verdict.outcome is (VerdictOutcome.PASSED if is_good else VerdictOutcome.FAILED)
    assert {each.mock.id for each in verdict.miscounted} == {*disorders, *(set("abc") - set(used))}


def test_equal_ranks_come_in_any_order() -> None:
    for used in ("abc", "bac"):
        run = Run(mock("a", 1), mock("b", 1), mock("c", 2), used=used)
        assert run.verdict().outcome is VerdictOutcome.PASSED
    assert Run(mock("a", 1), mock("b", 1), mock("c", 2), used="acb").verdict().miscounted[0].mock.id == "c"


def test_what_may_be_left_out_keeps_its_place_if_it_comes() -> None:
    optional = mock("a", expected=Expected(at_least=0, rank=1))
    assert Run(optional, mock("b", 2), used="b").verdict().outcome is VerdictOutcome.PASSED
    assert Run(optional, mock("b", 2), used="ba").verdict().outcome is VerdictOutcome.FAILED


@given(st.lists(st.integers(1, 4), min_size=1, max_size=6), st.data())
def test_disorder_is_what_comparing_all_pairs_finds(ranks: list[int], data: st.DataObject) -> None:
    names = "abcdef"[: len(ranks)]
    used = "".join(data.draw(st.lists(st.sampled_from(names), max_size=8)))
    rank_of = dict(zip(names, ranks, strict=True))
    verdict = Run(*(mock(name, rank) for name, rank in rank_of.items()), used=used).verdict()
    expected = {
        late
        for late in set(used)
        if any(rank_of[other] < rank_of[late] and used.find(other) > used.find(late) for other in set(used))
    }
    assert {each.mock.id for each in verdict.mocks if each.disorder} == expected
    for each in verdict.mocks:
        if each.disorder:
            later = each.disorder.later.id
            assert rank_of[later] < rank_of[each.mock.id]
            assert used.find(later) > used.find(each.mock.id)
