"""How `serve` sets mitmproxy up."""

import logging
from types import SimpleNamespace

import pytest

from smockproxy.app.settings.table import LOG_LEVELS, Settings
from smockproxy.proxy import run
from smockproxy.proxy.addon import Smock, StartError


async def configured(**facts) -> run.ServeMaster:
    settings = Settings(**facts)
    master = run._configured_master(settings, Smock(SimpleNamespace(), settings))
    master._legacy_log_events.uninstall()
    if master._termlog_addon is not None:
        master._termlog_addon.uninstall()
    return master


async def test_mitmproxy_is_set_up_as_the_settings_say(tmp_path) -> None:
    master = await configured(
        host="127.0.0.2", port=9, confdir=str(tmp_path), options=("validate_inbound_headers=false", "other=1")
    )
    assert (master.options.listen_host, master.options.listen_port) == ("127.0.0.2", 9)
    assert master.options.confdir == str(tmp_path)
    assert (master.options.connection_strategy, master.options.upstream_cert) == ("lazy", False)
    assert not master.options.validate_inbound_headers
    assert set(master.options.deferred) == {"other"}


@pytest.mark.parametrize("options", [("http2=perhaps",), ("listen_port=x",), ("mode=nonsense:",)])
async def test_an_option_that_mitmproxy_does_not_take(options: tuple[str, ...], tmp_path) -> None:
    with pytest.raises(StartError, match=r"^mitmproxy: "):
        await configured(confdir=str(tmp_path), options=options)
    logging.getLogger().handlers = [
        handler for handler in logging.getLogger().handlers if "mitmproxy" not in type(handler).__module__
    ]


def test_every_level_of_the_settings_has_a_number() -> None:
    numbers = [run.level_of(name) for name in LOG_LEVELS]
    assert numbers == sorted(numbers, reverse=True)
    assert (numbers[0], run.level_of("info"), numbers[-1]) == (logging.CRITICAL, logging.INFO, logging.DEBUG)


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({"log_level": "warning"}, logging.WARNING),
        ({"log_level": "debug", "quiet": True}, logging.ERROR),
        ({"log_level": "panic", "quiet": True}, logging.CRITICAL),
    ],
)
def test_quiet_never_says_more_than_the_level(facts, level, monkeypatch) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    before = root.level
    others = {name: logging.getLogger(name).level for name in (*run.CHATTY, *run.QUIETER)}
    try:
        run._configure_log(Settings(**facts))
        assert root.level == level
    finally:
        root.setLevel(before)
        for name, its in others.items():
            logging.getLogger(name).setLevel(its)
