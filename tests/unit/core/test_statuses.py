"""Statuses of our own errors."""

import pytest

from smockproxy.core.statuses import StatusStyle, in_style


@pytest.mark.parametrize(
    ("smockers", "https"), [(666, 404), (601, 500), (602, 502), (600, 500), (502, 502), (200, 200)]
)
def test_each_style(smockers: int, https: int) -> None:
    assert in_style(smockers, StatusStyle.SMOCKER) == smockers
    assert in_style(smockers, StatusStyle.HTTP) == https
