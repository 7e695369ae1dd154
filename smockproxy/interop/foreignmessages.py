"""Messages of foreign files, made such as went over the wire: header lines, and bodies that were taken apart.

Files hold bodies without chunks and mostly without their content coding, but the header lines that speak of
both. So these lines go, what is still chunked or packed is undone, and the length is made right.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_letters, digits
from typing import Any

from smockproxy.core.http import Headers
from smockproxy.interop.content import coding_of, unwrapped
from smockproxy.interop.foreign import Foreign, raw_of, text_of_value

NO_BODY = frozenset({204, 304})
"""Statuses of answers that never have a body (RFC 9110, 15.3.5 and 15.4.5); nor have those below 200."""
FIRST_FINAL = 200
_TOKEN = frozenset(ascii_letters + digits + "!#$%&'*+-.^_`|~")
"""Characters of a method and of a header's name (RFC 9110, 5.6.2)."""
_MAGIC = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
_LONGEST_NAME = 40
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"})


def header_lines(fields: Foreign, name: str = "headers") -> Headers:
    """Header lines: `{name, value}`, `[name, value]`, or a mapping from names to values or lists of them.

    Pseudo headers of HTTP/2 are none; a value of several lines are several (as Chrome joins `Set-Cookie`).
    """
    lines: list[tuple[bytes, bytes]] = []
    for key, value in _named(fields.shape.get(name)):
        if key.startswith(":"):
            continue
        if not key or not _TOKEN.issuperset(key):
            fields.lose(name, f'"{ascii(key[:_LONGEST_NAME])[1:-1]}" is no name of a header: left out')
            continue
        cleared = value.replace("\0", "").replace("\r", "")
        lines += [(key.encode(), raw_of(each.strip())) for each in cleared.split("\n")]
    return Headers(tuple(lines))


def _named(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, written in value.items():
            for each in written if isinstance(written, (list, tuple)) else [written]:
                yield text_of_value(name).strip(), text_of_value(each)
    for line in value if isinstance(value, list) else ():
        if isinstance(line, dict):
            yield text_of_value(line.get("name")).strip(), text_of_value(line.get("value"))
        elif isinstance(line, list) and len(line) > 1:
            yield text_of_value(line[0]).strip(), text_of_value(line[1])


def plain_body(headers: Headers, body: bytes, *, is_raw: bool) -> bytes:
    """The body without chunks and content coding, where it still has them.

    `is_raw` says that the file has bytes, not text: only those can be what a coding made.
    """
    if "chunked" in headers.get("transfer-encoding").lower():
        whole = unchunked(body)
        body = body if whole is None else whole
    coding = coding_of(headers)
    is_packed = is_surely_packed(headers, body) if _outer(coding) in _MAGIC else is_raw and not _is_text(body)
    plain = unwrapped(coding, body) if coding and body and is_packed else None
    return body if plain is None else plain


def is_surely_packed(headers: Headers, body: bytes) -> bool:
    """Whether the body begins as its content coding does."""
    magic = _MAGIC.get(_outer(coding_of(headers)))
    return magic is not None and body.startswith(magic)


def _outer(coding: str) -> str:
    return coding.rpartition(",")[2].strip()


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def unchunked(body: bytes) -> bytes | None:
    """What chunks hold; None if the body is not made of them (RFC 9112, 7.1)."""
    pieces: list[bytes] = []
    at = 0
    while (end := body.find(b"\r\n", at)) >= 0:
        size = body[at:end].partition(b";")[0].strip()
        if not size or len(size) > 8 or not all(char in b"0123456789abcdefABCDEF" for char in size):
            return None
        at, length = end + 2, int(size, 16)
        if not length:
            return b"".join(pieces)
        if body[at + length : at + length + 2] != b"\r\n":
            return None
        pieces.append(body[at : at + length])
        at += length + 2
    return None


def made_plain(headers: Headers, body: bytes) -> Headers:
    """The header lines of a body without chunks and coding; a length that is told is made right."""
    length = str(len(body)).encode()
    kept = headers.without("content-encoding", "transfer-encoding")
    return Headers(
        tuple((name, length if name.lower() == b"content-length" else value) for name, value in kept.fields)
    )


def may_have_body(method: str, status: int) -> bool:
    """Whether an answer of this status to this method can have a body."""
    return method.upper() != "HEAD" and status not in NO_BODY and status >= FIRST_FINAL


def with_cookies(headers: Headers, cookies: Iterable[Foreign], *, is_answer: bool) -> Headers:
    """The header lines; cookies that a file only lists become lines as well."""
    name = "Set-Cookie" if is_answer else "Cookie"
    pairs = [cookie for cookie in cookies if cookie.text("name")]
    if name in headers or not pairs:
        return headers
    written = [f"{cookie.text('name')}={cookie.text('value')}" for cookie in pairs]
    if not is_answer:
        return headers.adding(name, _on_one_line("; ".join(written)))
    for cookie, pair in zip(pairs, written, strict=True):
        headers = headers.adding(name, _on_one_line("; ".join([pair, *_attributes(cookie)])))
    return headers


def _attributes(cookie: Foreign) -> Iterator[str]:
    for key, name in (("path", "Path"), ("domain", "Domain"), ("sameSite", "SameSite")):
        if value := cookie.text(key):
            yield f"{name}={value}"
    yield from (
        name
        for key, name in (("httpOnly", "HttpOnly"), ("secure", "Secure"))
        if cookie.shape.get(key) is True
    )


def _on_one_line(text: str) -> str:
    return "".join(char for char in text if char.isprintable()).encode("utf-8", "replace").decode()


def joined_lines(lines: Sequence[tuple[str, str]]) -> Headers:
    """Header lines of texts."""
    return Headers(tuple((raw_of(name), raw_of(value)) for name, value in lines))


def method_of(sent: Foreign) -> str | None:
    """A method; the usual ones in capitals, as they go over the wire, and GET for none.

    None, and a loss, for what can't go over the wire.
    """
    named = sent.text("method").strip()
    if not _TOKEN.issuperset(named):
        sent.lose("method", f'"{ascii(named[:_LONGEST_NAME])[1:-1]}" is no method: left out')
        return None
    return named.upper() if named.upper() in _METHODS else named or "GET"


def reason_of(written: str) -> str:
    """The words behind a status, as one line of a head can have them."""
    return "".join(char for char in written if char.isprintable())


def version_of(written: str) -> str:
    """A version of HTTP as history has it; HTTP/1.1 for what is none."""
    return VERSIONS.get(written.strip().lower(), "HTTP/1.1")


VERSIONS: Mapping[str, str] = {
    "http/1.0": "HTTP/1.0",
    "1.0": "HTTP/1.0",
    "http/2": "HTTP/2.0",
    "http/2.0": "HTTP/2.0",
    "h2": "HTTP/2.0",
    "2": "HTTP/2.0",
    "2.0": "HTTP/2.0",
    "http/3": "HTTP/3",
    "http/3.0": "HTTP/3",
    "h3": "HTTP/3",
    "3": "HTTP/3",
}
"""As programs write them, in lower case."""
