"""A row of the corpus: what one client does on one connection."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

HOST = "lane.test"
UPSTREAM = b"UPSTREAM"
"""Stands for a real server's authority, `PORT` for its port."""
MATCHED = 60_000
"""Bytes of a body that are held for matching."""


@dataclass(frozen=True)
class Ask:
    """One request, as it is on the wire."""

    method: str
    sent: bytes
    body: bytes = b""
    """Sent once the server has said 100, if the request expects that, else right behind the head."""
    awaits_continue: bool = False


@dataclass(frozen=True)
class Row:
    """A connection: perhaps a tunnel, then requests one after the other, then a probe."""

    name: str
    asks: tuple[Ask, ...]
    tunnel: str = ""
    """The authority of a CONNECT that comes first."""
    secure: bool = False
    """Whether TLS is spoken in the tunnel."""
    session: str = ""
    """The proxy user."""
    lane: int | None = None
    """How many of its requests the lane answers at least; none if the row leaves that open."""


@dataclass(frozen=True)
class Way:
    """How a client asks: everything but for what."""

    name: str
    method: str = "GET"
    form: str = "origin"
    """`origin`, `absolute`, `tls` or `clear` (in a tunnel)."""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    framing: str = "none"
    """`none`, `length`, `chunked`, `trailers`, `extensions`, `expect`, `expect-chunked`."""
    version: str = "HTTP/1.1"
    session: str = ""
    times: int = 1

    @property
    def is_plain(self) -> bool:
        """Whether the lane takes what comes so."""
        is_framed = self.framing in {"none", "length", "chunked"} and len(self.body) <= MATCHED
        return is_framed and self.version == "HTTP/1.1" and self.form in {"origin", "absolute"}


@dataclass(frozen=True)
class Target:
    """What is asked for."""

    path: str
    host: str = HOST
    lane: bool | None = None
    """Whether the lane answers it, if the way allows."""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    method: str = ""
    times: int = 1


def credentials(user: str) -> str:
    """What a client sends that has a user in its proxy's URL."""
    return "Basic " + b64encode(f"{user}:secret".encode()).decode()


def chunked(body: bytes, *, extension: bytes = b"", trailers: bytes = b"") -> bytes:
    """The body in two chunks."""
    half = len(body) // 2
    pieces = [piece for piece in (body[:half], body[half:]) if piece]
    chunks = b"".join(b"%x%s\r\n%s\r\n" % (len(piece), extension, piece) for piece in pieces)
    return chunks + b"0" + extension + b"\r\n" + trailers + b"\r\n"


def framed(body: bytes, framing: str) -> tuple[list[tuple[str, str]], bytes]:
    """The headers that frame a body, and the bytes behind the head."""
    if framing == "none":
        return [], b""
    expecting = [("Expect", "100-continue")] if framing.startswith("expect") else []
    if framing in {"length", "expect"}:
        return [*expecting, ("Content-Length", str(len(body)))], body
    extension = b';a="b";c' if framing == "extensions" else b""
    trailers = b"X-Sum: 1\r\n" if framing == "trailers" else b""
    coding = "Chunked" if framing == "extensions" else "chunked"
    sent = chunked(body, extension=extension, trailers=trailers)
    return [*expecting, ("Transfer-Encoding", coding)], sent


def asked(target: Target, way: Way, name: str) -> Ask:
    """The request of a target in a way."""
    method = target.method or way.method
    body = way.body or target.body
    framing = way.framing if way.framing != "none" or not body else "length"
    more, sent_body = framed(body, framing)
    url = f"http://{target.host}{target.path}" if way.form == "absolute" else target.path
    lines = [f"{method} {url} {way.version}", f"Host: {target.host}", f"X-Row: {name}"]
    lines += [f"{key}: {value}" for key, value in [*target.headers.items(), *way.headers, *more]]
    if way.session and way.form == "absolute":
        lines.append(f"Proxy-Authorization: {credentials(way.session)}")
    head = "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n"
    if framing.startswith("expect"):
        return Ask(method, head, sent_body, awaits_continue=True)
    return Ask(method, head + sent_body)


def crossed(target: Target, way: Way, *, prefix: str = "") -> Row:
    """A row: a target, asked for in a way."""
    name = f"{prefix}{target.method or way.method} {target.host}{target.path} {way.name}".replace(" ", "_")
    times = max(target.times, way.times)
    in_tunnel = way.form in {"tls", "clear"}
    port = {"tls": 443, "clear": 80}.get(way.form, 0)
    return Row(
        name,
        (asked(target, way, name),) * times,
        tunnel=f"{target.host.partition(':')[0]}:{port}" if in_tunnel else "",
        secure=way.form == "tls",
        session=way.session if in_tunnel else "",
        lane=times if target.lane and way.is_plain and not (way.body and target.body) else None,
    )


def raw(name: str, sent: bytes | str, *, method: str = "GET", **facts: object) -> Row:
    """A row whose bytes are written out; `\\n` stays what it is."""
    data = sent.encode("latin-1") if isinstance(sent, str) else sent
    return replace(Row(name, (Ask(method, data),)), **facts)  # type: ignore[arg-type]
