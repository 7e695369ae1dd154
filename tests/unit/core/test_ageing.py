"""Dates in texts are moved, and keep their form."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smockproxy.core.ageing import Ageing
from smockproxy.core.replayed import DAY, NEARBY

RECORDED = datetime(2026, 11, 22, 10, tzinfo=UTC)
AT = RECORDED.timestamp()
TEN_DAYS = Ageing(round(10 * DAY), AT)


@pytest.mark.parametrize(
    ("recorded", "replayed"),
    [
        ("2026-11-22T10:00:00Z", "2026-12-02T10:00:00Z"),
        ("2026-11-22t10:00:00.5z", "2026-12-02t10:00:00.5z"),
        ("2026-11-22T10:00:00.123456789+02:00", "2026-12-02T10:00:00.123456789+02:00"),
        ("2026-11-22T10:00:00,5+0200", "2026-12-02T10:00:00,5+0200"),
        ("2026-11-22 10:00", "2026-12-02 10:00"),
        ("2026-11-22 10:00:00 +02", "2026-12-02 10:00:00 +02"),
        ("20261122T100000Z", "20261202T100000Z"),
        ("2026-11-22", "2026-12-02"),
        ("/a?from=2026-11-22T10%3A00%3A00%2B02%3A00&to=x", "/a?from=2026-12-02T10%3A00%3A00%2B02%3A00&to=x"),
        ("/a?at=2026-11-22+10:00:00", "/a?at=2026-12-02+10:00:00"),
        ("Sun, 22 Nov 2026 10:00:00 GMT", "Wed, 02 Dec 2026 10:00:00 GMT"),
        ("Sunday, 22-Nov-26 10:00:00 GMT", "Wednesday, 02-Dec-26 10:00:00 GMT"),
        (
            "a=b; Expires=Sun, 22-Nov-2026 10:00:00 GMT; Path=/",
            "a=b; Expires=Wed, 02-Dec-2026 10:00:00 GMT; Path=/",
        ),
        ("Sun, 22 Nov 2026 10:00:00 +0200", "Wed, 02 Dec 2026 10:00:00 +0200"),
        ("Sun Nov 22 10:00:00 2026", "Wed Dec 02 10:00:00 2026"),
        ("Sun Nov  8 10:00:00 2026", "Wed Nov 18 10:00:00 2026"),
        ("Wed Nov 25 10:00:00 2026", "Sat Dec 05 10:00:00 2026"),
        ("Sun Nov 22 2026 10:00:00 GMT+0000", "Wed Dec 02 2026 10:00:00 GMT+0000"),
        ('{"created_at": 1795341600}', '{"created_at": 1796205600}'),
        (r'{"inner": "{\"ts\":1795341600}"}', r'{"inner": "{\"ts\":1796205600}"}'),
        ("<createdAt>1795341600</createdAt>", "<createdAt>1796205600</createdAt>"),
        ('"/Date(1795341600000+0100)/"', '"/Date(1796205600000+0100)/"'),
        (
            '{"not_before": 1795341600, "validTo": 1795341600}',
            '{"not_before": 1796205600, "validTo": 1796205600}',
        ),
        ('{"seconds": 1795341600, "nanos": 5}', '{"seconds": 1796205600, "nanos": 5}'),
        ('{"expiresAt":"1795341600123"}', '{"expiresAt":"1796205600123"}'),
        ('{"exp":1795341600.25}', '{"exp":1796205600.25}'),
        ("timestamp=1795341600&x=1", "timestamp=1796205600&x=1"),
        ("last_seen_time_ms: 1795341600123", "last_seen_time_ms: 1796205600123"),
    ],
)
def test_forms(recorded: str, replayed: str) -> None:
    assert TEN_DAYS.text(recorded) == replayed
    assert Ageing(-TEN_DAYS.offset, AT + TEN_DAYS.offset).text(replayed) in {
        recorded,
        recorded.replace("  8", " 08"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "1990-01-01",
        "1990-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Thu Jan  1 00:00:00 1970",
        "2026-13-45",
        "2026-02-30T10:00:00Z",
        "Sun, 99 Nov 2026 10:00:00 GMT",
        "Sun Nov 22 10:00:00",
        "Sun Nov 22 2026 10:00:00 2026",
        "20261122",
        "2026-11-22T100000",
        "build-2026-11-22-rc1",
        "1.2026-11-22",
        '{"id": 1795341600}',
        '{"chat": 1795341600, "format": 1795341600, "person": 1795341600}',
        "created_at 1795341600",
        "{1795341600: [1795341600, (1795341600)]}",
        '{"expires_in": 3600}',
        '{"created_at": 695341600123}',
        '{"created_at": 1095341600}',
        "9999-12-31T23:59:59Z",
    ],
)
def test_what_is_none_or_far_away_stays(text: str) -> None:
    assert TEN_DAYS.text(text) == text


def test_dates_at_the_end_of_time_stay() -> None:
    late = Ageing(round(NEARBY), datetime(9999, 6, 1, tzinfo=UTC).timestamp())
    assert late.text("9999-12-30T10:00:00Z 9999-12-30") == "9999-12-30T10:00:00Z 9999-12-30"


def test_headers_tell_by_their_name() -> None:
    assert TEN_DAYS.header("X-RateLimit-Reset", "1795341600") == "1796205600"
    assert TEN_DAYS.header("X-Order", "1795341600") == "1795341600"
    assert TEN_DAYS.header("Expires", "Sun, 22 Nov 2026 10:00:00 GMT") == "Wed, 02 Dec 2026 10:00:00 GMT"
    assert TEN_DAYS.header("X-Note", "") == ""


def test_what_was_today_is_today_at_any_hour() -> None:
    late, early = Ageing(round(10 * DAY + 13 * 3600), AT), Ageing(round(10 * DAY - 9 * 3600), AT)
    assert late.text("2026-11-22") == early.text("2026-11-22") == "2026-12-02"
    assert early.text("2026-11-22T10:00:00Z") == "2026-12-02T01:00:00Z"
    assert Ageing(-late.offset, AT + late.offset).text("2026-12-02") == "2026-11-22"


def test_single_moments() -> None:
    assert TEN_DAYS.moment(AT) == AT + TEN_DAYS.offset
    assert TEN_DAYS.moment(0.0) == 0.0


def test_asctime_pads_days_as_they_were() -> None:
    back = Ageing(round(-20 * DAY), AT)
    assert back.text("Sun Nov 22 10:00:00 2026") == "Mon Nov 02 10:00:00 2026"
    assert Ageing(round(DAY), AT).text("Sun Nov  8 10:00:00 2026") == "Mon Nov  9 10:00:00 2026"


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1))  # noqa: DTZ001 - any zone
offsets = st.integers(-round(100 * DAY), round(100 * DAY))


@given(moments, offsets)
def test_a_moved_moment_is_as_much_later(there: datetime, offset: int) -> None:
    text = Ageing(offset, AT).text(there.isoformat())
    assert datetime.fromisoformat(text) == there + timedelta(seconds=offset)


@given(st.text(alphabet=' "{}:,.-+TZ0123456789abcdeSunNov%3A', max_size=200), offsets)
def test_any_text_is_taken(text: str, offset: int) -> None:
    Ageing(offset, AT).text(text)
    assert Ageing(0, AT).text(text) == text
