"""Conditions in the parts that near misses compare."""

from dataclasses import dataclass
from typing import Any

import pytest

from smockproxy.core.conditions import Condition, OnBody, OnBodyPaths, OnField, OnHeaders, OnQuery
from smockproxy.core.matchers import CORE_MATCHERS, equal
from smockproxy.core.mismatch import Mismatch
from smockproxy.core.parts import parts_of, wanted_by

A, B = (equal("a"),), (equal("b"),)


@dataclass(frozen=True)
class InPairs:
    paths: tuple[tuple[str, Any], ...]
    needs_body: bool = False

    def holds(self, _request: object) -> bool:
        return False

    def mismatch(self, _request: object) -> Mismatch | None:
        return None


@pytest.mark.parametrize(
    ("condition", "parts"),
    [
        (OnHeaders({"A": A, "B": B}), (OnHeaders({"A": A}), OnHeaders({"B": B}))),
        (OnQuery({"a": A, "b": ()}), (OnQuery({"a": A}), OnQuery({"b": ()}))),
        (InPairs((("a", A[0]), ("b", B[0]))), (InPairs((("a", A[0]),)), InPairs((("b", B[0]),)))),
    ],
)
def test_each_name_is_a_part(condition: Condition, parts: tuple[Condition, ...]) -> None:
    assert parts_of(condition) == parts


class Never:
    needs_body = False

    def holds(self, _request: object) -> bool:
        return False

    def mismatch(self, _request: object) -> Mismatch | None:
        return None


@pytest.mark.parametrize("condition", [OnHeaders({"A": A}), OnField("path", equal("/")), Never()])
def test_what_has_one_name_or_none_is_one_part(condition: Condition) -> None:
    assert parts_of(condition) == (condition,)


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        (OnField("path", equal("/a")), "/a"),
        (OnField("path", CORE_MATCHERS["ShouldNotEqual"]("/a")), None),
        (OnBody(equal("text")), "text"),
        (OnHeaders({"A": A}), "a"),
        (OnQuery({"a": ()}), None),
        (OnBodyPaths({"a": equal("1")}), "1"),
        (OnBodyPaths({}), None),
        (InPairs((("a", A[0]),)), "a"),
        (Never(), None),
    ],
)
def test_the_text_that_a_condition_wants(condition: Condition, wanted: str | None) -> None:
    assert wanted_by(condition) == wanted
