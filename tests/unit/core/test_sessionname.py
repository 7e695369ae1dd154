"""Names of sessions: what may be one."""

import pytest

from smockproxy.core.sessionname import LONGEST, flaw_of_name, flaw_of_port, port_of


@pytest.mark.parametrize("name", ["a", "worker-3", "gw0", "A.b_c-9", "x" * LONGEST])
def test_a_name(name: str) -> None:
    assert flaw_of_name(name) == ""


@pytest.mark.parametrize(
    ("name", "flaw"),
    [
        ("", "is empty"),
        ("x" * 65, "has 65 characters; a session's name has 64 at the most"),
        ("a b", "has ' ' in it; a session's name is made of letters, digits, '.', '_' and '-'"),
        ("ä", "has 'ä' in it; a session's name is made of letters, digits, '.', '_' and '-'"),
    ],
)
def test_no_name(name: str, flaw: str) -> None:
    assert flaw_of_name(name) == flaw


def test_a_port_with_a_name() -> None:
    assert flaw_of_port("worker-1=9001") == ""
    assert port_of("worker-1=9001") == ("worker-1", 9001)


@pytest.mark.parametrize(
    ("written", "flaw"),
    [
        ("worker-1", "is not NAME=PORT"),
        ("=1", "has a name that is empty"),
        ("a=", "has no port from 0 to 65535"),
        ("a=65536", "has no port from 0 to 65535"),
        ("a=-1", "has no port from 0 to 65535"),
        ("a=²", "has no port from 0 to 65535"),
    ],
)
def test_no_port_with_a_name(written: str, flaw: str) -> None:
    assert flaw_of_port(written) == flaw
