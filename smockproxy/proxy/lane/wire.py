"""What the parts of a connection know of each other.

Bytes for the peer go into a wire; its own come to a speaker.
"""

from typing import Any, Protocol


class Wire(Protocol):
    """Where bytes for a peer go: a socket's transport, or TLS over one."""

    def write(self, data: bytes) -> None:
        """Send; what the peer does not take yet is kept."""
        ...

    def close(self) -> None:
        """Send what is kept, then end the connection."""
        ...

    def abort(self) -> None:
        """End the connection now."""
        ...

    def is_closing(self) -> bool:
        """Whether nothing can be sent any more."""
        ...

    def pause_reading(self) -> None:
        """Let the peer wait: its speaker has enough."""
        ...

    def resume_reading(self) -> None:
        """Go on with the peer's bytes."""
        ...

    def write_eof(self) -> None:
        """Send what is kept, and nothing after it; the peer still may."""
        ...

    def get_write_buffer_size(self) -> int:
        """Bytes that the peer has not taken yet."""
        ...

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """As of asyncio's transports: `peername`, `sockname`, `socket`."""
        ...


class Speaker(Protocol):
    """Who takes a peer's bytes."""

    @property
    def is_busy(self) -> bool:
        """Whether a silent peer is to be kept: something is open, or somebody else watches it."""
        ...

    def feed(self, data: bytes) -> None:
        """Take the bytes that came."""
        ...

    def ended(self) -> None:
        """The peer sends nothing more; it may still read."""
        ...

    def lost(self, error: Exception | None) -> None:
        """The connection is gone."""
        ...

    def pause(self) -> None:
        """The peer takes too slowly: write no more until `resume`."""
        ...

    def resume(self) -> None:
        """The peer has taken what there was."""
        ...
