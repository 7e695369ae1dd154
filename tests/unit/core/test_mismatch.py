"""Why something does not hold, in words."""

from smockproxy.core.http import Request
from smockproxy.core.jsoncompare import Pattern
from smockproxy.core.matcher import DocumentMatcher
from smockproxy.core.matchers import CORE_MATCHERS
from smockproxy.core.mismatch import (
    TOO_LARGE,
    Mismatch,
    body_mismatch,
    describe,
    document_mismatch,
    normalized,
)

LIKE = DocumentMatcher(
    "M", "{}", {"value": {}, "extra": False}, Pattern({"a": 1}).difference, Pattern({"a": 1}).accepts
)


def request(body):
    return Request("GET", "http", "a.test", 80, "/", body=body)


def test_a_matcher_is_described_with_its_options():
    assert describe(LIKE) == "M '{}', extra: false"
    assert (
        describe(CORE_MATCHERS["ShouldAlmostEqual"]("1", delta="0.5")) == "ShouldAlmostEqual '1', delta: 0.5"
    )
    assert describe(CORE_MATCHERS["ShouldBeAbsent"]()) == "ShouldBeAbsent"


def test_a_body_is_explained_by_where_it_differs():
    assert body_mismatch("body", LIKE, request(b'{"a": 2}')) == Mismatch("body.$.a", "1", "2")
    assert body_mismatch("body", LIKE, request(b"x")) == Mismatch("body", describe(LIKE), "x")
    assert body_mismatch("body", LIKE, request(None)) == Mismatch("body", describe(LIKE), TOO_LARGE)


def test_a_document_without_a_difference_is_shown():
    assert document_mismatch("f", LIKE, {"a": 1}) == Mismatch("f", describe(LIKE), '{"a":1}')


def test_paths_are_written_as_json_path():
    assert normalized(()) == "$"
    assert normalized(("a", 0, "it's \\")) == "$.a[0]['it\\'s \\\\']"
