"""Moments in text."""

import pytest

from smockproxy.core.matcher import BadValueError
from smockproxy.core.moments import moment_of, parse_moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1970-01-01", 0.0),
        ("1970-01-01T00:01:00Z", 60.0),
        ("1970-01-01t01:00:00.500+01:00", 0.5),
        ("1970-01-01 00:00:01z", 1.0),
        ("1970-01-01T00:00:01-00:00", 1.0),
    ],
)
def test_a_moment(text, moment):
    assert moment_of(text) == moment
    assert parse_moment(text)(99.0) == moment


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "1970-01-01T00:00:00", "1970-1-01", "1970-W01-1", "1970-01-01T00:00Z", "1970-13-01",
        "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00+1:00", "1970-01-01T25:00:00Z",
        "1" * 70, "1970-01-01X00:00:00Z", "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-01:00",
    ],
)  # fmt: skip
def test_no_moment(text):
    assert moment_of(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("now", 0), ("now+3d", 259_200), ("now-1h30m", -5_400), ("now+250ms", 0.25), ("now+1w2s", 604_802)],
)
def test_from_now(text, seconds):
    assert parse_moment(text)(1_000.0) == 1_000 + seconds


@pytest.mark.parametrize(
    "text", ["now3d", "now+", "now+d", "now+3", "now+3y", "now+٣d", "tomorrow", "now+" + "1d" * 40]
)
def test_what_an_author_can_get_wrong(text):
    with pytest.raises(BadValueError, match="no moment"):
        parse_moment(text)
