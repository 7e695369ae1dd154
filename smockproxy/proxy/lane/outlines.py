"""The heads of answers that are made anew: what many have in common, all but date and length."""

from functools import lru_cache

from smockproxy.core.framing import is_interim
from smockproxy.core.goheaders import cleaned
from smockproxy.core.http import Headers, Response
from smockproxy.core.serving import STATUSES, served
from smockproxy.core.sniff import sniff
from smockproxy.proxy.convert import reason_of
from smockproxy.proxy.lane.prepared import closes, head_of

KEPT = 1_000
"""Outlines that are remembered."""
MOST_LINES = 64
LONGEST = 4_096
"""Bytes of a line, in an answer whose outline is remembered."""
WITHOUT_BODY = frozenset({101, 204, 304})
OWN_FRAME = frozenset({b"content-length", b"transfer-encoding", b"date"})
"""Headers with which an answer says itself what is put in here."""
_TYPE = b"Content-Type"
_TO_COME = b"\r\nDate: \r\nContent-Length: 0"


class Outline:
    """The head of an answer."""

    __slots__ = ("_after", "_bare", "_before", "_fields", "_last", "_place", "added_headers", "closes")

    def __init__(self, bare: Response, own: frozenset[bytes]) -> None:
        before, _, after = head_of(bare).partition(_TO_COME)
        self._before = before + b"\r\nDate: "
        self._after = after
        self._bare = bare
        fields = bare.headers.fields
        self._fields = fields
        self._place = next(place for place, (name, _) in enumerate(fields) if name == b"Content-Length")
        self._last = 0, bare.headers
        """The headers of the last answer, with its length: the next may well be as long."""
        names = [name.lower() for name, _ in fields]
        self.added_headers = tuple(name.decode("latin-1") for name in names if name not in own)
        """The names of those that the mock did not give, in lower case."""
        self.closes = closes(bare.headers)

    def written(self, date: bytes, length: int) -> bytes:
        """The head as bytes."""
        return b"%b%b\r\nContent-Length: %d%b" % (self._before, date, length, self._after)

    def response(self, length: int, kept: bytes) -> Response:
        """The answer as history keeps it: its Date is empty."""
        last, headers = self._last
        if last != length:
            place, fields = self._place, self._fields
            own = (b"Content-Length", b"%d" % length)
            headers = Headers((*fields[:place], own, *fields[place + 1 :]))
            self._last = length, headers
        bare = self._bare
        return Response(bare.status, headers, kept, bare.reason, bare.http_version)


def outline_of(response: Response, *, is_from_file: bool) -> Outline | None:
    """The outline of a mock's answer; None for one that is out of the ordinary: `edge.mocked` knows those."""
    body, headers = response.body, response.headers
    if len(headers.fields) > MOST_LINES or any(len(value) > LONGEST for _, value in headers.fields):
        return None
    kind = "" if not body or _has_a_type(headers) else sniff(body)
    return _outline(response.status, headers, kind, is_from_file)


@lru_cache(maxsize=KEPT)
def _has_a_type(headers: Headers) -> bool:
    """Whether Go's server adds no content type; it knows those names by their canonical spelling alone."""
    first = dict(reversed([*cleaned(headers)]))
    return bool(_TYPE in first or first.get(b"Content-Encoding") or first.get(b"Transfer-Encoding"))


@lru_cache(maxsize=KEPT)
def _outline(status: int, headers: Headers, kind: str, is_from_file: bool) -> Outline | None:  # noqa: FBT001
    own = frozenset(name.lower() for name, _ in headers.fields)
    if is_interim(status) or status in WITHOUT_BODY or own & OWN_FRAME or (status or 200) not in STATUSES:
        return None
    leaving = served(Response(status, headers), "", can_be_cut=not is_from_file)
    bare = leaving.framed("GET")
    lines = bare.headers if not kind else bare.headers.adding("Content-Type", kind)
    bare = Response(bare.status, lines, b"", reason_of(bare), bare.http_version)
    return Outline(bare, own) if leaving.seen_by_smocker and not leaving.error else None
