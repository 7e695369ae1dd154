"""What both readings of a template's output share: a response in the making."""

from collections.abc import Callable
from typing import Any

from smockproxy.engines.answer import FAULT, NO_FAULT
from smockproxy.engines.contract import BadReturnError

INTEGERS = range(-(2**63), 2**63)
"""Go's int."""


class PartialResponse:
    """A response of which some parts are read; what was no good is told in the script's log."""

    def __init__(self, log: Callable[[str], None]) -> None:
        self._log = log
        self.status = 0
        self.headers: dict[str, list[str]] = {}
        self.body: dict[str, str] = {"body": ""}
        """`body` or `body_base64`."""
        self.shortest = self.longest = 0
        """The bounds of the delay in nanoseconds."""

    def warn(self, text: str) -> None:
        """Tell the author what is lost."""
        self._log(f"warning: {text}")

    def leave_fault_out(self) -> None:
        """Tell the author that there are none yet; Smocker says nothing of unknown keys."""
        self.warn(f"{FAULT} is left out: {NO_FAULT}")

    def result(self) -> dict[str, Any]:
        """The response of a `Result`. Raises `BadReturnError` for a delay that Smocker can't draw."""
        if self.shortest > self.longest:
            bounds = f"{self.shortest} ns to {self.longest} ns"
            raise BadReturnError(f"the template printed a delay from {bounds}: the first is longer")
        return {
            "status": self.status or 200,
            "headers": self.headers,
            **self.body,
            "delay": {"min": max(self.shortest, 0), "max": max(self.longest, 0)},
        }

    def is_out_of_order(self) -> bool:
        """Whether Smocker refuses the delay, and reads no further; it keeps the bounds."""
        return not 0 <= self.shortest <= self.longest
