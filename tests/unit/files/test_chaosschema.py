"""Rules in the schema of files."""

import jsonschema
import pytest

from smockproxy.files.chaosrules import RULE_KEYS
from smockproxy.files.schema import mock_file_schema
from smockproxy.matching import MATCHERS

SCHEMA = mock_file_schema(MATCHERS)


def is_taken(rule: object) -> bool:
    return jsonschema.Draft7Validator(SCHEMA).is_valid({"chaos": [rule]})


def test_a_rule_has_all_its_keys():
    assert SCHEMA["definitions"]["rule"]["properties"].keys() == RULE_KEYS


@pytest.mark.parametrize(
    "rule",
    [
        {"request": {"host": "api.test"}, "probability": 0.1, "preset": 503, "ttl": "10m"},
        {"faults": [{"drop": True, "weight": 2}, {"damage": {"drop_fields": ["id"]}}]},
        {
            "ramp": {"from": "0s", "to": "2s", "over": 100, "then": "recover"},
            "window": {"every": "1m", "for": "9s"},
        },
        {"drop": True, "between": ["2026-01-01", "2026-01-02"]},
    ],
)
def test_what_is_right(rule):
    assert is_taken(rule)


@pytest.mark.parametrize(
    "rule", [{"drop": True, "context": {}}, {"ramp": {"to": 2, "over": 5}}, {"faults": [{"weight": "much"}]}]
)
def test_what_is_wrong(rule):
    assert not is_taken(rule)
