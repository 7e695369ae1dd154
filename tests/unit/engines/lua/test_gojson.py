"""JSON as Go writes it."""

import pytest

from smockproxy.engines.lua.gojson import go_json_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        (1.0, "1"),
        (0.1, "0.1"),
        (-0.0, "-0"),
        (1e20, "100000000000000000000"),
        (1e21, "1e+21"),
        (1.5e-7, "1.5e-7"),
        (1e-6, "0.000001"),
        ("<é\u2028>\n", '"\\u003cé\\u2028\\u003e\\n"'),
    ],
)
def test_values(value: object, text: str):
    assert go_json_text(value) == text


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_that_json_has_not(number: float):
    with pytest.raises(ValueError, match="unsupported value"):
        go_json_text([number])
