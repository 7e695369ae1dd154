"""The texts of rules."""

import pytest

from smockproxy.files.chaosschema import CHAOS_MODELS
from smockproxy.files.chaostext import CHAOS_TEXT


@pytest.mark.parametrize("name", CHAOS_MODELS)
def test_there_is_one_for_every_key(name):
    assert CHAOS_TEXT[name].keys() == CHAOS_MODELS[name].keys()
