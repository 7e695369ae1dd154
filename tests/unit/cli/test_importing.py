"""`smockproxy import`, as its users see it."""

import os

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from smockproxy.core.history import Outcome
from smockproxy.core.http import Request
from smockproxy.interop.har import har
from tests.golden_files import assert_golden
from tests.unit.exchanges import exchange


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SMOCKPROXY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    request = Request("GET", "http", "shop.test", 80, "/orders")
    answered = exchange(request, outcome=Outcome.FORWARDED, mock=None)
    cut = exchange(request, outcome=Outcome.FORWARDED, mock=None, response_size=9)
    (tmp_path / "shop.har").write_bytes(b"".join(har([answered])))
    (tmp_path / "cut.har").write_bytes(b"".join(har([cut])))
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, ["import", *arguments], prog_name="smockproxy", terminal_width=100)


def test_help():
    result = run("--help")
    assert (result.exit_code, result.stderr) == (0, "")
    assert_golden("cli/import-help.txt", result.stdout)


def test_mocks_are_written(folder):
    result = run("auto", "shop.har")
    assert (result.exit_code, result.stderr) == (0, "")
    assert_golden("cli/import.txt", result.stdout)
    assert "/orders" in (folder / "mocks" / "recorded" / "shop.test" / "orders.yml").read_text()


def test_a_dry_run_writes_nothing(folder):
    result = run("har", "shop.har", "--dry-run", "-o", "other")
    assert (result.exit_code, result.stdout.splitlines()[1]) == (
        0,
        "would write 1 mock of 1 exchange into 1 file in other:",
    )
    assert not (folder / "other").exists()


@pytest.mark.parametrize(("flags", "code"), [((), 0), (("--strict",), 1)])
def test_a_loss_is_told_and_with_strict_it_fails(folder, flags, code):
    result = run("auto", "cut.har", *flags)
    assert result.exit_code == code
    assert "2 of 9 bytes were kept when it was recorded" in result.stdout


def test_nothing_is_written_of_many_files_if_one_is_bad(folder):
    (folder / "bad.har").write_text('{"log": 1}')
    result = run("auto", "shop.har", "bad.har")
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: Nothing was read.\nbad.har: log: expected a mapping, found 1\n",
    )
    assert not (folder / "mocks").exists()


def test_a_folder_that_cannot_be_written_is_told(folder):
    (folder / "mocks").write_text("")
    result = run("auto", "shop.har")
    assert (result.exit_code, "mocks" in result.stderr) == (1, True)
