"""A mock's answer with the headers that Smocker's server would write for it; and how Go spells headers.

Source: Go's net/http server (`Header.WriteSubset`, the response's `writeHeader`), observed through Smocker.
Go finds a header that it cares about only by its canonical spelling. `Date` needs a clock: it is the edge's.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from string import ascii_letters, digits

from smockproxy.core.framing import has_no_body
from smockproxy.core.http import Headers, Response
from smockproxy.core.sniff import sniff

_TOKEN = frozenset((ascii_letters + digits + "!#$%&'*+-.^_`|~").encode())
"""What the name of a header is made of (RFC 9110, 5.6.2)."""
_LINE_ENDS = bytes.maketrans(b"\r\n", b"  ")
_KEEPS_FROM_SNIFFING = (b"Content-Encoding", b"Transfer-Encoding")
"""Unless the value is empty."""


def as_go_writes(response: Response, date: str) -> Response:
    """The response with its header lines in order, cleaned, and with those that the mock did not give.

    Lines are sorted by name as it is spelt, those of one name stay in their order; a name that is no token is
    dropped; a line end in a value becomes a blank, and blanks around a value go. What the mock did not give
    follows: a date, a length, a content type. `framed`, which comes after, makes the length right.
    """
    fields = sorted(cleaned(response.headers), key=lambda field: field[0])
    if response.status == 304:
        fields = [field for field in fields if field[0] != b"Content-Type"]
    headers = Headers(tuple(fields))
    if "date" not in headers:
        headers = headers.adding("Date", date)
    if "content-length" not in headers:
        headers = headers.adding("Content-Length", str(len(response.body)))
    if _wants_a_type(response, fields):
        headers = headers.adding("Content-Type", sniff(response.body))
    return replace(response, headers=headers)


def canonical(headers: Headers) -> Headers:
    """Header lines as Go hands them on: their names canonical and in order."""
    fields = ((canonical_name(name), value) for name, value in headers.fields)
    return Headers(tuple(sorted(fields, key=lambda field: field[0])))


@lru_cache(maxsize=1_000)
def canonical_name(name: bytes) -> bytes:
    """Go's canonical spelling (`x-fOO` → `X-Foo`); a name that is no token stays as it is."""
    return b"-".join(part.capitalize() for part in name.split(b"-")) if is_token(name) else name


def is_token(name: bytes) -> bool:
    """Whether these bytes can be the name of a header."""
    return bool(name) and _TOKEN.issuperset(name)


def cleaned(headers: Headers) -> Iterator[tuple[bytes, bytes]]:
    """Header lines that can be written: others are dropped, line ends and blanks around values go."""
    for name, value in headers.fields:
        if is_token(name):
            yield name, value.translate(_LINE_ENDS).strip(b" \t")


def _wants_a_type(response: Response, fields: list[tuple[bytes, bytes]]) -> bool:
    if not response.body or has_no_body("GET", response.status):
        return False
    first = dict(reversed(fields))
    return b"Content-Type" not in first and not any(map(first.get, _KEEPS_FROM_SNIFFING))
