"""What the recorded real servers have in common: requests as values, replies as values."""

import json
import ssl
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    path: str
    """Without its query, unquoted."""
    query: Mapping[str, Sequence[str]]
    headers: Any
    body: bytes
    target: str
    """As it was sent."""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        values = parse_qs(self.body.decode(), keep_blank_values=True)
        return {name: each[0] for name, each in values.items()}

    @property
    def cookies(self) -> dict[str, str]:
        pairs = (part.strip().partition("=") for part in self.headers.get("Cookie", "").split(";"))
        return {name: value for name, _, value in pairs if name}

    def first(self, name: str, default: str = "") -> str:
        """The first value of a name in the query."""
        return self.query.get(name, [default])[0]


@dataclass(frozen=True)
class Reply:
    """An answer; a body that is no bytes is sent as JSON."""

    status: int = 200
    body: Any = b""
    headers: Sequence[tuple[str, str]] = ()
    is_chunked: bool = False


class Service:
    """A real server on a free port. Subclasses answer; `asked` are the requests that reached it."""

    def __init__(self, context: ssl.SSLContext | None = None, port: int = 0) -> None:
        self.asked: list[str] = []
        service = self

        class Handler(_Handler):
            of = service

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme, host = ("https", "localhost") if context else ("http", "127.0.0.1")
        self.port: int = self._server.server_address[1]
        self.url = f"{scheme}://{host}:{self.port}"
        self.folder = f"{host}_{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def answer(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    of: Service

    def do_GET(self) -> None:
        body = self._body()
        parts = urlsplit(self.path)
        query = parse_qs(parts.query, keep_blank_values=True)
        self.of.asked.append(f"{self.command} {self.path}")
        self._send(
            self.of.answer(Asked(self.command, unquote(parts.path), query, self.headers, body, self.path))
        )

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_GET  # noqa: N815  names that are asked for

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().strip(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _send(self, reply: Reply) -> None:
        raw, headers = reply.body, list(reply.headers)
        if not isinstance(raw, bytes):
            raw = json.dumps(raw, ensure_ascii=False).encode()
            if not any(name.lower() == "content-type" for name, _ in headers):
                headers.insert(0, ("Content-Type", "application/json"))
        self.send_response(reply.status)
        for name, value in headers:
            self.send_header(name, value)
        if reply.is_chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif reply.status not in {204, 304}:
            self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        if self.command == "HEAD" or reply.status in {204, 304}:
            return
        self.wfile.write(_chunked(raw) if reply.is_chunked else raw)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def _chunked(raw: bytes) -> bytes:
    pieces = (raw[at : at + 7] for at in range(0, len(raw), 7))
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
