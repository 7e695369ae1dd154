"""Carries questions over blocking sockets."""

from collections.abc import Generator
from contextlib import closing
from http.client import (
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    HTTPSConnection,
    IncompleteRead,
    RemoteDisconnected,
)

from smockproxy.testing.address import Address
from smockproxy.testing.ask import Sent
from smockproxy.testing.refusals import (
    NoAnswerError,
    refusal,
    secure_context,
    while_connecting,
    while_reading,
)

PIECE = 64 * 1024
"""Bytes of an answer that are read at a time, at most."""


def carried(address: Address, sent: Sent, timeout: float) -> Generator[bytes]:
    """The body of the answer, piece by piece as it comes; the connection ends with it.

    `timeout` is in seconds, for the connection, and for each part of the answer. Raises `ClientError`.
    """
    with closing(_connection(address, timeout)) as connection:
        with while_connecting(address):
            connection.connect()
        with while_reading(address):
            connection.request(sent.method, sent.target, sent.body, dict(sent.headers))
            response = _begun(connection)
            if not 200 <= response.status < 300:
                raise refusal(address, response.status, response.read())
            yield from _pieces(response)


def _connection(address: Address, timeout: float) -> HTTPConnection:
    if address.is_secure:
        return HTTPSConnection(address.host, address.port, timeout=timeout, context=secure_context())
    return HTTPConnection(address.host, address.port, timeout=timeout)


def _begun(connection: HTTPConnection) -> HTTPResponse:
    try:
        return connection.getresponse()
    except RemoteDisconnected:
        raise
    except HTTPException as error:
        raise NoAnswerError from error


def _pieces(response: HTTPResponse) -> Generator[bytes]:
    while piece := response.read1(PIECE):
        yield piece
    if response.length:
        raise IncompleteRead(b"", response.length)
