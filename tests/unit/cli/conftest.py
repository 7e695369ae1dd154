"""Fixtures of the tests of commands."""

import pytest

from tests.unit.cli.answering import Admin


@pytest.fixture
def admin(monkeypatch: pytest.MonkeyPatch) -> Admin:
    """What commands ask instead of a server."""
    return Admin(monkeypatch)
