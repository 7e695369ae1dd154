"""What a matcher is, the forms that matchers come in, and the table that names them.

Rules of this file: standard library only. A matcher never changes; what time it is, it is told.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NoReturn, Protocol

from smockproxy.core.http import NO_JSON, parse_json
from smockproxy.core.replacing import Capturing

NO_OPTIONS: Mapping[str, Any] = {}


class Matcher(Protocol):
    """A predicate on text, with the name and the value that the author wrote."""

    @property
    def name(self) -> str:
        """The matcher's name, such as `ShouldEqual`."""
        ...

    @property
    def value(self) -> str:
        """What the author wrote as its value, as text."""
        ...

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What the author wrote beside the name, as JSON's types; the table makes the same matcher of it."""
        ...

    def matches(self, actual: str, moment: float = 0.0, /) -> bool:
        """Whether the text fulfils it; `moment` is when the request came, in seconds since the epoch."""
        ...


@dataclass(frozen=True, slots=True)
class TextMatcher:
    """A matcher that is one comparison of two strings."""

    name: str
    value: str
    compare: Callable[[str, str], bool]

    @property
    def arguments(self) -> Mapping[str, Any]:
        """Its value."""
        return {"value": self.value}

    def matches(self, actual: str, _moment: float = 0.0, /) -> bool:
        """Whether `compare(actual, value)` holds."""
        return self.compare(actual, self.value)


@dataclass(frozen=True, slots=True)
class ReadyMatcher:
    """A matcher whose value was made ready for comparing when it was read."""

    name: str
    value: str
    arguments: Mapping[str, Any]
    test: Callable[[str, float], bool] = field(compare=False, repr=False)

    def matches(self, actual: str, moment: float = 0.0, /) -> bool:
        """Whether `test(actual, moment)` holds."""
        return self.test(actual, moment)


@dataclass(frozen=True, slots=True)
class BytesMatcher:
    """Equality of bytes; of a body those that were sent count, of anything else its UTF-8."""

    name: str
    value: str
    expected: bytes

    @property
    def arguments(self) -> Mapping[str, Any]:
        """Its value, in base64."""
        return {"value": self.value}

    def matches(self, actual: str, _moment: float = 0.0, /) -> bool:
        """Whether the text is these bytes in UTF-8."""
        return actual.encode("utf-8", "surrogateescape") == self.expected


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two JSON documents part: keys and indexes that lead there, what is wanted and what is there."""

    path: tuple[str | int, ...]
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class DocumentMatcher:
    """A matcher on a JSON document; text is parsed for it."""

    name: str
    value: str
    arguments: Mapping[str, Any]
    difference: Callable[[Any], Difference | None] = field(compare=False, repr=False)
    """Where a document is not as wanted; None when it is."""
    accepts: Callable[[Any], bool] = field(compare=False, repr=False)
    """Whether there is no difference: the quick question."""

    def matches(self, actual: str, _moment: float = 0.0, /) -> bool:
        """Whether the text is JSON, and as wanted."""
        document = parse_json(actual)
        return document is not NO_JSON and self.accepts(document)


@dataclass(frozen=True, slots=True)
class Presence:
    """That there is something under a name or a path, or that there is nothing."""

    is_wanted: bool

    @property
    def name(self) -> str:
        """`ShouldBePresent` or `ShouldBeAbsent`."""
        return "ShouldBePresent" if self.is_wanted else "ShouldBeAbsent"

    @property
    def value(self) -> str:
        """It has none."""
        return ""

    @property
    def arguments(self) -> Mapping[str, Any]:
        """It has none."""
        return NO_OPTIONS

    def matches(self, _actual: str, _moment: float = 0.0, /) -> bool:
        """Whether being there, whatever the text, fulfils it."""
        return self.is_wanted


PRESENT, ABSENT = Presence(is_wanted=True), Presence(is_wanted=False)


class Takes(Enum):
    """What an author may write as a matcher's value."""

    TEXT = "text"
    MOMENT = "a moment"
    TEXTS = "a list of texts"
    NUMBER = "a number"
    NUMBERS = "two numbers"
    JSON = "any value, or JSON as text"
    BASE64 = "bytes in base64"
    NOTHING = "no value"


class OptionKind(Enum):
    """What an author may write for an option beside the value."""

    NUMBER = "number"
    SWITCH = "switch"


class BadValueError(ValueError):
    """A value that a matcher cannot work with; its text says why."""

    def __init__(
        self,
        message: str,
        hint: str = "",
        at: Sequence[str | int] = (),
        others: Sequence["BadValueError"] = (),
    ) -> None:
        super().__init__(message)
        self.hint = hint
        self.at = tuple(at)
        """Keys and indexes that lead to it inside the value."""
        self.others = tuple(others)
        """What else is wrong with the same value."""


@dataclass(frozen=True, slots=True)
class MatcherKind:
    """How matchers of one name are made. Calling it raises `ValueError` when the value is no good."""

    make: Callable[..., Matcher]
    takes: Takes = Takes.TEXT
    options: Mapping[str, OptionKind] = field(default_factory=dict)
    reads_file: bool = False
    """Whether `file:` may stand for the value."""

    def __call__(self, value: Any = "", /, **options: Any) -> Matcher:
        """Make a matcher; the value is of the kind that it takes, JSON as JSON's types."""
        return self.make(value, **options)


class JsonPath(Protocol):
    """A compiled query into a JSON document."""

    @property
    def text(self) -> str:
        """The query as its author wrote it."""
        ...

    def find(self, document: Any) -> Sequence[Any] | None:
        """The values that it selects; None when looking for them would take too long."""
        ...


def _no_paths(_text: str) -> NoReturn:
    raise BadValueError("JSONPath is not available")


def _no_patterns(_pattern: str) -> NoReturn:
    raise BadValueError("patterns are not available")


class MatcherTable(dict[str, MatcherKind]):
    """Name → how its matchers are made; and how what needs a library is compiled: JSONPath, patterns."""

    def __init__(
        self,
        kinds: Mapping[str, MatcherKind] | Iterable[tuple[str, MatcherKind]] = (),
        compile_path: Callable[[str], JsonPath] = _no_paths,
        compile_capturing: Callable[[str], Capturing] = _no_patterns,
    ) -> None:
        super().__init__(kinds)
        self.compile_path, self.compile_capturing = compile_path, compile_capturing
