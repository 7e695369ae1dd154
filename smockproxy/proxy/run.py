"""`smockproxy serve`: mitmproxy's master with its addons and ours, in one process."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace

from mitmproxy import options
from mitmproxy.exceptions import OptionsError

from smockproxy.app.gatheredlog import GatheringHandler
from smockproxy.app.redactedlog import RedactingFormatter
from smockproxy.app.settings.table import Settings
from smockproxy.core.sessionname import port_of
from smockproxy.proxy.addon import Smock, StartError
from smockproxy.proxy.loop import run
from smockproxy.proxy.master import ServeMaster
from smockproxy.proxy.preset import apply_preset

CHATTY = ("mitmproxy.proxy.server", "mitmproxy.proxy.mode_servers", "mitmproxy.addons.script")
"""Loggers that write a line for each connection; at debug level only."""
LEVELS = {"panic": logging.CRITICAL, "fatal": logging.CRITICAL, "trace": logging.DEBUG}
"""Of the levels that Smocker has and Python has not."""
QUIETER = ("asyncio", "hpack", "tornado", "watchfiles", "quic", "h2")
"""Libraries whose debug lines help nobody here."""


def check_is_free(host: str, port: int, flag: str) -> None:
    """Raise `StartError`, in one line, when an address can't be listened on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        raise StartError(
            f"can't listen on {host}:{port}: {error.strerror or error}. "
            f"Choose another port with {flag}; 0 takes a free one."
        ) from error


def level_of(name: str) -> int:
    """Python's number of a level of the settings."""
    return LEVELS.get(name) or logging.getLevelNamesMapping()[name.upper()]


def _configure_log(settings: Settings) -> None:
    level = level_of(settings.log_level)
    if settings.quiet:
        level = max(level, logging.ERROR)
    handler = GatheringHandler(sys.stderr, redact=settings.redact)
    formatter = RedactingFormatter if settings.redact else logging.Formatter
    handler.setFormatter(formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in CHATTY:
        logging.getLogger(name).setLevel(level if level == logging.DEBUG else logging.WARNING)
    for name in QUIETER:
        logging.getLogger(name).setLevel(logging.WARNING)


def _configured_master(settings: Settings, smock: Smock) -> ServeMaster:
    chosen = options.Options()
    master = ServeMaster(chosen)
    try:
        master.take(smock)
        chosen.update(listen_host=settings.host, listen_port=settings.port, scripts=list(settings.scripts))
        chosen.set(*settings.options, defer=True)
        chosen.update(mode=with_named(chosen.mode, settings))
        apply_preset(chosen, settings.confdir)
    except OptionsError as error:
        raise StartError(f"mitmproxy: {error}") from error
    return master


async def _serve(settings: Settings, smock: Smock, on_stop: Callable[[signal.Signals], None]) -> None:
    master = _configured_master(settings, smock)
    if settings.web and smock.edge is not None:
        from smockproxy.proxy.web.attaching import attach  # noqa: PLC0415 - imports tornado

        smock.web = attach(master, smock.edge, settings, socket.gethostname())
    loop = asyncio.get_running_loop()

    def stop(number: signal.Signals) -> None:
        master.is_hurried = master.should_exit.is_set()
        on_stop(number)
        master.shutdown()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop, number)
    await master.run()
    if smock.failure is not None:
        raise smock.failure


def with_named(modes: Sequence[str], settings: Settings) -> list[str]:
    """mitmproxy's modes, with a listener more for each port that has a session's name."""
    first = modes[0].partition("@")[0]
    ports = [port for _, port in map(port_of, settings.session_ports)]
    return [*modes, *(f"{first}@{settings.host}:{port}" for port in ports)]


def with_free_ports(settings: Settings) -> Settings:
    """The settings with a free port in place of each 0 of a named session; they differ from each other."""
    with ExitStack() as held:
        named = [
            f"{name}={port or _free_port(settings.host, held)}"
            for name, port in map(port_of, settings.session_ports)
        ]
    return replace(settings, session_ports=tuple(named))


def _free_port(host: str, held: ExitStack) -> int:
    family, kind, *_, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
    probe = held.enter_context(socket.socket(family, kind))
    probe.bind(address)
    port: int = probe.getsockname()[1]
    return port


def serve(settings: Settings, smock: Smock) -> signal.Signals | None:
    """Serve until a signal or a script stops it; gives the signal. Raises `StartError`."""
    _configure_log(settings)
    signals: list[signal.Signals] = []
    for name, port in map(port_of, settings.session_ports):
        check_is_free(settings.host, port, f"--session-port {name}=PORT")
    settings = with_free_ports(settings)
    smock.begin(settings)
    check_is_free(settings.host, settings.port, "--port")
    check_is_free(settings.host, settings.admin_port, "--admin-port")
    if settings.web:
        check_is_free(settings.web_host, settings.web_port, "--web-port")
    run(_serve(settings, smock, signals.append))
    return signals[0] if signals else None
