"""A small web shop: its server, which a recording is made of, and a client that checks what it gets.

Tokens, ids and moments are new in each run, on both sides.
"""

import gzip
import json
import ssl
import struct
import threading
import uuid
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt

SECRET = "the shop's own secret, which no client has ever seen"
PRODUCTS = [
    {"sku": f"P-{number:04d}", "title": f"Thing {number}", "price": 9.5 * number} for number in range(1, 6)
]
PAGE = 2


def png() -> bytes:
    """A picture of one black pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


class RefusedError(Exception):
    """An answer that ends a request early."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Handler(BaseHTTPRequestHandler):
    """Answers; state is the shop's."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "shop/1.0", ""
    server: "Shop"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.answer()

    def do_POST(self) -> None:
        self.answer()

    def do_DELETE(self) -> None:
        self.answer()

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.document = json.loads(self.rfile.read(length) or "null")
        parts = urlsplit(self.path)
        self.query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        with self.server.lock:
            self.server.asked += 1
            try:
                self.route([part for part in parts.path.split("/") if part])
            except RefusedError as refused:
                self.send(refused.status, {"error": str(refused), "trace": uuid.uuid4().hex})

    def route(self, segments: list[str]) -> None:
        for (method, *wanted), answer in ROUTES.items():
            fits = len(wanted) == len(segments) and all(
                one in {"*", other} for one, other in zip(wanted, segments, strict=True)
            )
            if fits and method == self.command:
                answer(self, segments)
                return
        raise RefusedError(404, "there is no such page")

    def me(self, _: list[str]) -> None:
        self.send(200, {"name": self.user(), "last_seen": self.server.now().isoformat()})

    def picture(self, _: list[str]) -> None:
        self.send(200, png(), {"Content-Type": "image/png", "ETag": '"picture-1"'})

    def cart(self, segments: list[str]) -> None:
        self.user()
        self.send(200, self.server.carts[segments[1]])

    def drop_cart(self, segments: list[str]) -> None:
        self.user()
        self.server.carts.pop(segments[1])
        self.send(204, b"")

    def shown_order(self, segments: list[str]) -> None:
        self.user()
        self.send(200, self.server.orders[segments[1]])

    def status(self, segments: list[str]) -> None:
        self.user()
        order = segments[1]
        state = "pending" if next(self.server.polls[order]) < 2 else "shipped"
        self.send(200, {"order": order, "state": state})

    def next_job(self, _: list[str]) -> None:
        self.send(200, {"job": f"job-{next(self.server.jobs)}"})

    def user(self) -> str:
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer":
            raise RefusedError(401, "who are you?")
        claims: dict[str, Any] = jwt.decode(token, SECRET, algorithms=["HS256"])
        return str(claims["sub"])

    def login(self, _: list[str]) -> None:
        if self.document["password"] != "open sesame":
            raise RefusedError(403, "wrong password")
        now = self.server.now()
        claims = {
            "sub": self.document["user"],
            "iat": now,
            "exp": now + timedelta(hours=1),
            "jti": uuid.uuid4().hex,
        }
        expires = format_datetime(now + timedelta(days=1), usegmt=True)
        self.send(
            200,
            {
                "access_token": jwt.encode(claims, SECRET, algorithm="HS256"),
                "refresh_token": uuid.uuid4().hex + uuid.uuid4().hex,
                "expires_at": round((now + timedelta(hours=1)).timestamp()),
                "user": {"id": str(uuid.uuid4()), "name": self.document["user"], "born": "1990-04-01"},
            },
            {"Set-Cookie": f"sid={uuid.uuid4().hex}; Expires={expires}; Path=/; HttpOnly"},
        )

    def products(self, _: list[str]) -> None:
        page = int(self.query["page"])
        items = PRODUCTS[(page - 1) * PAGE : page * PAGE]
        more = f"/products?page={page + 1}" if page * PAGE < len(PRODUCTS) else None
        packed = gzip.compress(
            json.dumps({"items": items, "next": more, "total": len(PRODUCTS)}).encode(), mtime=0
        )
        self.send(200, packed, {"Content-Type": "application/json", "Content-Encoding": "gzip"})

    def begin_cart(self, _: list[str]) -> None:
        self.user()
        cart = str(uuid.uuid4())
        self.server.carts[cart] = {
            "id": cart,
            "reference": self.document["reference"],
            "sku": self.document["sku"],
            "quantity": self.document["quantity"],
            "made_at": self.server.now().isoformat(timespec="milliseconds"),
        }
        self.send(201, self.server.carts[cart], {"Location": f"/carts/{cart}"})

    def order(self, _: list[str]) -> None:
        name = self.user()
        cart = self.server.carts[self.document["cart"]]
        order = f"ord_{uuid.uuid4().hex[:16]}"
        now = self.server.now()
        self.server.polls[order] = count()
        self.server.orders[order] = {
            "order_id": order,
            "customer": name,
            "cart": cart["id"],
            "state": "pending",
            "placed_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "deliver_on": (now + timedelta(days=3)).date().isoformat(),
        }
        self.send(201, self.server.orders[order], {"Location": f"/orders/{order}"})

    def send(self, status: int, body: Any, headers: Mapping[str, str] = {}) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        kind = {} if isinstance(body, bytes) else {"Content-Type": "application/json"}
        for name, value in {**kind, "X-Request-Id": uuid.uuid4().hex, **headers}.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


ROUTES: Mapping[tuple[str, ...], Callable[[Handler, list[str]], None]] = {
    ("POST", "login"): Handler.login,
    ("GET", "me"): Handler.me,
    ("GET", "products"): Handler.products,
    ("GET", "products", "*", "image"): Handler.picture,
    ("POST", "carts"): Handler.begin_cart,
    ("GET", "carts", "*"): Handler.cart,
    ("DELETE", "carts", "*"): Handler.drop_cart,
    ("POST", "orders"): Handler.order,
    ("GET", "orders", "*"): Handler.shown_order,
    ("GET", "orders", "*", "status"): Handler.status,
    ("GET", "queue", "next"): Handler.next_job,
}


class Shop(ThreadingHTTPServer):
    """The server, under TLS; always at the same port once it had one."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, context: ssl.SSLContext, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.lock = threading.Lock()
        self.asked = 0
        self.carts: dict[str, dict[str, Any]] = {}
        self.orders: dict[str, dict[str, Any]] = {}
        self.polls: dict[str, count[int]] = {}
        self.jobs = count(1)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.server_address[1]}"

    def now(self) -> datetime:
        return datetime.now(UTC)

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


