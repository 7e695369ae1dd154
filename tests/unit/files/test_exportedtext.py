"""Texts of exports as trees."""

import pytest

from smockproxy.files.exportedtext import DEEPEST, folded, json_export, yaml_export, yaml_scalars
from smockproxy.files.scalars import Plain
from smockproxy.files.uploadtext import UploadError


@pytest.mark.parametrize(
    ("raw", "tree"),
    [
        (b"", None),
        (b" \n", None),
        (b"null", None),
        (b'\xef\xbb\xbf[{"a": 1}]', [{"a": 1}]),
        (b'["\xff", "\\ud83d\\ude00", "\\ud800"]', ["\ufffd", "\N{GRINNING FACE}", "\ufffd"]),
        (b"[123456789012345, 9007199254740993, 1.5]", [123456789012345, 9007199254740992.0, 1.5]),
    ],
)
def test_json(raw, tree):
    assert json_export(raw) == tree


def test_minus_zero_keeps_its_sign():
    assert str(json_export(b"[-0]")) == "[-0.0]"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"[", "not JSON: Expecting value, line 1, column 2"),
        (b"[] x", "not JSON: Extra data, line 1, column 4"),
        (b"[NaN]", "not JSON: NaN is no number"),
        (b"[1e999]", "not JSON: a number is beyond float64"),
        (b"[" * 200 + b"]" * 200, "nested more than 150 deep"),
        (b"[" * 100_000 + b"]" * 100_000, "nested more than 150 deep"),
    ],
)
def test_what_is_no_json(raw, message):
    with pytest.raises(UploadError) as told:
        json_export(raw)
    assert str(told.value) == message


def test_json_may_be_as_deep_as_the_body_of_an_exchange():
    assert json_export(b"[" * DEEPEST + b"]" * DEEPEST)


def test_yaml_scalars_are_what_they_mean():
    text = b"- {a: 1, b: '1', c: true, d: 1970-01-01T00:00:00Z, e: !!binary /w==, f: .inf, g: [~]}"
    read = {"a": 1, "b": "1", "c": True, "d": "1970-01-01T00:00:00Z", "e": b"\xff", "f": ".inf", "g": [None]}
    assert yaml_export(text) == [read]


def test_yaml_scalars_as_they_were_written():
    (found,) = yaml_scalars(b"- 1.50")
    assert (found, type(found)) == ("1.50", Plain)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "expected a list, found nothing"),
        (b"a: 1", "expected a list, found a mapping"),
        (b"- \xff", "not UTF-8: byte 0xff at offset 2"),
        (b"- [", "line 2: not YAML: did not find expected node content"),
        (b"- {a: 1, a: 2}", 'line 1: the key "a" is there twice'),
        (b"- a\n--- \n- b", "line 2: a second document begins here"),
    ],
)
def test_what_is_no_yaml(raw, message):
    with pytest.raises(UploadError) as told:
        yaml_scalars(raw)
    assert str(told.value) == message


def test_keys_in_any_case():
    assert folded({"ID": 1, "Name": 2, "x": 3}, ("id", "name")) == {"id": 1, "name": 2, "x": 3}


def test_an_export_of_too_many_values_is_refused_before_they_are_read(monkeypatch):
    monkeypatch.setattr("smockproxy.files.exportedtext.MOST_COMMAS", 3)
    with pytest.raises(UploadError, match="at most 3 commas in one export, found 4: import fewer sessions"):
        json_export(b"[,,,,")
