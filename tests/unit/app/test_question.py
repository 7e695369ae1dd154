"""What can be asked."""

import pytest

from smockproxy.app.question import entry_asked, request_asked
from smockproxy.app.usage import UsageError

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
        ({"url": "http://a.test", "body": 1}, "body and body_base64 are texts."),
        ({"url": "http://a.test", "body_base64": "?"}, "body_base64 is not base64."),
    ],
)
def test_no_request(question, message):
    with pytest.raises(UsageError) as refusal:
        request_asked(question, 0.0)
    assert str(refusal.value) == message
