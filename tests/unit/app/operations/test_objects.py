"""JSON objects that operations are given."""

from typing import TypedDict

import pytest

from smockproxy.app.operations.objects import known_object
from smockproxy.app.usage import UsageError


class Shape(TypedDict, total=False):
    seed: int
    unmatched: str


def test_known_keys():
    assert known_object({"seed": 1}, Shape) == {"seed": 1}
    assert known_object({}, Shape) == {}


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ({"sed": 1}, 'Unknown key "sed": did you mean "seed"?'),
        ({"zzz": 1}, 'Unknown key "zzz": the keys are seed, unmatched.'),
        ([], "Expected a JSON object; its keys are seed, unmatched."),
        (None, "Expected a JSON object; its keys are seed, unmatched."),
    ],
)
def test_what_is_refused(document, told):
    with pytest.raises(UsageError) as refused:
        known_object(document, Shape)
    assert str(refused.value) == told
