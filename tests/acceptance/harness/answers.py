"""What the HTTP upstream servers answer, by path; the same over HTTP/1.1 and HTTP/2."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qs, urlsplit

import brotli
import zstandard

BINARY = bytes(range(256)) * 4
CHUNK = 65536


@dataclass
class Scripted:
    """An answer: status, headers, the pieces of its body, and how it behaves."""

    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    pieces: Iterator[bytes] | list[bytes] = field(default_factory=list)
    length: int | None = None
    """None: chunked."""
    wait: float = 0.0
    """Seconds before the answer."""
    pause: float = 0.0
    """Seconds between pieces."""
    is_silent: bool = False
    """Never answers."""
    is_cut: bool = False
    """Closes the connection after the last piece, whatever the length promised."""


def plain(body: bytes, content_type: str = "text/plain", **facts: object) -> Scripted:
    headers = [("Content-Type", content_type)]
    return Scripted(headers=headers, pieces=[body], length=len(body), **facts)  # type: ignore[arg-type]


def zeros(size: int) -> Iterator[bytes]:
    """`size` bytes in pieces that are never all in memory."""
    piece = b"0" * CHUNK
    for start in range(0, size, CHUNK):
        yield piece[: min(CHUNK, size - start)]


def scripted(target: str, seen: dict) -> Scripted:
    """The answer to a request target; `seen` is what the server saw of the request."""
    parts = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    name = parts.path.strip("/").split("/")[0]
    answer = SCRIPTS.get(name)
    return answer(query) if answer else plain(json.dumps(seen).encode(), "application/json")


def _big(query: dict[str, str]) -> Scripted:
    size = int(query["n"])
    return Scripted(headers=[("Content-Type", "application/octet-stream")], pieces=zeros(size), length=size)


def _chunked(query: dict[str, str]) -> Scripted:
    pieces = [f"piece {number};".encode() for number in range(int(query.get("n", "5")))]
    return Scripted(
        headers=[("Content-Type", "text/plain")], pieces=pieces, pause=float(query.get("pause", "0"))
    )


def _events(query: dict[str, str]) -> Scripted:
    pieces = [f"data: {number}\n\n".encode() for number in range(int(query.get("n", "3")))]
    headers = [("Content-Type", "text/event-stream"), ("Cache-Control", "no-cache")]
    return Scripted(headers=headers, pieces=pieces, pause=float(query.get("pause", "0.3")))


def _gzip(_query: dict[str, str]) -> Scripted:
    body = gzip.compress(b'{"packed": true}', mtime=0)
    headers = [("Content-Type", "application/json"), ("Content-Encoding", "gzip")]
    return Scripted(headers=headers, pieces=[body], length=len(body))


PACK = {"gzip": gzip.compress, "br": partial(brotli.compress, quality=1), "zstd": zstandard.compress}


def _bomb(query: dict[str, str]) -> Scripted:
    """A small body that unpacks to a large one."""
    pack = PACK[query["coding"]]
    body = pack(bytes(int(query["n"])))
    headers = [("Content-Type", "application/json"), ("Content-Encoding", query["coding"])]
    return Scripted(headers=headers, pieces=[body], length=len(body))


def _duplicate(_query: dict[str, str]) -> Scripted:
    answer = plain("grüße".encode(), "text/plain; charset=utf-8")
    answer.headers += [("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2"), ("X-Name", "gr\xfc\xdfe")]
    return answer


def _many(query: dict[str, str]) -> Scripted:
    answer = plain(b"many")
    answer.headers += [(f"X-Number-{number}", str(number)) for number in range(int(query["n"]))]
    return answer


SCRIPTS = {
    "slow": lambda query: plain(b"slow", wait=float(query.get("s", "0.5"))),
    "never": lambda _query: Scripted(is_silent=True),
    "big": _big,
    "chunked": _chunked,
    "events": _events,
    "gzip": _gzip,
    "bomb": _bomb,
    "binary": lambda _query: plain(BINARY, "application/octet-stream"),
    "cut": lambda _query: Scripted(pieces=[b"0123456789"], length=1000, is_cut=True),
    "nothing": lambda _query: Scripted(status=204, length=0),
    "redirect": lambda _query: Scripted(status=302, headers=[("Location", "/echo")], length=0),
    "teapot": lambda _query: Scripted(status=418, length=0),
    "duplicate": _duplicate,
    "many": _many,
}
"""Any other path gives an account of the request, as JSON."""
