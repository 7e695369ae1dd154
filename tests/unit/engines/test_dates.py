import pytest

from smockproxy.engines.contract import ScriptError
from smockproxy.engines.dates import DIRECTIVES, date_add, date_format, rfc3339

NEW_YEAR = "2026-01-01T00:04:05.678Z"


@pytest.mark.parametrize(
    ("moment", "offset", "expected"),
    [
        (NEW_YEAR, "3d", "2026-01-04T00:04:05.678Z"),
        (NEW_YEAR, "+1h30m", "2026-01-01T01:34:05.678Z"),
        (NEW_YEAR, "-1w", "2025-12-25T00:04:05.678Z"),
        ("2026-01-01T00:00:00+02:00", "0s", "2025-12-31T22:00:00.000Z"),
        (86400, "1d", "1970-01-03T00:00:00.000Z"),
    ],
)
def test_later_and_earlier(moment, offset, expected):
    assert date_add(moment, offset) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("%Y-%m-%d", "2026-01-01"),
        ("%a, %d %b %Y %H:%M:%S", "Thu, 01 Jan 2026 00:04:05"),
        ("%s", "1767225845"),
        ("100%% %j", "100% 001"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_forms(form, expected):
    assert date_format(NEW_YEAR, form) == expected


def test_every_directive_gives_something():
    assert all(date_format(0, f"%{letter}") for letter in DIRECTIVES)


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (
            date_add,
            ("soon", "1d"),
            'date_add: "soon" is no moment: expected RFC 3339 like 1970-01-01T00:00:00.000Z',
        ),
        (date_add, (True, "1d"), "date_add: True is no moment"),
        (date_add, (1e30, "1d"), "date_add: 1e+30 is no moment"),
        (date_add, (0, "a day"), 'date_add: "a day" is no time: write it like 3d, 1h30m or -2w'),
        (date_add, ("9999-12-31", "2d"), "date_add: the year would not have four digits"),
        (date_format, (None, "%Y"), "date_format: None is no moment"),
        (date_format, (0, "%9999999Y"), 'date_format: no "%9"'),
        (date_format, (0, "%"), 'date_format: no "%"'),
    ],
)
def test_what_is_wrong(function, arguments, message):
    with pytest.raises(ScriptError) as raised:
        function(*arguments)
    assert raised.value.message.startswith(message)


def test_moments_have_milliseconds():
    assert rfc3339(0.5) == "1970-01-01T00:00:00.500Z"
