"""What a stream asks of its layer: a connection that others may share only if they trust it as much."""

from collections.abc import Container
from dataclasses import dataclass

from mitmproxy.connection import Connection
from mitmproxy.proxy.layers.http import GetHttpConnection


@dataclass(eq=False)
class GetConnection(GetHttpConnection):
    """Ask for a connection to a server."""

    is_unverified: bool = False
    """Whether any certificate will do. Such a connection is for requests of that kind, and for no other."""
    unverified: Container[Connection] = frozenset()
    """All connections of that kind."""
    stream_id: int = 0
    """The stream that asks, when it has asked this server before: what follows is another request."""

    def connection_spec_matches(self, connection: Connection) -> bool:
        """Whether a connection that is there will do."""
        is_unverified = connection in self.unverified
        return is_unverified is self.is_unverified and super().connection_spec_matches(connection)
