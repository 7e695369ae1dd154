"""A client of HTTP/2 in a tunnel: many streams on one connection, heard as they come."""

import re
import ssl
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.settings

from tests.acceptance.harness.authority import client_context
from tests.acceptance.lane.player import SECONDS, Voice, masked
from tests.acceptance.lane.row import HOST, Target, credentials
from tests.acceptance.lane.servers import Server

WINDOW = 1 << 30
GOAWAY = b"\0\0\x08\x07\0\0\0\0\0" + bytes(8)
"""The frame (RFC 9113, 6.8)."""
_UNTIL = re.compile(rb"(Ratelimit-Reset: )\d+")


@dataclass
class Answer:
    """What came for one stream."""

    interim: list[bytes] = field(default_factory=list)
    head: bytes = b""
    body: bytes = b""
    end: str = ""
    """`ended`, `reset` with a code, or `closed`."""

    def masked(self, names: Mapping[str, str]) -> tuple[list[bytes], bytes, str]:
        """The same without what differs from run to run."""
        heard = masked(_UNTIL.sub(rb"\1<seconds>", self.head + self.body))
        for drawn, name in names.items():
            heard = heard.replace(drawn.encode(), name.encode())
        return self.interim, heard, self.end


def _told(fields: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A field section, in the form in which the masks know an answer."""
    (_, status), *rest = fields
    lines = [b"HTTP/1.1 %s status code %s" % (status, status)]
    return b"\r\n".join([*lines, *(name.title() + b": " + value for name, value in rest), b"", b""])


class Streams:
    """One connection."""

    def __init__(self, server: Server, host: str = HOST, session: str = "", *, window: int = WINDOW) -> None:
        self._voice = Voice(server.url)
        lines = [f"CONNECT {host}:443 HTTP/1.1", f"Host: {host}:443"]
        if session:
            lines.append(f"Proxy-Authorization: {credentials(session)}")
        self._voice.send("\r\n".join(lines).encode() + b"\r\n\r\n")
        assert self._voice.answer("HEAD").startswith(b"HTTP/1.1 200")
        self._voice.start_tls(_context(server), host)
        assert isinstance(self._voice.socket, ssl.SSLSocket)
        assert self._voice.socket.selected_alpn_protocol() == "h2"
        config = h2.config.H2Configuration(validate_outbound_headers=False, header_encoding=None)
        self.h2 = h2.connection.H2Connection(config)
        self.h2.initiate_connection()
        self.h2.update_settings({h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: window})
        if window == WINDOW:
            self.h2.increment_flow_control_window(WINDOW)
        self.answers: dict[int, Answer] = {}
        self.is_closed = False
        self.send()

    def close(self) -> None:
        self._voice.close()

    def say_goodbye(self) -> None:
        """Send what there is, and GOAWAY; whoever is at the other end closes."""
        self.send()
        self._voice.send(GOAWAY)

    def ask(self, target: Target, *more: tuple[str, str], method: str = "GET", body: bytes = b"") -> int:
        """Put a request among what is to be sent."""
        stream = self.h2.get_next_available_stream_id()
        self.answers[stream] = Answer()
        method, body = target.method or method, target.body or body
        pseudo = {":method": method, ":authority": target.host, ":scheme": "https", ":path": target.path}
        fields = [*pseudo.items(), *((name.lower(), value) for name, value in target.headers.items()), *more]
        coded = [(name.encode(), value.encode()) for name, value in fields]
        self.h2.send_headers(stream, coded, end_stream=not body)
        while body:
            self.h2.send_data(stream, body[:16_384], end_stream=len(body) <= 16_384)
            body = body[16_384:]
        return stream

    def send(self) -> None:
        self._voice.send(self.h2.data_to_send())

    def hear(self, streams: Iterable[int], seconds: float = SECONDS) -> list[Answer]:
        """Wait for the ends of some streams."""
        self.send()
        asked = list(streams)
        until = time.monotonic() + seconds
        while not self.is_closed and not all(self.answers[stream].end for stream in asked):
            if time.monotonic() > until:
                break
            self._more()
        return [self.answers[stream] for stream in asked]

    def _more(self) -> None:
        try:
            data = self._voice.socket.recv(1 << 16)
        except TimeoutError:
            return
        except OSError:
            data = b""
        try:
            for event in self.h2.receive_data(data) if data else [h2.events.ConnectionTerminated()]:
                self._take(event)
        except h2.exceptions.ProtocolError as error:  # what h2 does not take of an answer
            self._end(f"not HTTP/2: {error}")
        with suppress(OSError):
            self.send()

    def _take(self, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.ConnectionTerminated):
            self._end("closed")
        elif (answer := self.answers.get(getattr(event, "stream_id", 0) or 0)) is not None:
            self._take_of(answer, event)

    def _take_of(self, answer: Answer, event: h2.events.Event) -> None:
        match event:
            case h2.events.ResponseReceived():
                answer.head = _told(event.headers)
            case h2.events.InformationalResponseReceived():
                answer.interim.append(_told(event.headers))
            case h2.events.DataReceived():
                answer.body += event.data
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            case h2.events.StreamEnded():
                answer.end = "ended"
            case h2.events.StreamReset():
                answer.end = f"reset {int(event.error_code)}"

    def _end(self, why: str) -> None:
        self.is_closed = True
        for answer in self.answers.values():
            answer.end = answer.end or why


_CONTEXTS: dict[str, ssl.SSLContext] = {}


def _context(server: Server) -> ssl.SSLContext:
    name = str(server.process.ca)
    if name not in _CONTEXTS:
        _CONTEXTS[name] = client_context(server.process.ca, "h2")
    return _CONTEXTS[name]


class Clients:
    """One connection for each host and session, as long as it is open."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._open: dict[tuple[str, str], Streams] = {}

    def to(self, host: str, session: str = "") -> Streams:
        known = self._open.get((host, session))
        if known is None or known.is_closed:
            if known is not None:
                known.close()
            known = self._open[host, session] = Streams(self.server, host, session)
        return known

    def close(self) -> None:
        for each in self._open.values():
            each.close()
