"""A verdict as text."""

import subprocess
import sys

import pytest

from smockproxy.app.verdicts.shape import verdict_shape
from smockproxy.app.verdicts.text import MOST_NAMED, charge_text, complaints_about, summary_text, verdict_text
from smockproxy.core.breach import Breach
from smockproxy.core.http import Request
from tests.golden_files import assert_golden
from tests.unit.verdicts import Shop, broken, fine


def test_all_went_well():
    assert_golden("verify/passed.txt", verdict_text(verdict_shape(fine().verdict())))


def test_much_went_wrong():
    assert_golden("verify/failed.txt", verdict_text(verdict_shape(broken().verdict())))


def test_all_that_can_go_wrong():
    shape = verdict_shape(broken().verdict(evicted=1, fail_on=set(Breach)))
    assert_golden("verify/failed-on-all.txt", verdict_text(shape))


def test_something_is_missing():
    assert_golden("verify/incomplete.txt", verdict_text(verdict_shape(fine().verdict(evicted=1200))))


def test_nothing_happened():
    assert_golden("verify/unused.txt", verdict_text(verdict_shape(Shop().verdict())))


def test_long_lists_are_cut():
    shop = Shop()
    for number in range(15):
        shop.refuse(Request("GET", "http", "shop.test", 80, f"/{number}"))
    shape = verdict_shape(shop.verdict())
    shape["mocks"] = [mock for mock in shape["mocks"] if mock["id"] == "pay"] * (MOST_NAMED + 2)
    text = verdict_text(shape)
    assert text.count("mocks/shop.yml:7: 0 uses") == MOST_NAMED
    assert text.count("  and 2 more") == 2
    assert "  and 5 more" in text


def test_a_body_that_is_not_kept_whole():
    shape = verdict_shape(broken().verdict())
    shape["refused"]["requests"][0]["cut"] = True
    assert "no mock matched\n    (only the beginning of its body is kept)\n    1. " in verdict_text(shape)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("unverified", "3 mocks were not used as expected"),
        ("refused", "3 requests were refused"),
        ("unmatched", "4 requests matched no mock"),
        ("forwarded", "2 requests went to real servers"),
        ("unused", "1 mock was never used"),
        ("failed", "1 exchange failed"),
    ],
)
def test_what_is_wrong_in_words(word, text):
    assert charge_text(word, verdict_shape(broken().verdict())) == text


def test_a_mock_that_was_used_as_expected_gives_no_complaint():
    shape = verdict_shape(fine().verdict())
    assert [complaints_about(mock, shape) for mock in shape["mocks"]] == [[]] * 6
    assert summary_text(shape).startswith("PASSED: ")


def test_nothing_heavy_is_imported():
    heavy = {"pydantic", "yaml", "mitmproxy"}
    code = f"import sys, smockproxy.app.verdicts.text; print(*{heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
