"""Secrets of an exchange, replaced by pseudonyms: in its URL, headers and bodies, and in what is told of it.

Equal secrets have equal pseudonyms, also in different places, so that one still sees which requests belong
together, and a client that is given one sends it back. A pseudonym is a keyed hash (BLAKE2, RFC 7693):
without the key nobody can try out what was behind it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from smockproxy.core.history import HistoryEntry
from smockproxy.core.http import Headers, Request, Response, text_of
from smockproxy.core.redactedtext import redacted_line
from smockproxy.core.redaction.bodies import redacted_body
from smockproxy.core.redaction.coded import NO_CODINGS, Codings, redacted_coded
from smockproxy.core.redaction.memory import Memory
from smockproxy.core.redaction.pseudonyms import pseudonym
from smockproxy.core.redaction.rules import Rules
from smockproxy.core.redaction.seeking import NO_RULES, Seeking
from smockproxy.core.secretnames import HEADERS, URLS, plain

__all__ = ["Redaction", "Redactor", "pseudonym"]

MOST_CLEAN, LONGEST_CLEAN = 4_096, 2_000
"""Header lines and bodies without secrets that are remembered; of longer ones, in bytes, a hash."""
_PLAIN = frozenset(
    {"date", "contentlength", "contenttype", "connection", "host", "accept", "acceptencoding", "useragent"}
    | {"acceptlanguage", "server", "cachecontrol", "vary", "transferencoding", "contentencoding", "expires"}
    | {"lastmodified", "etag", "ifnonematch", "ifmodifiedsince", "age", "keepalive", "origin", "pragma"}
)
"""Headers without anything that looks like a secret; they may repeat one."""


@lru_cache(maxsize=4096)
def _plain_of(name: bytes) -> tuple[str, str]:
    """The name of a header as text, and as the tables of names have it."""
    text = text_of(name)
    return text, plain(text)


@dataclass(slots=True)
class Redactor:
    """Replaces the secrets of one exchange."""

    key: bytes
    rules: Rules = NO_RULES
    codings: Codings = NO_CODINGS
    memory: Memory = field(default_factory=Memory)
    clean: dict[tuple[bytes, bytes], int] = field(default_factory=dict)
    """Header lines and bodies without secrets, and how many secrets were known when that was found."""
    seeking: Seeking = field(init=False)

    def __post_init__(self) -> None:
        self.seeking = Seeking(self.key, self.rules, self.memory)

    def headers(self, headers: Headers) -> Headers:
        """Header lines with pseudonyms."""
        fields = tuple((name, self._value(name, value)) for name, value in headers.fields)
        return headers if fields == headers.fields else Headers(fields)

    def _value(self, name: bytes, value: bytes) -> bytes:
        if self._is_clean(name, value):
            return value
        is_first = not self.seeking.found
        text, known = _plain_of(name)
        if self.rules.keeps(text):
            return value
        written = value.decode("utf-8", "surrogateescape")
        shown = self._shown(text, known, written).encode("utf-8", "surrogateescape")
        if is_first and shown == value:
            self._note_clean(name, value)
        return shown

    def _is_clean(self, name: bytes, value: bytes) -> bool:
        """Whether it is known that there is no secret in it, and nothing else was found meanwhile."""
        return not self.seeking.found and self.clean.get((name, _short(value))) == self.memory.revision

    def _note_clean(self, name: bytes, value: bytes) -> None:
        if len(self.clean) >= MOST_CLEAN:
            self.clean.clear()
        self.clean[name, _short(value)] = self.memory.revision

    def _shown(self, name: str, known: str, written: str) -> str:
        seeking = self.seeking
        if known in _PLAIN:
            return seeking.known(written)
        if known in URLS:
            return seeking.url(written)
        if known in HEADERS:
            return seeking.header(written, name)
        if self.rules.is_secret_header(name):
            return seeking.secret(written.strip())
        return seeking.value(written, name)

    def url(self, url: str) -> str:
        """A URL, or a path with a query: pseudonyms for what is secret in it."""
        return self.seeking.url(url)

    def text(self, text: str) -> str:
        """A text with pseudonyms for what looks like a secret, and for those that were found so far."""
        return self.seeking.text(text)

    def tree(self, tree: Any) -> Any:
        """Values of JSON's types, with pseudonyms."""
        match tree:
            case str():
                return self.seeking.known(tree)
            case Mapping():
                told = {name: self.tree(value) for name, value in tree.items()}
                url = tree.get("url")
                return told | ({"url": self.url(url)} if isinstance(url, str) else {})
            case list() | tuple():
                return [self.tree(value) for value in tree]
            case _:
                return tree

    def entry(self, entry: HistoryEntry) -> HistoryEntry:
        """A history entry with pseudonyms; the same one if it has no secrets."""
        found = self.seeking.found
        known = len(found)
        request, request_size = self.request(entry.request, entry.request_size)
        response, response_size = entry.response, entry.response_size
        if entry.response is not None:
            known_then = len(found)
            response, response_size = self.response(entry.response, entry.response_size)
            if len(found) > known_then:  # what was found late may stand earlier as well
                response, response_size = self.response(entry.response, entry.response_size)
        if len(found) > known:
            request, request_size = self.request(entry.request, entry.request_size)
        told = self._told(entry.error), tuple(map(self._told, entry.log)), tuple(map(self._told, entry.chaos))
        is_same = request is entry.request and response is entry.response
        if is_same and told == (entry.error, entry.log, entry.chaos):
            return entry
        error, log, chaos = told
        return replace(
            entry,
            request=request,
            request_size=request_size,
            response=response,
            response_size=response_size,
            error=error,
            log=log,
            chaos=chaos,
        )

    def _told(self, text: str) -> str:
        return redacted_line(text, self.seeking) if text else text

    def request(self, request: Request, size: int) -> tuple[Request, int]:
        """A request with pseudonyms, and its size then; the same one if it has no secrets."""
        headers, target = self.headers(request.headers), self.url(request.target)
        body = request.body
        if body:
            headers, body = self._body(headers, request.headers, body)
        if headers is request.headers and target == request.target and body == request.body:
            return request, size
        size += len(body or b"") - len(request.body or b"")
        return replace(request, headers=headers, target=target, body=body), size

    def response(self, response: Response, size: int) -> tuple[Response, int]:
        """A response with pseudonyms, and its size then; the same one if it has no secrets."""
        headers, body = self._body(self.headers(response.headers), response.headers, response.body)
        if headers is response.headers and body == response.body:
            return response, size
        return replace(response, headers=headers, body=body), size + len(body) - len(response.body)

    def _body(self, headers: Headers, sent: Headers, body: bytes) -> tuple[Headers, bytes]:
        """The headers and the body, as far as they changed; `sent` says what the body is."""
        kind = sent.get("content-type")
        of_kind = f"body {sent.get('content-encoding')} {kind}".encode("utf-8", "replace")
        if self._is_clean(of_kind, body):
            return headers, body
        coded = redacted_coded(
            body, sent, lambda plain: redacted_body(plain, kind, self.seeking), self.codings
        )
        if coded.is_plain:
            headers = headers.without("content-encoding")
        if coded.body == body:
            if not self.seeking.found:
                self._note_clean(of_kind, body)
            return headers, body
        return _sized(headers, len(coded.body) - len(body)), coded.body


