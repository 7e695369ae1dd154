"""The bodies that operations take, as types: the table, the document and the check of keys go by them.

Rules of this file: standard library only. A docstring is the description in the document.
"""

from collections.abc import Mapping
from typing import Any, Literal, NotRequired, TypedDict

type MockDefinition = dict[str, Any]
"""A mock, as files of mocks have it: `{"request": {"path": "/a"}, "response": {"body": "hi"}}`."""


class SessionChange(TypedDict, total=False):
    """What a session is to be; what is left out stays as it is."""

    seed: int
    """What chance follows, from the session's next reset on; 0 or more."""
    unmatched: Literal["forward", "refuse"]
    delay_factor: float
    """What every delay is multiplied by, from 0 to 1000."""


class Question(TypedDict, total=False):
    """An exchange of the history, by its id, or a request that is only described."""

    id: str
    method: str
    url: str
    headers: list[tuple[str, str]]
    body: str
    body_base64: str


class VerifyQuestion(TypedDict, total=False):
    """What a verdict is to fail on; usually mocks that were not used as they say, and refused requests."""

    fail_on: list[str]


class CalledQuestion(TypedDict):
    """Which exchanges are meant (`request`, `mock`, or both), and how many are expected."""

    request: NotRequired[dict[str, Any] | str | None]
    """A block of conditions, as a mock has it, or the same as YAML in a text."""
    mock: NotRequired[str | None]
    """The id of a mock, or its place, such as `mocks/pay.yml:3`."""
    at_least: NotRequired[int | None]
    at_most: NotRequired[int | None]
    exactly: NotRequired[int | None]
    limit: NotRequired[int | None]
    """How many exchanges are shown, at most 1000."""


class WaitQuestion(TypedDict):
    """Which exchanges are meant, how many of them to wait for, and how many seconds (at most 60)."""

    request: NotRequired[dict[str, Any] | str | None]
    mock: NotRequired[str | None]
    at_least: NotRequired[int | None]
    timeout: NotRequired[float]


BOUNDS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("SessionChange", "seed"): {"minimum": 0, "maximum": 2**53 - 1},
    ("SessionChange", "delay_factor"): {"minimum": 0, "maximum": 1000},
    ("CalledQuestion", "at_least"): {"minimum": 0},
    ("CalledQuestion", "at_most"): {"minimum": 0},
    ("CalledQuestion", "exactly"): {"minimum": 0},
    ("CalledQuestion", "limit"): {"minimum": 0, "maximum": 1000},
    ("WaitQuestion", "at_least"): {"minimum": 1},
    ("WaitQuestion", "timeout"): {"minimum": 0, "maximum": 60},
}
"""What else the document says of a body's key, in the words of JSON Schema."""
