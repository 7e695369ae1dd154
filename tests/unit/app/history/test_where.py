"""Filter expressions find on entries, by SQL and by test, what mitmproxy finds on their flows."""

import sqlite3
import zlib
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy import flowfilter

from smockproxy.app.history.filtersyntax import FilterError
from smockproxy.app.history.where import ExpressionWhere, where
from smockproxy.app.usage import UsageError
from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.searched import searched
from smockproxy.matching.pythonpattern import MOST_WORK
from smockproxy.proxy.flows import flow_of, tunnel_of
from tests.golden_files import assert_golden

COLUMNS = ("method", "host", "shown_host", "url", "comment", "marker")

texts = st.text("abAB.:/ é\n", max_size=6)
header_names = st.sampled_from([b"Host", b"Content-TYPE", b"X-A", b"x-\xff"])
header_values = st.sampled_from(
    [
        b"",
        b"a.test",
        b"b.test:8080",
        b"[::1]:9",
        b"A b:x",
        b"\xc3\xa9.test",
        b"caf\xe9",
        b"text/css",
        b"image/PNG",
        b"a:b",
    ]
)
headers = st.lists(st.tuples(header_names, header_values), max_size=3).map(
    lambda lines: Headers(tuple(lines))
)
bodies = st.sampled_from([b"", b"abc", b"a\nb\n", b"\xff\x00a", "é".encode()])
mocks = st.none() | texts.map(lambda label: MockRef("id", label, "static", from_file=True))
requests = st.builds(
    Request,
    method=st.sampled_from(["GET", "post", "Connect", "CONNECT", "OPTIONS", "B\udcff"]),
    scheme=st.sampled_from(["http", "https"]),
    host=st.sampled_from(["a.test", "B.test", "::1", "10.0.0.1", ""]),
    port=st.sampled_from([80, 443, 8080]),
    target=st.sampled_from(["/", "/a?b=A", "*", "/\udcff", "", "/é"]),
    headers=headers,
    body=st.none() | bodies,
    http_version=st.sampled_from(["HTTP/1.1", "HTTP/2.0"]),
    client=st.sampled_from(["", "127.0.0.1", "::1"]),
)
responses = st.none() | st.builds(
    Response, status=st.sampled_from([200, 404, 666]), headers=headers, body=bodies
)
entries = st.builds(
    HistoryEntry,
    id=st.just("1"),
    session=st.just("s"),
    outcome=st.sampled_from(Outcome),
    request=requests,
    response=responses,
    timing=st.just(Timing(started_at=1.0)),
    request_size=st.integers(0, 5),
    response_size=st.integers(0, 5),
    mock=mocks,
    error=st.sampled_from(["", "no mock", "gone\nb"]),
    protocol=st.sampled_from(["http", "http", "http", "tcp", "tls"]),
)

facts = st.sampled_from([term.code for term in flowfilter.filter_unary]).map(lambda code: f"~{code} ")
PATTERNS = [
    *(
        "a",
        "B",
        "^a",
        "b$",
        "^get$",
        r"\.test",
        "[a-c]{2}",
        "a|b",
        "é",
        "^$",
        "^80",
        ":0$",
        "mock",
        "^http:",
        "(?s)a.b",
    ),
    *(".", "^host: ", r"b\r$", "^a.test$", "^[^:]+:8080", r"\xff", r"\x00a", "needle", "^text/css$", "kept$"),
]
patterns = st.sampled_from(PATTERNS)
searches = st.tuples(st.sampled_from([term.code for term in flowfilter.filter_rex]), patterns).map(
    lambda found: "~{} '{}'".format(found[0], found[1].replace("\\", "\\\\"))
)
statuses = st.sampled_from([200, 404, 500]).map("~c {} ".format)
terms = facts | searches | searches | statuses
expressions = st.recursive(
    terms,
    lambda inner: st.one_of(
        terms.map("! {}".format),
        st.tuples(inner, inner).map(" & ".join),
        st.tuples(inner, inner).map(" | ".join),
        st.tuples(inner, inner).map(" ".join),
    ),
    max_leaves=5,
)