def _short(value: bytes) -> bytes:
    """What stands for a value that is remembered."""
    return value if len(value) <= LONGEST_CLEAN else blake2b(value).digest()


def _sized(headers: Headers, growth: int) -> Headers:
    """Headers of a body that is longer by so many bytes."""
    return Headers(
        tuple(
            (name, b"%d" % max(int(value) + growth, 0))
            if name.lower() == b"content-length" and value.isdigit() and len(value) < 16
            else (name, value)
            for name, value in headers.fields
        )
    )


@dataclass(frozen=True, slots=True)
class Redaction:
    """Replaces the secrets of exchanges, all with one key, and remembers what it found. For any thread."""

    key: bytes = field(repr=False)
    rules: Rules = NO_RULES
    codings: Codings = NO_CODINGS
    memory: Memory = field(default_factory=Memory, repr=False)
    _clean: dict[tuple[bytes, bytes], int] = field(default_factory=dict, repr=False)

    def redactor(self) -> Redactor:
        """Who replaces the secrets of one exchange."""
        return Redactor(self.key, self.rules, self.codings, self.memory, self._clean)

    def exchange(self, entry: HistoryEntry) -> HistoryEntry:
        """A history entry with pseudonyms; the same one if it has no secrets."""
        return self.redactor().entry(entry)

    def entries(self, entries: Iterable[HistoryEntry]) -> Iterator[HistoryEntry]:
        """Each of them, as it is asked for."""
        return map(self.exchange, entries)

    def text(self, text: str) -> str:
        """A text with pseudonyms, such as a line of a log."""
        return redacted_line(text, self.redactor().seeking)

    def about(self, entry: HistoryEntry | None, tree: Any) -> Any:
        """What was said of an entry, in JSON's types: pseudonyms for its secrets, and in each `url`."""
        redactor = self.redactor()
        if entry is not None:
            redactor.entry(entry)
        return redactor.tree(tree)
