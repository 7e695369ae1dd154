"""The gate of the lane: closed while anybody wants every exchange to go through mitmproxy's flows."""


class Gate:
    """Whether the lane may answer; asked before each request."""

    def __init__(self) -> None:
        self.is_open = True
        self._reasons: set[str] = set()

    @property
    def reasons(self) -> frozenset[str]:
        """Why it is closed; none while it is open."""
        return frozenset(self._reasons)

    def close(self, reason: str) -> None:
        """Let everything go through mitmproxy, for one reason more."""
        self._reasons.add(reason)
        self.is_open = False

    def open(self, reason: str) -> None:
        """Take a reason back; the gate is open when none is left."""
        self._reasons.discard(reason)
        self.is_open = not self._reasons

    def keep(self, reason: str, *, closed: bool) -> None:
        """Keep it closed for a reason as long as something holds."""
        if closed:
            self.close(reason)
        else:
            self.open(reason)
