"""What can be asked."""

import pytest

from smockproxy.app.usage import UsageError
from smockproxy.app.why.question import entry_asked, request_asked

BREAK = "has a line break or a NUL, which no value can have (RFC 9110, 5.5)."
PAIRS = 'headers is a list of pairs: [["Accept", "text/plain"], …].'


def test_an_exchange():
    assert entry_asked({"id": "17"}) == "17"
    assert entry_asked({"url": "http://a.test"}) == ""


def test_a_request():
    asked = {
        "method": "PUT",
        "url": "https://u@a.test:444/x?y=1",
        "headers": [["A", "1"], ["A", "2"]],
        "body": "ż",
    }
    request = request_asked(asked, 5.0)
    assert (request.method, request.url, request.text) == ("PUT", "https://a.test:444/x?y=1", "ż")
    assert list(request.headers) == [("Host", "a.test:444"), ("A", "1"), ("A", "2")]
    assert request.received_at == 5.0


def test_bytes_that_are_no_utf8_are_kept():
    """A terminal hands them over as surrogate escapes."""
    request = request_asked({"url": "http://a.test", "headers": [["A", "\udce9"]], "body": "\udce9"}, 0.0)
    assert request.headers.fields[1] == (b"A", b"\xe9")
    assert request.body == b"\xe9"


def test_the_least_that_is_asked():
    request = request_asked({"url": "http://a.test"}, 0.0)
    assert (request.method, request.target, request.port, request.body) == ("GET", "/", 80, b"")
    given = request_asked(
        {"url": "http://a.test", "headers": [["host", "b.test"]], "body_base64": "/w=="}, 0.0
    )
    assert (list(given.headers), given.body) == ([("host", "b.test")], b"\xff")


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ([], 'Expected a JSON object: {"id": …}, or {"method": …, "url": …}.'),
        ({"id": 1}, "The id of an exchange is text."),
        ({"ulr": ""}, 'Unknown key "ulr": did you mean "url"?.'),
        ({"zzz": ""}, 'Unknown key "zzz": the keys are id, method, url, headers, body, body_base64.'),
    ],
)
def test_no_question(question, message):
    with pytest.raises(UsageError) as refusal:
        entry_asked(question)
    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"method": 1, "url": "http://a.test"}, "method and url are texts."),
        ({"url": "/x"}, '"/x" is no URL such as http://api.test/users/7.'),
        ({"url": "http://a.test:x"}, '"http://a.test:x" is no URL such as http://api.test/users/7.'),
        ({"url": "ftp://a.test"}, '"ftp://a.test" is no URL such as http://api.test/users/7.'),
        ({"url": "http://a.test", "headers": {"A": "1"}}, PAIRS),
        ({"url": "http://a.test", "headers": [["A"]]}, PAIRS),
        (
            {"method": "GE T", "url": "http://a.test"},
            'The method "GE T" is no token such as GET (RFC 9110, 9.1).',
        ),
        (
            {"method": "GET\r\n", "url": "http://a.test"},
            'The method "GET\\r\\n" is no token such as GET (RFC 9110, 9.1).',
        ),
        ({"method": "", "url": "http://a.test"}, 'The method "" is no token such as GET (RFC 9110, 9.1).'),
        (
            {"method": "é" * 300, "url": "http://a.test"},
            f'The method "{"é" * 100}…" is no token such as GET (RFC 9110, 9.1).',
        ),
        (
            {"url": "http://a.test", "headers": [["A", "1"], ["X\nY", "1"]]},
            'headers[1]: the name "X\\nY" is no token such as X-Tenant (RFC 9110, 5.1).',
        ),
        (
            {"url": "http://a.test", "headers": [["", "1"]]},
            'headers[0]: the name "" is no token such as X-Tenant (RFC 9110, 5.1).',
        ),
        (
            {"url": "http://a.test", "headers": [["A", "1\r\nB: 2"]]},
            f'headers[0] (A): "1\\r\\nB: 2" {BREAK}',
        ),
        (
            {"url": "http://a.test", "headers": [["A", "\0"]]},
            f'headers[0] (A): "\\x00" {BREAK}',
        ),
        ({"url": "http://a.test/\n"}, '"http://a.test/\\n" is no URL such as http://api.test/users/7.'),
        ({"url": "http://a.test", "body": 1}, "body and body_base64 are texts."),
        ({"url": "http://a.test", "body_base64": "?"}, "body_base64 is not base64."),
    ],
)
def test_no_request(question, message):
    with pytest.raises(UsageError) as refusal:
        request_asked(question, 0.0)
    assert str(refusal.value) == message
