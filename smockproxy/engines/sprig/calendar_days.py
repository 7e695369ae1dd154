"""Days and dates of the Gregorian calendar, for every year that Go has.

Source: the calendar's rules; the count begins in March, so that the leap day is the last of its year.
"""

_DAYS_OF_400_YEARS = 146_097
_EPOCH = 719_468
"""Days from 1 March of the year 0 to 1 January 1970."""


def date_of(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month; the day counts from 1 January 1970."""
    era, within = divmod(day + _EPOCH, _DAYS_OF_400_YEARS)
    year = (within - within // 1_460 + within // 36_524 - within // 146_096) // 365
    of_year = within - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year + 400 * era + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


def day_of(year: int, month: int, day: int) -> int:
    """Days since 1 January 1970; a month or a day that is too large or small goes on into the next or the
    one before."""
    years, month = divmod(month - 1, 12)
    year += years - (month < 2)
    era, of_era = divmod(year, 400)
    shifted = (month + 10) % 12
    of_year = (153 * shifted + 2) // 5 + day - 1
    return era * _DAYS_OF_400_YEARS + of_era * 365 + of_era // 4 - of_era // 100 + of_year - _EPOCH


def days_in(year: int, month: int) -> int:
    """How many days a month has."""
    return day_of(year, month + 1, 1) - day_of(year, month, 1)
