import logging
import socket
from types import SimpleNamespace

import pytest

from smockproxy.app.settings.table import Settings
from smockproxy.proxy import run
from smockproxy.proxy.addon import StartError


@pytest.fixture
def root_logger():
    """The root of all loggers, as it was before."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    names = (*run.CHATTY, *run.QUIETER)
    levels = {name: logging.getLogger(name).level for name in names}
    yield root
    root.handlers, root.level = handlers, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.mark.parametrize(
    ("settings", "level", "chatty"),
    [
        (Settings(), logging.INFO, logging.WARNING),
        (Settings(log_level="warning"), logging.WARNING, logging.WARNING),
        (Settings(log_level="debug"), logging.DEBUG, logging.DEBUG),
        (Settings(quiet=True), logging.ERROR, logging.WARNING),
        (Settings(quiet=True, log_level="debug"), logging.ERROR, logging.WARNING),
    ],
)
def test_how_much_is_logged(root_logger: logging.Logger, settings: Settings, level: int, chatty: int) -> None:
    run._configure_log(settings)
    assert root_logger.level == level
    assert len(root_logger.handlers) == 1
    assert logging.getLogger(run.CHATTY[0]).level == chatty
    assert logging.getLogger(run.QUIETER[0]).level == logging.WARNING


class Taken:
    """A socket that can't be bound."""

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def setsockopt(self, *_: object) -> None:
        pass

    def bind(self, _: object) -> None:
        raise OSError(98, "Address already in use")


def test_a_taken_port_is_told_in_one_line(monkeypatch) -> None:
    monkeypatch.setattr(run, "socket", SimpleNamespace(**vars(socket) | {"socket": Taken}))
    with pytest.raises(StartError) as raised:
        run.check_is_free("127.0.0.1", 8080, "--port")
    assert str(raised.value) == (
        "can't listen on 127.0.0.1:8080: Address already in use. "
        "Choose another port with --port; 0 takes a free one."
    )


def test_a_port_with_a_name_is_a_listener_more() -> None:
    settings = Settings(session_ports=("a=9001", "b=9002"))
    assert run.with_named(["regular"], settings) == [
        "regular",
        "regular@127.0.0.1:9001",
        "regular@127.0.0.1:9002",
    ]
    upstream = run.with_named(["upstream:http://up.test@8080"], Settings(session_ports=("a=9001",)))
    assert upstream[1] == "upstream:http://up.test@127.0.0.1:9001"


def test_named_ports_that_are_left_open_differ() -> None:
    settings = run.with_free_ports(Settings(session_ports=("a=0", "b=0", "c=9003")))
    a, b, c = (each.partition("=")[2] for each in settings.session_ports)
    assert c == "9003"
    assert len({a, b, "0"}) == 3
