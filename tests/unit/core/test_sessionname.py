"""Names of sessions: what may be one."""

import pytest

from smockproxy.core.sessionname import LONGEST, flaw_of_name


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
