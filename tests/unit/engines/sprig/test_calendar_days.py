"""Days and dates, held against Python's calendar."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from smockproxy.engines.sprig.calendar_days import date_of, day_of, days_in

EPOCH = date(1970, 1, 1)


@given(st.dates())
def test_days_are_python_s(day):
    number = (day - EPOCH).days
    assert date_of(number) == (day.year, day.month, day.day)
    assert day_of(day.year, day.month, day.day) == number


@given(st.integers(-(10**9), 10**9))
def test_every_day_has_a_date_that_leads_back(day):
    assert day_of(*date_of(day)) == day


def test_days_and_months_go_on_into_the_next_and_the_one_before():
    assert date_of(day_of(2025, 14, 30)) == (2026, 3, 2)
    assert date_of(day_of(2026, 0, 1)) == (2025, 12, 1)
    assert date_of(day_of(2026, 1, 0)) == (2025, 12, 31)


def test_months_have_their_days():
    assert [days_in(2023, month) for month in (1, 2, 4, 12)] == [31, 28, 30, 31]
    assert (days_in(2000, 2), days_in(1900, 2), days_in(2024, 2)) == (29, 28, 29)
    assert EPOCH + timedelta(day_of(2000, 2, 29)) == date(2000, 2, 29)
