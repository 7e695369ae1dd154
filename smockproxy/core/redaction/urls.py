"""URLs, paths, queries and forms: passwords of users, values by their names, segments by their looks."""

import re  # noqa: TID251 - patterns of ours
from collections.abc import Callable
from urllib.parse import quote, quote_plus, unquote_plus, unquote_to_bytes

from smockproxy.core.redaction.rules import DEEPEST, Seeker
from smockproxy.core.redaction.spelling import bytes_of
from smockproxy.core.redaction.tokens import redacted_user

LONGEST_NAME = 100
_LEFT = "!$'()*,:;@/?"
"""Signs that a value may have as they are, in a path, in a query and in a fragment (RFC 3986, 3.3, 3.4)."""
_ENCODED = re.compile(r"%(?:3[Aa]|3[Dd]|2[2FfBb]|7[Bb])")
"""Signs without which nothing is written within something else: `:`, `=`, `"`, `/`, `+`, `{`."""
_FORM = re.compile(r"[\w.%+\[\]*-]{1,200}+=[^\s&]*+(?:&[\w.%+\[\]*-]{0,200}+(?:=[^\s&]*+)?)*+", re.ASCII)


def redacted_url(url: str, seeker: Seeker, depth: int = 0) -> str:
    """A URL, or a path with a query."""
    before, hash_sign, fragment = url.partition("#")
    path, mark, query = before.partition("?")
    whole = redacted_query(query, seeker, depth)
    return (
        _redacted_place(path, seeker, depth)
        + mark
        + whole
        + hash_sign
        + redacted_query(fragment, seeker, depth)
    )


def _redacted_place(place: str, seeker: Seeker, depth: int) -> str:
    scheme, separator, rest = place.partition("://")
    if not separator:
        return redacted_path(place, seeker, depth)
    authority, slash, path = rest.partition("/")
    return (
        scheme
        + separator
        + _redacted_authority(authority, seeker)
        + redacted_path(slash + path, seeker, depth)
    )


def _redacted_authority(authority: str, seeker: Seeker) -> str:
    user, at_sign, host = authority.rpartition("@")
    if not at_sign:
        return authority
    name, colon, password = user.partition(":")
    text = _text_of(name)
    shown = redacted_user(text, password if colon else text, seeker)
    name = name if shown == text else quote(shown)
    return f"{name}{colon}{_hidden(password, seeker, quote)}{at_sign}{host}"


def _hidden(written: str, seeker: Seeker, encode: Callable[[str], str]) -> str:
    """A secret as a URL writes it; the pseudonym as that writes it."""
    text = _text_of(written)
    hidden = seeker.secret(text)
    return written if hidden == text else encode(hidden)


def redacted_path(path: str, seeker: Seeker, depth: int = 0) -> str:
    """A path, each segment by itself; parameters of segments (`;jsessionid=…`) by their names."""
    return "/".join(_segment(segment, seeker, depth) for segment in path.split("/"))


def _segment(segment: str, seeker: Seeker, depth: int) -> str:
    if ";" not in segment and "=" not in segment:
        return _rewritten(segment, seeker, "", depth)
    return ";".join(_pair(pair, seeker, depth) for pair in segment.split(";"))


def redacted_query(query: str, seeker: Seeker, depth: int = 0) -> str:
    """A query, a fragment or a form."""
    return "&".join(_pair(pair, seeker, depth) for pair in query.split("&")) if query else query


def _pair(pair: str, seeker: Seeker, depth: int) -> str:
    name, equals, value = pair.partition("=")
    if not equals:
        return _rewritten(pair, seeker, "", depth)
    if not value:
        return pair
    decoded = unquote_plus(name[:LONGEST_NAME])
    if seeker.rules.is_secret(decoded):
        return name + equals + _hidden(value.replace("+", " "), seeker, quote)
    return name + equals + _rewritten(value, seeker, decoded, depth)


def _rewritten(written: str, seeker: Seeker, name: str, depth: int) -> str:
    """A value that may have secrets in it, written as it was, also if that was encoded twice."""
    if len(written) < 4:
        return written
    text = _text_of(written.replace("+", " ") if name else written)
    is_encoded = text != written and depth < DEEPEST and _ENCODED.search(text)
    shown = _rewritten(text, seeker, name, depth + 1) if is_encoded else seeker.value(text, name, depth + 1)
    if shown == text:
        return written
    if name and "+" in written:
        return quote_plus(bytes_of(shown), safe=_LEFT)
    return quote(bytes_of(shown), safe=_LEFT)


def _text_of(written: str) -> str:
    """What stands there once it is decoded; bytes that are no UTF-8 are surrogate escapes."""
    if "%" not in written:
        return written
    return unquote_to_bytes(bytes_of(written)).decode("utf-8", "surrogateescape")


def is_form(text: str) -> bool:
    """Whether a text looks like a form, or like a query."""
    return _FORM.fullmatch(text) is not None
