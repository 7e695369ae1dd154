"""A verdict as JUnit XML."""

from xml.etree.ElementTree import fromstring

from smockproxy.app.verdicts.junit import CHECKS, verdict_junit
from smockproxy.app.verdicts.shape import verdict_shape
from smockproxy.app.verdicts.verify import WORDS
from smockproxy.core.breach import Breach
from tests.golden_files import assert_golden
from tests.unit.verdicts import broken, fine


def test_much_went_wrong():
    document = verdict_junit(verdict_shape(broken().verdict(evicted=1, fail_on=set(Breach))))
    assert_golden("verify/failed.xml", document.decode())


def test_all_went_well():
    root = fromstring(verdict_junit(verdict_shape(fine().verdict())))
    assert root.attrib == {"tests": "7", "failures": "0", "errors": "0", "skipped": "0"}
    assert root.findall(".//failure") == root.findall(".//error") == []


def test_an_incomplete_verdict_is_not_green():
    root = fromstring(verdict_junit(verdict_shape(fine().verdict(evicted=1))))
    assert root.attrib["errors"] == "1"
    (error,) = root.findall(".//error")
    assert error.attrib["message"] == "the history had no room for 1 older exchange"


def test_what_does_not_matter_does_not_fail():
    root = fromstring(verdict_junit(verdict_shape(broken().verdict(fail_on={Breach.UNUSED}))))
    assert [case.attrib["name"] for case in root.iter("testcase") if case.find("failure") is not None] == [
        "every mock was used"
    ]


def test_whatever_a_verdict_may_fail_on_is_checked():
    assert {*CHECKS, "unverified"} == set(WORDS)
