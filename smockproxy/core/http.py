"""HTTP values: what the core knows of a request and of a response.

Rules of this file: values only. Bytes stay as they were on the wire; text for matching is decoded as UTF-8
with U+FFFD for what is invalid, as Go does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from json import JSONDecoder, dumps
from math import isinf
from typing import Any, NoReturn

from smockproxy.core.cookies import cookies_of
from smockproxy.core.forms import form_of
from smockproxy.core.memory import Memory
from smockproxy.core.url import as_sent, escaped_path, query_pairs

NO_JSON = object()
"""What `Request.json` is when the body is not JSON (`None` is a JSON value)."""


_ESCAPED_BYTES = dict.fromkeys(range(0xDC80, 0xDD00), "\N{REPLACEMENT CHARACTER}")


def text_of(raw: bytes) -> str:
    """Decode bytes of a user's peer for matching and for people: each byte that is no UTF-8 is one U+FFFD."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("utf-8", "surrogateescape").translate(_ESCAPED_BYTES)


def multimap_of(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, list[str]]:
    """Values by name, as text, both in the order of their coming."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(text_of(name), []).append(text_of(value))
    return values


@dataclass(frozen=True, slots=True)
class Headers:
    """Header lines in order, with their casing; names are compared without case (RFC 9110, 5.1)."""

    fields: tuple[tuple[bytes, bytes], ...] = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Headers":
        """Build headers from text."""
        return cls(tuple((name.encode(), value.encode()) for name, value in pairs))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for name, value in self.fields:
            yield text_of(name), text_of(value)

    def __len__(self) -> int:
        return len(self.fields)

    def get_all(self, name: str) -> tuple[str, ...]:
        """All values of a name, one for each line."""
        wanted = name.encode().lower()
        return tuple(text_of(value) for key, value in self.fields if key.lower() == wanted)

    def get(self, name: str, default: str = "") -> str:
        """The first value of a name."""
        wanted = name.encode().lower()
        return next((text_of(value) for key, value in self.fields if key.lower() == wanted), default)

    def __contains__(self, name: str) -> bool:
        wanted = name.encode().lower()
        return any(key.lower() == wanted for key, _ in self.fields)

    def without(self, *names: str) -> "Headers":
        """These headers, less every line of the given names."""
        unwanted = {name.encode().lower() for name in names}
        return Headers(tuple(field for field in self.fields if field[0].lower() not in unwanted))

    def joined(self, others: "Headers") -> "Headers":
        """These, and after them others, which replace those of the same names."""
        kept = self.without(*(name.decode("latin-1") for name, _ in others.fields))
        return Headers((*kept.fields, *others.fields))

    def adding(self, name: str, value: str) -> "Headers":
        """These headers with one more line."""
        return Headers((*self.fields, (name.encode(), value.encode())))


NO_HEADERS = Headers()


class Form(Enum):
    """How a request came to us; it decides whether it may be forwarded at all."""

    ABSOLUTE = "absolute"
    """`GET http://host/path`: sent to a proxy."""
    TUNNEL = "tunnel"
    """Inside a CONNECT tunnel, or on a connection whose destination is known otherwise."""
    ORIGIN = "origin"
    """`GET /path` straight to our port, as to a server: there is nowhere to forward it to."""


DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Request:
    """One request. `body` is None when it was not read, or was too large to be kept for matching."""

    method: str
    """As sent, never upper-cased."""
    scheme: str
    host: str
    port: int
    target: str
    """Path and query as sent; bytes that are not UTF-8 are kept as surrogate escapes."""
    headers: Headers = Headers()
    """As sent, with a `Host` line in any case; the authority of an absolute form stands in it."""
    body: bytes | None = b""
    http_version: str = "HTTP/1.1"
    form: Form = Form.ABSOLUTE
    client: str = ""
    """The peer's address, without a port."""
    received_at: float = 0.0
    """Seconds since the epoch."""
    session: str = ""
    """The name of the session that it belongs to."""
    memory: Memory | None = field(default=None, compare=False, repr=False)
    """What its session remembered when it was decided; None where no mock asks for it, or nobody looked."""

    @classmethod
    def of_fields(cls, fields: Mapping[str, Any]) -> "Request":
        """A request of all these fields, in a fraction of the time that the constructor takes."""
        made = object.__new__(cls)
        vars(made).update(fields)
        return made

    @cached_property
    def path(self) -> str:
        """The path as Go's `URL.EscapedPath` gives it, which is what Smocker's users match on."""
        return escaped_path(self.target.partition("?")[0])

    @property
    def query(self) -> str:
        """The query as sent, without its question mark."""
        return self.target.partition("?")[2]

    @cached_property
    def query_params(self) -> dict[str, list[str]]:
        """Decoded names and values, as Go's `url.ParseQuery` reads them."""
        return multimap_of(filter(None, query_pairs(as_sent(self.query))))

    @cached_property
    def text(self) -> str | None:
        """The body as text."""
        return None if self.body is None else text_of(self.body)

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or `NO_JSON`."""
        return parse_json(self.text)

    @cached_property
    def form_fields(self) -> dict[str, list[str]] | None:
        """The body as a form, whatever its content type; None when it is none, or not read."""
        pairs = None if self.body is None else list(query_pairs(self.body))
        return None if pairs is None or None in pairs else multimap_of(filter(None, pairs))

    @cached_property
    def cookies(self) -> dict[str, list[str]]:
        """Values by the name of a cookie."""
        return cookies_of(self.headers.get_all("cookie"))

    @cached_property
    def form_values(self) -> dict[str, list[str]] | None:
        """The fields of a form, urlencoded or multipart; None when the body is none, or not read."""
        return None if self.body is None else form_of(self.headers.get("content-type"), self.body)

    @cached_property
    def derived(self) -> dict[str, Any]:
        """What others have made of it and keep, each under its own name; one that came again has it too.

        None of it may depend on the moment.
        """
        return {}

    @property
    def authority(self) -> str:
        """Host and port as a URL has them: a scheme's own port is left out, IPv6 is bracketed."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if DEFAULT_PORTS.get(self.scheme) == self.port else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole URL, with the path and query as sent."""
        return f"{self.scheme}://{self.authority}{self.target}"


