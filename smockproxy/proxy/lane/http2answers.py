"""Answers as HTTP/2 says them: fields in lower case, without those that mean a connection of HTTP/1.1.

Source: RFC 9113, 8.2; mitmproxy 12.2, whose function makes them of an answer of HTTP/1.1.
"""

from mitmproxy.proxy.layers.http._http2 import normalize_h1_headers

from smockproxy.core.http import Response
from smockproxy.proxy.lane.heads import Field

_DATE = b"date"


def fields_of(response: Response) -> list[Field]:
    """The fields of an answer, its status first."""
    return normalize_h1_headers(
        [(b":status", b"%d" % response.status), *response.headers.fields], is_client=False
    )


class DatedFields:
    """The fields of an answer that is ready but for its date, which is empty until it is put in."""

    __slots__ = ("_after", "_before", "_date", "_fields")

    def __init__(self, response: Response) -> None:
        self._fields = fields_of(response)
        places = [place for place, field in enumerate(self._fields) if tuple(field) == (_DATE, b"")]
        cut = places[0] if places else len(self._fields)
        self._before, self._after = self._fields[:cut], self._fields[cut + 1 :]
        self._date: bytes | None = None if places else b""
        """The one that `_fields` have; nothing if the mock gives its own."""

    def at(self, date: bytes) -> list[Field]:
        """The fields, with a date."""
        if self._date != b"" and self._date != date:  # noqa: PLR1714 - one says that there is none to put in
            self._date = date
            self._fields = [*self._before, (_DATE, date), *self._after]
        return self._fields
