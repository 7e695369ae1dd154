"""Names that can't be."""

# ruff: noqa: E501 - rows of a table

import pytest

from smockproxy.files.lint.names import impossible_names
from tests.unit.files.lint.found import found, told

TOKENS = "the name of a header is letters, digits and any of !#$%&'*+-.^_`|~"


@pytest.mark.parametrize(
    ("request_", "message", "hint"),
    [
        ("{headers: {'X Foo': a}}", 'no header can be named "X Foo"', TOKENS),
        ("{headers: {'': a}}", 'no header can be named ""', TOKENS),
        ("{headers: {'Content-Type:': a}}", 'no header can be named "Content-Type:"', 'write "Content-Type"'),
        ("{headers: {':authority': a}}", 'no header can be named ":authority"', "pseudo-headers of HTTP/2 are method:, scheme:, host: and path:"),
        ("{headers: {' X-A': a}}", 'no header can be named " X-A"', 'write "X-A"'),
        ("{headers: {'\u00c4': []}}", 'no header can be named "\u00c4"', TOKENS),
        ("{cookies: {'a=b': c}}", 'no cookie can be named "a=b"', 'the name is what stands before the =: "a"'),
        ("{cookies: {'a; b': c}}", 'no cookie can be named "a; b"', 'the name is what stands before the =: "a"'),
        ("{cookies: {'': c}}", 'no cookie can be named ""', "a cookie has a name"),
        ("{cookies: {' a': c}}", 'no cookie can be named " a"', 'the name is what stands before the =: "a"'),
    ],
)  # fmt: skip
def test_what_no_name_is(request_, message, hint):
    assert told(impossible_names, request_) == [(message, hint)]


@pytest.mark.parametrize(
    "request_",
    [
        "{headers: {X-A: a, Host: b, '!#x_y.z': c}}",
        "{headers: {'X Foo': {matcher: ShouldBeAbsent}}}",
        "{cookies: {a: b, 'c[d]': e, 'f g': h}}",
        "{cookies: {'a=b': {matcher: ShouldBeAbsent}}}",
        "{query_params: {'a=b ': c}}",
    ],
)
def test_what_a_name_may_be(request_):
    assert told(impossible_names, request_) == []


def test_the_name_is_part_of_the_path():
    (finding,) = found(impossible_names, "{any_of: [{headers: {'a b': c}}]}")
    assert finding.steps == ("request", "any_of", 0, "headers", "a b")
