"""The port of the admin API: taken at once, before anything that answers there is imported."""

import errno
import socket

BACKLOG = 1024
"""Connections that may wait to be accepted."""


class PortInUseError(Exception):
    """Another program listens there already."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"Port {port} of {host} is in use.")
        self.host, self.port = host, port


def bound(host: str, port: int) -> socket.socket:
    """A socket bound to the address, not yet listening. Raises `PortInUseError` and `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        # a port whose last connections linger is free; but on Windows that option would share a used one
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        # binding alone would let a second listener through
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUseError(host, port) from error
        raise
    return listener
