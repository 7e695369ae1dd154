"""Looking up headers of mitmproxy's messages by name, made quick: an exchange does it a dozen times.

Source: mitmproxy 12.2, `http.Headers` and `coretypes.multidict.MultiDict`, whose lookups change every name to
lower case, and raise and catch an error for each name that is not there. What they give is the same.
"""

from functools import cache, lru_cache
from typing import Any

from mitmproxy.http import Headers
from mitmproxy.utils.strutils import always_bytes

NAMES = 1_024
"""Names that are remembered as they are compared."""


@lru_cache(NAMES)
def _compared(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape").lower()


def _get_all(self: Headers, name: str | bytes) -> list[str]:
    wanted = _compared(name) if type(name) is str else always_bytes(name, "utf-8", "surrogateescape").lower()
    length = len(wanted)
    return [
        value.decode("utf-8", "surrogateescape")
        for key, value in self.fields
        if len(key) == length and key.lower() == wanted
    ]


def _get(self: Headers, key: str | bytes, default: Any = None) -> Any:
    values = self.get_all(key)
    return self._reduce_values(values) if values else default


def _contains(self: Headers, key: Any) -> bool:
    return bool(self.get_all(key))


@cache
def quicken() -> None:
    """Look headers up this way in this process, from now on."""
    Headers.get_all = _get_all  # type: ignore[method-assign]
    Headers.get = _get  # type: ignore[method-assign,assignment]
    Headers.__contains__ = _contains  # type: ignore[method-assign,assignment]
