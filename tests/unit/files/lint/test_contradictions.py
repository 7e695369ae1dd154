"""Conditions that can't hold together."""

# ruff: noqa: E501 - rows of a table

import pytest

from smockproxy.files.lint.contradictions import contradictions
from smockproxy.files.places import path_text
from tests.unit.files.lint.found import found

URL = "url: 'https://a.test/b?c=1'"


@pytest.mark.parametrize(
    ("request_", "path", "message"),
    [
        (f"{{{URL}, host: b.test}}", "request.host", 'request.url says that the host is "a.test", here it is ShouldEqual "b.test"'),
        (f"{{{URL}, scheme: http}}", "request.scheme", 'request.url says that the scheme is "https", here it is ShouldEqual "http"'),
        (f"{{{URL}, port: 8443}}", "request.port", 'request.url says that the port is "443", here it is ShouldEqual "8443"'),
        (f"{{{URL}, path: /c}}", "request.path", 'request.url says that the path is "/b", here it is ShouldEqual "/c"'),
        (f"{{{URL}, path_template: '/{{x}}/y'}}", "request.path_template", 'request.url says that the path is "/b", here it is like "/{x}/y"'),
        ("{path: /a, path_template: '/{x:int}'}", "request.path_template", 'request.path says that the path is "/a", here it is like "/{x:int}"'),
        ("{method: GET, all_of: [{method: POST}]}", "request.all_of[0].method", 'request.method says that the method is "GET", here it is ShouldEqual "POST"'),
        ("{path: /a, any_of: [{path: /b}, {path: /a}]}", "request.any_of[0].path", 'request.path says that the path is "/a", here it is ShouldEqual "/b"'),
        ("{any_of: [{path: /a}, {path: /b}], path: {matcher: ShouldEndWith, value: x}}", "request.any_of[0].path", 'this says that the path is "/a", request.path wants ShouldEndWith "x"'),
    ],
)  # fmt: skip
def test_what_cannot_hold_together(request_, path, message):
    finding = found(contradictions, request_)[0]
    assert (path_text(finding.steps), finding.message) == (path, message)
    assert finding.hint == "leave out one of them"


@pytest.mark.parametrize(
    "request_",
    [
        f"{{{URL}, host: A.test, scheme: HTTPS, port: 443, path: /b, path_template: '/{{x}}'}}",
        "{path: /a, any_of: [{host: a.test}, {host: b.test}]}",
        "{path: /a, not: {path: /b}}",
        "{host: a.test, path: /a, headers: {a: b}}",
        "{url: {matcher: ShouldStartWith, value: 'http://a.test'}, host: a.test.b.test}",
        "{client: 127.0.0.1, all_of: [{client: {matcher: ShouldBeIn, value: [127.0.0.0/8]}}]}",
    ],
)
def test_what_may_hold_together(request_):
    assert found(contradictions, request_) == []


def test_each_pair_is_told_once():
    assert len(found(contradictions, "{path: /a, all_of: [{path: /b}]}")) == 1
