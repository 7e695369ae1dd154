"""A server that sends its clients on: `/go?status=307&to=/x` is that redirect, `/loop` is one to itself.

Any other request is answered with an account of it. And a slow server.
"""

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from urllib.parse import parse_qs, urlsplit

from tests.acceptance.harness.servers import LoopbackServer

HEAD_END = b"\r\n\r\n"


class Redirector(LoopbackServer):
    """HTTP/1.1 with keep-alive; bodies have a length."""

    scheme = "http"

    async def converse(self, reader: StreamReader, writer: StreamWriter) -> None:
        while True:
            head = (await reader.readuntil(HEAD_END)).decode("latin-1")
            line, *lines = head.strip().split("\r\n")
            headers = [tuple(each.split(": ", 1)) for each in lines]
            named = {name.lower(): value for name, value in headers}
            body = await reader.readexactly(int(named.get("content-length", "0")))
            account = {"line": line, "headers": named, "body": body.decode()}
            self.seen.requests.append(account)
            writer.write(self._answer(line.split(" ")[1], account))
            await writer.drain()

    def _answer(self, target: str, account: dict) -> bytes:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}
        if target == "/loop":
            asked = {"to": target}
        if "to" not in asked:
            body = json.dumps(account).encode()
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        head = f"HTTP/1.1 {asked.get('status', '302')} Moved\r\nLocation: {asked['to']}\r\nContent-Length: 5"
        return head.encode() + HEAD_END + b"moved"


class Slow(LoopbackServer):
    """Says ok after a while."""

    scheme = "http"

    def __init__(self, seconds: float, *, is_broken: bool = False) -> None:
        super().__init__()
        self.seconds = seconds
        self.is_broken = is_broken
        """Whether it hangs up instead."""

    async def converse(self, reader: StreamReader, writer: StreamWriter) -> None:
        while True:
            head = await reader.readuntil(HEAD_END)
            self.seen.requests.append({"line": head.decode("latin-1").partition("\r\n")[0]})
            await asyncio.sleep(self.seconds)
            if self.is_broken:
                return
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            await writer.drain()


class Puzzled(LoopbackServer):
    """Answers whatever it is sent as a web server answers TLS on its plain port."""

    async def converse(self, reader: StreamReader, writer: StreamWriter) -> None:
        await reader.read(65536)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
        await writer.drain()
