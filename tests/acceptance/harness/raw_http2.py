"""An HTTP/2 client that sends what no proper client would."""

import ssl
import time

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    ConnectionTerminated,
    DataReceived,
    Event,
    ResponseReceived,
    StreamEnded,
    StreamReset,
)
from h2.exceptions import ProtocolError

from tests.acceptance.harness.raw import RawConnection


def request_head(authority: str, path: str, method: str = "GET") -> list[tuple[str, str]]:
    """The pseudo-headers of a request."""
    return [(":method", method), (":scheme", "https"), (":authority", authority), (":path", path)]


def reset_midway(connection: RawConnection, headers: list[tuple[str, str]], after: float) -> None:
    """Open a stream and reset it after some seconds; the connection stays open."""
    h2 = H2Connection(H2Configuration(client_side=True, header_encoding="utf-8"))
    h2.initiate_connection()
    h2.send_headers(1, headers, end_stream=True)
    connection.send(h2.data_to_send())
    time.sleep(after)
    h2.reset_stream(1, ErrorCodes.CANCEL)
    connection.send(h2.data_to_send())


def ask_unchecked(
    connection: RawConnection, headers: list[tuple[str, str]], body: bytes = b"", seconds: float = 5.0
) -> int | None:
    """Send one stream without any check of ours; the status of its answer, None for a reset or a close."""
    config = H2Configuration(
        client_side=True,
        header_encoding="utf-8",
        validate_outbound_headers=False,
        normalize_outbound_headers=False,
        validate_inbound_headers=False,
    )
    h2 = H2Connection(config)
    h2.initiate_connection()
    h2.send_headers(1, headers, end_stream=not body)
    if body:
        h2.send_data(1, body, end_stream=True)
    connection.socket.settimeout(seconds)
    try:
        return _read_status(connection, h2)
    except (OSError, ssl.SSLError, ProtocolError):
        return None


def _read_status(connection: RawConnection, h2: H2Connection) -> int | None:
    status = None
    connection.send(h2.data_to_send())
    while chunk := connection.socket.recv(65536):
        for event in h2.receive_data(chunk):
            status = _status_of(event) or status
            if isinstance(event, StreamEnded):
                return status
            if isinstance(event, StreamReset | ConnectionTerminated):
                return None
            if isinstance(event, DataReceived):
                h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        connection.send(h2.data_to_send())
    return None


def _status_of(event: Event) -> int | None:
    if not isinstance(event, ResponseReceived):
        return None
    return next(int(value) for name, value in event.headers if name in {":status", b":status"})
