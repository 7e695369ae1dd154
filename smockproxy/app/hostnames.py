"""By which names the admin API may be asked: those that no stranger can point at this machine.

A web page can have its own name resolve to our address once it is loaded (DNS rebinding); then the browser
takes us for the page's server, and says so in `Host`. That needs a name in the public DNS, so names that are
never there are allowed: addresses, names of one label (those of a compose file), and the domains that are set
apart for private use. Sources: RFC 6761 (localhost), RFC 8375 (home.arpa), resolution 2024.07.29.06 of
ICANN's board (internal).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from string import ascii_lowercase, digits
from urllib.parse import urlsplit

MAGIC_HOST = "smock.proxy"
"""Where clients of the proxy find the admin API; no such top-level domain is in the public DNS."""
PRIVATE = (".localhost", ".internal", ".home.arpa")
"""Ends of names that are never in the public DNS."""
USUAL_PORTS = {"http": 80, "https": 443}
LONGEST = 255
"""Characters of a host. Source: RFC 1035, 2.3.4."""

_NAME = frozenset(f"{ascii_lowercase}{digits}-_.")


@dataclass(frozen=True, slots=True)
class Authority:
    """A host, in lower case and without brackets, and a port; None is the scheme's usual one."""

    host: str
    port: int | None = None


def authority_of(text: str, scheme: str = "http") -> Authority | None:
    """What a `Host` header, or the part of an `Origin` after its scheme, names; None if that is none."""
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not 0 < len(host) <= LONGEST or parts.netloc != text or "@" in text:
        return None
    return Authority(host.rstrip("."), None if port == USUAL_PORTS[scheme] else port)


def origin_of(text: str) -> Authority | None:
    """What an `Origin` header names; None for `null` and for other schemes than http and https."""
    scheme, separator, rest = text.strip().lower().partition("://")
    return authority_of(rest, scheme) if separator and scheme in USUAL_PORTS else None


@dataclass(frozen=True, slots=True)
class HostNames:
    """The names of this run: its own, and those that its user allows (`name`, `*.name`, `*`)."""

    own: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, own: Iterable[str], allowed: Iterable[str]) -> "HostNames":
        """Names in any case."""
        return cls(frozenset(map(_folded, own)), frozenset(map(_folded, allowed)))

    def knows(self, host: str) -> bool:
        """Whether a host is ours, or one that nobody else can point at us."""
        return self.allows(host) or host in self.own or is_private(host)

    def allows(self, host: str) -> bool:
        """Whether the user has allowed a host by its name."""
        labels = host.split(".")
        above = (f"*.{'.'.join(labels[place:])}" for place in range(1, len(labels)))
        return not self.allowed.isdisjoint({host, "*", *above})


def _folded(name: str) -> str:
    return name.strip().lower().rstrip(".")


def is_private(host: str) -> bool:
    """Whether a host, in lower case, can't be a name in the public DNS."""
    try:
        return bool(ip_address(host.partition("%")[0]))
    except ValueError:
        is_name = bool(host) and _NAME.issuperset(host)
        return is_name and ("." not in host or host.endswith(PRIVATE))
