"""Where a callback may be sent: http and https, hosts that the settings allow, never our own ports."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from smockproxy.app.hostnames import HostNames
from smockproxy.core.decision import Target
from smockproxy.proxy.ownaddress import literal

LOCAL = "localhost"
"""In the list of hosts it stands for every address of loopback."""
LOOPBACKS = ("127.0.0.1", "::1")
"""What it means in a URL, whatever the machine's own tables say."""
PORTS = {"http": 80, "https": 443}

type IsOwn = Callable[[str, int], bool]
type Resolve = Callable[[str, int], Awaitable[list[str]]]
"""The addresses of a name; raises `OSError`."""


class RefusedTargetError(Exception):
    """A callback that must not be sent; its text says why."""


def target_of(url: str) -> Target:
    """The parts of a callback's URL. Raises `RefusedTargetError` for what is none."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError as error:
        raise RefusedTargetError(f"{url[:200]} is no URL: {error}") from None
    if parts.scheme not in PORTS or not host:
        raise RefusedTargetError(f"{url[:200]} is no URL of http or https")
    if "@" in parts.netloc or any(not char.isprintable() or char.isspace() or char == "\\" for char in url):
        raise RefusedTargetError("the URL has a user or a character in it that a URL may not have")
    path = parts.path or "/"
    target = f"{path}?{parts.query}" if parts.query else path
    return Target(parts.scheme, host, PORTS[parts.scheme] if port is None else port, target)


def is_allowed(host: str, allowed: tuple[str, ...]) -> bool:
    """Whether a host, as it is written, is in a list of names; `localhost` is all of loopback."""
    address, names = literal(host), HostNames.of((), allowed)
    is_local = address is not None and address.is_loopback
    return names.allows(host) or (is_local and names.allows(LOCAL))


async def resolved(host: str, port: int) -> list[str]:
    """The addresses of a name. Raises `OSError`."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


@dataclass(frozen=True, slots=True)
class Targets:
    """Decides where callbacks go."""

    allowed: tuple[str, ...]
    is_own: IsOwn
    resolve: Resolve = resolved
    is_offline: bool = False
    """Whether they go nowhere."""

    async def addresses_of(self, target: Target) -> list[str]:
        """The addresses to connect to, one after the other.

        Raises `RefusedTargetError`, and `OSError` for a name without one.
        """
        host, port = target.host, target.port
        if self.is_offline:
            raise RefusedTargetError("this run is offline, and sends no callbacks")
        if not is_allowed(host, self.allowed):
            raise RefusedTargetError(
                f"callbacks to {host} are not allowed: start smockproxy with --callback-host {host}"
            )
        known = [*LOOPBACKS] if host == LOCAL else [str(address) for address in [literal(host)] if address]
        addresses = known or await self.resolve(host, port)
        if any(self.is_own(address, port) for address in (*addresses, host)):
            raise RefusedTargetError("it would come back to smockproxy itself")
        if not addresses:
            raise OSError(f"{host} has no address")
        return addresses
