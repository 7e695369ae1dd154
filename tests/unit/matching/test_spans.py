import pytest

from smockproxy.matching import spans
from smockproxy.matching.spans import spans_of


def found(pattern, text):
    return [text[begin:end] for begin, end in spans_of(pattern)(text)]


def test_all_places_of_a_pattern():
    assert found(r"tenant-\d+", "tenant-12 and ünïcode tenant-34") == ["tenant-12", "tenant-34"]
    assert found("x*", "axxb") == ["xx"]
    assert found("ü", "\ud800ü") == ["ü"]


def test_a_text_that_would_take_too_long_is_searched_in_pieces(monkeypatch):
    monkeypatch.setattr(spans, "MOST_WORK", 1)
    assert found("[ab]", "axb") == ["a", "b"]


def test_what_is_no_pattern():
    with pytest.raises(ValueError, match="missing"):
        spans_of("(")
