"""The part of the page that a run writes."""

import pytest

from benchmarks import page
from benchmarks.page import NoMarkersError, between

PAGE = "# Title\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nrest\n"


def test_what_stands_between_the_markers_is_replaced() -> None:
    once = between(PAGE, "figures", "new\n")
    assert once == "# Title\n<!-- figures: begin -->\n\nnew\n\n<!-- figures: end -->\nrest\n"
    assert between(once, "figures", "new") == once


@pytest.mark.parametrize("text", ["", PAGE.replace("begin", "start"), PAGE.replace("end", "stop")])
def test_a_page_without_markers(text: str) -> None:
    with pytest.raises(NoMarkersError, match="figures: begin"):
        between(text, "figures", "new")


@pytest.mark.parametrize("name", ["figures", "soak", "profiles"])
def test_the_page_has_its_markers(name: str) -> None:
    assert "new" in between(page.PAGE.read_text(), name, "new")
