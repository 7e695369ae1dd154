"""Paths that no request has."""

# ruff: noqa: E501 - rows of a table

import pytest

from smockproxy.files.lint.paths import impossible_paths
from tests.unit.files.lint.found import told


@pytest.mark.parametrize(
    ("path", "message", "hint"),
    [
        ("/a?x=1&y=", 'a path has no "?", found "/a?x=1&y="', 'the query is asked for by query_params: {x: "1", y: ""}, the path is /a'),
        ("{matcher: ShouldContainSubstring, value: '?x=1'}", 'a path has no "?", found "?x=1"', 'the query is asked for by query_params: {x: "1"}'),
        ("'/a#b'", 'a path has no "#", found "/a#b"', "what follows a # is never sent: leave it out"),
        ("'/a/{id}'", 'a path has no braces, found "/a/{id}"', "parameters are for path_template:"),
        ("/a b", 'a path is compared as it is sent, escaped; found "/a b"', 'write "/a%20b"'),
        ("/\u00e9", 'a path is compared as it is sent, escaped; found "/\u00e9"', 'write "/%C3%A9"'),
        ("{matcher: ShouldEndWith, value: 'a b'}", 'a path is compared as it is sent, escaped; found "a b"', 'write "a%20b"'),
        ("a", 'a path begins with "/", found "a"', 'write "/a"'),
        ("http://a.test/a", 'a path begins with "/", found "http://a.test/a"', "the whole URL is asked for by url:"),
        ("{matcher: ShouldStartWith, value: a/}", 'a path begins with "/", found "a/"', 'write "/a/"'),
        ("{matcher: ShouldBeIn, value: [a, b]}", 'a path begins with "/", found "a"', 'write "/a"'),
    ],
)  # fmt: skip
def test_what_no_path_is(path, message, hint):
    assert told(impossible_paths, f"{{path: {path}}}") == [(message, hint)]


@pytest.mark.parametrize(
    "request_",
    [
        "{path: /}",
        "{path: '*'}",
        "{path: /a%2Fb}",
        "{path: /%zz}",
        '{path: "/a;b,c=(d)\'!$&@:[1]~"}',
        "{path: {matcher: ShouldMatch, value: '^a\\?'}}",
        "{path: {matcher: ShouldBeIn, value: [a, /b]}}",
        "{path: {matcher: ShouldEndWith, value: a}}",
        "{path: {matcher: ShouldStartWith, value: ''}}",
        "{path: {matcher: ShouldNotEqual, value: 'a b'}}",
        "{path_template: '/a/{x}'}",
        "{not: {path: a}}",
        "{host: a.test}",
    ],
)
def test_what_a_path_may_be(request_):
    assert told(impossible_paths, request_) == []


def test_templates():
    assert told(impossible_paths, "{path_template: '/a?b=1/{x}'}") == [
        (
            'a path has no "?", found "a?b=1"',
            'the query is asked for by query_params: {b: "1"}, the path is a',
        )
    ]
