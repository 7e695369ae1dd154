"""What every mapping of the format is."""

from typing import ClassVar

import pytest
from pydantic import Field, ValidationError

from smockproxy.files.model import Wire


class Box(Wire):
    planned_keys: ClassVar[frozenset[str]] = frozenset({"lid"})
    keeps_null: ClassVar[frozenset[str]] = frozenset({"content"})

    content: object = "nothing"
    of: object = Field(default="wood", alias="made_of")


def test_its_keys_are_its_fields():
    assert Box.keys() == {"content", "made_of"}


@pytest.mark.parametrize("tree", [{"made_of": None}, {"lid": None}, {}])
def test_a_key_without_a_value_is_a_key_left_out(tree):
    assert Box.model_validate(tree) == Box()


def test_a_null_that_is_a_value_stays():
    assert Box.model_validate({"content": None}).content is None


@pytest.mark.parametrize("tree", [{"colour": None}, {"lid": 1}])
def test_other_keys_are_forbidden(tree):
    with pytest.raises(ValidationError):
        Box.model_validate(tree)
