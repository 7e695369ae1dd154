"""Mocks to begin with: `--init-mocks`."""

import urllib.error
from pathlib import Path

import pytest

from tests.acceptance.harness.process import DIRECT
from tests.acceptance.smocker_flags.conftest import PORTS, Run, StartDropIn

TWO = """\
- {request: {path: /o}, response: {body: first}}
- {request: {path: /o}, context: {times: 1}, response: {body: last}}
"""


def body(url: str) -> bytes:
    with DIRECT.open(url, timeout=20) as answer:
        return answer.read()


def test_they_are_an_upload_in_a_session_of_their_own(start_drop_in: StartDropIn, tmp_path: Path) -> None:
    (tmp_path / "first.yml").write_text(TWO)
    process = start_drop_in(*PORTS, "-init-mocks", "first.yml")
    assert [session["name"] for session in process.ask_json("/sessions/summary")] == ["init-mocks"]
    assert [body(f"{process.proxy}/o") for _ in range(2)] == [b"last", b"first"]
    mocks = process.ask_json("/mocks")
    assert [mock["response"]["body"] for mock in mocks] == ["last", "first"]
    assert [mock["state"]["times_count"] for mock in mocks] == [1, 1]


def test_a_reset_takes_them_away(start_drop_in: StartDropIn, tmp_path: Path) -> None:
    (tmp_path / "first.yml").write_text(TWO)
    process = start_drop_in(*PORTS, "--init-mocks=first.yml")
    process.reset()
    assert process.ask_json("/mocks") == []
    with pytest.raises(urllib.error.HTTPError) as refused:
        DIRECT.open(f"{process.proxy}/o", timeout=20)
    refused.value.close()
    assert refused.value.code == 666
    assert (tmp_path / "first.yml").read_text() == TWO


def test_files_of_mocks_lie_below_them(start_drop_in: StartDropIn, tmp_path: Path) -> None:
    (tmp_path / "first.yml").write_text(TWO)
    (tmp_path / "mocks").mkdir()
    (tmp_path / "mocks" / "file.yml").write_text(
        "- {request: {path: /o}, response: {body: file}}\n- {request: {path: /f}, response: {body: file}}\n"
    )
    process = start_drop_in(*PORTS, "-init-mocks", "first.yml")
    assert [body(process.proxy + path) for path in ("/o", "/f")] == [b"last", b"file"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "Unable to load initial mocks: first.yml: No such file or directory"),
        (
            "- request: [",
            "Unable to load initial mocks: first.yml: yaml: line 1: did not find expected node content",
        ),
        (
            "- request: {path: {matcher: Foo, value: '['}}\n  response: {}\n",
            'Unable to load initial mocks: first.yml: invalid matcher "Foo"',
        ),
        ("- {response: {status: x}}", "Unable to load initial mocks: first.yml: "),
    ],
)
def test_a_file_that_cannot_be_taken(run: Run, tmp_path: Path, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / "first.yml").write_text(text)
    ended = run(*PORTS, "-init-mocks", "first.yml")
    assert ended.returncode == 1
    assert f"smockproxy: {said}" in ended.stderr


def test_a_folder_of_sessions_excludes_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "first.yml").write_text(TWO)
    ended = run(*PORTS, "-init-mocks", "first.yml", environment={"SMOCKER_PERSISTENCE_DIRECTORY": "sessions"})
    assert ended.returncode == 1
    assert "--init-mocks and --persistence-directory are mutually exclusive: " in ended.stderr
    assert not (tmp_path / "sessions").exists()
