"""Scripts of Smocker's engines with a request, and what Smocker answers.

Source: what Smocker's program answered, and its documentation.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

FAILED = "Error during template engine execution: "
BEGINNINGS = {
    "PARSE:": f"{FAILED}failed to parse dynamic template: template: engine:",
    "EXECUTE:": f"{FAILED}failed to execute dynamic template: template: engine:",
    "UNREADABLE:": f"{FAILED}failed to unmarshal response from dynamic template: ",
    "LUA:": f"{FAILED}failed to execute Lua script: ",
    "FAILED:": FAILED,
}
"""Of messages, by how the file says it."""


@dataclass(frozen=True)
class Case:
    """A script, what is asked, and what comes of it."""

    name: str
    engine: str
    script: str
    body: str = ""
    status: int = 200
    headers: dict[str, list[str]] = field(default_factory=dict)
    query: str = ""
    sent: str | bytes = ""
    lines: tuple[str, ...] = ()
    raw: bytes | None = None
    """The body, when it is no text."""

    @property
    def upload(self) -> bytes:
        """The request's body."""
        return self.sent.encode() if isinstance(self.sent, str) else self.sent

    @property
    def message(self) -> str:
        """How the message of a failure begins."""
        short, colon, rest = self.body.partition(":")
        return BEGINNINGS[short + colon] + rest


LISTED = yaml.safe_load((Path(__file__).parent / "cases.yml").read_text(encoding="utf-8"))
ANSWERS, FAILURES, PANICS, UNWRITABLE, BODILESS, DELAYS = (
    [Case(**row) for row in LISTED[kind]]
    for kind in ("answers", "failures", "panics", "unwritable", "bodiless", "delays")
)
ALL = [*ANSWERS, *FAILURES, *PANICS, *UNWRITABLE, *BODILESS, *DELAYS]
WARNED = [
    case
    for case in ANSWERS
    if case.name in {"bad-yaml", "plain-text", "body-mapping", "json-status-text", "yaml-delay-text"}
]


def each(cases: list[Case]) -> pytest.MarkDecorator:
    """The test is run for each of the cases."""
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])
