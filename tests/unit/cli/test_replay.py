"""`smockproxy replay`, without serving."""

import pytest
from click.testing import CliRunner

from smockproxy.cli import main, replay
from smockproxy.core.decision import Unmatched
from tests.golden_files import assert_golden


@pytest.fixture
def served(monkeypatch):
    """The settings that would be served with."""
    seen = []
    monkeypatch.setattr(replay, "run_until_stopped", lambda resolved: seen.append(resolved.settings))
    return seen


def run(*arguments):
    return CliRunner().invoke(main, ["replay", *arguments], prog_name="smockproxy", env={"COLUMNS": "80"})


def test_it_is_offline_and_of_today(served, tmp_path):
    done = run(str(tmp_path), "--timing", "x2", "--fail-under", "95")
    assert done.exit_code == 0, done.output
    (settings,) = served
    assert (settings.offline, settings.unmatched, settings.ageing, settings.report) == (
        True,
        Unmatched.REFUSE,
        True,
        True,
    )
    assert (settings.mocks, settings.timing, settings.fail_under) == ((str(tmp_path),), "x2", 95.0)


def test_time_can_stand_still(served, tmp_path):
    run(str(tmp_path), "--freeze")
    assert not served[0].ageing


def test_what_is_nowhere_ends_it(served):
    done = run("nowhere")
    assert (done.exit_code, served) == (1, [])
    assert "smockproxy: nowhere: there is no such file or folder" in done.stderr


def test_remarks_are_told_unless_it_is_to_be_quiet(served, tmp_path):
    file = tmp_path / "empty.har"
    asked = '{"request": {"method": "GET", "url": "http://a.test/"}, "response": {"status": 200}}'
    blocked = '{"request": {"method": "GET", "url": "http://a.test/"}, "response": {"status": 0}}'
    file.write_text('{"log": {"version": "1.2", "entries": [' + f"{asked}, {blocked}]}}}}")
    assert "log.entries[1]" in run(str(file)).stderr
    assert "log.entries[1]" not in run(str(file), "--quiet").stderr


@pytest.mark.parametrize("arguments", [(), (".", "--unmatched", "forward"), (".", "--offline")])
def test_what_a_replay_settles_is_no_option(served, arguments):
    assert run(*arguments).exit_code == 2


def test_golden_help():
    assert_golden("cli/replay-help.txt", run("--help").stdout)
