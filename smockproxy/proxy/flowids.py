"""The ids of mitmproxy's flows, made quick: each exchange has one.

Source: mitmproxy 12.2, `flow.Flow`, which has Python make a random UUID (RFC 9562, version 4).
"""

from functools import cache
from os import urandom
from types import SimpleNamespace

from mitmproxy import flow

_VARIANTS = "89ab"


def random_id() -> str:
    """A random UUID, as text."""
    text = urandom(16).hex()
    variant = _VARIANTS[int(text[16], 16) & 3]
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"


@cache
def quicken() -> None:
    """Make them this way in this process, from now on."""
    flow.uuid = SimpleNamespace(uuid4=random_id)  # type: ignore[assignment]
