"""The keys of a matcher's mapping."""

# ruff: noqa: E501 - rows of a table

import pytest

from smockproxy.files.matcherkeys import key_faults, name_faults
from smockproxy.matching import MATCHERS


@pytest.mark.parametrize(
    ("name", "tree", "hints"),
    [
        ("ShouldEqual", {"matcher": "", "value": ""}, {}),
        ("ShouldEqual", {"vlue": "", "x": ""}, {"vlue": 'did you mean "value"?', "x": "a matcher has the keys matcher and value"}),
        ("ShouldAlmostEqual", {"delta": "1", "zzz": ""}, {"zzz": "this matcher has the keys matcher, value and delta"}),
        ("ShouldEqual", {"delta": "1"}, {"delta": "a matcher has the keys matcher and value"}),
        ("ShouldMatchSchema", {"file": "a.json"}, {}),
        ("Unknown", {"delta": "1", "dleta": "2"}, {"dleta": 'did you mean "delta"?'}),
    ],
)  # fmt: skip
def test_keys(name, tree, hints):
    assert {fault.steps[0]: fault.hint for fault in key_faults(tree, MATCHERS.get(name))} == hints


@pytest.mark.parametrize(
    ("tree", "has_unknown_keys", "messages"),
    [
        ({}, False, ['the key "matcher" is missing']),
        ({}, True, []),
        ({"matcher": ["x"]}, True, ["expected a matcher's name, found a list"]),
        ({"matcher": "ShouldEqul"}, True, ['unknown matcher "ShouldEqul"']),
        ({"matcher": "ShouldEqualXML"}, False, ['"ShouldEqualXML" is not supported yet']),
    ],
)
def test_names(tree, has_unknown_keys, messages):
    faults = name_faults(tree, MATCHERS, has_unknown_keys=has_unknown_keys)
    assert [fault.message for fault in faults] == messages
