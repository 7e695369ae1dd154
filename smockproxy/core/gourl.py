"""URLs as Go's net/url reads and writes them: those of `proxy: host` and of redirects.

Source: Go's net/url (`Parse`, `URL.Parse`, `URL.String`) and its messages, observed through Smocker.
"""

from dataclasses import dataclass, replace
from string import ascii_letters, digits
from urllib.parse import urljoin

from smockproxy.core.goprint import go_syntax
from smockproxy.core.http import DEFAULT_PORTS
from smockproxy.core.url import as_sent, escaped_path, escapes_are_valid

_SCHEME = frozenset(ascii_letters + digits + "+-.")
_IN_HOST = frozenset(ascii_letters + digits + "-_.~!$&'()*+,;=:[]<>\"%")
"""What Go lets stand in a host; letters of other scripts, too."""
_IN_USER = frozenset(ascii_letters + digits + "-._:~!$&'()*+,;=%@")


class BadUrlError(ValueError):
    """What Go does not accept as a URL; its text is Go's own, with the URL in it."""


@dataclass(frozen=True, slots=True)
class GoUrl:
    """A URL in its parts, each as it was written; the path is escaped as Go escapes it."""

    scheme: str = ""
    """In lower case; empty for a reference."""
    opaque: str = ""
    """What follows the scheme when no slash does."""
    user: str = ""
    """Before the `@`; empty as a rule."""
    authority: str = ""
    """Host and port as written; an IPv6 address is in brackets."""
    path: str = ""
    query: str = ""

    def __str__(self) -> str:
        scheme = f"{self.scheme}:" if self.scheme else ""
        user = f"{self.user}@" if self.user else ""
        slashes = "//" if self.scheme or self.authority else ""
        place = self.opaque or f"{slashes}{user}{self.authority}{self.path}"
        return f"{scheme}{place}?{self.query}" if self.query else f"{scheme}{place}"

    @property
    def without_user(self) -> "GoUrl":
        """The URL as it may be shown and sent in a Referer."""
        return replace(self, user="")

    @property
    def host(self) -> str:
        """The host to connect to: no port, no brackets."""
        name = self.authority if self.authority.endswith("]") else self.authority.rpartition(":")[0]
        return (name or self.authority).strip("[]")

    @property
    def port(self) -> int:
        """The port to connect to; 0 for a scheme that has none of its own."""
        written = "" if self.authority.endswith("]") else self.authority.rpartition(":")
        return int(written[2]) if written and written[0] else DEFAULT_PORTS.get(self.scheme, 0)

    @property
    def target(self) -> str:
        """Path and query as a request line has them."""
        path = self.path or "/"
        return f"{path}?{self.query}" if self.query else path

    def resolve(self, reference: str) -> "GoUrl":
        """Where a reference on this page leads. Raises `BadUrlError`."""
        found = parse_url(reference)
        if found.scheme or found.authority:
            path = urljoin("/", found.path) if found.path else ""
            return replace(found, scheme=found.scheme or self.scheme, path=path)
        query = found.query if found.path or found.query else self.query
        path = urljoin(self.path or "/", found.path)
        return replace(self, opaque=found.opaque, path=path, query=query)


def parse_url(text: str) -> GoUrl:
    """Read a URL or a reference; a fragment is dropped. Raises `BadUrlError`."""
    written = text.partition("#")[0]
    try:
        return _parse(written)
    except ValueError as error:
        raise BadUrlError(f"parse {go_syntax(written)}: {error}") from None


def _parse(text: str) -> GoUrl:
    if any(char < " " or char == "\x7f" for char in text):
        raise ValueError("net/url: invalid control character in URL")
    scheme, rest = _scheme_of(text)
    rest, _, query = rest.partition("?")
    if not rest.startswith("/"):
        if scheme:
            return GoUrl(scheme, opaque=rest, query=query)
        if ":" in rest.partition("/")[0]:
            raise ValueError("first path segment in URL cannot contain colon")
    user = authority = ""
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        place, slash, below = rest[2:].partition("/")
        rest = slash + below
        user, authority = _authority_of(place)
    return GoUrl(scheme, "", user, authority, _path_of(rest), query)


def _scheme_of(text: str) -> tuple[str, str]:
    scheme, colon, rest = text.partition(":")
    if not colon or not _SCHEME.issuperset(scheme):
        return "", text
    if not scheme:
        raise ValueError("missing protocol scheme")
    return (scheme.lower(), rest) if scheme[0] in ascii_letters else ("", text)


def _authority_of(place: str) -> tuple[str, str]:
    user, _, authority = place.rpartition("@")
    if not _IN_USER.issuperset(user):
        raise ValueError("net/url: invalid userinfo")
    _check_port(authority)
    unfit = next((char for char in authority if char.isascii() and char not in _IN_HOST), "")
    if unfit:
        raise ValueError(f"invalid character {go_syntax(unfit)} in host name")
    return user, authority.removesuffix(":")


def _check_port(authority: str) -> None:
    if authority.startswith("["):
        _, bracket, after = authority.rpartition("]")
        if not bracket:
            raise ValueError("missing ']' in host")
    else:
        after = authority[authority.rfind(":") :] if ":" in authority else ""
    number = after.removeprefix(":")
    if after and not (after.startswith(":") and (not number or (number.isascii() and number.isdigit()))):
        raise ValueError(f"invalid port {go_syntax(after)} after host")


def _path_of(written: str) -> str:
    if not escapes_are_valid(as_sent(written)):
        bad = next(piece for piece in written.split("%")[1:] if not escapes_are_valid(as_sent(f"%{piece}")))
        raise ValueError(f"invalid URL escape {go_syntax(f'%{bad[:2]}')}")
    return escaped_path(written)
