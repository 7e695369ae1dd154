"""Conditions on scheme, host, port and whole URL that no request fulfils.

Source: RFC 9110, 4.2 (http and https, whose own ports are left out here); RFC 9112, 3.2 (a target begins with
a slash and has no fragment). mitmproxy refuses hosts that are neither names nor addresses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from smockproxy.core.conditions import OnField
from smockproxy.core.http import DEFAULT_PORTS
from smockproxy.core.matchers import Matcher
from smockproxy.files.lint.findings import Block, Finding, Placed
from smockproxy.files.lint.implied import EQUALITY, ON_TEXT
from smockproxy.files.lint.parts import beginnings_of, impossible_part, literals_of
from smockproxy.files.scalars import quoted

SCHEMES = ("http", "https")
_NEVER_IN_HOST = frozenset("/?#@\\ \t\r\n")
_NEVER_IN_URL = frozenset("# \t\r\n")
_OF_IPV6 = frozenset("0123456789abcdef:")


def impossible_origins(block: Block) -> Iterator[Finding]:
    """What no scheme, host, port or URL has."""
    for placed in block.own:
        if isinstance(placed.condition, OnField):
            matcher = placed.condition.matcher
            match placed.condition.field:
                case "scheme":
                    yield from _of_scheme(placed, matcher)
                case "host":
                    yield from _of_host(placed, matcher)
                case "port":
                    yield from _of_port(placed, matcher)
                case "url":
                    yield from _of_url(placed, matcher)
                case _:
                    pass


def _of_scheme(placed: Placed, matcher: Matcher) -> Iterator[Finding]:
    if matcher.name in ON_TEXT and not any(map(matcher.matches, SCHEMES)):
        message = f"a scheme is http or https; neither fulfils {matcher.name} {quoted(matcher.value)}"
        yield Finding(placed.steps, message, "write http or https", (placed.condition,))


def _of_host(placed: Placed, matcher: Matcher) -> Iterator[Finding]:
    part = impossible_part(matcher, _is_in_hosts)
    if part is not None:
        hint = "write the scheme, the port and the path as scheme:, port: and path:"
        message = f"a host is a name or an address alone, found {quoted(part)}"
        yield Finding(placed.steps, message, hint, (placed.condition,))


def _is_in_hosts(text: str) -> bool:
    if not _NEVER_IN_HOST.isdisjoint(text):
        return False
    before, colon, _ = text.rpartition(":")
    return not colon or "%" in before or _OF_IPV6.issuperset(before.lower())


def _of_port(placed: Placed, matcher: Matcher) -> Iterator[Finding]:
    ports = literals_of(matcher)
    if ports and not any(map(_is_port, ports)):
        message = f"a port is a number from 1 to 65535, found {', '.join(map(quoted, ports))}"
        yield Finding(placed.steps, message, "write it in digits alone", (placed.condition,))


def _is_port(text: str) -> bool:
    is_number = text.isascii() and text.isdigit() and len(text) <= 5 and not text.startswith("0")
    return is_number and 1 <= int(text) <= 65535


def _of_url(placed: Placed, matcher: Matcher) -> Iterator[Finding]:
    part = impossible_part(matcher, _NEVER_IN_URL.isdisjoint)
    if part is not None:
        message = f"a URL is asked for without fragment and blanks, found {quoted(part)}"
        hint = "leave out what follows the #; a blank is sent as %20 or +"
        yield Finding(placed.steps, message, hint, (placed.condition,))
        return
    beginnings = beginnings_of(matcher)
    whole = matcher.name in EQUALITY or matcher.name == "ShouldBeIn"
    if beginnings and not any(_may_begin(text, whole=whole) for text in beginnings):
        message = f"a URL is like http://a.test/path, found {quoted(beginnings[0])}"
        yield Finding(placed.steps, message, _url_hint(beginnings[0]), (placed.condition,))


def _may_begin(text: str, *, whole: bool) -> bool:
    """Whether a URL may be this, or begin so."""
    if not whole and any(f"{scheme}://".startswith(text) for scheme in SCHEMES):
        return True
    scheme, divider, rest = text.partition("://")
    authority, slash, _ = rest.partition("/")
    if not divider or scheme not in SCHEMES or "?" in authority:
        return False
    if not slash:
        return not whole
    return bool(authority) and not authority.endswith((":", f":{DEFAULT_PORTS[scheme]}"))


def _url_hint(text: str) -> str:
    scheme, divider, rest = text.partition("://")
    if not divider or scheme.lower() not in SCHEMES:
        return "it begins with http:// or https://, and the host"
    authority, slash, path = rest.partition("/")
    host, mark, query = authority.partition("?")
    plain = host.removesuffix(f":{DEFAULT_PORTS[scheme.lower()]}").removesuffix(":")
    target = f"/{path}" if slash and not mark else f"/{mark}{query}{slash}{path}"
    return f"write {quoted(f'{scheme.lower()}://{plain}{target}')}"


@dataclass(frozen=True, slots=True)
class UrlParts:
    """What a URL says of a request's fields."""

    scheme: str
    host: str
    port: str
    path: str | None
    """As it was sent; None when only the beginning of the URL is known."""


def url_parts(matcher: Matcher) -> UrlParts | None:
    """What a condition on the URL says of other fields; None when that is not certain."""
    if matcher.name not in EQUALITY | {"ShouldStartWith"}:
        return None
    whole = matcher.name in EQUALITY
    text = matcher.value
    if not _may_begin(text, whole=whole) or text.count("/") < 3:
        return None
    try:
        split = urlsplit(text)
        host, port = split.hostname, split.port
    except ValueError:
        return None
    if not host or "@" in split.netloc or not split.netloc.isascii():
        return None
    path = text.partition("://")[2].partition("/")[2].partition("?")[0]
    return UrlParts(
        split.scheme, host.lower(), str(port or DEFAULT_PORTS[split.scheme]), f"/{path}" if whole else None
    )
