"""Asking files, without a server."""

from datetime import UTC, datetime

import pytest

from smockproxy.app.usage import UsageError
from smockproxy.app.why.files import why_by_files
from smockproxy.files.reading import Declaration, Inspector

NOW = datetime(2024, 5, 1, tzinfo=UTC).timestamp()


def test_a_folder(tmp_path):
    (tmp_path / "a.yml").write_text("- request: {host: a.test, path: /x}\n  response: {}\n")
    hit = why_by_files({"url": "http://a.test/x"}, [str(tmp_path)], NOW).told
    assert hit["mock"]["source"].endswith("a.yml:1")
    miss = why_by_files({"url": "http://a.test/y"}, [str(tmp_path)], NOW).told
    assert miss["edit"]["lines"] == [
        {
            "line": 1,
            "old": ["- request: {host: a.test, path: /x}"],
            "new": ["- request: {host: a.test, path: /y}"],
        }
    ]


def test_a_file_with_an_error(tmp_path):
    (tmp_path / "a.yml").write_text("- request: {pth: /x}\n  response: {}\n")
    with pytest.raises(UsageError, match='did you mean "path"'):
        why_by_files({"url": "http://a.test/x"}, [str(tmp_path)], NOW)


def test_a_module_that_was_not_run_is_told(tmp_path):
    (tmp_path / "a.py").write_text("from smockproxy import mock\n")
    answer = why_by_files({"url": "http://a.test/x"}, [str(tmp_path)], NOW)
    assert [problem.line for problem in answer.unread] == [1]
    assert answer.told["mock"] is None


def test_the_mocks_of_a_module(tmp_path):
    (tmp_path / "a.py").write_text("from smockproxy import mock\n")
    module = Inspector(read_module=lambda _text, **_place: [Declaration(2, "pay", where="/x")])
    answer = why_by_files({"url": "http://a.test/x"}, [str(tmp_path)], NOW, module)
    assert answer.unread == ()
    assert answer.told["mock"]["source"].endswith("a.py:2")


@pytest.mark.parametrize(("moment", "verdict"), [("2024-05-03", False), ("2024-05-05", True)])
def test_moments_count_from_now(tmp_path, moment, verdict):
    (tmp_path / "a.yml").write_text(
        "- request: {query_params: {v: {matcher: ShouldBeAfter, value: now+3d}}}\n  response: {}\n"
    )
    told = why_by_files({"url": f"http://a.test/?v={moment}"}, [str(tmp_path)], NOW).told
    assert (told["mock"] is not None) is verdict
