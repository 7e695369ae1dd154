"""Clients of tunnels, down to their bytes."""

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests.acceptance.harness.authority import client_context
from tests.acceptance.harness.process import Smockproxy
from tests.acceptance.lane.servers import entry_shown

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
PATIENCE = 20.0


@contextmanager
def tunnel(
    server: Smockproxy, host: str = "a.test", port: int = 443, more: str = ""
) -> Iterator[socket.socket]:
    """A socket to the proxy, after CONNECT."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as raw:
        name = f"[{host}]" if ":" in host else host
        raw.sendall(f"CONNECT {name}:{port} HTTP/1.1\r\nHost: {name}:{port}\r\n{more}\r\n".encode())
        answer = b""
        while len(answer) < len(ESTABLISHED):
            answer += raw.recv(len(ESTABLISHED) - len(answer))
        assert answer == ESTABLISHED
        yield raw


@contextmanager
def secured(
    server: Smockproxy,
    host: str = "a.test",
    *protocols: str,
    context: ssl.SSLContext | None = None,
    name: str = "",
    session: ssl.SSLSession | None = None,
    more: str = "",
) -> Iterator[ssl.SSLSocket]:
    """TLS in a tunnel."""
    context = context or client_context(server.ca, *protocols)
    with (
        tunnel(server, host, more=more) as raw,
        context.wrap_socket(raw, server_hostname=name or host, session=session) as made,
    ):
        yield made


def ask(client: socket.socket, path: str, *, body: bytes = b"", method: str = "", more: str = "") -> bytes:
    """One request; the body of its answer."""
    method = method or ("POST" if body else "GET")
    framing = f"Content-Length: {len(body)}\r\n" if body else ""
    client.sendall(f"{method} {path} HTTP/1.1\r\nHost: a.test\r\n{framing}{more}\r\n".encode() + body)
    return read_answer(client)[1]


def read_answer(client: socket.socket) -> tuple[bytes, bytes]:
    """Head and body of an answer that says its length."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += received(client)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    length = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < length:
        body += received(client)
    return head, body


def received(client: socket.socket) -> bytes:
    piece = client.recv(65536)
    if not piece:
        raise EOFError("the proxy has closed the connection")
    return piece


def is_by_the_lane(client: ssl.SSLSocket) -> bool:
    """Whether the lane shook hands: its certificates are on P-256, mitmproxy's have RSA keys."""
    shown = x509.load_der_x509_certificate(client.getpeercert(binary_form=True) or b"")
    return isinstance(shown.public_key(), ec.EllipticCurvePublicKey)


def remembered(server: Smockproxy) -> list[dict[str, Any]]:
    """The history as it can be compared."""
    return [entry_shown(entry) for entry in json.loads(json.dumps(server.history()))]
