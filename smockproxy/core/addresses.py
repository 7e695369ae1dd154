"""Clients' addresses: one by one, or by networks such as `10.0.0.0/8`. Source: RFC 4632."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from json import dumps

from smockproxy.core.matcher import BadValueError, Matcher, ReadyMatcher

NETWORK_MATCHERS = {"ShouldBeIn": False, "ShouldNotBeIn": True}
"""Name of a matcher that takes networks → whether it is a negation."""


def in_networks(name: str, values: Sequence[str]) -> Matcher:
    """The matcher on addresses that are in one of some networks. Raises `BadValueError`."""
    networks = [_network(value.strip()) for value in values]
    negated = NETWORK_MATCHERS[name]

    def test(actual: str, _moment: float) -> bool:
        try:
            address = ip_address(actual)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in network for network in networks) is not negated

    return ReadyMatcher(name, dumps(list(values)), {"value": list(values)}, test)


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise BadValueError(
            f'"{text[:60]}" is no address and no network', "write it like 10.0.0.0/8"
        ) from None
