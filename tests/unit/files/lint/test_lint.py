from smockproxy.core.problem import Severity
from smockproxy.files.lint import lint
from tests.unit.files.reads import mocks_of


def test_all_rules():
    text = "- request: {path: /a}\n  response: {body: 'AKIA" + "ABCDEFGHIJKLMNOP'}\n- response: {}\n"
    assert [(problem.code, problem.severity) for problem in lint(mocks_of(text))] == [
        ("shadowed", Severity.WARNING),
        ("secret", Severity.WARNING),
        ("no_host", Severity.NOTE),
    ]


def test_nothing():
    assert lint([]) == ()
    assert lint(mocks_of("- request: {host: a.test}\n  response: {}\n")) == ()
