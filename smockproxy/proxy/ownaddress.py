"""Whether an address leads back to one of our own listeners, by whatever name."""

import asyncio
import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address

type ListenAddresses = Callable[[], Iterable[tuple[str, int]]]
"""The addresses of our listeners, as sockets name them."""
type IPAddress = IPv4Address | IPv6Address


def literal(host: str) -> IPAddress | None:
    """The address that a host is, when it is written as one; `localhost` and its subdomains count as one."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return ip_address("127.0.0.1")
    try:
        address = ip_address(name.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def is_local(address: IPAddress) -> bool:
    """Whether an address belongs to this machine: only those can be bound to."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((str(address), 0))
    except OSError:
        return False
    return True


def leads_to(address: IPAddress, listener: IPAddress) -> bool:
    """Whether a connection to an address arrives at a listener on the same port."""
    if address == listener or address.is_unspecified:
        return True
    if address.is_loopback and listener.is_loopback:
        return address.version != listener.version or listener.version == 6
    return listener.is_unspecified and is_local(address)


class OwnAddresses:
    """Knows our listeners."""

    def __init__(self, listen_addresses: ListenAddresses) -> None:
        self._listen_addresses = listen_addresses

    def _listeners_on(self, port: int) -> list[IPAddress]:
        hosts = (literal(host) for host, own, *_ in self._listen_addresses() if own == port)
        return [host for host in hosts if host is not None]

    def is_own(self, host: str, port: int) -> bool:
        """Whether a host that is written as an address, and a port, are ours."""
        address = literal(host)
        return address is not None and any(leads_to(address, own) for own in self._listeners_on(port))

    async def resolves_to_own(self, host: str, port: int) -> bool:
        """Whether any address of a name, on this port, is ours; only our own ports are looked up."""
        listeners = self._listeners_on(port)
        if not listeners:
            return False
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            return False
        addresses = (literal(str(sockaddr[0])) for *_, sockaddr in found)
        return any(address and leads_to(address, own) for address in addresses for own in listeners)
