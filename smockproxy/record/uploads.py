"""Multipart bodies: what is asked for of their files, since all that parts them is another each time.

Source: RFC 7578 (multipart/form-data), RFC 2046 5.1 (boundaries).
"""

import re  # noqa: TID251 - the pattern is ours

from smockproxy.record.exchange import Exchange
from smockproxy.record.hiding import has_pseudonym
from smockproxy.record.leaves import kind_of
from smockproxy.record.literals import readable
from smockproxy.record.shapes import has_moment, is_drawn, uuids_in

BY_NAME = "its boundary is another each time; of its files the name of the first is asked for"
BY_NOTHING = "no condition asks for the body: its boundary is another each time"
_FILE = re.compile(rb'(?i)\r\nContent-Disposition:[^\r\n]{0,1000}[; ](filename="[^"\r\n]{1,200}")')


def is_multipart(exchange: Exchange) -> bool:
    """Whether the body of a request has parts, with something between them that is drawn for each body."""
    return kind_of(exchange.request).startswith("multipart/")


def file_asked_for(exchange: Exchange) -> str:
    """What a body of parts says of its first file, such as `filename="a.txt"`.

    Empty where it has none, or one whose name is another each time.
    """
    found = _FILE.search(exchange.request.body or b"")
    said = readable(found[1]) if found else None
    if said is None or has_pseudonym(said) or has_moment(said, exchange.at) or uuids_in(said):
        return ""
    bare = said.removeprefix('filename="').partition(".")[0].rstrip('"')
    return "" if is_drawn(bare) else said
