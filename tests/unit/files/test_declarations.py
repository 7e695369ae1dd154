"""What a decorator says, as the tree of a mock."""

import pytest

from smockproxy.files import planned
from smockproxy.files.declarations import BLOCKS, blocks_away, tree_of
from smockproxy.files.reading import Complaint, Declaration
from smockproxy.files.wire import ContextWire, MockWire, RequestWire


def tree(where="", method="", **said):
    found, complaints = tree_of(Declaration(7, "f", method, where, said, "code"))
    assert complaints == []
    return found


def complaints(where="", method="", **said):
    _, found = tree_of(Declaration(7, "f", method, where, said, "code"))
    return [f"{'.'.join(map(str, each.steps))}: {each.message}" for each in found]


@pytest.mark.parametrize(
    ("where", "conditions"),
    [
        ("", {}),
        ("/", {"path": "/"}),
        ("/a/b", {"path": "/a/b"}),
        ("/a//b", {"path": "/a//b"}),
        ("//a", {"path": "//a"}),
        ("/a/{id:int}", {"path_template": "/a/{id:int}"}),
        ("http://a.test", {"scheme": "http", "host": "a.test"}),
        (
            "https://A.test:8443/{id}",
            {"scheme": "https", "host": "a.test", "port": "8443", "path_template": "/{id}"},
        ),
        ("http://[::1]:80/a", {"scheme": "http", "host": "::1", "port": "80", "path": "/a"}),
    ],
)
def test_urls_and_paths(where, conditions):
    assert tree(where)["request"] == conditions


def test_each_keyword_stands_where_it_belongs():
    found = tree("/a", "GET", id="x", times=3, host="a.test", not_={"path": "/b"}, delay="1s", priority=2)
    assert found == {
        "id": "x",
        "priority": "2",
        "request": {"path": "/a", "method": "GET", "host": "a.test", "not": {"path": "/b"}},
        "context": {"times": "3"},
        "response": {"delay": "1s", "body": "code"},
    }
    assert found.line == 7


def test_every_key_of_a_mock_is_a_keyword_or_none_of_a_function():
    keys = MockWire.keys() | RequestWire.keys() | ContextWire.keys()
    left_out = keys - BLOCKS.keys()
    responders = {"response", "responses", "sequence", "dynamic_response", "proxy", "resource", "chaos"}
    responders |= {"fixtures", "data", "recorded"}
    assert left_out == responders | {"request", "context", "rate_limit", "not"}


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("users", ': expected a path that begins with "/", or a URL, found "users"'),
        ("http://a.test/x?a=1", ': "http://a.test/x?a=1" has a query'),
        ("/x?", ': "/x?" has a query'),
        ("http://{a}.test/x", ": a host has no {…} in it"),
        ("http://[a/x", ': "http://[a/x" is no URL: Invalid IPv6 URL'),
        (
            "http://a.test:x/",
            ": \"http://a.test:x/\" is no URL: Port could not be cast to integer value as 'x'",
        ),
    ],
)
def test_what_is_no_url(where, message):
    assert complaints(where) == [message]


def test_what_is_said_twice():
    said = {"host": "b.test", "path": "/y", "method": "PUT"}
    _, found = tree_of(Declaration(1, "f", "GET", "http://a.test/x", said))
    assert sorted(each.message for each in found) == [
        "host is said twice",
        "method is said twice",
        "path is said twice",
    ]
    assert complaints("/x", path_template="/{y}") == []


def test_unknown_keywords():
    _, (unknown, none_near) = tree_of(Declaration(1, "f", said={"hots": 1, "zzzzzzzz": 1}))
    assert (unknown.message, unknown.hint) == ('unknown keyword "hots"', 'did you mean "host"?')
    assert none_near.hint.startswith("known: after, ")
    assert planned.REQUEST
    for key in planned.REQUEST - {"state"}:
        assert complaints(**{key: 1}) == [f'{key}: "{key}" is not supported yet']


def test_what_the_reading_found_is_told():
    _, (told,) = tree_of(Declaration(1, "f", complaint="no", hint="do"))
    assert (told.message, told.hint) == ("no", "do")


@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        (("request", "headers", "X-A", 0), ("headers", "X-A", 0)),
        (("request", "not", "path"), ("not_", "path")),
        (("context", "times"), ("times",)),
        (("response", "delay"), ("delay",)),
        (("id",), ("id",)),
        (("request",), ("request",)),
        ((), ()),
    ],
)
def test_paths_are_those_of_the_decorator(steps, shown):
    assert blocks_away(Complaint(message="m", steps=steps)).steps == shown
