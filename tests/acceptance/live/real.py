"""A real server, whose answers are said by the path: `/json`, `/text/latin1`, `/packed/br`, `/slow`…"""

import asyncio
import gzip
import json
import zlib
from asyncio import StreamReader, StreamWriter

import brotli
import zstandard

from tests.acceptance.harness.servers import LoopbackServer

HEAD_END = b"\r\n\r\n"
DOCUMENT = {"user": {"name": "Ada", "age": 36}, "tags": ["a", "b"], "secret": "s3cret"}
RAW = json.dumps(DOCUMENT).encode()
PACKERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "identity": bytes,
}
LARGE = 3 * 1024 * 1024


def head(status: str, *lines: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines]).encode("latin-1") + HEAD_END


def whole(body: bytes, *lines: str, status: str = "200 OK") -> bytes:
    return head(status, *lines, f"Content-Length: {len(body)}") + body


JSON = "Content-Type: application/json"
CHUNKS = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in (RAW[:10], RAW[10:]))
ANSWERS = {
    "/json": whole(RAW, JSON, 'ETag: "real"', "X-Real: yes", "Digest: sha-256=x"),
    "/text/latin1": whole("café".encode("latin-1"), "Content-Type: text/plain; charset=iso-8859-1"),
    "/text/bytes": whole(b"\xff\xfe price 7\x80", "Content-Type: application/octet-stream"),
    "/strange": whole(b"\x00\x01", "Content-Encoding: x-unknown"),
    "/broken": whole(b"no gzip at all", "Content-Encoding: gzip"),
    "/bomb": whole(gzip.compress(bytes(64 * 1024 * 1024)), "Content-Encoding: gzip"),
    "/chunked": head("200 OK", "Transfer-Encoding: chunked", "Trailer: X-Sum")
    + CHUNKS
    + b"0\r\nX-Sum: 1\r\n\r\n",
    "/empty/204": head("204 None", 'ETag: "real"'),
    "/empty/304": head("304 None", 'ETag: "real"'),
    "/part": whole(RAW[:5], "Content-Range: bytes 0-4/99", status="206 Partial Content"),
    "/large": whole(b"x" * LARGE),
    "/go": whole(b"moved", "Location: /json", status="302 Found"),
    **{
        f"/packed/{coding}": whole(pack(RAW), JSON, f"Content-Encoding: {coding}")
        for coding, pack in PACKERS.items()
    },
}


def answer(target: str) -> bytes:
    """The answer that a path asks for; any other path is told back."""
    path = target.partition("?")[0]
    return ANSWERS.get(path) or whole(b"real " + target.encode(), "Content-Type: text/plain")


class Real(LoopbackServer):
    """HTTP/1.1 with keep-alive, plain or under TLS."""

    @property
    def scheme(self) -> str:  # type: ignore[override]
        return "https" if self._context else "http"

    @property
    def lines(self) -> list[str]:
        """The request lines that came."""
        return [each["line"] for each in self.seen.requests]

    async def converse(self, reader: StreamReader, writer: StreamWriter) -> None:
        while True:
            line, *rest = (await reader.readuntil(HEAD_END)).decode("latin-1").strip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in rest)}
            await reader.readexactly(int(headers.get("content-length", "0")))
            self.seen.requests.append({"line": line, "headers": headers})
            method, path, _ = line.split(" ")
            if path.startswith("/slow"):
                await asyncio.sleep(1.5)
            if path.startswith("/hang-up"):
                return
            if path.startswith("/stream"):
                await self._stream(writer)
                continue
            said = answer(path)
            writer.write(said.partition(HEAD_END)[0] + HEAD_END if method == "HEAD" else said)
            await writer.drain()

    async def _stream(self, writer: StreamWriter) -> None:
        writer.write(head("200 OK", "Transfer-Encoding: chunked"))
        for piece in (b"one", b"two"):
            writer.write(b"3\r\n%s\r\n" % piece)
            await writer.drain()
            await asyncio.sleep(0.4)
        writer.write(b"0\r\n\r\n")
