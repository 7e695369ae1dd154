"""Credentials of an exchange, replaced by pseudonyms: in headers, in URLs, and wherever else it repeats them.

Equal secrets have equal pseudonyms, also in different places, so that one still sees which requests belong
together. A pseudonym is a keyed hash (BLAKE2, RFC 7693): without the key, which never leaves the process,
nobody can try out what was behind it. Bodies are left alone, but for those that we make.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from urllib.parse import quote, unquote_plus, unquote_to_bytes

from smockproxy.core.history import HistoryEntry, Outcome
from smockproxy.core.http import Headers, text_of
from smockproxy.core.secretnames import (
    AUTHORIZATIONS,
    COOKIES,
    SET_COOKIES,
    URLS,
    is_secret_header,
    is_secret_parameter,
    plain,
)

DIGITS = 10
"""Hexadecimal digits of a pseudonym."""
SHORTEST = 6
"""Characters of a secret that is looked for in other texts: shorter ones are part of many words."""
LONGEST_SCHEME = 20
OURS = frozenset({Outcome.REFUSED, Outcome.FAILED})
"""Exchanges that we answer ourselves, most often by telling what the request was."""
LONGEST_LEFT = 32
"""Characters that a secret's beginning may have, to stand in a text."""


@lru_cache(maxsize=4096)
def pseudonym(secret: bytes, key: bytes) -> str:
    """`<redacted:0123456789>`; the key has at most 64 bytes."""
    return f"<redacted:{blake2b(secret, digest_size=DIGITS // 2, key=key).hexdigest()}>"


@lru_cache(maxsize=4096)
def is_told_of(name: bytes) -> bool:
    """Whether a header holds a secret, or a URL that may."""
    text = text_of(name)
    return plain(text) in URLS or is_secret_header(text)


