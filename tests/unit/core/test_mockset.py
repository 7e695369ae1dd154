"""Layers of mocks and the order in which they are asked."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.chaos import Chaos
from smockproxy.core.conditions import Conditions, OnField
from smockproxy.core.http import Request, Response
from smockproxy.core.index import Layer
from smockproxy.core.matchers import CORE_MATCHERS, Matcher, equal
from smockproxy.core.mock import Mock
from smockproxy.core.mockset import GROWTH, MockSet, dated, stacked
from smockproxy.core.narrowing import NO_PATTERNS
from smockproxy.core.recalled import Recalled, recalling
from smockproxy.core.remembering import ToRemember
from smockproxy.core.responders import Fixed

REQUEST = Request("GET", "http", "a.test", 80, "/")


def mocks(*priorities: int, first: int = 0) -> list[Mock]:
    return [Mock(str(at), Fixed(Response()), priority=each) for at, each in enumerate(priorities, first)]


def asked(*priorities: int) -> list[str]:
    return [mock.id for mock in MockSet.of(mocks(*priorities)).candidates(REQUEST)]


def test_the_last_declared_is_asked_first() -> None:
    assert asked(0, 0, 0) == ["2", "1", "0"]


def test_a_higher_priority_is_asked_before_it() -> None:
    assert asked(5, 0, 10, -1, 5) == ["2", "4", "0", "1", "3"]


def test_no_mocks() -> None:
    assert len(MockSet()) == 0
    assert list(MockSet().candidates(REQUEST)) == []
    assert MockSet().in_order == ()
    assert asked() == []


def test_an_upper_layer_is_asked_first_unless_priority_says_otherwise() -> None:
    layers = Layer(mocks(0, 1, 0)), Layer(mocks(0, 1, first=3)), Layer(mocks(-1, 1, first=5))
    of_all = MockSet(layers)
    assert [mock.id for mock in of_all.in_order] == ["6", "4", "1", "3", "2", "0", "5"]
    assert list(of_all.candidates(REQUEST)) == list(of_all.in_order)
    assert len(of_all) == 7


def test_which_ids_are_in_force() -> None:
    of_two = MockSet((Layer(mocks(0)), Layer(mocks(0, first=3))))
    assert [name for name in "0123" if of_two.has(name)] == ["0", "3"]


@given(st.lists(st.integers(-3, 3), max_size=8))
def test_nothing_is_lost_and_nothing_is_out_of_order(priorities: list[int]) -> None:
    in_order = MockSet.of(mocks(*priorities))
    ranks = [(-mock.priority, -int(mock.id)) for mock in in_order.in_order]
    assert len(in_order) == len(priorities)
    assert ranks == sorted(ranks)


@given(st.lists(st.lists(st.integers(-1, 1), max_size=4), max_size=30))
def test_a_stack_of_layers_asks_as_one_layer_would(batches: list[list[int]]) -> None:
    layers: tuple[Layer, ...] = ()
    declared: list[Mock] = []
    for batch in batches:
        added = mocks(*batch, first=len(declared))
        declared += added
        layers = stacked(layers, added, NO_PATTERNS)
    sizes = [len(layer.declared) for layer in layers]
    assert MockSet(layers).in_order == MockSet.of(declared).in_order
    assert all(lower >= GROWTH * upper for lower, upper in pairwise(sizes))


@pytest.mark.parametrize(("mock_id", "since"), [("0", 3.0), ("1", 9.0)])
def test_a_mock_that_stays_keeps_the_time_of_its_coming(mock_id: str, since: float) -> None:
    before = dated(mocks(0), (), 3.0)
    assert {mock.id: mock.created_at for mock in dated(mocks(0, 0), before, 9.0)}[mock_id] == since


def test_rules_of_chaos_are_asked_in_the_order_of_all_layers() -> None:
    def rule(name: str, priority: int = 0) -> Mock:
        return Mock(name, Chaos(()), priority=priority)

    of_three = MockSet((Layer([rule("a"), rule("b", 2)]), Layer(mocks(0)), Layer([rule("c"), rule("d", 1)])))
    assert [each.id for each in of_three.rules_for(REQUEST)] == ["b", "d", "c", "a"]
    assert of_three.rules_for(REQUEST) == of_three.rules
    assert MockSet((Layer(mocks(0)),)).rules_for(REQUEST) == ()


def test_whether_all_conditions_are_settled_by_a_request() -> None:
    def layer(matcher: str) -> Layer:
        conditions = Conditions((OnField("path", CORE_MATCHERS[matcher]("now")),))
        return Layer([Mock(matcher, Fixed(Response()), conditions)])

    assert MockSet((Layer(mocks(0)), layer("ShouldEqual"))).is_settled
    assert not MockSet((layer("ShouldEqual"), layer("ShouldBeBefore"))).is_settled


def keeping(name: str) -> Mock:
    return Mock("keeps", Fixed(Response(), remember=(ToRemember(name, "X-A"),)))


def asking(name: str) -> Mock:
    def make(_values: object, _known: object) -> Matcher:
        return equal("")

    matcher = Recalled(equal(f"${{{name}}}"), frozenset({name}), frozenset({name}), make)
    return Mock("asks", Fixed(Response()), Conditions((recalling(OnField("path", matcher)),)))


def test_a_reference_asks_the_memory_only_where_some_layer_keeps_its_name() -> None:
    other = MockSet((Layer([keeping("b")]), Layer([asking("a")])))
    assert (other.asks_memory, other.state_keys, other.kept) == (False, frozenset(), {"b"})
    tied = MockSet((Layer([keeping("a")]), Layer([asking("a")])))
    assert (tied.asks_memory, tied.state_keys, tied.kept) == (True, {"remembered"}, {"a"})