def found_by_mitmproxy(expression: str, entry: HistoryEntry) -> bool:
    flow = flow_of(entry) if entry.protocol == "http" else tunnel_of(entry)
    return bool(flowfilter.match(expression, flow))


def let_through(asked: ExpressionWhere, entry: HistoryEntry) -> bool:
    """Whether the SQL lets the entry through."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.create_function("matches", 2, asked.matches, deterministic=True)
        database.execute(f"CREATE TABLE history (protocol, status, outcome, {', '.join(COLUMNS)})")
        found, response = searched(entry), entry.response
        row = [entry.protocol, response and response.status, entry.outcome.value]
        row += [getattr(found, column) for column in COLUMNS]
        database.execute(f"INSERT INTO history VALUES ({', '.join('?' * len(row))})", row)
        condition = f"WHERE {asked.sql}" if asked.sql else ""
        return bool(database.execute(f"SELECT 1 FROM history {condition}", asked.parameters).fetchall())


@settings(deadline=None)
@given(expressions, entries)
def test_it_finds_what_mitmproxy_finds(expression, entry):
    asked, expected = where(expression), found_by_mitmproxy(expression, entry)
    assert asked.holds(entry) is expected
    by_sql = let_through(asked, entry)
    assert (by_sql and (asked.test is None or asked.test(entry))) is expected


@settings(deadline=None)
@given(terms, entries)
def test_each_term_finds_what_mitmproxy_finds(expression, entry):
    for written in (expression, f"!{expression}"):
        assert where(written).holds(entry) is found_by_mitmproxy(written, entry)


LINES = Headers(
    (
        (b"hOST", b"b.test:8080"),
        (b"X-A", b"a:b"),
        (b"content-TYPE", b"text/css"),
        (b"Content-Type", b"a"),
        (b"x-\xff", b"\xe9"),
    )
)
PACKED = Headers(((b"Content-Type", b"image/png"), (b"content-encoding", b"Deflate")))
SHOWN = Request("GET", "http", "a.test", 80, "/a?b=A", LINES, b"a\nb\n", client="127.0.0.1")
BARE = Request("post", "https", "::1", 8080, "/\udcff", body=b"\xff\x00a", http_version="HTTP/2.0")


def entry(body: bytes = b"", **facts) -> HistoryEntry:
    known = {
        "id": "17",
        "session": "s",
        "outcome": Outcome.MOCKED,
        "request": SHOWN,
        "response": Response(200, PACKED, body),
        "timing": Timing(started_at=1.0),
    }
    return HistoryEntry(**(known | facts))


ENTRIES = [
    entry(zlib.compress(b"a needle")),
    entry(b"no needle, not packed", request=BARE),
    entry(response=Response(404, LINES, b"ab\n"), outcome=Outcome.FORWARDED),
    entry(response=None, outcome=Outcome.FAILED, error="a", request=BARE),
    entry(response=None, outcome=Outcome.REFUSED, error="a.test\nmock b", request_size=99),
    entry(mock=MockRef("id", "mocks/é.yml:80", "static", from_file=True), response_size=99, body=b"a"),
    entry(request=Request("CONNECT", "http", "a.test", 80, "")),
    entry(protocol="tcp", response=None, request=SHOWN),
]


def test_each_term_with_each_pattern_finds_what_mitmproxy_finds():
    flows = [flow_of(each) if each.protocol == "http" else tunnel_of(each) for each in ENTRIES]
    written = [f"~{term.code}" for term in flowfilter.filter_unary] + ["~c 200", "~c 404"]
    written += [
        "~{} '{}'".format(term.code, pattern.replace("\\", "\\\\"))
        for term in flowfilter.filter_rex
        for pattern in PATTERNS
    ]
    for expression in written:
        asked, theirs = where(expression), flowfilter.parse(expression)
        found = [asked.holds(each) for each in ENTRIES]
        assert found == [bool(theirs(flow)) for flow in flows], expression


ALONE = {
    "~c 404": "(protocol = 'http' AND status IS ?)",
    "!~c 404": "NOT (protocol = 'http' AND status IS ?)",
    "~u /pay": "(protocol = 'http' AND (matches(?, url)))",
    "pay": "(protocol = 'http' AND (matches(?, url)))",
    "~d a": "(protocol = 'http' AND (matches(?, host) OR matches(?, shown_host)))",
    "~comment a": "(matches(?, comment))",
    "~marker mocked": "(matches(?, marker))",
    "~marked": "1",
    "~e | ~q": "(outcome = 'failed' OR (protocol = 'http' AND status IS NULL))",
}


@pytest.mark.parametrize("expression", ALONE)
def test_sql_alone_says_it(expression):
    asked = where(expression)
    assert (asked.sql, asked.test) == (ALONE[expression], None)


PARTLY = {
    "~b a": "",
    "!~b a": "",
    "~b a | ~c 404": "",
    "~m GET": "coalesce((protocol = 'http' AND (matches(?, method))), 1)",
    "~b a & ~c 404": "(protocol = 'http' AND status IS ?)",
    "~c 404 (~b a & (~h x & ~e))": "(protocol = 'http' AND status IS ?) AND outcome = 'failed'",
    "!(~b a | ~c 404)": "coalesce(NOT (NULL OR (protocol = 'http' AND status IS ?)), 1)",
    "(~b a & ~tcp) | ~e": "coalesce(((NULL AND protocol <> 'http') OR outcome = 'failed'), 1)",
}


@pytest.mark.parametrize("expression", PARTLY)
def test_sql_says_part_of_it(expression):
    asked = where(expression)
    assert asked.sql == PARTLY[expression]
    assert asked.test is not None
    assert len(asked.parameters) == asked.sql.count("?")


def test_values_never_stand_in_the_sql():
    for code in ("u", "d", "m", "comment", "marker"):
        asked = where(f'~{code} "x\' OR 1; --"')
        assert "OR 1" not in asked.sql
        assert not let_through(asked, entry()) or asked.test


def test_a_method_that_no_client_can_send_is_searched():
    assert where("~m ^G").holds(entry(request=Request("G\ud800", "http", "a.test", 80, "/")))


def test_packed_bodies_are_searched_unpacked():
    assert where("~bs needle").holds(entry(zlib.compress(b"a needle")))
    assert not where("~bq needle").holds(entry(zlib.compress(b"a needle")))


@pytest.mark.timeout(5)
def test_a_pattern_made_to_hurt_does_not():
    asked = where("~b '^(a+)+$' | ~u '(x+x+)+y'")
    assert not asked.holds(entry(zlib.compress(b"a" * 100_000 + b"!")))


def test_a_pattern_too_large_for_a_body_is_said():
    pattern = "[a-z]{900}[0-9]{900}"
    body = b"a" * (MOST_WORK // 1_800)
    with pytest.raises(
        UsageError, match=r"^where: ~b, exchange 17: the pattern is too large to be searched in"
    ):
        where(f"~b {pattern}").holds(entry(body, response=Response(body=body)))


BAD = (
    "~u (?=a)",
    "~m GET & ~u '(?=a)'",
    r"~b '(a)\\1'",
    "~h [",
    "~u a{1001}",
    r"~d \Qa\E",
    r"~u '\\Qa'",
    f"~u '{'[a-z]{900}' * 12}'",
)


def test_a_bad_pattern_is_said_with_its_place():
    told = []
    for expression in BAD:
        with pytest.raises(FilterError) as caught:
            where(expression)
        told.append(str(caught.value))
    assert_golden("where/patterns.txt", "\n\n".join(told) + "\n")
