"""How long answers of a replay take."""

from math import log
from random import Random

import pytest

from smockproxy.core.conditions import Condition, Conditions, OnField
from smockproxy.core.delay import Sampled
from smockproxy.core.duration import NO_DELAY
from smockproxy.core.http import Response
from smockproxy.core.matchers import equal
from smockproxy.core.mock import Mock
from smockproxy.core.pace import fit_of, fixed, paces_of
from smockproxy.core.recorded import Recorded
from smockproxy.core.responders import Fixed
from smockproxy.core.timing import timing_of


def mock(name: str, took: float | None, *conditions: Condition) -> Mock:
    recorded = None if took is None else Recorded(at=1.0, took=took)
    return Mock(name, Fixed(Response()), Conditions(conditions), recorded=recorded)


ORDERS = (
    OnField("host", equal("a.test")),
    OnField("method", equal("GET")),
    OnField("path", equal("/orders")),
)
MOCKS = (mock("one", 0.2, *ORDERS), mock("two", 0.4, *ORDERS), mock("other", 1.0), mock("by hand", None))


@pytest.mark.parametrize(
    ("word", "seconds"),
    [
        ("instant", {"one": 0.0, "two": 0.0, "other": 0.0}),
        ("recorded", {"one": 0.2, "two": 0.4, "other": 1.0}),
        ("x0.5", {"one": 0.1, "two": 0.2, "other": 0.5}),
        ("", {}),
    ],
)
def test_each_recorded_mock_has_its_time(word: str, seconds: dict[str, float]) -> None:
    paces = paces_of(MOCKS, timing_of(word))
    assert {name: pace.seconds(0.5) for name, pace in paces.items()} == pytest.approx(seconds)


def test_an_endpoint_has_one_distribution() -> None:
    paces = paces_of(MOCKS, timing_of("fitted"))
    assert paces["one"] == paces["two"]
    assert paces["one"].seconds(0.5) == pytest.approx((0.2 * 0.4) ** 0.5)
    assert [paces["other"].seconds(drawn) for drawn in (0.1, 0.9)] == pytest.approx([1.0, 1.0])
    assert "by hand" not in paces


def test_mocks_of_urls_have_endpoints_of_their_own() -> None:
    orders, users = (OnField("url", equal(f"https://a.test/{name}")) for name in ("orders", "users"))
    paces = paces_of([mock("one", 0.2, orders), mock("two", 0.9, users)], timing_of("fitted"))
    assert {name: pace.seconds(0.5) for name, pace in paces.items()} == pytest.approx(
        {"one": 0.2, "two": 0.9}
    )


def test_a_fit_finds_what_times_were_drawn_from() -> None:
    drawn = Random(7)
    fit = fit_of([0.1 + drawn.lognormvariate(log(0.05), 0.4) for _ in range(4_000)])
    assert fit.delay.seconds(0.5) == pytest.approx(0.15, rel=0.05)
    assert fit.delay.seconds(0.95) == pytest.approx(0.1 + 0.05 * 1.93, rel=0.1)


def test_no_time_is_no_trouble() -> None:
    fitted = fit_of([0.0, 0.0, 0.0]).delay
    assert isinstance(fitted, Sampled)
    assert fitted.seconds(0.9) == pytest.approx(0.0, abs=1e-5)
    assert fixed(-1.0) == NO_DELAY
