"""Mocks and requests drawn at random from few words, so that they often match and often nearly do.

A new matcher joins in by its being in the table; a new kind of condition by a line in `CONDITIONS`.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st

from smockproxy.core.blocks import AllOf, AnyOf, Not
from smockproxy.core.conditions import (
    Condition,
    Conditions,
    OnBody,
    OnBodyPaths,
    OnField,
    OnHeaders,
    OnPathTemplate,
    OnQuery,
)
from smockproxy.core.documents import OnJson, OnJsonPaths
from smockproxy.core.http import Form, Headers, Request, Response
from smockproxy.core.matchers import Matcher
from smockproxy.core.mock import Mock
from smockproxy.core.named import OnCookies, OnExactQuery, OnForm
from smockproxy.core.pathtemplate import PathTemplate
from smockproxy.core.responders import Fixed, ForwardTo
from smockproxy.matching import MATCHERS

FIELDS: Mapping[str, Sequence[str]] = {
    "method": ("GET", "POST", "get", "PURGE"),
    "scheme": ("http", "https"),
    "host": ("a.test", "b.a.test", "b.test", "a", ""),
    "port": ("80", "81", "443"),
    "path": (
        "/",
        "/a",
        "/a/b",
        "/a/1",
        "/a/b/c",
        "a",
        "/1",
        "b",
        "^/a",
        "b$",
        "[0-9]+",
        "(?i)/A",
        "/*/b",
        "",
    ),
    "url": ("http://a.test/a", "https", "/a/1", "a=1", "b.test/"),
    "client": ("127.0.0.1", "127.0.0.2"),
}
TEMPLATES = (
    "/",
    "/a",
    "/{x}",
    "/{x:int}",
    "/a/{x}",
    "/{x}/b",
    "/a/{rest:path}",
    "/{rest:path}",
    "/{x}/{y:int}",
)
NAMES = ("a", "b")
TEXTS = ("1", "2", "b", "", "x1", "2026-01-01T00:00:00Z")
BODIES = ("", "b", "1", '{"a": 1}', '{"a": {"b": "1"}, "b": [1, 2]}', "[1]", "a=1&b=2", "null")
OTHER_VALUES = ("1", ["1", "2"], {"type": "object"}, {"a": 1}, "MQ==", "now", "")
"""What those matchers take that do not take just any text."""


def made(name: str, value: Any) -> Matcher:
    """A matcher of a name, from a value if it can be made of it, else from another one."""
    for each in (value, *OTHER_VALUES):
        with suppress(ValueError, TypeError, AttributeError):
            return MATCHERS[name](each)
    raise AssertionError(f"{name} can be made of nothing here: add what it takes to OTHER_VALUES")


def matchers(values: Sequence[Any]) -> st.SearchStrategy[Matcher]:
    """Any matcher, equality as often as all others together."""
    names = st.just("ShouldEqual") | st.sampled_from(sorted(MATCHERS))
    return st.builds(made, names, st.sampled_from(values))


def multimaps(values: Sequence[Any] = TEXTS) -> st.SearchStrategy[dict[str, tuple[Matcher, ...]]]:
    lists = st.lists(matchers(values), max_size=2).map(tuple)
    return st.dictionaries(st.sampled_from(NAMES), lists, min_size=1, max_size=2)


on_fields = st.sampled_from(sorted(FIELDS)).flatmap(
    lambda name: st.builds(OnField, st.just(name), matchers(FIELDS[name]))
)
paths = st.builds(OnField, st.just("path"), matchers(FIELDS["path"]))
templates = st.sampled_from(TEMPLATES).map(lambda text: OnPathTemplate(PathTemplate.parse(text)))
json_paths = st.tuples(st.sampled_from(["$.a", "$..b", "$[0]"]).map(MATCHERS.compile_path), matchers(TEXTS))

CONDITIONS: Sequence[st.SearchStrategy[Condition]] = (
    on_fields,
    paths,
    templates,
    st.builds(OnQuery, multimaps()),
    st.builds(OnExactQuery, multimaps()),
    st.builds(OnHeaders, multimaps()),
    st.builds(OnCookies, multimaps()),
    st.builds(OnForm, multimaps()),
    st.builds(OnBody, matchers(BODIES)),
    st.builds(
        OnBodyPaths, st.dictionaries(st.sampled_from(["a", "a.b", "b[0]"]), matchers(TEXTS), max_size=2)
    ),
    st.builds(OnJson, matchers(BODIES)),
    st.builds(OnJsonPaths, st.lists(json_paths, min_size=1, max_size=2).map(tuple)),
)
plain_conditions = st.lists(st.one_of(on_fields, paths, templates, *CONDITIONS), max_size=3).map(
    lambda drawn: Conditions(tuple(drawn))
)
blocks = st.lists(plain_conditions, min_size=1, max_size=2).map(tuple)
BLOCKS: Sequence[st.SearchStrategy[Condition]] = (
    st.builds(AnyOf, blocks),
    st.builds(AllOf, blocks),
    st.builds(Not, plain_conditions),
)
conditions = st.builds(
    lambda plain, block: Conditions((*plain.all_of, *block)),
    plain_conditions,
    st.just([]) | st.lists(st.one_of(*BLOCKS), max_size=1),
)


def often_usual(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """The usual value in half of the cases."""
    return st.just(usual) | st.sampled_from(others)


unnamed_mocks = st.builds(
    Mock,
    id=st.just(""),
    responder=st.just(Fixed(Response()))
    | st.sampled_from([ForwardTo("http://up.test"), ForwardTo("no url")]),
    conditions=conditions,
    times=often_usual(0, 1, 2),
    priority=often_usual(0, -1, 1, 5),
    after=often_usual(0, 1, 2),
    probability=often_usual(1.0, 0.0, 0.5),
    ttl=often_usual(0.0, 3.0),
    created_at=often_usual(0.0, 4.0),
)

requests = st.builds(
    Request,
    method=st.sampled_from(["GET", "POST", "PURGE"]),
    scheme=st.sampled_from(["http", "https"]),
    host=st.sampled_from(["a.test", "B.a.test", "b.test", ""]),
    port=st.sampled_from([80, 81]),
    target=st.builds(
        str.__add__,
        st.sampled_from(["/", "/a", "/a/b", "/a/1", "/a/b/c", "/1", "/x/2", "*", "//", "/A%20"]),
        st.sampled_from(["", "", "?a=1", "?a=1&b=2&a=b"]),
    ),
    headers=st.lists(
        st.sampled_from(
            [
                ("a", "1"),
                ("b", "2"),
                ("Cookie", "a=1; b=2"),
                ("Content-Type", "application/x-www-form-urlencoded"),
            ]
        ),
        max_size=3,
    ).map(Headers.of),
    body=st.none() | st.sampled_from(BODIES).map(str.encode),
    form=st.sampled_from(Form),
    client=st.sampled_from(["127.0.0.1", "127.0.0.3"]),
)
