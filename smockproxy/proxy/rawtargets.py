"""Absolute targets that hold more than ASCII (`GET http://a.test/café`): curl sends them, mitmproxy says 400.

Their paths are escaped as Go would, so that mocks see what they see of the same path in origin form.
"""

from h11._receivebuffer import ReceiveBuffer
from mitmproxy.proxy import layer
from mitmproxy.proxy.layers.http._http1 import Http1Server

from smockproxy.core.url import escaped_path


class _EscapingBuffer(ReceiveBuffer):
    """What a client sent and nobody has read yet."""

    def maybe_extract_lines(self) -> list[bytearray] | None:
        lines = super().maybe_extract_lines()
        if lines and not lines[0].isascii():
            lines[0] = bytearray(with_escaped_target(bytes(lines[0])))
        return lines


def escape_raw_targets(connection: layer.Layer) -> None:
    """Make a client's HTTP/1 connection of mitmproxy's take such targets; any other layer stays as it is."""
    if isinstance(connection, Http1Server):
        connection.buf = _EscapingBuffer()


def with_escaped_target(line: bytes) -> bytes:
    """A request line whose absolute target has an escaped path and query; any other line as it is."""
    method, _, rest = line.partition(b" ")
    target, blank, version = rest.rpartition(b" ")
    scheme, mark, address = target.partition(b"://")
    authority, slash, below = address.partition(b"/")
    if not (blank and mark and slash and scheme.isalpha()):
        return line
    path, question, query = (slash + below).partition(b"?")
    escaped = escaped_path(path.decode("utf-8", "surrogateescape")).encode() + question + _escaped(query)
    return b" ".join((method, scheme + mark + authority + escaped, version))


def _escaped(query: bytes) -> bytes:
    return b"".join(b"%%%02X" % byte if byte > 127 else bytes((byte,)) for byte in query)
