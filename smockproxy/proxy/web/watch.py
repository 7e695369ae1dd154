"""Who wants to see every exchange: browsers that have the page open, and interception."""

from collections.abc import Callable

from smockproxy.proxy.lane.gate import Gate

LOOKS = "mitmweb"
HOLDS = "intercept"
"""The reasons for which the gate of the lane is closed."""


class Watch:
    """Closes the gate while somebody looks or exchanges are held, and tells when looking begins and ends."""

    def __init__(self, gate: Gate) -> None:
        self.browsers = 0
        self.holds = False
        """Whether exchanges may be held: with or without a browser, as in mitmweb."""
        self._gate = gate
        self._told: list[Callable[[bool], None]] = []

    @property
    def is_on(self) -> bool:
        """Whether exchanges are to be shown as they come."""
        return self.browsers > 0 or self.holds

    def tell(self, told: Callable[[bool], None]) -> None:
        """Have somebody told when the first browser comes (True), and when the last has left (False)."""
        self._told.append(told)

    def come(self) -> None:
        """A browser opened the page."""
        self.browsers += 1
        self._gate.close(LOOKS)
        if self.browsers == 1:
            self._tell(is_looking=True)

    def leave(self) -> None:
        """A browser closed it."""
        self.browsers -= 1
        if self.browsers == 0:
            self._gate.open(LOOKS)
            self._tell(is_looking=False)

    def hold(self, *, holds: bool) -> None:
        """Begin, or cease, to hold exchanges."""
        self.holds = holds
        self._gate.keep(HOLDS, closed=holds)

    def _tell(self, *, is_looking: bool) -> None:
        for told in self._told:
            told(is_looking)