def visit(client: httpx.Client, url: str, check_token: Callable[[str], None] = lambda _: None) -> None:
    """What a customer does; every answer must make sense by itself, and by the ones before it."""
    assert client.get(f"{url}/me").status_code == 401
    assert client.post(f"{url}/login", json={"user": "ada", "password": "guess"}).status_code == 403
    login = client.post(f"{url}/login", json={"user": "ada", "password": "open sesame"})
    given, now = login.json(), date_of(login)
    claims = jwt.decode(given["access_token"], options={"verify_signature": False})
    check_token(given["access_token"])
    assert claims["sub"] == given["user"]["name"] == "ada"
    assert given["user"]["born"] == "1990-04-01"
    for moment in (claims["exp"], given["expires_at"]):
        assert timedelta(minutes=50) < at(moment) - now < timedelta(minutes=70), moment
    expires = parsedate_to_datetime(login.headers["Set-Cookie"].partition("Expires=")[2].partition(";")[0])
    assert timedelta(hours=23) < expires - now < timedelta(hours=25)

    mine = {"Authorization": f"Bearer {given['access_token']}"}
    assert client.get(f"{url}/me", headers=mine).json()["name"] == "ada"
    assert browse(client, url) == PRODUCTS
    picture = client.get(f"{url}/products/P-0001/image")
    assert (picture.content, picture.headers["Content-Type"]) == (png(), "image/png")
    assert [client.get(f"{url}/queue/next").json()["job"] for _ in range(3)] == ["job-1", "job-2", "job-3"]
    buy(client, url, mine)


def browse(client: httpx.Client, url: str) -> list[dict[str, Any]]:
    """Every page, one after the other."""
    found: list[dict[str, Any]] = []
    following: str | None = "/products?page=1"
    while following:
        page = client.get(f"{url}{following}").json()
        found += page["items"]
        following = page["next"]
    return found


def buy(client: httpx.Client, url: str, mine: Mapping[str, str]) -> None:
    """Two things, one after the other; each with ids of its own."""
    for sku in ("P-0002", "P-0005"):
        reference = str(uuid.uuid4())
        headers = {**mine, "Idempotency-Key": str(uuid.uuid4())}
        wanted = {"sku": sku, "quantity": 2, "reference": reference}
        answer = client.post(f"{url}/carts", json=wanted, headers=headers)
        cart, now = answer.json(), date_of(answer)
        assert answer.status_code == 201
        assert (cart["reference"], cart["sku"], cart["quantity"]) == (reference, sku, 2)
        assert abs(datetime.fromisoformat(cart["made_at"]) - now) < timedelta(minutes=10)
        assert answer.headers["Location"] == f"/carts/{cart['id']}"
        assert client.get(f"{url}/carts/{cart['id']}", headers=mine).json() == cart
        order_of(client, url, mine, cart)
        assert client.delete(f"{url}/carts/{cart['id']}", headers=mine).status_code == 204


def order_of(client: httpx.Client, url: str, mine: Mapping[str, str], cart: Mapping[str, Any]) -> None:
    """Order what is in a cart, and wait until it is on its way."""
    asked = {"cart": cart["id"], "request_id": str(uuid.uuid4())}
    answer = client.post(f"{url}/orders", json=asked, headers=mine)
    order, now = answer.json(), date_of(answer)
    assert (answer.status_code, order["cart"], order["customer"]) == (201, cart["id"], "ada")
    assert abs(datetime.fromisoformat(order["placed_at"]) - now) < timedelta(minutes=10)
    delivered = datetime.fromisoformat(order["deliver_on"]).date() - now.date()
    assert timedelta(days=2) <= delivered <= timedelta(days=4)
    place = answer.headers["Location"]
    assert place == f"/orders/{order['order_id']}"
    assert client.get(f"{url}{place}", headers=mine).json() == order
    states = [client.get(f"{url}{place}/status", headers=mine).json() for _ in range(3)]
    assert [each["state"] for each in states] == ["pending", "pending", "shipped"]
    assert {each["order"] for each in states} == {order["order_id"]}


def date_of(answer: httpx.Response) -> datetime:
    """What the server takes for now."""
    return parsedate_to_datetime(answer.headers["Date"])


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