@dataclass(slots=True)
class Redactor:
    """Replaces the secrets of one exchange, and remembers them."""

    key: bytes
    found: dict[str, str] = field(default_factory=dict)
    """Pseudonyms by secret."""
    has_replaced: bool = False
    """Whether there was any secret, however short."""

    def secret(self, secret: bytes, *, as_sent: str = "") -> str:
        """The pseudonym of a secret; nothing stays nothing."""
        if not secret:
            return ""
        made = pseudonym(secret, self.key)
        self.has_replaced = True
        for text in {text_of(secret), as_sent}:
            if len(text) >= SHORTEST:
                self.found[text] = made
        return made

    def headers(self, headers: Headers) -> Headers:
        """Header lines with pseudonyms."""
        if not any(is_told_of(name) for name, _ in headers.fields):
            return headers
        return Headers(
            tuple(
                (name, self._value(text_of(name), value) if is_told_of(name) else value)
                for name, value in headers.fields
            )
        )

    def _value(self, name: str, value: bytes) -> bytes:
        known = plain(name)
        if known in URLS:
            return self.url(value.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        if known in AUTHORIZATIONS:
            return self._credentials(value)
        if known in COOKIES:
            return b";".join(map(self._cookie, value.split(b";")))
        if known in SET_COOKIES:
            cookie, semicolon, attributes = value.partition(b";")
            return self._cookie(cookie) + semicolon + attributes
        return self.secret(value.strip()).encode()

    def _credentials(self, value: bytes) -> bytes:
        """A scheme stays; what has none is a secret as a whole."""
        scheme, _, rest = value.strip().partition(b" ")
        is_scheme = rest and len(scheme) <= LONGEST_SCHEME and scheme.replace(b"-", b"").isalnum()
        if not is_scheme:
            return self.secret(value.strip()).encode()
        return scheme + b" " + self.secret(rest.strip()).encode()

    def _cookie(self, pair: bytes) -> bytes:
        """A name stays; what has none is a secret as a whole."""
        name, equals, value = pair.partition(b"=")
        if not equals:
            space = pair[: len(pair) - len(pair.lstrip())]
            return space + self.secret(pair.strip()).encode()
        return name + equals + self.secret(value.strip()).encode()

    def url(self, url: str) -> str:
        """A URL, or a path with a query: pseudonyms in the query, the fragment and the user's password."""
        before, hash_sign, fragment = url.partition("#")
        path, mark, query = before.partition("?")
        return self._without_password(path) + mark + self.query(query) + hash_sign + self.query(fragment)

    def _without_password(self, path: str) -> str:
        scheme, separator, rest = path.partition("://")
        user, at_sign, host = rest.partition("/")[0].rpartition("@")
        name, colon, password = user.partition(":")
        if not separator or not colon:
            return path
        hidden = quote(self.secret(unquote_to_bytes(password), as_sent=password), safe=":")
        return f"{scheme}://{name}:{hidden}{at_sign}{host}{rest[len(user) + 1 + len(host) :]}"

    def query(self, query: str) -> str:
        """A query with pseudonyms, percent-encoded where a URL wants it."""
        return "&".join(map(self._parameter, query.split("&"))) if "=" in query else query

    def _parameter(self, pair: str) -> str:
        name, equals, value = pair.partition("=")
        if not value or not is_secret_parameter(unquote_plus(name[:100])):
            return pair
        raw = unquote_to_bytes(value.replace("+", " ").encode("utf-8", "surrogateescape"))
        return name + equals + quote(self.secret(raw, as_sent=value), safe=":")

    def text(self, text: str) -> str:
        """A text with pseudonyms for the secrets that were found so far."""
        for secret in sorted(self.found, key=len, reverse=True):
            text = _replaced(text.replace(secret, self.found[secret]), secret, self.found[secret])
        return text

    def tree(self, tree: Any) -> Any:
        """Values of JSON's types, with pseudonyms for the secrets that were found so far."""
        match tree:
            case str():
                return self.text(tree)
            case Mapping():
                told = {name: self.tree(value) for name, value in tree.items()}
                url = tree.get("url")  # as it is: a pseudonym would be taken for a secret
                return told | ({"url": self.text(self.url(url))} if isinstance(url, str) else {})
            case list() | tuple():
                return [self.tree(value) for value in tree]
            case _:
                return tree

    def entry(self, entry: HistoryEntry) -> HistoryEntry:
        """A history entry with pseudonyms."""
        request, response = entry.request, entry.response
        headers, target = self.headers(request.headers), self.url(request.target)
        answered = self.headers(response.headers) if response else Headers()
        if not self.has_replaced:
            return entry
        shown = replace(request, headers=headers, target=target)
        error, log = self.text(entry.error), tuple(map(self.text, entry.log))
        response = response and replace(response, headers=answered)
        redacted = replace(entry, request=shown, response=response, error=error, log=log)
        return self._without_echo(redacted) if entry.outcome in OURS else redacted

    def _without_echo(self, entry: HistoryEntry) -> HistoryEntry:
        """An entry whose answer is ours and repeats the request, headers included."""
        if entry.response is None:
            return entry
        told = entry.response.body
        shown = self.text(told.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        size = entry.response_size - len(told) + len(shown)
        return replace(entry, response=replace(entry.response, body=shown), response_size=size)


@dataclass(frozen=True, slots=True)
class Redaction:
    """Replaces the secrets of exchanges, all with one key."""

    key: bytes = field(repr=False)

    def entry(self, entry: HistoryEntry) -> HistoryEntry:
        """A history entry with pseudonyms."""
        return Redactor(self.key).entry(entry)

    def entries(self, entries: Iterable[HistoryEntry]) -> Iterator[HistoryEntry]:
        """Each of them, as it is asked for."""
        return map(self.entry, entries)

    def about(self, entry: HistoryEntry | None, tree: Any) -> Any:
        """What was said of an entry, in JSON's types: pseudonyms for its secrets, and in each `url`."""
        redactor = Redactor(self.key)
        if entry is not None:
            redactor.entry(entry)
        return redactor.tree(tree)


def _replaced(text: str, secret: str, made: str) -> str:
    """A text with a pseudonym also for each beginning of a long secret: somebody may have cut it."""
    before, head, after = text.partition(secret[:LONGEST_LEFT])
    if not head or len(secret) <= LONGEST_LEFT:
        return text
    pairs = zip(secret[LONGEST_LEFT:], after, strict=False)
    same = next((place for place, (one, other) in enumerate(pairs) if one != other), len(after))
    return before + made + _replaced(after[same:], secret, made)
