"""Raw sockets: requests byte by byte, answers read strictly."""

import select
import socket
import ssl
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


@dataclass(frozen=True)
class RawAnswer:
    """One HTTP/1 answer as it was on the wire."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The value of a header; fails when it is there twice."""
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(found) <= 1, f"{name} is there {len(found)} times: {found}"
        return found[0] if found else None


class ClosedError(EOFError):
    """The other side closed before the answer was complete."""


class RawConnection:
    """A client's connection."""

    def __init__(self, url: str, seconds: float = 10.0) -> None:
        parts = urlsplit(url)
        self.socket: socket.socket = socket.create_connection((parts.hostname, parts.port), seconds)
        self._buffer = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def reset(self) -> None:
        """Hang up with a RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.socket.close()

    def send(self, data: bytes | str) -> None:
        self.socket.sendall(data.encode("latin-1") if isinstance(data, str) else data)

    def ask(self, head: str, body: bytes = b"") -> None:
        """Send a request whose head is written with bare line ends."""
        self.send(head.strip("\n").replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body)

    def connect(self, authority: str) -> RawAnswer:
        """Open a tunnel; what follows goes through it."""
        self.ask(f"CONNECT {authority} HTTP/1.1\nHost: {authority}")
        head = self._until(b"\r\n\r\n")
        return self._parse_head(head)

    def start_tls(self, context: ssl.SSLContext, server_name: str) -> str | None:
        """Go over to TLS; the protocol that ALPN chose."""
        assert not self._buffer
        secured = context.wrap_socket(self.socket, server_hostname=server_name)
        self.socket = secured
        return secured.selected_alpn_protocol()

    def read_answer(self, method: str = "GET") -> RawAnswer:
        """One answer, framed as RFC 9112 (6.3) says; nothing beyond it is consumed."""
        answer = self._parse_head(self._until(b"\r\n\r\n"))
        if method == "HEAD" or answer.status in {204, 304} or 100 <= answer.status < 200:
            return answer
        if (answer.header("transfer-encoding") or "").lower() == "chunked":
            return RawAnswer(answer.status, answer.headers, self._chunks())
        length = answer.header("content-length")
        body = self._exactly(int(length)) if length is not None else self.rest()
        return RawAnswer(answer.status, answer.headers, body)

    def rest(self, seconds: float | None = None) -> bytes:
        """Everything until the other side closes (or resets), at most for `seconds`."""
        if seconds is not None:
            self.socket.settimeout(seconds)
        data, self._buffer = self._buffer, b""
        try:
            while chunk := self.socket.recv(65536):
                data += chunk
        except (TimeoutError, ConnectionResetError, ssl.SSLError):
            pass
        return data

    def is_quiet(self, seconds: float = 0.2) -> bool:
        """Whether nothing at all follows: no stray byte, no close."""
        return not self._buffer and not select.select([self.socket], [], [], seconds)[0]

    def is_closed(self, seconds: float = 5.0) -> bool:
        """Whether the other side closes without another byte."""
        self.socket.settimeout(seconds)
        try:
            return not self._buffer and self.socket.recv(1) == b""
        except (ConnectionResetError, ssl.SSLError):
            return True
        except TimeoutError:
            return False

    def _parse_head(self, head: bytes) -> RawAnswer:
        lines = head.decode("latin-1").split("\r\n")
        version, status, *_ = lines[0].split(" ")
        assert version in {"HTTP/1.1", "HTTP/1.0"}, f"not a status line: {lines[0]!r}"
        headers = [(line.partition(":")[0], line.partition(":")[2].strip()) for line in lines[1:] if line]
        return RawAnswer(int(status), headers)

    def _receive(self) -> None:
        try:
            chunk = self.socket.recv(65536)
        except (ConnectionResetError, ssl.SSLEOFError) as error:
            raise ClosedError(f"{error}; before: {self._buffer[:200]!r}") from error
        if not chunk:
            raise ClosedError(f"closed after {self._buffer[:200]!r}")
        self._buffer += chunk

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._buffer:
            self._receive()
        found, _, self._buffer = self._buffer.partition(mark)
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            self._receive()
        found, self._buffer = self._buffer[:size], self._buffer[size:]
        return found

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            body += self._exactly(size)
            assert self._exactly(2) == b"\r\n"
        while self._until(b"\r\n"):
            pass
        return body
