"""JUnit XML: results of checks, in the form that build servers read.

Source of the form: there is no standard; elements and attributes are those that Jenkins' JUnit plugin, GitLab
and pytest's `--junit-xml` (family xunit1) have in common.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

_FIRST_PLAIN = 0x20
_ALLOWED = frozenset({0x09, 0x0A, 0x0D})
"""Of the control characters, those that XML 1.0 has (section 2.2)."""


@dataclass(frozen=True, slots=True)
class Case:
    """One check."""

    name: str
    group: str
    """Its `classname`."""
    failure: str = ""
    """Why it failed, in a line; empty if it did not."""
    details: str = ""
    error: str = ""
    """Why it could not be told, in a line."""
    file: str = ""
    line: int = 0
    """Where what was checked is written; 0 when it is nowhere."""


@dataclass(frozen=True, slots=True)
class Suite:
    """Checks that belong together."""

    name: str
    cases: tuple[Case, ...]
    properties: tuple[tuple[str, str], ...] = ()
    remarks: str = ""
    """What else there is to say: its `system-out`."""


def junit_xml(suite: Suite) -> bytes:
    """The document, in UTF-8."""
    counts = _counts(suite.cases)
    root = Element("testsuites", counts)
    inside = SubElement(root, "testsuite", {"name": _text(suite.name), **counts})
    if suite.properties:
        properties = SubElement(inside, "properties")
        for name, value in suite.properties:
            SubElement(properties, "property", {"name": _text(name), "value": _text(value)})
    for case in suite.cases:
        _add(inside, case)
    if suite.remarks:
        SubElement(inside, "system-out").text = _text(suite.remarks)
    indent(root)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    return {
        "tests": str(len(cases)),
        "failures": str(sum(bool(case.failure) for case in cases)),
        "errors": str(sum(bool(case.error) for case in cases)),
        "skipped": "0",
    }


def _add(suite: Element, case: Case) -> None:
    place = {"file": _text(case.file), "line": str(case.line)} if case.file else {}
    written = SubElement(
        suite, "testcase", {"classname": _text(case.group), "name": _text(case.name), **place, "time": "0"}
    )
    for kind, message in (("failure", case.failure), ("error", case.error)):
        if message:
            told = SubElement(written, kind, {"message": _text(message), "type": case.group})
            told.text = _text(case.details or message)


def _text(text: str) -> str:
    """The text with an escape for each character that XML does not have."""
    return "".join(char if _is_allowed(ord(char)) else f"\\u{ord(char):04x}" for char in text)


def _is_allowed(point: int) -> bool:
    is_plain = _FIRST_PLAIN <= point < 0xD800 or 0xE000 <= point < 0xFFFE or point > 0xFFFF
    return is_plain or point in _ALLOWED
