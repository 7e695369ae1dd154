"""A conversation with mitmproxy's layers without a network: events in, commands out, hooks answered at once.

What a real connection handler does is done here in the same order: a layer's commands are taken to their
end, and the answers to blocking ones follow as events of their own. Connections are opened only with the
edge's permit, as the addon's `server_connect` has it.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mitmproxy import http, tls
from mitmproxy.addons import core, next_layer
from mitmproxy.addons.proxyserver import Proxyserver
from mitmproxy.connection import Client, Connection, ConnectionState, Server
from mitmproxy.options import Options
from mitmproxy.proxy import commands, events, layer, layers
from mitmproxy.proxy.context import Context
from mitmproxy.proxy.layers.http import HTTPMode
from mitmproxy.test import taddons
from OpenSSL import SSL

from smockproxy.proxy.layers import ExchangeLayer, choose_layer
from tests.unit.proxy.mocked_edge import OWN_PORT, MockedEdge

type HookTaker = Callable[[Any], None]

HTTP_HOOKS = ("requestheaders", "request", "responseheaders", "response", "error")


def proxy_options() -> Options:
    """mitmproxy's options with the preset that the addon makes."""
    options = Options()
    with taddons.context(options=options, loadcore=False) as context:
        context.master.addons.add(core.Core(), Proxyserver(), next_layer.NextLayer())
    context.master._legacy_log_events.uninstall()  # it wants an event loop for every line of the log
    options.update(connection_strategy="lazy", upstream_cert=False)
    return options


OPTIONS = proxy_options()


@dataclass
class Conversation:
    """One client connection."""

    mocked: MockedEdge
    mode: HTTPMode = HTTPMode.regular
    alpn: bytes | None = None
    hooks: dict[str, HookTaker] = field(default_factory=dict)
    held_hook: str = ""
    """A hook that is answered only by `resume`."""
    server_alpn: bytes | None = None
    """What real servers agree to speak."""
    connect_errors: dict[str, str] = field(default_factory=dict)
    """By host: why a connection can't be opened."""
    options: Options = field(default_factory=lambda: OPTIONS)

    def __post_init__(self) -> None:
        self.client = Client(
            peername=("192.0.2.7", 51234),
            sockname=("127.0.0.1", OWN_PORT),
            timestamp_start=0.0,
            state=ConnectionState.OPEN,
        )
        self.client.alpn = self.alpn
        self.context = Context(self.client, self.options)
        self.sent: dict[Connection, bytearray] = {self.client: bytearray()}
        self.servers: list[Server] = []
        self.refused: list[tuple[str, int]] = []
        """Connections that nobody had permitted."""
        self.hooks_seen: list[str] = []
        self.flows: list[http.HTTPFlow] = []
        self.timers: list[commands.RequestWakeup] = []
        self._held: commands.StartHook | None = None
        self.layer: layer.Layer = ExchangeLayer(self.context, self.mode, self.mocked.edge)
        self._feed(events.Start())

    # -- what goes in -------------------------------------------------------------------

    def says(self, data: bytes | str) -> bytes:
        """The client sends; what was sent to it since."""
        return self._after(events.DataReceived(self.client, _bytes(data)))

    def server_says(self, data: bytes | str, number: int = -1) -> bytes:
        """A real server sends; what the client was sent since."""
        return self._after(events.DataReceived(self.servers[number], _bytes(data)))

    def leaves(self) -> bytes:
        """The client hangs up."""
        return self._closed(self.client)

    def server_leaves(self, number: int = -1) -> bytes:
        """A real server hangs up."""
        return self._closed(self.servers[number])

    def wakes(self) -> bytes:
        """The oldest timer runs out."""
        return self._after(events.Wakeup(self.timers.pop(0)))

    def resume(self) -> bytes:
        """Answer the hook that was held."""
        assert self._held is not None, "no hook is held"
        held, self._held, self.held_hook = self._held, None, ""
        return self._after(events.HookCompleted(held, None))

    # -- what came out ------------------------------------------------------------------

    def sent_to(self, connection: Connection) -> bytes:
        return bytes(self.sent[connection])

    @property
    def upstream(self) -> bytes:
        """All that the last real server was sent."""
        return self.sent_to(self.servers[-1]) if self.servers else b""

    @property
    def flow(self) -> http.HTTPFlow:
        return self.flows[-1]

    @property
    def is_closed(self) -> bool:
        """Whether the client's connection was closed by us."""
        return self.client.state is ConnectionState.CLOSED

    # -- the connection handler's part --------------------------------------------------

    def _closed(self, connection: Connection) -> bytes:
        connection.state &= ~ConnectionState.CAN_READ
        return self._after(events.ConnectionClosed(connection))

    def _after(self, event: events.Event) -> bytes:
        before = len(self.sent[self.client])
        self._feed(event)
        return bytes(self.sent[self.client][before:])

    def _feed(self, event: events.Event) -> None:
        waiting = deque([event])
        while waiting:
            for command in self.layer.handle_event(waiting.popleft()):
                waiting.extend(self._carry_out(command))

    def _carry_out(self, command: commands.Command) -> Iterator[events.Event]:
        match command:
            case commands.OpenConnection():
                yield events.OpenConnectionCompleted(command, self._open(command.connection))
            case commands.SendData(connection=connection, data=data):
                if connection.state & ConnectionState.CAN_WRITE:
                    self.sent[connection] += data
            case commands.CloseTcpConnection(half_close=True, connection=connection):
                connection.state &= ~ConnectionState.CAN_WRITE
            case commands.CloseConnection(connection=connection):
                connection.state = ConnectionState.CLOSED
            case commands.RequestWakeup():
                self.timers.append(command)
            case commands.StartHook():
                yield from self._hook(command)
            case _:
                assert isinstance(command, commands.Log), command

    def _open(self, server: Server) -> str | None:
        assert server.address is not None
        if not self.mocked.edge.take_permit(server):
            self.refused.append(server.address[:2])
            return "not permitted"
        if error := self.connect_errors.get(server.address[0]):
            return error
        server.state = ConnectionState.OPEN
        server.timestamp_start = 1.0
        server.alpn = self.server_alpn
        server.peername, server.sockname = ("192.0.2.80", server.address[1]), ("192.0.2.1", 1024)
        self.servers.append(server)
        self.sent[server] = bytearray()
        return None

    def _hook(self, hook: commands.StartHook) -> Iterator[events.Event]:
        self.hooks_seen.append(hook.name)
        (subject,) = hook.args()
        if hook.name == "next_layer":
            self._choose(subject)
        elif isinstance(subject, http.HTTPFlow) and subject not in self.flows:
            self.flows.append(subject)
        if taker := self.hooks.get(hook.name):
            taker(subject)
        if hook.name == self.held_hook:
            self._held = hook
        elif hook.blocking:
            yield events.HookCompleted(hook, None)

    def _choose(self, asking: layer.NextLayer) -> None:
        """As mitmproxy's addon would, for what these tests send."""
        said = asking.data_client()
        is_http = said[:3].isalpha() and b" " in said.partition(b"\r\n")[0]
        context = asking.context
        chosen: layer.Layer = (
            layers.HttpLayer(context, HTTPMode.transparent) if is_http else layers.TCPLayer(context)
        )
        asking.layer = choose_layer(chosen, context, self.mocked.edge)


