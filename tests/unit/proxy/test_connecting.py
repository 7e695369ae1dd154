import pytest
from mitmproxy.connection import Client, Server

from smockproxy.proxy.connecting import GetConnection


def server(port: int = 443) -> Server:
    made = Server(address=("a.test", port))
    made.tls = True
    return made


@pytest.mark.parametrize("asks_unverified", [False, True])
@pytest.mark.parametrize("is_unverified", [False, True])
def test_a_connection_is_shared_by_those_who_trust_it_as_much(
    *, asks_unverified: bool, is_unverified: bool
) -> None:
    there, elsewhere = server(), server(444)
    unverified = {there, elsewhere} if is_unverified else set()
    asked = GetConnection(
        ("a.test", 443), tls=True, via=None, is_unverified=asks_unverified, unverified=unverified
    )
    assert asked.connection_spec_matches(there) is (asks_unverified is is_unverified)
    assert not asked.connection_spec_matches(elsewhere)


def test_a_clients_connection_never_will_do() -> None:
    client = Client(peername=("192.0.2.1", 1), sockname=("192.0.2.2", 2), timestamp_start=0.0)
    assert not GetConnection(("a.test", 443), tls=True, via=None).connection_spec_matches(client)


def test_each_asks_for_itself() -> None:
    first, second = (GetConnection(("a.test", 80), tls=False, via=None) for _ in range(2))
    assert hash(first) != hash(second)
    assert {first: 1}[first] == 1
