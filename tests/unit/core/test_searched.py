"""The texts that filter expressions search: host, URL, comment and marker."""

import pytest

from smockproxy.core.history import HistoryEntry, MockRef, Outcome, Timing
from smockproxy.core.http import Headers, Request, Response
from smockproxy.core.searched import comment_of, readable, searched, shown_host, shown_url

MOCK = MockRef("id", "mocks/a.yml:3", "static", from_file=True)


def request(*host_lines: str, **facts) -> Request:
    headers = Headers.of(("hOst", line) for line in host_lines)
    known = {"method": "GET", "scheme": "http", "host": "real.test", "port": 80, "target": "/x?y"}
    return Request(headers=headers, **(known | facts))


def entry(**facts) -> HistoryEntry:
    known = {"id": "1", "session": "s", "outcome": Outcome.MOCKED, "request": request()}
    return HistoryEntry(timing=Timing(started_at=0), **(known | facts))


def test_without_a_host_line_it_is_the_requests_own():
    assert (shown_host(request()), shown_url(request())) == ("real.test", "http://real.test/x?y")
    assert shown_url(request(port=81)) == "http://real.test:81/x?y"


@pytest.mark.parametrize(
    ("line", "host", "place"),
    [
        ("shown.test", "shown.test", "shown.test"),
        ("shown.test.", "shown.test.", "shown.test."),
        ("shown.test:80", "shown.test", "shown.test"),
        ("shown.test:0", "shown.test", "shown.test"),
        ("shown.test:8080", "shown.test", "shown.test:8080"),
        ("10.0.0.1:8080", "10.0.0.1", "10.0.0.1:8080"),
        ("[::1]", "::1", "::1"),
        ("[::1]:8080", "::1", "::1:8080"),
        ("a_b-c.test", "a_b-c.test", "a_b-c.test"),
        ("bücher.test", "bücher.test", "bücher.test"),
        ("xn--bcher-kva.test", "xn--bcher-kva.test", "xn--bcher-kva.test"),
    ],
)
def test_the_host_line_is_preferred(line, host, place):
    asked = request(line)
    assert (shown_host(asked), shown_url(asked)) == (host, f"http://{place}/x?y")


@pytest.mark.parametrize(
    "line",
    [
        "a b",
        ":80",
        "a.test:",
        "a.test:x",
        "a.test:65536",
        "a.test:99999999999",
        "a:b:80",
        "[]",
        "[::g]",
        "a..test",
        "xn--\x00.test",
        "ü..test",
        f"{'a' * 64}.test",
        ".".join(["a" * 60] * 5),
        "a." * 600,
    ],
)
def test_a_host_line_that_is_none_is_shown_whole(line):
    assert (shown_host(request(line)), shown_url(request(line))) == (line, f"http://{line}/x?y")


def test_several_host_lines_are_one():
    assert shown_host(request("a.test", "b.test")) == "a.test, b.test"


def test_port_of_an_unknown_scheme_is_shown():
    assert shown_url(request("a.test", scheme="gopher", port=70)) == "gopher://a.test:443/x?y"


def test_url_of_the_whole_server_has_no_path():
    assert shown_url(request(method="OPTIONS", target="*")) == "http://real.test"


def test_connect_has_no_url():
    assert shown_url(request(method="connect")) == ""


def test_comment_names_the_mock_and_what_was_cut():
    cut = entry(
        mock=MOCK,
        request=request(body=b"ab"),
        request_size=3,
        response=Response(body=b""),
        response_size=1,
    )
    assert comment_of(cut) == (
        "mock: mocks/a.yml:3; request body cut: 2 of 3 bytes are kept; "
        "response body cut: 0 of 1 bytes are kept"
    )


def test_comment_says_why_it_was_refused_but_not_why_it_failed():
    assert comment_of(entry(outcome=Outcome.REFUSED, error="no mock")) == "no mock"
    assert comment_of(entry(outcome=Outcome.FAILED, error="gone")) == ""


def test_what_is_no_text_is_replaced():
    assert readable("caf\udce9 \ud800 ż") == "caf\ufffd \ufffd ż"
    asked = Request("G\udcff", "http", "real.test", 80, "/\udce9", Headers(((b"Host", b"h\xe9.test"),)))
    found = searched(entry(request=asked))
    assert (found.method, found.host, found.shown_host) == ("G\ufffd", "real.test", "h\ufffd.test")
    assert (found.url, found.comment, found.marker) == ("http://h\ufffd.test/\ufffd", "", "mocked")
