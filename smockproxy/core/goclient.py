"""Requests as Go's HTTP client sends them, and where redirects lead it.

Source: Go's net/http (`Client.do`, `Request.write`, `Transport`), which Smocker's proxy mocks go out through.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from smockproxy.core.goheaders import canonical_name, cleaned, is_token
from smockproxy.core.goprint import go_syntax
from smockproxy.core.gourl import BadUrlError, GoUrl, parse_url
from smockproxy.core.http import Headers

MOST_REQUESTS = 10
USER_AGENT = "Go-http-client/1.1"
"""What goes out when the client names none."""
_REPEATING = frozenset({307, 308})
"""Redirects that repeat method and body."""
_REDIRECTS = frozenset({301, 302, 303, *_REPEATING})
_WRITTEN_APART = ("host", "user-agent", "content-length", "transfer-encoding", "trailer")
_SECRETS = (
    "authorization",
    "www-authenticate",
    "cookie",
    "cookie2",
    "proxy-authorization",
    "proxy-authenticate",
)
"""Not sent to another host than the first."""
_OF_A_BODY = ("content-type", "content-encoding", "content-language", "content-location")
_CONTROLS = frozenset([*range(0x20), 0x7F]) - frozenset(b"\t")
"""Bytes that no header value may hold."""
_METHODS_WITH_A_LENGTH = ("POST", "PUT", "PATCH")
"""They say so when they have no body."""


class BadRedirectError(ValueError):
    """A redirect that can't be followed; its text is Go's, with the URL in it."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One request of a forward; the first, or one that a redirect asked for."""

    method: str
    url: GoUrl
    host: str = ""
    """The Host header, when it is not the URL's."""
    headers: Headers = Headers()
    """Without Host."""
    has_body: bool = True
    """Whether the client's body, if there is one, goes along."""

    @property
    def asks_for_gzip(self) -> bool:
        """Whether the answer may come compressed although nobody said so: it is unpacked again."""
        named = any(map(self.headers.get, ("accept-encoding", "range")))
        return not named and self.method != "HEAD"

    def lines(self, length: int | None) -> Headers:
        """The header lines as they go out; `length` is the body's, in bytes, None when it is not known."""
        begin = Headers.of(
            [("Host", self.host or self.url.authority), *self._agent(), *self._framing(length)]
        )
        rest = sorted(self._rest(), key=lambda field: field[0])
        end = [(b"Accept-Encoding", b"gzip")] if self.asks_for_gzip else []
        return Headers((*begin.fields, *rest, *end))

    def _agent(self) -> Iterator[tuple[str, str]]:
        if agent := self.headers.get("user-agent", USER_AGENT):
            yield "User-Agent", agent

    def _framing(self, length: int | None) -> Iterator[tuple[str, str]]:
        if length is None:
            yield "Transfer-Encoding", "chunked"
        elif length or self.method in _METHODS_WITH_A_LENGTH:
            yield "Content-Length", str(length)

    def _rest(self) -> Iterator[tuple[bytes, bytes]]:
        replaced = ("accept-encoding",) if self.asks_for_gzip else ()
        for name, value in cleaned(self.headers.without(*_WRITTEN_APART, *replaced)):
            yield canonical_name(name), value
        if self.url.user and not self.headers.get("authorization"):
            yield b"Authorization", _basic(self.url.user)


def _basic(user: str) -> bytes:
    name, _, password = user.partition(":")
    return b"Basic " + b64encode(unquote_to_bytes(name) + b":" + unquote_to_bytes(password))


def headers_flaw(headers: Headers) -> str:
    """Why Go does not send these header lines; empty if it does."""
    for name, value in headers.fields:
        shown = go_syntax(name.decode("utf-8", "replace"))
        if not is_token(name):
            return f"net/http: invalid header field name {shown}"
        if not _CONTROLS.isdisjoint(value):
            return f"net/http: invalid header field value for {shown}"
    return ""


def failure_text(hops: Sequence[Hop], reason: str) -> str:
    """A failure of the last request as Go's client tells it: `Get "http://up.test/x": EOF`."""
    return _told(hops[0].method, str(_shown(hops[-1].url)), reason)


def _told(method: str, url: str, reason: str) -> str:
    return f"{method[:1]}{method[1:].lower()} {go_syntax(url)}: {reason}"


def _shown(url: GoUrl) -> GoUrl:
    """A URL with its password made unreadable."""
    name, colon, _ = url.user.partition(":")
    return GoUrl(url.scheme, url.opaque, f"{name}:***" if colon else name, url.authority, url.path, url.query)


def redirected(hops: Sequence[Hop], status: int, location: str, *, is_repeatable: bool = True) -> Hop | None:
    """The request that a response asks for; None when it is the answer. Raises `BadRedirectError`.

    `is_repeatable` says whether the body is at hand: without it 307 and 308 are answers.
    """
    first, last = hops[0], hops[-1]
    repeats = status in _REPEATING
    if status not in _REDIRECTS or not location or (repeats and last.has_body and not is_repeatable):
        return None
    try:
        reference = parse_url(location)
        url = last.url.resolve(location)
    except BadUrlError as error:
        reason = f"failed to parse Location header {go_syntax(location)}: {error}"
        raise BadRedirectError(failure_text(hops, reason)) from error
    if len(hops) >= MOST_REQUESTS:
        raise BadRedirectError(_told(first.method, location, f"stopped after {MOST_REQUESTS} redirects"))
    return Hop(
        last.method if repeats or last.method == "HEAD" else "GET",
        url,
        "" if reference.scheme else last.host,
        _headers_after(hops, url, has_body=repeats and last.has_body),
        repeats and last.has_body,
    )


def _headers_after(hops: Sequence[Hop], url: GoUrl, *, has_body: bool) -> Headers:
    first, last = hops[0], hops[-1]
    headers = first.headers
    if not has_body:
        headers = headers.without(*_OF_A_BODY)
    visited = [*(hop.url for hop in hops), url]
    if not all(_is_within(each.host.lower(), first.url.host.lower()) for each in visited):
        headers = headers.without(*_SECRETS)
    is_downgrade = (last.url.scheme, url.scheme) == ("https", "http")
    if not headers.get("referer") and not is_downgrade:
        headers = headers.without("referer").adding("Referer", str(last.url.without_user))
    return headers


def _is_within(host: str, domain: str) -> bool:
    """Whether a host is the domain or a name below it."""
    return host == domain or (host.endswith(f".{domain}") and not {":", "%"} & set(host))
