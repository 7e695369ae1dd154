"""Callbacks to other machines, which no run sends that was not told so."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from smockproxy.core.mock import Mock
from smockproxy.core.problem import Problem, Severity
from smockproxy.files.lint.places import place_of


def distant_callbacks(mocks: Iterable[Mock]) -> Iterator[Problem]:
    """A note for each host that callbacks of a mock are sent to if the settings allow it."""
    for mock in mocks:
        for host in dict.fromkeys(_host_of(callback.url) for callback in mock.callbacks):
            if host and not _is_local(host):
                yield Problem(
                    **place_of(mock),
                    message=f"callbacks to {host} are sent only if the settings allow that host",
                    hint=f"start smockproxy with --callback-host {host}",
                    severity=Severity.NOTE,
                    code="callback_host",
                )


def _host_of(url: str) -> str:
    """The host that is written in a URL; empty if a template may say another."""
    try:
        authority = urlsplit(url)
        return "" if "{" in authority.netloc else (authority.hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
