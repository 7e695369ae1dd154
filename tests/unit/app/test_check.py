"""What a check reads, and when it fails."""

import pytest

from smockproxy.app.check import Checked, FailOn, check, paths_of
from smockproxy.core.problem import Problem, Severity


def test_paths(tmp_path):
    assert paths_of((), tmp_path) == ()
    (tmp_path / "mocks").mkdir()
    assert paths_of((), tmp_path) == ("mocks",)
    assert paths_of((str(tmp_path / "a.yml"), "/elsewhere/b.yml", "c"), tmp_path) == (
        "a.yml",
        "/elsewhere/b.yml",
        "c",
    )


def test_all_files_at_once_errors_first(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yml").write_text("- response: {}\n- response: {}\n")
    (tmp_path / "b.yml").write_text("- respnse: {}\n")
    checked = check(["."])
    assert (checked.files, checked.mocks) == (2, 2)
    assert [(problem.severity.value, problem.code, problem.file) for problem in checked.problems] == [
        ("error", "unknown_key", "b.yml"),
        ("warning", "duplicate", "a.yml"),
        ("note", "no_host", "a.yml"),
    ]


@pytest.mark.parametrize(
    ("severities", "fails_on_error", "fails_on_warning"),
    [
        ([], False, False),
        ([Severity.NOTE], False, False),
        ([Severity.WARNING], False, True),
        ([Severity.ERROR], True, True),
    ],
)
def test_what_fails(severities, fails_on_error, fails_on_warning):
    checked = Checked(1, 1, tuple(Problem(message="x", severity=severity) for severity in severities))
    assert checked.fails(FailOn.ERROR) is fails_on_error
    assert checked.fails(FailOn.WARNING) is fails_on_warning
