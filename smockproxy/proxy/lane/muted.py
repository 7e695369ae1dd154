"""A wire that does not repeat what the client has heard already."""

from typing import Any

from smockproxy.proxy.lane.wire import Wire


class Muted:
    """Keeps back the first words of who speaks, which are known; if they are others, the connection ends."""

    def __init__(self, wire: Wire, heard: bytes) -> None:
        self._wire = wire
        self._left = heard

    def write(self, data: bytes) -> None:
        """Send, but for what was heard."""
        if not self._left:
            self._wire.write(data)
            return
        size = min(len(data), len(self._left))
        if data[:size] != self._left[:size]:
            self._wire.close()
            return
        self._left = self._left[size:]
        if len(data) > size:
            self._wire.write(data[size:])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._wire, name)
