"""JUnit XML that any reader of XML takes."""

from xml.etree.ElementTree import fromstring

from smockproxy.interop.junit import Case, Suite, junit_xml


def test_results_are_counted():
    cases = (Case("a", "g"), Case("b", "g", failure="no"), Case("c", "g", error="unknown", details="why"))
    root = fromstring(junit_xml(Suite("s", cases, (("seed", "7"),), "remarks")))
    assert root.tag == "testsuites"
    (suite,) = root
    for element in (root, suite):
        assert [element.attrib[name] for name in ("tests", "failures", "errors", "skipped")] == list("3110")
    assert [(each.attrib["name"], each.attrib["value"]) for each in suite.iter("property")] == [("seed", "7")]
    assert suite.findtext("system-out") == "remarks"
    passed, failed, unknown = suite.iter("testcase")
    assert list(passed) == []
    assert (failed[0].tag, failed[0].attrib["message"], failed[0].text) == ("failure", "no", "no")
    assert (unknown[0].tag, unknown[0].text) == ("error", "why")


def test_a_place_is_told_where_there_is_one():
    cases = (Case("a", "g", file="mocks/a.yml", line=3), Case("b", "g"))
    there, nowhere = fromstring(junit_xml(Suite("s", cases))).iter("testcase")
    assert (there.attrib["file"], there.attrib["line"]) == ("mocks/a.yml", "3")
    assert not {"file", "line"} & set(nowhere.attrib)


def test_whatever_peers_sent_is_xml_in_the_end():
    nasty = "<a> & \" ' ]]> \x00\x1b\x7f \ud800 \ufffe \U0001f600 \t\n é"
    root = fromstring(junit_xml(Suite(nasty, (Case(nasty, "g", failure=nasty),), ((nasty, nasty),), nasty)))
    (failure,) = root.iter("failure")
    expected = "<a> & \" ' ]]> \\u0000\\u001b\x7f \\ud800 \\ufffe \U0001f600 \t\n é"
    assert failure.text == expected
    assert failure.attrib["message"] == expected
    assert root.findtext(".//system-out") == expected


def test_an_empty_suite_is_a_document():
    assert junit_xml(Suite("s", ())).startswith(b"<?xml version='1.0' encoding='utf-8'?>\n<testsuites")
