"""`smockproxy init`: what it writes is good, and it overwrites nothing."""

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from smockproxy.cli.init import SCHEMA_FILE
from smockproxy.cli.schema import shipped_schema
from smockproxy.files.discover import is_passed_over
from tests.golden_files import assert_golden


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, arguments, prog_name="smockproxy", terminal_width=100)


def test_a_new_folder(folder):
    result = run("init", "project")
    assert result.exit_code == 0
    assert_golden("cli/init.txt", result.stdout)
    hello = (folder / "project" / "mocks" / "hello.yml").read_text()
    assert_golden("cli/init-hello.yml", hello)
    assert hello.startswith(f"# yaml-language-server: $schema={SCHEMA_FILE}\n")
    assert (folder / "project" / "mocks" / SCHEMA_FILE).read_text(encoding="utf-8") == shipped_schema()


def test_what_it_writes_has_no_problems(folder):
    run("init")
    result = run("check", "--fail-on", "warning")
    assert (result.exit_code, result.stdout) == (0, "1 file, 1 mock: no problems\n")
    assert is_passed_over(SCHEMA_FILE)


def test_nothing_is_overwritten(folder):
    (folder / "mocks").mkdir()
    (folder / "mocks" / "hello.yml").write_text("mine")
    result = run("init")
    assert result.exit_code == 0
    assert_golden("cli/init-again.txt", result.stdout)
    assert (folder / "mocks" / "hello.yml").read_text() == "mine"


def test_where_nothing_can_be_written(folder):
    (folder / "mocks").write_text("a file")
    result = run("init")
    assert (result.exit_code, result.stderr) == (1, "Error: Cannot write mocks: File exists.\n")


def test_help():
    assert_golden("cli/init-help.txt", run("init", "--help").stdout)
