"""Moments as programs write them."""

from datetime import datetime, timedelta, timezone

import pytest

from smockproxy.interop.foreigndates import foreign_moment

AT = 1795250215.0
"""2026-11-21T08:36:55Z."""


@pytest.mark.parametrize(
    ("written", "after"),
    [
        ("2026-11-21T08:36:55Z", 0),
        ("2026-11-21T08:36:55.509Z", 0.509),
        ("2026-11-21T08:36:55.5090001234Z", 0.509),
        ("2026-11-21T09:36:55.5+01:00", 0.5),
        ("2026-11-21T09:36:55,5+0100", 0.5),
        ("2026-11-21T00:36:55-08", 0),
        ("2026-11-21 08:36:55", 0),
        (" 2026-11-21t08:36:55z ", 0),
        ("Sat, 21 Nov 2026 08:36:55 GMT", 0),
        ("Sat Nov 21 2026 09:36:55 GMT+0100 (CET)", 0),
        (AT, 0),
        (int(AT) * 1000, 0),
        (datetime(2026, 11, 21, 8, 36, 55), 0),  # noqa: DTZ001 - YAML gives such
        (datetime(2026, 11, 21, 9, 36, 55, tzinfo=timezone(timedelta(hours=1))), 0),
    ],
)
def test_a_moment_is_read(written, after):
    assert foreign_moment(written) == pytest.approx(AT + after)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "soon",
        None,
        True,
        [],
        "x" * 100,
        1e300,
        "Sat, 41 Nov 2026 08:36:55 GMT",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_what_is_no_moment(written):
    assert foreign_moment(written) is None
