"""A real server that does what it is told, byte by byte, and remembers what it was sent."""

import contextlib
import re
import select
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

SECONDS = 10.0
PATIENCE = 0.4
"""Seconds after which a silent client has nothing more to say."""
_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)


@dataclass
class Served:
    """A connection that the server has accepted."""

    socket: socket.socket
    number: int
    heard: bytearray = field(default_factory=bytearray)

    def hear_head(self) -> bytes:
        """The next head, without what follows it; empty when there is none."""
        while b"\r\n\r\n" not in self._rest:
            if not self._hear():
                return b""
        end = self._rest.index(b"\r\n\r\n") + 4
        return self._taken(end)

    def hear_request(self) -> bytes:
        """The next request with its body."""
        head = self.hear_head()
        if found := _LENGTH.search(head):
            return head + self.hear(int(found[1]))
        if b"chunked" in head.lower():
            while b"0\r\n\r\n" not in self._rest:
                if not self._hear():
                    return head
            return head + self._taken(self._rest.index(b"0\r\n\r\n") + 5)
        return head

    def hear(self, size: int) -> bytes:
        """So many bytes."""
        while len(self._rest) < size:
            if not self._hear():
                return self._taken(len(self._rest))
        return self._taken(size)

    _begin = 0

    @property
    def _rest(self) -> bytes:
        return bytes(self.heard[self._begin :])

    def _taken(self, size: int) -> bytes:
        taken = self._rest[:size]
        self._begin += size
        return taken

    def _hear(self) -> bool:
        try:
            data = self.socket.recv(65_536)
        except OSError:
            return False
        self.heard += data
        return bool(data)

    def say(self, *pieces: bytes) -> None:
        """Send, each piece in a packet of its own."""
        for number, piece in enumerate(pieces):
            if number:
                threading.Event().wait(0.05)
            self.socket.sendall(piece)

    def reset(self) -> None:
        """Hang up with a RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.socket.close()


type Script = Callable[[Served], None]
"""What is done with a connection; it is closed after it."""


class Told:
    """The server."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.script = script
        self._tls = tls
        self.served: list[Served] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self._is_over = False

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        self._listener.close()
        for each in self.served:
            with contextlib.suppress(OSError):
                each.socket.close()

    def _accept(self) -> None:
        while not self._is_over:
            try:
                accepted, _ = self._listener.accept()
            except OSError:
                return
            accepted.settimeout(SECONDS)
            threading.Thread(target=self._serve, args=(accepted,), daemon=True).start()

    def _serve(self, accepted: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self._tls is not None:
                accepted = self._tls.wrap_socket(accepted, server_side=True)
            served = Served(accepted, len(self.served))
            self.served.append(served)
            self.script(served)
            if accepted.fileno() >= 0:
                accepted.close()

    @property
    def heard(self) -> list[bytes]:
        """What came on each connection, in the order of their coming."""
        return [bytes(each.heard) for each in self.served]


def all_of(peer: socket.socket, seconds: float = PATIENCE) -> tuple[bytes, bool]:
    """What a peer sends until it is silent for so long, and whether it closed the connection."""
    data = b""
    while select.select([peer], [], [], seconds)[0] or (isinstance(peer, ssl.SSLSocket) and peer.pending()):
        try:
            piece = peer.recv(65_536)
        except OSError:
            return data, True
        if not piece:
            return data, True
        data += piece
    return data, False


def exactly(peer: socket.socket, size: int) -> bytes:
    """So many bytes of a peer, or what there is of them."""
    data = b""
    while len(data) < size and (piece := peer.recv(size - len(data))):
        data += piece
    return data
