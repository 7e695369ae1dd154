"""`callbacks` of a mock."""

import json

import pytest

from smockproxy.core.callbacks import Callback
from smockproxy.core.duration import Delay
from smockproxy.core.http import Headers
from smockproxy.files.mockfile import read_mock_file
from smockproxy.matching import MATCHERS


def callbacks(text):
    file = read_mock_file(f"- response: {{}}\n  callbacks: {text}\n".encode(), "m.yml", MATCHERS)
    assert file.problems == ()
    return file.mocks[0].callbacks


def problem(text):
    (found,) = read_mock_file(f"- response: {{}}\n  callbacks: {text}\n".encode(), "m.yml", MATCHERS).problems
    return found


def test_the_short_form():
    assert callbacks("[{url: 'http://localhost:9000/paid'}]") == (
        Callback("POST", "http://localhost:9000/paid"),
    )


def test_all_keys():
    said = (
        "[{method: PUT, url: 'https://a.test/x', headers: {X-A: [b, '1']}, json: {a: 1}, after: 2s,"
        " retries: 3, timeout: 4s, skip_verify_tls: true}]"
    )
    (callback,) = callbacks(said)
    assert callback == Callback(
        "PUT",
        "https://a.test/x",
        Headers.of([("X-A", "b"), ("X-A", "1"), ("Content-Type", "application/json")]),
        b'{"a":1}',
        Delay(2_000_000_000, 2_000_000_000),
        3,
        timeout=4.0,
        skip_verify_tls=True,
    )


def test_a_content_type_of_ones_own():
    (callback,) = callbacks("[{url: 'http://a.test', json: null, headers: {content-type: a/b}}]")
    assert (callback.body, list(callback.headers)) == (b"null", [("content-type", "a/b")])


def test_a_template_is_one_value_of_texts():
    (callback,) = callbacks("[{url: '{{ request.json.url }}', template: true, body: '{{ response.body }}'}]")
    assert json.loads(callback.template)["json"] == {
        "method": "POST",
        "url": "{{ request.json.url }}",
        "headers": [],
        "body": "{{ response.body }}",
    }
    (callback,) = callbacks("[{url: 'http://a.test', template: true, json: {a: '{{ uuid() }}'}}]")
    assert json.loads(callback.template)["json"]["json"] == {"a": "{{ uuid() }}"}


@pytest.mark.parametrize(
    ("text", "path", "told"),
    [
        ("[{}]", "[0].callbacks[0]", "a callback needs a url"),
        ("[{url: /paid}]", "[0].callbacks[0].url", '"/paid" is no URL of http or https'),
        ("[{url: 'ftp://a.test'}]", "[0].callbacks[0].url", "is no URL of http or https"),
        ("[{url: 'http://a', body: x, json: 1}]", "[0].callbacks[0].json", "either a body or json"),
        ("[{url: 'http://a', retries: 11}]", "[0].callbacks[0].retries", "from 0 to 10"),
        ("[{url: 'http://a', afer: 1s}]", "[0].callbacks[0].afer", "afer"),
        ("[{url: 'http://a', method: A B}]", "[0].callbacks[0].method", '"A B" is no method'),
        ("[{url: 'http://a', method: ''}]", "[0].callbacks[0].method", '"" is no method'),
        ("[{url: 'http://a', headers: {HOST: b}}]", "[0].callbacks[0].headers.HOST", "can't be set"),
        ("[{url: 'http://a', template: true, body: !!binary /+8=}]", "[0].callbacks[0].body", "binary"),
    ],
)
def test_what_is_wrong(text, path, told):
    found = problem(text)
    assert found.path == path
    assert told in found.message


def test_a_mock_has_few():
    assert "20 callbacks" in problem(json.dumps([{"url": "http://a"}] * 21)).message
