"""JSON as Go reads it."""

import pytest

from smockproxy.engines.gotemplate.gojson import json_kind, read_json


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1.0}),
        (" [1.5, true, null]\n", [1.5, True, None]),
        ("9007199254740993", 9007199254740992.0),
        ('{"a": 1, "a": 2}', {"a": 2.0}),
        (r'["\ud83d\ude00", {"\ud800": "\udc80"}]', ["😀", {"\ufffd": "\ufffd"}]),
    ],
)
def test_what_is_read(text, value):
    read = read_json(text)
    assert read == value
    assert (
        [type(each) for each in read] == [type(each) for each in value] if isinstance(value, list) else True
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "unexpected end of JSON input"),
        ("NaN", "invalid character 'N' looking for beginning of value"),
        ("-Infinity", "invalid character 'I' in numeric literal"),
        ("1e999", "json: cannot unmarshal number 1e999 into Go value of type float64"),
        ("\ufeff{}", "invalid character 'ï' looking for beginning of value"),
        ("[" * 100_000, "exceeded max depth"),
    ],
)
def test_what_is_no_json(text, message):
    with pytest.raises(ValueError, match=r".") as failed:
        read_json(text)
    assert str(failed.value) == message


@pytest.mark.parametrize(
    ("value", "kind"), [(True, "bool"), (1.0, "number"), ("", "string"), ([], "array"), ({}, "object")]
)
def test_kinds(value, kind):
    assert json_kind(value) == kind
