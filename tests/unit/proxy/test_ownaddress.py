import asyncio
import socket

import pytest

from smockproxy.proxy.ownaddress import OwnAddresses, is_local, leads_to, literal

LOOPBACK_4, LOOPBACK_6 = ("127.0.0.1", 8080), ("::1", 8080)
ANY_4, ANY_6 = ("0.0.0.0", 8080), ("::", 8080)
ELSEWHERE = "192.0.2.55"
"""Of a network that is for documentation only: no machine has it."""


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "127.0.0.1"),
        ("LOCALHOST.", "127.0.0.1"),
        ("a.localhost", "127.0.0.1"),
        ("::1", "::1"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("a.test", "None"),
        ("127.1", "None"),
        ("", "None"),
    ],
)
def test_which_hosts_are_written_as_addresses(host: str, address: str) -> None:
    assert str(literal(host)) == address


@pytest.mark.parametrize(
    ("listener", "host", "is_ours"),
    [
        (LOOPBACK_4, "127.0.0.1", True),
        (LOOPBACK_4, "localhost", True),
        (LOOPBACK_4, "::ffff:127.0.0.1", True),
        (LOOPBACK_4, "0.0.0.0", True),
        (LOOPBACK_4, "127.0.0.2", False),
        (LOOPBACK_4, ELSEWHERE, False),
        (LOOPBACK_4, "a.test", False),
        (LOOPBACK_6, "::1", True),
        (LOOPBACK_6, "::", True),
        (LOOPBACK_6, ELSEWHERE, False),
        (ANY_4, "127.0.0.1", True),
        (ANY_4, "127.0.0.2", True),
        (ANY_4, ELSEWHERE, False),
        (ANY_6, "::1", True),
        (ANY_6, "127.0.0.1", True),
    ],
)
def test_which_addresses_arrive_at_a_listener(listener: tuple[str, int], host: str, *, is_ours: bool) -> None:
    own = OwnAddresses(lambda: [listener])
    assert own.is_own(host, 8080) is is_ours
    assert not own.is_own(host, 8081)


def test_only_addresses_of_this_machine_are_local() -> None:
    loopback, elsewhere = literal("127.0.0.1"), literal(ELSEWHERE)
    assert loopback is not None
    assert elsewhere is not None
    assert is_local(loopback)
    assert not is_local(elsewhere)
    assert leads_to(loopback, loopback)


async def resolved(own: OwnAddresses, answer, monkeypatch, port: int = 8080) -> tuple[bool, int]:
    """Whether a name is ours, and how often it was looked up."""
    asked = []

    async def look_up(host: str, port: int, **_: object):
        asked.append(host)
        if isinstance(answer, Exception):
            raise answer
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answer]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)
    return await own.resolves_to_own("a.test", port), len(asked)


async def test_a_name_is_ours_if_any_of_its_addresses_is(monkeypatch) -> None:
    own = OwnAddresses(lambda: [LOOPBACK_4])
    assert await resolved(own, [ELSEWHERE, "127.0.0.1"], monkeypatch) == (True, 1)
    assert await resolved(own, [ELSEWHERE], monkeypatch) == (False, 1)
    assert await resolved(own, OSError("no such host"), monkeypatch) == (False, 1)


async def test_names_are_only_looked_up_for_our_ports(monkeypatch) -> None:
    own = OwnAddresses(lambda: [LOOPBACK_4])
    assert await resolved(own, ["127.0.0.1"], monkeypatch, port=80) == (False, 0)
