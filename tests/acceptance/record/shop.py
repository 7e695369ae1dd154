"""A real server that gives new ids, tokens and dates at each run, and packs what it sends."""

import gzip
import json
import secrets
import ssl
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from uuid import uuid4

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
ITEMS = [{"sku": f"item-{number}", "price": 9.5 + number} for number in range(4)]


class Shop:
    """One run of it; `asked` are the requests that reached it."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.asked: list[str] = []
        self.token = ""
        self.orders: dict[str, dict[str, Any]] = {}
        self.polls = 0
        shop = self

        class Handler(_Handler):
            of = shop

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme, host = ("https", "localhost") if context else ("http", "127.0.0.1")
        self.port: int = self._server.server_address[1]
        self.url = f"{scheme}://{host}:{self.port}"
        self.folder = f"{host}_{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def renew(self) -> None:
        """As it was started again: nobody is logged in, nothing was ordered."""
        self.asked.clear()
        self.orders.clear()
        self.token, self.polls = "", 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(  # noqa: PLR0911  one for each path
        self, method: str, path: str, body: Any, token: str
    ) -> tuple[int, Any, dict[str, str]]:
        """Status, document and headers."""
        match method, path.partition("?")[0].strip("/").split("/"):
            case "POST", ["login"]:
                self.token = secrets.token_hex(16)
                return 200, {"token": self.token, "expires": _now()}, {}
            case "GET", ["items"]:
                page = int(path.partition("page=")[2] or 1)
                return 200, {"items": ITEMS[2 * page - 2 : 2 * page], "page": page}, {}
            case "POST", ["orders"]:
                if token != f"Bearer {self.token}":
                    return 401, {"error": "who are you?"}, {}
                order = {"id": str(uuid4()), "sku": body["sku"], "at": _now()}
                self.orders[order["id"]] = order
                return 201, order, {"Location": f"/orders/{order['id']}"}
            case "GET", ["orders", known] if known in self.orders:
                return 200, self.orders[known], {}
            case "GET", ["queue"]:
                self.polls += 1
                return 200, {"state": ["waiting", "packing", "sent"][min(self.polls, 3) - 1]}, {}
            case "GET", ["big"]:
                return 200, {"text": "x" * 2_000_000}, {}
        return 404, {"error": "there is no such thing"}, {}


def _now() -> str:
    return datetime.now(UTC).isoformat()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    of: Shop

    def do_GET(self) -> None:
        self.of.asked.append(f"{self.command} {self.path}")
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/logo.png":
            self._send(200, PNG, {"Content-Type": "image/png"})
            return
        if self.path == "/gone":
            self.close_connection = True
            self.connection.close()
            return
        body = json.loads(sent) if sent else None
        status, document, headers = self.of.answer(
            self.command, self.path, body, self.headers.get("Authorization", "")
        )
        raw = json.dumps(document, indent=1).encode()
        kind = {"Content-Type": "application/json", "X-Request-Id": uuid4().hex}
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            raw = gzip.compress(raw)
            kind["Content-Encoding"] = "gzip"
        self._send(status, raw, {**kind, **headers})

    do_POST = do_GET  # noqa: N815  the name that the server asks for

    def _send(self, status: int, raw: bytes, headers: dict[str, str]) -> None:
        self.send_response_only(status)
        self.send_header("Date", format_datetime(datetime.now(UTC), usegmt=True))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Says nothing."""
