"""A small real server for forwarded requests, in a process of its own: one answer to whatever is asked.

Takes the file of the body, and a certificate's file for TLS; writes its port to standard output.
"""

import asyncio
import ssl
import sys
from pathlib import Path


class Answering(asyncio.Protocol):
    """Answers each request head; requests have no bodies here."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        *heads, self._rest = (self._rest + data).split(b"\r\n\r\n")
        self._transport.write(self._answer * len(heads))


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
    body = Path(body_file).read_bytes()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    asyncio.run(serve(head.encode() + body, certificate))


if __name__ == "__main__":
    main(*sys.argv[1:])
