"""Clients by network."""

import pytest

from smockproxy.core.addresses import in_networks
from smockproxy.core.matcher import BadValueError


@pytest.mark.parametrize(
    ("address", "hit"),
    [
        ("10.1.2.3", True),
        ("11.0.0.1", False),
        ("::ffff:10.1.2.3", True),
        ("fd00::1", True),
        ("fe80::1", False),
    ],
)
def test_networks(address, hit):
    assert in_networks("ShouldBeIn", ["10.0.0.0/8", " fd00::/8"]).matches(address) is hit
    assert in_networks("ShouldNotBeIn", ["10.0.0.0/8", "fd00::/8"]).matches(address) is not hit


def test_what_is_no_address_is_in_no_network_nor_outside():
    assert not in_networks("ShouldBeIn", ["10.0.0.1"]).matches("")
    assert not in_networks("ShouldNotBeIn", ["10.0.0.1"]).matches("")
    with pytest.raises(BadValueError, match="no address and no network"):
        in_networks("ShouldBeIn", ["10.0.0.0/33"])