class PlainTls:
    """Stands for OpenSSL: TLS whose records are plain text, and whose handshake is over at once."""

    def __init__(self) -> None:
        self._read, self._written = bytearray(), bytearray()

    @classmethod
    def begin(cls, start: tls.TlsData) -> None:
        """Takes the hook that begins TLS with a server."""
        start.ssl_conn = cls()  # type: ignore[assignment]

    def do_handshake(self) -> None:
        pass

    def bio_write(self, data: bytes) -> None:
        self._read += data

    def bio_read(self, _most: int) -> bytes:
        return self._take(self._written)

    def sendall(self, data: bytes) -> None:
        self._written += data

    def recv(self, _most: int) -> bytes:
        return self._take(self._read)

    def _take(self, buffer: bytearray) -> bytes:
        if not buffer:
            raise SSL.WantReadError
        taken = bytes(buffer)
        buffer.clear()
        return taken

    def get_peer_cert_chain(self) -> list[Any]:
        return []

    def get_alpn_proto_negotiated(self) -> bytes:
        return b""

    def get_cipher_name(self) -> str:
        return "plain"

    def get_protocol_version_name(self) -> str:
        return "TLSv1.3"

    def get_shutdown(self) -> int:
        return 0


def _bytes(data: bytes | str) -> bytes:
    return data.encode() if isinstance(data, str) else data


def head(first_line: str, *headers: str) -> str:
    """The head of an HTTP/1.1 message."""
    return "\r\n".join((first_line, *headers, "", ""))


@dataclass(frozen=True)
class Answer:
    """One HTTP/1 answer."""

    status: int
    headers: dict[str, str]
    body: bytes


def answers(raw: bytes, *methods: str) -> list[Answer]:
    """The answers in a piece of an HTTP/1 stream, one for each method (or one GET); nothing may be left."""
    found = []
    for method in methods or ("GET",):
        top, separator, raw = raw.partition(b"\r\n\r\n")
        assert separator, f"no whole head in {top!r}"
        first, *lines = top.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        assert len(headers) == len(lines) or "set-cookie" in headers, f"a header twice: {lines}"
        status = int(first.split()[1])
        no_body = method == "HEAD" or status in {204, 304} or status < 200
        size = 0 if no_body else int(headers.get("content-length", "0"))
        body, raw = raw[:size], raw[size:]
        assert len(body) == size, f"{len(body)} of {size} bytes"
        found.append(Answer(status, headers, body))
    assert raw == b"", f"left over: {raw!r}"
    return found


def answer(raw: bytes, method: str = "GET") -> Answer:
    """The one answer in it."""
    (only,) = answers(raw, method)
    return only
