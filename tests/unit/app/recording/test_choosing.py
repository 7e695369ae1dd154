import pytest

from smockproxy.app.recording.choosing import Choosing, Wanted
from smockproxy.core.entry import Outcome
from smockproxy.core.recordmode import RecordMode
from tests.unit.app.recording.made import A_MOCK, entry


@pytest.mark.parametrize(
    ("wanted", "is_wanted"),
    [
        (Wanted(), True),
        (Wanted(hosts=("*.SHOP.test",)), True),
        (Wanted(hosts=("b.test", "c.test")), False),
        (Wanted(paths=("/ord*",)), True),
        (Wanted(paths=("/items",)), False),
        (Wanted(methods=("post, get",)), True),
        (Wanted(methods=("POST",)), False),
        (Wanted(statuses=("2xx,404",)), True),
        (Wanted(statuses=("5xx", "404")), False),
    ],
)
def test_filters_leave_out_what_is_not_wanted(wanted, is_wanted):
    assert wanted.has(entry()) is is_wanted


def test_an_exchange_without_an_answer_is_not_left_out_by_its_status():
    assert Wanted(statuses=("404",)).has(entry(response=None))


@pytest.mark.parametrize(
    ("mode", "made", "is_chosen"),
    [
        (RecordMode.NEW, entry(), True),
        (RecordMode.NEW, entry(mock=A_MOCK), False),
        (RecordMode.ALL, entry(mock=A_MOCK), True),
        (RecordMode.ALL, entry(outcome=Outcome.MOCKED), False),
        (RecordMode.ALL, entry(outcome=Outcome.FAILED), True),
        (RecordMode.ALL, entry(outcome=Outcome.FAILED, mock=A_MOCK), False),
        (RecordMode.ONCE, entry(), False),
        (RecordMode.ONCE, entry(host="b.test"), True),
        (RecordMode.ALL, entry(host="c.test"), False),
    ],
)
def test_a_mode_says_what_is_recorded(mode, made, is_chosen):
    choosing = Choosing(mode, Wanted(hosts=("api.shop.test", "b.test")), frozenset({"api.shop.test"}))

    assert choosing.has(made) is is_chosen
