"""An HTTP/1.1 server that is strict and says exactly what it saw."""

import asyncio
import hashlib
import ssl
from asyncio import StreamReader, StreamWriter

from tests.acceptance.harness.answers import Scripted, scripted
from tests.acceptance.harness.servers import LoopbackServer

REASONS = {200: "OK", 204: "No Content", 302: "Found", 418: "I'm a teapot"}
HEAD_END = b"\r\n\r\n"


class HttpUpstream(LoopbackServer):
    """HTTP/1.1 with keep-alive, plain or under TLS."""

    def __init__(self, context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        super().__init__(context, host)
        self.scheme = "https" if context else "http"

    async def converse(self, reader: StreamReader, writer: StreamWriter) -> None:
        while True:
            head = await reader.readuntil(HEAD_END)
            keep = await self._answer_one(head, reader, writer)
            if not keep:
                return

    async def _answer_one(self, head: bytes, reader: StreamReader, writer: StreamWriter) -> bool:
        lines = head[: -len(HEAD_END)].decode("latin-1").split("\r\n")
        headers = [tuple(line.split(": ", 1)) for line in lines[1:]]
        values = {name.lower(): value for name, value in headers}
        method, target, _version = lines[0].split(" ")
        seen = {"request_line": lines[0], "headers": headers, "http_version": "HTTP/1.1"}
        self.seen.requests.append(seen)
        size, digest = await _read_body(values, reader)
        seen |= {"body_size": size, "body_sha256": digest}
        answer = scripted(target, seen)
        if answer.is_silent:
            await reader.read()
            return False
        await _write(answer, method, writer)
        return not answer.is_cut and values.get("connection", "").lower() != "close"


async def _read_body(values: dict[str, str], reader: StreamReader) -> tuple[int, str]:
    """Size and digest of the request's body."""
    size, digest = 0, hashlib.sha256()
    if values.get("transfer-encoding", "").lower() == "chunked":
        while length := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            digest.update(await reader.readexactly(length))
            size += length
            await reader.readexactly(2)
        while await reader.readuntil(b"\r\n") != b"\r\n":
            pass
        return size, digest.hexdigest()
    left = int(values.get("content-length", "0"))
    while left:
        piece = await reader.read(min(left, 1 << 16))
        if not piece:
            raise EOFError("the request's body was cut")
        left -= len(piece)
        size += len(piece)
        digest.update(piece)
    return size, digest.hexdigest()


async def _write(answer: Scripted, method: str, writer: StreamWriter) -> None:
    await asyncio.sleep(answer.wait)
    framing = (
        f"Content-Length: {answer.length}" if answer.length is not None else "Transfer-Encoding: chunked"
    )
    lines = [f"HTTP/1.1 {answer.status} {REASONS[answer.status]}"]
    lines += [f"{name}: {value}" for name, value in answer.headers]
    lines += [] if answer.status == 204 else [framing]
    writer.write("\r\n".join(lines).encode("latin-1") + HEAD_END)
    for piece in [] if method == "HEAD" or answer.status == 204 else answer.pieces:
        chunk = piece if answer.length is not None else b"%x\r\n%s\r\n" % (len(piece), piece)
        writer.write(chunk)
        await writer.drain()
        await asyncio.sleep(answer.pause)
    if answer.length is None and method != "HEAD":
        writer.write(b"0\r\n\r\n")
    await writer.drain()
