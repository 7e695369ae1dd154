"""How `serve` ends."""

import signal

import pytest

import smockproxy.assembly as module
from smockproxy.app.settings.sources import Resolved, resolve
from smockproxy.app.verdicts.ending import Ending
from smockproxy.proxy.addon import StartError


@pytest.fixture
def resolved(tmp_path) -> Resolved:
    return resolve({}, {}, tmp_path)


def ends(monkeypatch, how, ending=None):
    def served(_settings, smock):
        if ending is not None:
            smock.parts.ending = ending
        if isinstance(how, Exception):
            raise how
        return how

    monkeypatch.setattr(module, "serve_until_stopped", served)


@pytest.mark.parametrize(("stopped_by", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130), (None, 0)])
def test_a_signal(monkeypatch, resolved, stopped_by, code):
    ends(monkeypatch, stopped_by)
    assert module.serve(resolved) == code


def test_a_run_that_cannot_start(monkeypatch, resolved, capsys):
    ends(monkeypatch, StartError("the port is taken"))
    assert module.serve(resolved) == 3
    assert capsys.readouterr().err == "smockproxy: the port is taken\n"


def test_a_verdict_is_worth_more_than_a_signal(monkeypatch, resolved, capsys):
    ends(monkeypatch, signal.SIGINT, Ending(1, "FAILED\n"))
    assert module.serve(resolved) == 1
    assert capsys.readouterr().err == "\nFAILED\n"


def test_an_addon_takes_its_settings_from_where_it_is(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert module.addon().settings is None
    (tmp_path / "smockproxy.toml").write_text("port = 'x'")
    with pytest.raises(SystemExit, match="smockproxy: "):
        module.addon()