@dataclass(frozen=True, slots=True)
class Response:
    """One response. An empty `reason` means the usual phrase of the status."""

    status: int = 200
    headers: Headers = Headers()
    body: bytes = b""
    reason: str = ""
    http_version: str = "HTTP/1.1"


MOST_COMMAS = 300_000


def parse_json(text: str | None) -> Any:
    """Parse JSON from a peer; `NO_JSON` for anything that is none, however deep or broken.

    As in Go: a number must fit a float64, `-0` keeps its sign, and half of a surrogate pair is U+FFFD.
    A text with more than `MOST_COMMAS` commas is not read: its parsing would hold up everybody else.
    """
    if text is None or text.count(",") > MOST_COMMAS:
        return NO_JSON
    try:
        document = _DECODER.decode(text)
        return _without_half_pairs(document) if "\\ud" in text or "\\uD" in text else document
    except (ValueError, RecursionError):
        return NO_JSON


def _without_half_pairs(document: Any) -> Any:
    written = dumps(document, ensure_ascii=False)
    return _DECODER.decode(written.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _integer(digits: str) -> float:
    if len(digits) < 16 and digits != "-0":
        return int(digits)
    if digits == "-0":
        return -0.0
    if len(digits) > _MOST_DIGITS or isinf(float(digits)):
        raise ValueError("a number beyond float64")
    return int(digits)


def _fraction(digits: str) -> float:
    if isinf(number := float(digits)):
        raise ValueError("a number beyond float64")
    return number


_MOST_DIGITS = 310
"""Of an integer that fits a float64, with its sign."""

_DECODER = JSONDecoder(parse_constant=_refuse_constant, parse_int=_integer, parse_float=_fraction)
