"""A verdict as plain values."""

import json

import pytest

from smockproxy.app.verdicts.shape import bounds_shape, verdict_shape
from smockproxy.core.bounds import Bounds
from smockproxy.core.breach import Breach
from smockproxy.core.history import Outcome
from smockproxy.core.http import Request, Response
from smockproxy.core.mock import Expected, Mock
from smockproxy.core.mockset import MockSet
from smockproxy.core.redact import Redaction
from smockproxy.core.responders import Fixed
from smockproxy.core.session import Session, SessionFacts
from smockproxy.core.verify import verify
from tests.golden_files import assert_golden
from tests.unit.verdicts import Shop, broken, fine


def test_the_whole_verdict():
    shape = verdict_shape(broken().verdict(evicted=2, fail_on=set(Breach)))
    assert_golden("verify/broken.json", json.dumps(shape, indent=2, ensure_ascii=True) + "\n")


def test_a_verdict_with_nothing_wrong():
    shape = verdict_shape(fine().verdict())
    assert (shape["outcome"], shape["breaches"]) == ("passed", ["forwarded", "unused"])
    assert shape["fail_on"] == ["unverified", "refused", "failed"]
    assert [mock["id"] for mock in shape["mocks"] if mock["missed"]] == ["spare"]


def test_any_number_is_no_expectation():
    assert bounds_shape(Bounds()) is None
    assert bounds_shape(Bounds(1)) == {"at_least": 1, "at_most": None, "text": "at least 1"}


@pytest.mark.parametrize(
    ("limits", "key"),
    [
        ({}, None),
        ({"times": 1}, "times"),
        ({"times": 1, "expected": Expected(at_least=0)}, "verify"),
        ({"expected": Expected(at_most=2)}, "verify"),
        ({"times": 1, "expected": Expected(rank=1)}, "times"),
        ({"expected": Expected(rank=1)}, "verify.rank"),
    ],
)
def test_the_key_that_says_what_is_expected(limits, key):
    declared = MockSet.of([Mock("m", Fixed(Response()), **limits)])
    verdict = verify(declared, Session(SessionFacts("s", "", 0.0)), [])
    assert verdict_shape(verdict)["mocks"][0]["expected_by"] == key


def test_credentials_have_pseudonyms():
    url = "/a?api_key=hunter2-hunter2"
    shop = Shop().refuse(Request("GET", "http", "shop.test", 80, url))
    shop.add(Request("GET", "http", "shop.test", 80, url), outcome=Outcome.FAILED, error="no hunter2-hunter2")
    shop.add(Request("GET", "http", "shop.test", 80, url), outcome=Outcome.FORWARDED)
    assert "hunter2" in json.dumps(verdict_shape(shop.verdict()))
    shape = verdict_shape(shop.verdict(), Redaction(b"key"))
    assert "hunter2" not in json.dumps(shape)
    assert json.dumps(shape).count("redacted-") == 4
