"""What looks outside is known by name, and refused when it is called."""

import os

import pytest

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.sprig.calls import checked
from smockproxy.engines.sprig.refused import FUNCTIONS, REASONS


@pytest.mark.parametrize("name", REASONS)
def test_a_call_says_what_is_refused_and_why(name):
    with pytest.raises(FunctionError) as failed:
        FUNCTIONS[name]("HOME")
    assert failed.value.message == f"{name} is refused: {REASONS[name]}"
    with pytest.raises(FunctionError, match=f"wrong number of args for {name}: want 1 got 0"):
        checked(name, FUNCTIONS[name])()


def test_nothing_of_the_environment_is_said(monkeypatch):
    monkeypatch.setitem(os.environ, "SECRET", "hunter2")
    for name in ("env", "expandenv"):
        with pytest.raises(FunctionError) as failed:
            FUNCTIONS[name]("$SECRET SECRET")
        assert "hunter2" not in str(failed.value)
    assert set(FUNCTIONS) == set(REASONS) == {"env", "expandenv", "getHostByName"}
