"""What is counted."""

import pytest

from smockproxy.engines.gotemplate.budget import Budget, Meter, OverrunError


def test_steps():
    meter = Meter(Budget(steps=2))
    meter.spend()
    meter.spend()
    with pytest.raises(OverrunError, match="takes more than 2 steps"):
        meter.spend()


def test_characters():
    meter = Meter(Budget(characters=3))
    meter.write(3)
    with pytest.raises(OverrunError, match="makes more than 3 characters of text"):
        meter.write(1)


def test_arguments_and_results():
    meter = Meter(Budget(steps=100, characters=100))
    meter.weigh("a" * 640)
    meter.weigh(7)
    assert meter.steps == 90
    meter.charge([1] * 640)
    meter.charge("abc")
    meter.charge(None)
    assert (meter.steps, meter.characters) == (80, 97)
