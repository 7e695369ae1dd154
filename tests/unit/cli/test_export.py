"""`smockproxy export`, as its users see it."""

import os

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from smockproxy.interop.har import har
from smockproxy.interop.harreading import read_har
from smockproxy.interop.jsonl import jsonl
from tests.golden_files import assert_golden
from tests.unit.exchanges import exchange


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SMOCKPROXY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "a.jsonl").write_bytes(b"".join(jsonl([exchange(), exchange(response_size=9)])))
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, ["export", *arguments], prog_name="smockproxy", terminal_width=100)


def test_help():
    result = run("--help")
    assert (result.exit_code, result.stderr) == (0, "")
    assert_golden("cli/export-help.txt", result.stdout)


def test_a_file_is_written_in_another_format(folder):
    result = run("har", "--from", "a.jsonl", "-o", "a.har")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "a.jsonl: not carried over:\n"
        "    line 2: response.body: 2 of 9 bytes were kept when it was recorded: the body is not whole\n"
    )
    once = (folder / "a.har").read_bytes()
    assert b"".join(har(read_har(once).entries)) == once


def test_a_file_that_is_none_is_told(folder):
    result = run("har", "--from", "none", "--from-format", "mitm")
    assert (result.exit_code, result.stderr) == (1, "Error: Cannot read none: No such file or directory.\n")


def test_a_running_smockproxy_is_asked(admin):
    admin.answers["/history/export"] = [b"first ", b"second\xff"]
    assert run("mitm", "--no-redact").stdout_bytes == b"first second\xff"
    assert admin.asked[0][1:3] == ("/history/export", {"format": "mitm", "redact": "false"})
