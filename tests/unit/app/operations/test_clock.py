"""The clock of a session, as operations see and change it."""

import pytest

from smockproxy.app.operations.clock import EARLIEST, LATEST, ClockOperations
from smockproxy.app.usage import UsageError
from smockproxy.interop.moments import rfc3339
from tests.unit.exchanges import instance

START = 1_795_305_600.0
"""2026-11-22T00:00:00Z."""


class Standing:
    """Real time that a test moves."""

    now = START

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def real():
    return Standing()


@pytest.fixture
def operations(real):
    made = instance()
    made.clock = real
    return ClockOperations(made)


def test_nobody_has_changed_it(operations):
    shown = "2026-11-22T00:00:00Z"
    assert operations.clock() == {"now": shown, "real": shown, "ahead": 0.0, "frozen": False}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2030-01-31T12:00:00Z", "2030-01-31T12:00:05Z"),
        ("2030-01-31T12:00:00+02:00", "2030-01-31T10:00:05Z"),
        ("2030-01-31", "2030-01-31T00:00:05Z"),
        ("now+2h", "2026-11-22T02:00:05Z"),
        ("now-1w", "2026-11-15T00:00:05Z"),
        ("now", "2026-11-22T00:00:05Z"),
    ],
)
def test_it_is_set_and_goes_on(operations, real, written, shown):
    operations.set({"now": written})
    real.now += 5
    assert operations.clock()["now"] == shown


@pytest.mark.parametrize(
    ("by", "seconds"), [("2h", 7200), ("1h30m", 5400), ("-10m", -600), ("3d", 259_200), ("-1w", -604_800)]
)
def test_it_is_put_forward_and_back(operations, by, seconds):
    operations.advance({"by": by})
    assert operations.advance({"by": by})["ahead"] == 2 * seconds


def test_it_is_frozen_and_goes_on_from_there(operations, real):
    operations.freeze({})
    real.now += 60
    assert operations.clock() == {
        "now": "2026-11-22T00:00:00Z",
        "real": "2026-11-22T00:01:00Z",
        "ahead": -60.0,
        "frozen": True,
    }
    assert operations.advance({"by": "1s"})["now"] == "2026-11-22T00:00:01Z"
    operations.resume()
    real.now += 60
    assert operations.clock()["now"] == "2026-11-22T00:01:01Z"
    assert operations.freeze({"at": "2030-01-01"})["now"] == "2030-01-01T00:00:00Z"
    assert operations.reset() == {
        "now": "2026-11-22T00:02:00Z",
        "real": "2026-11-22T00:02:00Z",
        "ahead": 0.0,
        "frozen": False,
    }


def test_one_that_goes_has_nothing_to_resume(operations):
    operations.set({"now": "now+1h"})
    before = operations.instance.engine.session.clock
    assert operations.resume()["ahead"] == 3600.0
    assert operations.instance.engine.session.clock is before


@pytest.mark.parametrize(
    ("change", "given", "message"),
    [
        ("set", {}, "now is a text such as 2026"),
        ("set", {"now": 3}, "now is a text such as 2026"),
        ("set", {"now": "tomorrow"}, '"tomorrow" is no moment; write it like'),
        ("set", {"now": "0999-12-31"}, "the years 1000 to 8999"),
        ("set", {"now": "9999-12-31T23:59:59Z"}, "the years 1000 to 8999"),
        ("set", {"nwo": "now"}, 'did you mean "now"'),
        ("set", [], "Expected a JSON object"),
        ("advance", {"by": ""}, "by is a text such as 2h"),
        ("advance", {"by": "soon"}, '"soon" is no duration such as 2h'),
        ("advance", {"by": "-"}, '"-" is no duration such as 2h'),
        ("advance", {"by": "9999999w"}, "the years 1000 to 8999"),
        ("freeze", {"at": "noon"}, '"noon" is no moment'),
    ],
)
def test_what_it_can_not_show(operations, change, given, message):
    with pytest.raises(UsageError, match=message):
        getattr(operations, change)(given)
    assert operations.instance.engine.session.clock.is_real


def test_the_first_and_the_last_year():
    assert (rfc3339(EARLIEST), rfc3339(LATEST - 1)) == ("1000-01-01T00:00:00Z", "8999-12-31T23:59:59Z")


def test_a_reset_of_the_session_ends_it(operations):
    operations.set({"now": "now+1h"})
    operations.instance.reset(force=False)
    assert operations.clock()["ahead"] == 0.0
