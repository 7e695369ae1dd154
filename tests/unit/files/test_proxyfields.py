import pytest

from smockproxy.core.mock import Mock
from smockproxy.core.responders import TEMPLATE, Fixed, ForwardTo, Scripted
from smockproxy.files.mockfile import MockFile, read_mock_file
from smockproxy.files.proxyfields import PROXY_BLOCKS, probability_of
from smockproxy.matching import MATCHERS


def read(text: str) -> MockFile:
    return read_mock_file(f"- {text}\n".encode(), "m.yml", MATCHERS)


def mock(text: str) -> Mock:
    (only,) = read(text).mocks
    return only


def forward(proxy: str) -> ForwardTo:
    responder = mock(f"proxy: {{{proxy}}}").responder
    assert isinstance(responder, ForwardTo)
    return responder


def test_redirect_and_timeout():
    assert forward("host: 'http://up.test', redirect: 308").redirect == 308
    assert forward("timeout: 1.5s").timeout == 1.5
    assert forward("") == ForwardTo()


def test_a_fallback_is_a_response_of_any_kind():
    fixed = forward("on_error: {status: 503, json: {a: 1}}").on_error
    assert isinstance(fixed, Fixed)
    assert (fixed.response.status, fixed.response.body) == (503, b'{"a":1}')
    template = forward("on_error: {template: true, body: '{{ 1 }}'}").on_error
    assert isinstance(template, Scripted)
    assert template.engine == TEMPLATE


def test_both_probabilities_count():
    assert mock("{context: {probability: 0.5}, proxy: {probability: 0.5}}").probability == 0.25
    assert mock("proxy: {probability: 0.5}").probability == 0.5
    assert probability_of(0.5, None) == 0.5


@pytest.mark.parametrize(
    ("proxy", "path", "message"),
    [
        ("redirect: 303, host: 'http://a.test'", "redirect", "303 is no redirect"),
        ("redirect: 307", "redirect", "to where it came from"),
        ("redirect: 307, host: 'http://a.test', timeout: 1s", "timeout", "asks no server"),
        ("redirect: 307, host: 'http://a.test', patch: {status: 500}", "patch", "asks no server"),
        ("timeout: 0s", "timeout", "more than 0"),
        ("probability: 2", "probability", "from 0 to 1"),
        ("on_error: {body: a, json: b}", "on_error.json", "either a body or json"),
        ("on_error: {statsu: 1}", "on_error.statsu", "unknown key"),
        ("host: up.test", "host", "is not the URL of a server"),
        ("rewrit: {}", "rewrit", "unknown key"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(proxy, path, message):
    first = read(f"proxy: {{{proxy}}}").problems[0]
    assert first.path == f"[0].proxy.{path}"
    assert message in first.message


def test_each_mapping_below_proxy_is_known():
    assert {steps[0] for steps in PROXY_BLOCKS} == {"proxy"}
