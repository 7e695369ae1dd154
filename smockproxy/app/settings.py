"""The settings: one table. Flags, variables, files, mitmproxy options and the documentation come from it.

Rules of this file: standard library only, so that `--help` is quick. What a row's facts mean is in `rows`;
where values come from is in `sources`.
"""

from dataclasses import dataclass, field, fields
from typing import Any

from smockproxy.core.decision import Unmatched

MEBIBYTE = 1024 * 1024


def setting(summary: str, *, default: Any, **facts: Any) -> Any:
    """One row of the table: one sentence on it, its default, and facts that only some rows have."""
    return field(default=default, metadata={"help": summary, **facts})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run is set to. A row's name gives its flag and its variable (`--port`, `SMOCKPROXY_PORT`)."""

    mocks: tuple[str, ...] = setting(
        "Files and folders of mocks; mocks/ if there is one.", default=(), metavar="PATH", flags=(), path=True
    )
    host: str = setting("Address to listen on.", default="127.0.0.1")
    port: int = setting("Port of the proxy; 0 takes a free one.", default=8080, low=0, high=65535)
    admin_port: int = setting("Port of the admin API; 0 takes a free one.", default=8081, low=0, high=65535)
    unmatched: Unmatched = setting(
        "What happens to a proxied request that no mock answers.", default=Unmatched.FORWARD
    )
    seed: int = setting(
        "What chance follows: a mock's `probability` repeats with the same seed; 0 is a new one each run.",
        default=0,
        low=0,
    )
    confdir: str = setting("Folder of the certificate authority.", default="certs", metavar="DIR", path=True)
    scripts: tuple[str, ...] = setting(
        "A mitmproxy script to load as well.",
        default=(),
        metavar="SCRIPT",
        flags=("-s", "--script"),
        path=True,
    )
    options: tuple[str, ...] = setting(
        "A mitmproxy option to set.", default=(), metavar="OPTION=VALUE", flags=("--set",)
    )
    reload: bool = setting("Take changed files of mocks without a restart.", default=True)
    ignore_problems: bool = setting(
        "Start although files of mocks have errors; those files are left out.", default=False
    )
    log_level: str = setting(
        "How much to log.", default="info", choices=("error", "warning", "info", "debug")
    )
    quiet: bool = setting("Print neither banner nor log, but errors.", default=False)
    ready_file: str = setting(
        "Write the real ports here, as JSON, once everything listens.", default="", metavar="FILE", path=True
    )
    match_body_limit: int = setting(
        "Largest request body, in bytes, that is held for matching.", default=10 * MEBIBYTE, low=0
    )
    history_entries: int = setting("How many exchanges the history keeps.", default=10_000, low=1)
    history_bytes: int = setting(
        "How many bytes of memory the history may take.", default=256 * MEBIBYTE, low=1
    )
    history_body_limit: int = setting("How many bytes of a body the history keeps.", default=MEBIBYTE, low=0)


SETTINGS = fields(Settings)
