"""Methods that nobody sends."""

# ruff: noqa: E501 - rows of a table

import pytest

from smockproxy.core.problem import Severity
from smockproxy.files.lint.methods import unsent_methods
from tests.unit.files.lint.found import found, told

SMALL = "clients send methods in capital letters, found "


@pytest.mark.parametrize(
    ("method", "message", "hint", "is_certain"),
    [
        ("get", SMALL + '"get"', "write GET", False),
        ("Post", SMALL + '"Post"', "write POST", False),
        ("{matcher: ShouldBeIn, value: [get, put]}", SMALL + '"get", "put"', "write {matcher: ShouldBeIn, value: [GET, PUT]}", False),
        ("GET|POST", 'a request has one method, found "GET|POST"', "write {matcher: ShouldBeIn, value: [GET, POST]}", False),
        ("'GET, POST'", 'a request has one method, found "GET, POST"', "write {matcher: ShouldBeIn, value: [GET, POST]}", True),
        ("'*'", 'expected a method like GET, found "*"', "without `method` a mock answers every method", False),
        ("ANY", 'expected a method like GET, found "ANY"', "without `method` a mock answers every method", False),
        ("'any method'", 'expected a method like GET, found "any method"', "without `method` a mock answers every method", True),
    ],
)  # fmt: skip
def test_what_nobody_sends(method, message, hint, is_certain):
    (finding,) = found(unsent_methods, f"{{method: {method}}}")
    assert (finding.message, finding.hint) == (message, hint)
    assert finding.severity is (Severity.WARNING if is_certain else Severity.NOTE)


@pytest.mark.parametrize(
    "method",
    [
        "GET",
        "PURGE",
        "link",
        "''",
        "{matcher: ShouldBeIn, value: [get, PUT]}",
        "{matcher: ShouldMatch, value: get}",
        "{matcher: ShouldEqualFold, value: get}",
    ],
)
def test_what_somebody_may_send(method):
    assert told(unsent_methods, f"{{method: {method}, path: /a}}") == []
