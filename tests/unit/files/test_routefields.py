import pytest

from smockproxy.core.routing import OnProxied, OnShare
from smockproxy.files.mockfile import MockFile, read_mock_file
from smockproxy.files.routefields import ROUTE_FRAGMENTS, ROUTE_TEXT, ShareWire, on_route
from smockproxy.matching import MATCHERS


def read(request: str) -> MockFile:
    return read_mock_file(f"- request: {{{request}}}\n  response: {{}}\n".encode(), "m.yml", MATCHERS)


def test_conditions_of_routes():
    (mock,) = read("proxied: true, share: {by: header:X-User, percent: 12.5}").mocks
    assert mock.conditions.all_of == (OnProxied(wanted=True), OnShare("header:X-User", 12.5))
    assert list(on_route(None, proxied=None)) == []
    assert read("share: {by: ip, percent: 0}").problems == ()
    assert read("share: {by: cookie:sid, percent: 100}").problems == ()


@pytest.mark.parametrize(
    ("share", "path", "message"),
    [
        ("by: user, percent: 1", ".by", "does not say who a client is"),
        ("'by': 'header:', percent: 1", ".by", "does not say who a client is"),
        ("by: ip, percent: 101", ".percent", "expected a number from 0 to 100"),
        ("by: ip, percent: many", ".percent", "expected a number from 0 to 100"),
        ("by: ip, percent: true", ".percent", "expected a number from 0 to 100"),
        ("by: ip, percent: 1e999", ".percent", "expected a number from 0 to 100"),
        ("by: ip", "", "a share needs percent"),
        ("percent: 3", "", "a share needs by"),
        ("by: ip, percent: 1, persent: 2", ".persent", "unknown key"),
    ],
)
def test_what_is_no_share(share, path, message):
    first = read(f"share: {{{share}}}").problems[0]
    assert first.path == f"[0].request.share{path}"
    assert message in first.message


def test_every_key_has_a_text():
    assert set(ROUTE_TEXT["share"]) == set(ShareWire.model_fields)
    assert set(ROUTE_FRAGMENTS) == {"ShareBy", "Percent"}
