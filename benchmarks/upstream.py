"""A small real server for forwarded requests, in a process of its own: one answer to whatever is asked.

Takes the file of the body, and a certificate's file for TLS; writes its port to standard output. It shares a
core with the load, so it does as little as it can.
"""

import asyncio
import ssl
import sys
from pathlib import Path
from typing import cast

HEAD_END = b"\r\n\r\n"


class Answering(asyncio.Protocol):
    """Answers each request head; requests have no bodies here."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what writes; uvloop's transports are not of asyncio's classes."""
        self._write = cast("asyncio.WriteTransport", transport).write

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        if not self._rest and data.endswith(HEAD_END) and data.count(HEAD_END) == 1:
            self._write(self._answer)
            return
        *heads, self._rest = (self._rest + data).split(HEAD_END)
        self._write(self._answer * len(heads))


async def serve(answer: bytes, certificate: str) -> None:
    """Serve on a free port of the loopback interface until the process ends."""
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answering(answer), "127.0.0.1", 0, ssl=context)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


def main(body_file: str, certificate: str = "") -> None:
    """Make the answer, and serve it."""
    import uvloop  # noqa: PLC0415 - so that tests of `Answering` do without

    body = Path(body_file).read_bytes()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    uvloop.run(serve(head.encode() + body, certificate))


if __name__ == "__main__":
    main(*sys.argv[1:])
