"""How mocks are used, in figures."""

from smockproxy.app.verdicts.usagefigures import Latency, MockUsage, usage_of, usage_shape
from smockproxy.core.history import MockRef, Timing
from smockproxy.core.http import Response
from smockproxy.core.mock import Mock, Source
from smockproxy.core.responders import Fixed
from tests.unit.exchanges import exchange

USED = Mock("used", Fixed(Response()), source=Source("mocks/a.yml", 3))
UNUSED = Mock("unused", Fixed(Response()))


def took(seconds: float, began: float, mock_id: str = "used"):
    ref = MockRef(mock_id, mock_id, "static", from_file=False)
    return exchange(mock=ref, timing=Timing(started_at=began, ended=seconds))


def test_figures_of_each_mock():
    entries = [took(number / 1000, 1000.0 - number) for number in range(1, 101)]
    entries += [took(9.0, 2000.0, "gone"), exchange(mock=None)]
    used, unused = usage_of([USED, UNUSED], _uses, entries)
    assert used == MockUsage(USED, 120, 100, 999.0, Latency(0.05, 0.095, 0.1))
    assert unused == MockUsage(UNUSED, 0)


def _uses(mock: Mock) -> int:
    return 120 if mock is USED else 0


def test_a_single_exchange_is_every_percentile():
    (usage,) = usage_of([USED], _uses, [took(0.25, 5.0)])
    assert usage.latency == Latency(0.25, 0.25, 0.25)


def test_the_shape():
    usages = usage_of([USED, UNUSED], _uses, [took(0.0123456, 0.0)])
    assert usage_shape(usages, evicted=4) == {
        "mocks": [
            {
                "id": "used",
                "source": "mocks/a.yml:3",
                "uses": 120,
                "exchanges": 1,
                "last_used": "1970-01-01T00:00:00Z",
                "latency": {"median": 12.346, "p95": 12.346, "longest": 12.346},
            },
            {"id": "unused", "source": None, "uses": 0, "exchanges": 0, "last_used": None, "latency": None},
        ],
        "unused": ["unused"],
        "evicted": 4,
    }
