"""What a script logs, up to a limit; each line goes on at once, so that it outlives the script."""

from collections.abc import Callable

CUT = "…"


class ScriptLog:
    """Takes lines; those past the limit (in characters, with one a line for its end) are cut or dropped."""

    def __init__(self, limit: int, send: Callable[[str], None]) -> None:
        self._left, self._send = limit, send

    def __call__(self, text: object) -> None:
        """Log one line."""
        if self._left <= 0:
            return
        line = str(text)
        self._send(line if len(line) <= self._left else line[: self._left - 1] + CUT)
        self._left -= len(line) + 1
