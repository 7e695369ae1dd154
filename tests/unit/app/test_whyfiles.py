"""Asking files, without a server."""

import pytest

from smockproxy.app.usage import UsageError
from smockproxy.app.whyfiles import why_by_files


def test_a_folder(tmp_path):
    (tmp_path / "a.yml").write_text("- request: {host: a.test, path: /x}\n  response: {}\n")
    hit = why_by_files({"url": "http://a.test/x"}, [str(tmp_path)])
    assert hit["mock"]["source"].endswith("a.yml:1")
    miss = why_by_files({"url": "http://a.test/y"}, [str(tmp_path)])
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
        why_by_files({"url": "http://a.test/x"}, [str(tmp_path)])
