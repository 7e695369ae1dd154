"""A verdict as JUnit XML, from the values of `smockproxy.app.verdicts.shape`.

A test case for each mock that expects something, and for each other thing that the verdict may fail on.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from smockproxy.app.verdicts.text import (
    charge_text,
    complaints_about,
    counted,
    hosts_text,
    place_of,
    requests_text,
    summary_text,
    unused_text,
    verdict_text,
)
from smockproxy.app.visible import visible
from smockproxy.app.why.text import mock_name
from smockproxy.interop.junit import Case, Suite, junit_xml

type Shape = Mapping[str, Any]

MOCKS, TRAFFIC = "smockproxy.mocks", "smockproxy.traffic"
CHECKS: Mapping[str, str] = {
    "refused": "no request was refused",
    "unmatched": "a mock answered every request",
    "forwarded": "no request went to a real server",
    "unused": "every mock was used",
    "failed": "no exchange failed",
}
"""What a verdict may fail on besides single mocks → what is then checked."""
COMPLETE = "the history is complete"


def verdict_junit(shape: Shape) -> bytes:
    """The document. An incomplete verdict has an error, and so is not green."""
    session = shape["session"]
    properties = (
        ("session", visible(session["name"] or session["id"])),
        ("seed", str(shape["seed"])),
        ("exchanges", str(shape["exchanges"])),
        ("evicted", str(shape["evicted"])),
    )
    cases = (*_mock_cases(shape), *_traffic_cases(shape))
    return junit_xml(Suite("smockproxy verify", cases, properties, verdict_text(shape)))


def _mock_cases(shape: Shape) -> Iterator[Case]:
    for mock in shape["mocks"]:
        if mock["expected"] or mock["rank"] is not None:
            told = complaints_about(mock, shape) if "unverified" in shape["fail_on"] else []
            file, line = place_of(mock)
            yield Case(
                f"{mock_name(mock)} is used as expected",
                MOCKS,
                failure=told[0] if told else "",
                details="\n".join(told),
                file=file,
                line=line,
            )


def _traffic_cases(shape: Shape) -> Iterator[Case]:
    for word in shape["fail_on"]:
        if word in CHECKS:
            failure = charge_text(word, shape) if word in shape["breaches"] else ""
            details = _details(word, shape) if failure else ""
            yield Case(CHECKS[word], TRAFFIC, failure=failure, details=details)
    error = ""
    if shape["evicted"]:
        error = f"the history had no room for {counted(shape['evicted'], 'older exchange')}"
    yield Case(COMPLETE, TRAFFIC, error=error, details=summary_text(shape) if error else "")


_KINDS: Mapping[str, tuple[str, ...]] = {
    "refused": ("refused",),
    "unmatched": ("refused", "passed_on"),
    "failed": ("failed",),
}


def _details(word: str, shape: Shape) -> str:
    if word == "forwarded":
        return hosts_text(shape)
    if word == "unused":
        return unused_text(shape)
    return "\n".join(requests_text(kind, shape) for kind in _KINDS[word] if shape[kind]["count"])
