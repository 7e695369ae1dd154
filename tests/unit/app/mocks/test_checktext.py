"""What was found, in each format; the whole of it is in golden files of `smockproxy check`."""

import json

import pytest

from smockproxy.app.mocks.check import Checked
from smockproxy.app.mocks.checktext import FORMATS, as_github, as_json, as_text, problem_text, summary
from smockproxy.cli.check import FORMATS as NAMES
from smockproxy.core.problem import Problem, Severity

ODD = Problem(
    message='100% of "a"\nis wrong',
    file="a,b:c.yml",
    line=3,
    column=5,
    path="[0].x",
    hint="mend it",
    code="odd",
)
WARNING = Problem(message="careful", severity=Severity.WARNING, path="request")


def test_formats_are_those_of_the_command():
    assert tuple(FORMATS) == NAMES


@pytest.mark.parametrize(
    ("files", "mocks", "problems", "text"),
    [
        (0, 0, (), "0 files, 0 mocks: no problems"),
        (1, 1, (ODD,), "1 file, 1 mock: 1 error"),
        (12, 40, (ODD, ODD, WARNING), "12 files, 40 mocks: 2 errors, 1 warning"),
    ],
)
def test_summary(files, mocks, problems, text):
    assert summary(Checked(files, mocks, problems)) == text


def test_text():
    assert problem_text(ODD) == str(ODD)
    assert problem_text(WARNING) == "request: warning: careful"
    assert as_text(Checked(1, 1, (WARNING,))) == "request: warning: careful\n1 file, 1 mock: 1 warning\n"


def test_github_escapes():
    assert as_github(Checked(1, 1, (ODD, WARNING))).splitlines() == [
        (
            "::error file=a%2Cb%3Ac.yml,line=3,col=5,title=smockproxy%3A odd::"
            '[0].x: 100%25 of "a"%0Ais wrong%0Ahint: mend it'
        ),
        "::warning title=smockproxy%3A invalid::request: careful",
        "1 file, 1 mock: 1 error, 1 warning",
    ]


def test_json():
    document = json.loads(as_json(Checked(2, 3, (ODD, WARNING))))
    problems = document.pop("problems")
    assert document == {"files": 2, "mocks": 3, "errors": 1, "warnings": 1, "notes": 0}
    assert problems[0] == {
        "severity": "error",
        "code": "odd",
        "file": "a,b:c.yml",
        "line": 3,
        "column": 5,
        "path": "[0].x",
        "message": '100% of "a"\nis wrong',
        "hint": "mend it",
        "excerpt": "",
    }
