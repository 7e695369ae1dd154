"""Conditions with remembered values in them."""

from dataclasses import replace

import pytest

from smockproxy.core.conditions import OnBodyPaths, OnField, OnHeaders, OnPathTemplate
from smockproxy.core.http import Headers, Request
from smockproxy.core.matchers import TextMatcher, equal
from smockproxy.core.memory import Memory
from smockproxy.core.mismatch import Mismatch
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.recalled import (
    MOST_MEANINGS,
    NOTHING_YET,
    OnRemembered,
    Recalled,
    as_written,
    recalling,
    remembered_in,
)
from smockproxy.core.references import filled, mentioned, needed


def recalled(value):
    return Recalled(
        equal(value),
        mentioned(value),
        needed(value),
        lambda values, known: equal(filled(value, values, known)),
    )


def asking(memory=None, path="/", **headers):
    return Request("GET", "http", "a.test", 80, path, Headers.of(headers.items()), memory=memory)


def memory(kept=("token",), **values):
    return Memory({"remembered": values}, kept=frozenset(kept))


BEARER = recalling(OnHeaders({"X": (recalled("Bearer ${token}"), equal("Bearer t"))}))
PATH = recalling(OnField("path", recalled("/orders/${token}")))


def test_a_condition_without_references_stays_what_it_is():
    for plain in (OnField("path", equal("/${a}")), OnPathTemplate(PathTemplate.parse("/{a}"))):
        assert recalling(plain) is plain
        assert as_written(plain) is plain


def test_it_is_shown_as_it_is_written():
    matcher = recalled("a ${token}")
    assert (matcher.name, matcher.value, matcher.arguments) == (
        "ShouldEqual",
        "a ${token}",
        {"value": "a ${token}"},
    )
    assert as_written(PATH) == OnField("path", recalled("/orders/${token}"))
    assert recalling(OnBodyPaths({"a": matcher})).needs_body
    assert not PATH.needs_body


@pytest.mark.parametrize("known", [None, Memory(), memory(kept=("other",), token="t")])
def test_where_nothing_keeps_the_name_the_text_stands_for_itself(known):
    assert PATH.holds(asking(known, "/orders/${token}".replace("{", "%7B").replace("}", "%7D"))) is False
    literal = recalling(OnField("method", recalled("${token}")))
    request = replace(asking(known), method="${token}")
    assert literal.holds(request)
    assert literal.mismatch(request) is None
    assert literal.mismatch(asking(known)) == Mismatch("method", "ShouldEqual '${token}'", "GET")


def test_what_is_remembered_is_asked_for():
    assert PATH.holds(asking(memory(token=7), "/orders/7"))
    assert PATH.mismatch(asking(memory(token=7), "/orders/7")) is None
    assert not PATH.holds(asking(memory(token=7), "/orders/8"))
    assert PATH.mismatch(asking(memory(token=7), "/orders/8")) == Mismatch(
        "path", "ShouldEqual '/orders/7'", "/orders/8"
    )


def test_in_a_path_it_is_escaped_as_paths_are():
    assert PATH.holds(asking(memory(token="a b"), "/orders/a%20b"))
    assert PATH.holds(asking(memory(token="a%20b/c"), "/orders/a%20b/c"))


def test_what_is_not_remembered_yet_matches_nothing_and_says_so():
    for nothing in (memory(), Memory({"remembered": "no mapping"}, kept=frozenset({"token"}))):
        assert not BEARER.holds(asking(nothing, X="Bearer ${token}"))
        assert BEARER.mismatch(asking(nothing)) == Mismatch(
            "remembered.token", "a value that an answer gave", NOTHING_YET
        )


def test_an_escaped_reference_needs_no_value():
    literal = recalling(OnField("method", recalled("$${token}")))
    assert literal.holds(replace(asking(memory()), method="${token}"))


def test_a_value_that_the_matcher_does_not_take():
    def make(values, _known):
        raise ValueError(str(values))

    matcher = Recalled(
        TextMatcher("ShouldMatch", "${token}", str.__eq__), frozenset({"token"}), frozenset({"token"}), make
    )
    condition = recalling(OnField("method", matcher))
    assert not matcher.matches("x")
    assert not condition.holds(asking(memory(token="(")))
    assert condition.mismatch(asking(memory(token="("))) == Mismatch(
        "remembered.token", "a value that the matcher takes", "another one"
    )


def test_meanings_are_kept_but_not_for_ever():
    assert isinstance(PATH, OnRemembered)
    for number in range(MOST_MEANINGS * 2 + 1):
        assert PATH.holds(asking(memory(token=number), f"/orders/{number}"))
    assert 0 < len(PATH._meanings) <= MOST_MEANINGS


def test_several_matchers_of_a_name_keep_their_order():
    assert BEARER.holds(asking(memory(token="t"), X="Bearer t")) is False  # two matchers want two lines
    both = Request(
        "GET",
        "http",
        "a.test",
        80,
        "/",
        Headers.of([("X", "Bearer t"), ("X", "Bearer t")]),
        memory=memory(token="t"),
    )
    assert BEARER.holds(both)


def test_what_is_remembered_in_a_memory():
    assert remembered_in(Memory()) == {}
    assert remembered_in(memory(token=1)) == {"token": 1}
