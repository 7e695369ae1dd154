"""The forms that matchers come in."""

import pytest

from smockproxy.core.jsoncompare import Pattern
from smockproxy.core.matcher import (
    ABSENT,
    PRESENT,
    BadValueError,
    BytesMatcher,
    DocumentMatcher,
    MatcherTable,
)
from smockproxy.core.matchers import equal


def test_presence():
    assert (PRESENT.name, PRESENT.value, dict(PRESENT.arguments)) == ("ShouldBePresent", "", {})
    assert ABSENT.name == "ShouldBeAbsent"
    assert PRESENT.matches("")
    assert not ABSENT.matches("")


def test_bytes_are_compared_in_utf8_and_as_they_came():
    matcher = BytesMatcher("ShouldEqualBytes", "w6Q=", "ä".encode())
    assert matcher.arguments == {"value": "w6Q="}
    assert matcher.matches("ä")
    assert BytesMatcher("", "", b"\xff").matches("\udcff")


def test_a_document_is_parsed_from_text():
    pattern = Pattern({"a": 1})
    matcher = DocumentMatcher("M", "", {}, pattern.difference, pattern.accepts)
    assert matcher.matches('{"a": 1, "b": 2}')
    assert not matcher.matches('{"a": 2}')
    assert not matcher.matches("{")


def test_arguments_are_what_the_author_wrote():
    assert equal("a").arguments == {"value": "a"}


def test_a_table_without_the_library_has_no_paths():
    with pytest.raises(BadValueError, match="not available"):
        MatcherTable().compile_path("$")
