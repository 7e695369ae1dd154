"""Fields of a foreign shape, each read as what it must be, with a note of all that is not as expected."""

from dataclasses import dataclass
from json import dumps
from typing import Any
from urllib.parse import quote_plus

from smockproxy.core.duration import NANOSECONDS, parse_duration
from smockproxy.core.http import DEFAULT_PORTS, Headers, text_of
from smockproxy.core.moments import moment_of

HIGHEST_STATUS = 999


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong, and where: `request.method`."""

    path: str
    message: str

    def inside(self, path: str) -> "Flaw":
        """The same, in what stands at a path."""
        return Flaw(f"{path}.{self.path}" if self.path else path, self.message)

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping that is read field by field; what is not as expected is noted and read as absent."""

    shape: dict[str, Any]
    path: str
    flaws: list[Flaw]

    @classmethod
    def of(cls, shape: Any, path: str, flaws: list[Flaw]) -> "Fields":
        """The fields of a shape; none if it is no mapping, which is noted."""
        if not isinstance(shape, dict):
            flaws.append(Flaw(path, f"expected a mapping, found {kind_of(shape)}"))
        return cls(shape if isinstance(shape, dict) else {}, path, flaws)

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def note(self, name: str, expected: str) -> None:
        """Note that a field is not what it must be."""
        found = kind_of(self.shape.get(name))
        self.flaws.append(Flaw(self._at(name), f"expected {expected}, found {found}"))

    def below(self, name: str) -> "Fields":
        """The mapping under a name; one that is not there is empty."""
        value = self.shape.get(name)
        return Fields.of({} if value is None else value, self._at(name), self.flaws)

    def listed(self, name: str) -> list[Any]:
        """A list; an empty one when it is not there."""
        value = self.shape.get(name)
        if value is not None and not isinstance(value, list):
            self.note(name, "a list")
        return value if isinstance(value, list) else []

    def raw(self, name: str) -> bytes:
        """A text as bytes; bytes as they are."""
        value = self.shape.get(name)
        if value is not None and not isinstance(value, (str, bytes)):
            self.note(name, "text")
            return b""
        return _raw(value or "")

    def text(self, name: str, default: str = "") -> str:
        """A text."""
        value = self.shape.get(name)
        return default if value is None else text_of(self.raw(name))

    def moment(self, name: str, default: float = 0.0) -> float:
        """Seconds since the epoch."""
        value = self.shape.get(name)
        if value is None:
            return default
        moment = moment_of(value) if isinstance(value, str) else None
        if moment is None:
            self.note(name, "a date like 2026-11-21T08:36:55.5Z")
            return default
        return moment

    def seconds(self, name: str) -> float:
        """A duration as Go writes it."""
        text = self.text(name)
        try:
            return parse_duration(text) / NANOSECONDS if text else 0.0
        except ValueError:
            self.note(name, "a duration like 50ms")
            return 0.0

    def scheme(self) -> str:
        """The scheme of a request; http when it is not there."""
        scheme = self.text("scheme") or "http"
        if scheme not in DEFAULT_PORTS:
            self.note("scheme", "http or https")
            return "http"
        return scheme

    def status(self) -> int:
        """The status of an answer; 0 when it is not there."""
        status = self.shape.get("status", 0)
        if not isinstance(status, int) or isinstance(status, bool) or not 0 <= status <= HIGHEST_STATUS:
            self.note("status", f"a status from 0 to {HIGHEST_STATUS}")
            return 0
        return status

    def headers(self) -> Headers:
        """Header lines in the order of their names' coming."""
        return Headers(tuple(self._pairs("headers")))

    def query(self) -> str:
        """Query parameters as a query."""
        pairs = self._pairs("query_params")
        return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)

    def _pairs(self, name: str) -> list[tuple[bytes, bytes]]:
        """A multimap: name → text, or a list of texts."""
        multimap, pairs = self.below(name), []
        for key, values in multimap.shape.items():
            listed = values if isinstance(values, list) else [values]
            if all(isinstance(value, (str, bytes)) for value in listed):
                pairs += [(_raw(key), _raw(value)) for value in listed]
            else:
                multimap.note(key, "a list of texts")
        return pairs


def _raw(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "replace")


def kind_of(value: Any) -> str:
    """What a value is, as a message says it."""
    for kind, name in ((dict, "a mapping"), (list, "a list"), (bytes, "binary"), (type(None), "nothing")):
        if isinstance(value, kind):
            return name
    written = dumps(value, ensure_ascii=True)
    return written if len(written) <= 60 else f"{written[:60]}…"
