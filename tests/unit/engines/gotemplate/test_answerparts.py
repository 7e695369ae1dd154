"""A response in the making."""

import pytest

from smockproxy.engines.contract import BadReturnError
from smockproxy.engines.gotemplate.answerparts import PartialResponse


@pytest.mark.parametrize(
    ("shortest", "longest", "delay", "is_refused"),
    [(0, 0, (0, 0), False), (1, 2, (1, 2), False), (-5, -5, (0, 0), True), (-5, 3, (0, 3), True)],
)
def test_a_delay_is_never_below_nothing(shortest, longest, delay, is_refused):
    response = PartialResponse([].append)
    response.shortest, response.longest = shortest, longest
    made = response.result()["delay"]
    assert (made["min"], made["max"]) == delay
    assert response.is_out_of_order() is is_refused


def test_a_delay_that_smocker_cannot_draw():
    response = PartialResponse([].append)
    response.shortest = 5
    assert response.is_out_of_order()
    with pytest.raises(BadReturnError, match="a delay from 5 ns to 0 ns"):
        response.result()


def test_warnings_and_an_empty_response():
    log = []
    response = PartialResponse(log.append)
    response.warn("lost")
    assert log == ["warning: lost"]
    assert response.result() == {"status": 200, "headers": {}, "body": "", "delay": {"min": 0, "max": 0}}
