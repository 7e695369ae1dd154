"""Values of foreign files: what is odd is absent."""

import pytest

from smockproxy.interop.foreign import Foreign, Report, from_base64, raw_of, text_of_value


def fields(**shape) -> Foreign:
    return Foreign(shape, "at", Report())


def test_what_must_be_a_mapping_and_is_none_is_a_flaw():
    report = Report()
    assert Foreign.needed({"a": 1}, "x", report).shape == {"a": 1}
    assert Foreign.needed(7, "log.entries[1]", report).shape == {}
    assert [str(flaw) for flaw in report.flaws] == ["log.entries[1]: expected a mapping, found 7"]


def test_a_loss_has_its_place():
    found = fields()
    found.lose("text", "gone")
    found.lose("", "all")
    Foreign({}, "", found.report).lose("a", "b")
    assert [str(loss) for loss in found.report.losses] == ["at.text: gone", "at: all", "a: b"]


def test_odd_values_are_absent():
    found = fields(a=3, b=[1, {"c": 2}])
    assert found.below("a").shape == {}
    assert found.listed("a") == []
    assert [(each.path, each.shape) for each in found.each("b")] == [("at.b[1]", {"c": 2})]


@pytest.mark.parametrize(
    ("value", "text"),
    [("a", "a"), (b"\xff", "\udcff"), (7, "7"), (1.5, "1.5"), (True, ""), (None, ""), ([], "")],
)
def test_scalars_are_texts(value, text):
    assert text_of_value(value) == fields(a=value).text("a") == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (5, 5),
        (0.5, 0.5),
        ("12", 12),
        (-1, None),
        ("x", None),
        (True, None),
        (None, None),
        (float("nan"), None),
        (10**400, None),
        (1e16, None),
    ],
)
def test_numbers_below_zero_are_unknown(value, number):
    assert fields(a=value).number("a") == number


def test_text_becomes_the_bytes_that_it_was():
    assert raw_of("ż\udcff") == b"\xc5\xbc\xff"
    assert raw_of("\ud800") == b"?"


@pytest.mark.parametrize(
    ("text", "raw"),
    [("aGk=", b"hi"), ("aG\r\nk", b"hi"), ("_-8", b"\xff\xef"), ("a", None), ("ż", None), ("", b"")],
)
def test_base64_of_all_kinds(text, raw):
    assert from_base64(text) == raw
