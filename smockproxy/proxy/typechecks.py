"""mitmproxy's check of the types in a message, made quick where it finds nothing, which is nearly always.

Source: mitmproxy 12.2, `http.MessageData`, which looks at each field of a message by its annotation, unless
Python runs with `-O`. What is not exactly of the usual types is still left to that check.
"""

from functools import cache
from typing import Any

from mitmproxy.http import Headers, MessageData, RequestData, ResponseData

type Types = frozenset[type]

_NONE = type(None)
_TIMES: Types = frozenset({float, int})
_COMMON: dict[str, Types] = {
    "http_version": frozenset({bytes}),
    "headers": frozenset({Headers}),
    "content": frozenset({bytes, _NONE}),
    "trailers": frozenset({Headers, _NONE}),
    "timestamp_start": _TIMES,
    "timestamp_end": _TIMES | {_NONE},
}
_OF_REQUESTS = dict.fromkeys(("method", "scheme", "authority", "path"), frozenset({bytes}))
USUAL: dict[type, dict[str, Types]] = {
    RequestData: _COMMON | _OF_REQUESTS | {"host": frozenset({str}), "port": frozenset({int})},
    ResponseData: _COMMON | {"status_code": frozenset({int}), "reason": frozenset({bytes})},
}
"""The types that the fields of a message may have, as mitmproxy has annotated them."""


@cache
def quicken() -> None:
    """Look at the usual types first, in this process from now on."""
    thorough: Any = getattr(MessageData, "__post_init__", None)
    if thorough is None:  # Python runs with -O
        return

    def check(data: MessageData) -> None:
        usual = USUAL.get(type(data))
        if usual is None or not all(type(value) in usual[name] for name, value in vars(data).items()):
            thorough(data)

    MessageData.__post_init__ = check  # type: ignore[method-assign]
