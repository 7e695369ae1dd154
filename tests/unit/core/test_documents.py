"""Bodies that are JSON documents."""

from dataclasses import dataclass
from typing import Any

import pytest

from smockproxy.core.documents import TOO_MUCH, OnJson, OnJsonPaths
from smockproxy.core.http import Request
from smockproxy.core.jsoncompare import Pattern
from smockproxy.core.matcher import ABSENT, PRESENT, DocumentMatcher
from smockproxy.core.matchers import equal
from smockproxy.core.mismatch import TOO_LARGE, Mismatch


@dataclass(frozen=True)
class Path:
    """A path that finds what it is told."""

    text: str
    found: Any

    def find(self, _document):
        return self.found


def request(body):
    return Request("POST", "http", "a.test", 80, "/", body=body)


def like(document):
    pattern = Pattern(document)
    return DocumentMatcher("ShouldMatchJSON", "…", {"value": document}, pattern.difference, pattern.accepts)


@pytest.mark.parametrize(
    ("matcher", "body", "mismatch"),
    [
        (like({"a": 1}), b'{"a": 1, "b": 2}', None),
        (like({"a": {"b c": [1]}}), b'{"a": {"b c": [2]}}', Mismatch("json.$.a['b c'][0]", "1", "2")),
        (like([1]), b"{}", Mismatch("json", "[1]", "{}")),
        (equal("{}"), b"{}", None),
        (equal("{}"), b"[]", Mismatch("json", "ShouldEqual '{}'", "[]")),
        (like({}), b"{", Mismatch("json", "a JSON document", "{")),
        (like({}), None, Mismatch("json", "a JSON document", TOO_LARGE)),
    ],
)
def test_a_matcher_on_the_document(matcher, body, mismatch):
    on = OnJson(matcher)
    assert on.mismatch(request(body)) == mismatch
    assert on.holds(request(body)) is (mismatch is None)
    assert on.needs_body


@pytest.mark.parametrize(
    ("matcher", "found", "mismatch"),
    [
        (equal("a"), ["b", "a"], None),
        (equal("1"), [1.0], None),
        (equal("true"), [True], None),
        (equal("null"), [None], None),
        (equal('{"a":[1]}'), [{"a": [1]}], None),
        (equal("a"), ["b", [1]], Mismatch("json.$.x", "ShouldEqual 'a'", "b, [1]")),
        (equal("a"), [], Mismatch("json.$.x", "ShouldEqual 'a'", "absent")),
        (ABSENT, [], None),
        (ABSENT, [None], Mismatch("json.$.x", "ShouldBeAbsent", "null")),
        (PRESENT, [None], None),
        (PRESENT, [], Mismatch("json.$.x", "ShouldBePresent", "absent")),
        (like({"a": 1}), [{}, {"a": 1}], None),
        (like({"a": 1}), [{"a": 2}], Mismatch("json.$.x.$.a", "1", "2")),
        (equal("a"), None, Mismatch("json.$.x", "a document of a size that can be searched", TOO_MUCH)),
    ],
)
def test_matchers_by_path(matcher, found, mismatch):
    on = OnJsonPaths(((Path("$.x", found), matcher),))
    assert on.mismatch(request(b"{}")) == mismatch
    assert on.holds(request(b"{}")) is (mismatch is None)


def test_paths_lead_nowhere_in_what_is_no_json():
    on = OnJsonPaths(((Path("$", []), ABSENT),))
    assert not on.holds(request(b"<a/>"))
    assert on.mismatch(request(b"<a/>")) == Mismatch("json", "a JSON document", "<a/>")
