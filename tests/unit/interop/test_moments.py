"""Moments as Smocker writes them."""

import pytest

from smockproxy.core.moments import moment_of
from smockproxy.interop.moments import rfc3339
from tests.unit.exchanges import STARTED_AT


@pytest.mark.parametrize(
    ("seconds", "nanoseconds", "written"),
    [
        (STARTED_AT, 0, "2026-11-21T08:36:55.509321Z"),
        (STARTED_AT, 1, "2026-11-21T08:36:55.509321001Z"),
        (0.0, 0, "1970-01-01T00:00:00Z"),
        (0.0, -1, "1969-12-31T23:59:59.999999999Z"),
        (1.5, 0, "1970-01-01T00:00:01.5Z"),
        (-62135596800.0, 0, "0001-01-01T00:00:00Z"),
    ],
)
def test_written(seconds, nanoseconds, written):
    assert rfc3339(seconds, nanoseconds=nanoseconds) == written


@pytest.mark.parametrize(
    ("seconds", "nanoseconds", "written"),
    [
        (253402300800.0, 0, "9999-12-31T23:59:59.999999999Z"),
        (-62135596800.0, -1, "0001-01-01T00:00:00Z"),
    ],
)
def test_years_that_cannot_be_written(seconds, nanoseconds, written):
    assert rfc3339(seconds, nanoseconds=nanoseconds) == written


def test_what_is_read_is_written_again():
    text = "2026-11-21T08:36:55.509321Z"
    assert rfc3339(moment_of(text)) == text
