"""Conditions that never hold: what is told, and that no request that HTTP allows fulfils one of them."""

from itertools import cycle, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smockproxy.core.http import Headers, Request
from smockproxy.core.problem import Severity
from smockproxy.files.lint.futile import findings_of, futile
from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS
from tests.unit.files.reads import mock_of, mocks_of

TEXT = """\
- request:
    path: /a?b=1
    any_of: [{path: /b, headers: {"x y": z}}, {method: get}]
  response: {}
"""


def test_what_is_told():
    assert [str(problem) for problem in futile(mocks_of(TEXT))] == [
        (
            'mocks/a.yml:1:1: request.path: this never holds: a path has no "?", found "/a?b=1"\n'
            '    hint: the query is asked for by query_params: {b: "1"}, the path is /a'
        ),
        (
            'mocks/a.yml:1:1: request.any_of[0].headers["x y"]: '
            'this never holds: no header can be named "x y"\n'
            "    hint: the name of a header is letters, digits and any of !#$%&'*+-.^_`|~"
        ),
        (
            "mocks/a.yml:1:1: request.any_of[1].method: "
            'this hardly ever holds: clients send methods in capital letters, found "get"\n'
            "    hint: write GET"
        ),
    ]
    assert [(problem.code, problem.severity) for problem in futile(mocks_of(TEXT))] == [
        ("never_holds", Severity.WARNING),
        ("never_holds", Severity.WARNING),
        ("hardly_holds", Severity.NOTE),
    ]


def test_what_is_impossible_by_itself_contradicts_nothing():
    (finding,) = findings_of(mock_of("- request: {path: a, path_template: '/{x}'}\n  response: {}\n"))
    assert finding.steps == ("request", "path")


PIECES = (
    "/",
    "a",
    "/a",
    "?",
    "x=1",
    "%2F",
    "b.test",
    "https://",
    "http://",
    ":80",
    "[::1]",
    "*",
    "#",
    " ",
    "",
)
NAMES = ("X-A", "X A", "a=b", "a", "$.a")
WHOLE = ("/a", "/", "b.test", "http://b.test/a", "https://b.test/", "http://b.test:8080/a?x=1", "443", "http")
texts = st.one_of(
    st.sampled_from(WHOLE), st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)
)
TEXT_MATCHERS = (
    "ShouldEqual",
    "ShouldStartWith",
    "ShouldEndWith",
    "ShouldContainSubstring",
    "ShouldMatchGlob",
)
matchers = st.one_of(
    st.builds(lambda name, value: {"matcher": name, "value": value}, st.sampled_from(TEXT_MATCHERS), texts),
    st.lists(texts, min_size=1, max_size=2).map(lambda values: {"matcher": "ShouldBeIn", "value": values}),
)
fields = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("method", "scheme", "host", "port", "path", "url"), matchers),
        "path_template": st.sampled_from(["/a", "/{x}", "/a?x=1", "/a/{x}"]),
        "headers": st.dictionaries(st.sampled_from(NAMES), matchers, max_size=1),
        "cookies": st.dictionaries(st.sampled_from(NAMES), matchers, max_size=1),
    },
)
COOKIES = ("a=b", "a=b=c", "X A=/a", "$.a=a")
REQUESTS = [
    Request(
        "GET", scheme, host, port, target, Headers.of([("Host", host), ("X-A", "/a"), ("Cookie", cookie)])
    )
    for cookie, (scheme, host, port, target) in zip(
        cycle(COOKIES),
        product(
            ("http", "https"),
            ("a", "b.test", "A.b.test", "::1", "10.0.0.1"),
            (80, 443, 8080),
            ("/", "*", "/a", "/a?x=1", "/a/b.test", "/%2Fa", "/ a", "//a?/a", "/b.test?", "/a:80/*"),
        ),
        strict=False,
    )
]


@settings(max_examples=100, deadline=None)
@given(conditions=fields, others=fields)
def test_what_is_told_never_to_hold_never_holds(conditions, others):
    text = repr([{"request": {**conditions, "all_of": [others]}, "response": {}}])
    read = read_mock_file(text.encode(), "a.yml", MATCHERS)
    for mock in read.readable:
        for finding in findings_of(mock):
            if finding.severity is Severity.WARNING:
                assert finding.conditions
                is_on_url = "url" in finding.steps
                for request in REQUESTS:
                    if is_on_url and " " in request.target:
                        continue  # no request line has a blank in its target; a path would escape it
                    assert not all(condition.holds(request) for condition in finding.conditions), finding


@pytest.mark.parametrize("rest", ["", "?x=1"])
def test_a_mock_made_of_a_request_is_never_told(rest):
    url = f"https://a.test:8443/b%20c{rest}"
    text = f"""
- request:
    method: POST
    scheme: https
    host: a.test
    port: 8443
    path: /b%20c
    path_template: /{{x}}
    url: "{url}"
    headers: {{Host: "a.test:8443"}}
  response: {{}}
"""
    assert list(findings_of(mock_of(text))) == []
