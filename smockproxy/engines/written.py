"""Values that were written as JSON before, on their way to a worker."""

from collections.abc import Mapping
from typing import Any


class Written(dict[str, Any]):
    """A mapping that has its JSON with it, in UTF-8. Whoever changes the one makes the other untrue."""

    __slots__ = ("json",)

    def __init__(self, entries: Mapping[str, Any], json: bytes) -> None:
        super().__init__(entries)
        self.json = json
