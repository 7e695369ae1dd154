"""`smockproxy report`, with an admin API of the test's own."""

import json

import pytest
from click.testing import CliRunner

from smockproxy.cli import main
from tests.golden_files import assert_golden
from tests.unit.reports import SHOP


def run(*arguments, code=0):
    done = CliRunner().invoke(main, ["report", *arguments], prog_name="smockproxy", env={"COLUMNS": "80"})
    assert done.exit_code == code, done.output
    return done.stdout_bytes.decode()


@pytest.fixture
def shop(admin):
    admin.tells("/report", SHOP)
    return admin


def test_the_table(shop):
    assert "api.shop.test" in run("--session", "w")
    assert run("--session", "").startswith("HOST")
    assert [each.query for each in shop.asked] == [{"session": "w"}, {"session": ""}]


def test_formats(shop, tmp_path):
    assert json.loads(run("--json")) == {**SHOP, "fail_under": 0, "failed": False}
    run("--format", "junit", "-o", str(tmp_path / "report.xml"))
    assert "<testsuite " in (tmp_path / "report.xml").read_text()


def test_too_little_ends_with_one(shop):
    assert "FAILED, under 95 %" in run("--fail-under", "95", code=1)
    assert run("--fail-under", "87.5")


def test_golden_help():
    assert_golden("cli/report-help.txt", run("--help"))
