"""What a check reads, and when it fails."""

import pytest

from smockproxy.app.mocks.check import Checked, FailOn, check, paths_of
from smockproxy.core.problem import Problem, Severity
from smockproxy.files.reading import Inspector


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


def test_an_error_hides_nothing_that_is_wrong_with_other_mocks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = "- {id: x, request: {path: /a}, response: {}}\n- {id: y, respnse: {}}\n- response: {}\n"
    (tmp_path / "a.yml").write_text(first)
    second = (
        "- {id: x, request: {host: b.test}, response: {}}\n- {id: y, request: {path: /b}, response: {}}\n"
    )
    (tmp_path / "b.yml").write_text(second)
    checked = check(["."])
    assert (checked.files, checked.mocks) == (2, 4)
    assert [f"{problem.severity.value} {problem.place} {problem.code}" for problem in checked.problems] == [
        "error a.yml:2:11 unknown_key",
        "error b.yml:1:1 duplicate_id",
        "error b.yml:2:1 duplicate_id",
        "warning a.yml:1:1 shadowed",
        "note a.yml:1:1 no_host",
        "note b.yml:2:1 no_host",
    ]


def test_an_id_of_two_good_files_is_told_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text(f"- {{id: x, request: {{host: {name}}}, response: {{}}}}\n")
    checked = check(["."])
    assert [(problem.code, problem.place) for problem in checked.problems] == [("duplicate_id", "b.yml:1:1")]
    assert checked.mocks == 2


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


def test_scripts_that_do_not_compile_are_told_as_errors(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yml").write_text(
        "- request: {host: a.test}\n  dynamic_response:\n    engine: python\n    script: |\n      bad\n"
    )
    checked = check(["."], Inspector(lambda scripts: [(script.strip(), 1) for _, script in scripts]))
    assert [(problem.severity.value, problem.place, problem.message) for problem in checked.problems] == [
        ("error", "a.yml:5:7", "not Python: bad")
    ]
    assert check(["."]).problems == ()
