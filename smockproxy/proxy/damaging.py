"""What rules of chaos make of a real server's answer that is all there."""

from mitmproxy import http

from smockproxy.core.chaos import Faults, damaged

CODINGS = frozenset({"", "identity", "gzip", "deflate", "br", "zstd"})
"""Content codings that are undone. mitmproxy would take others of Python's for some, too."""


def damage(message: http.Response, injected: Faults) -> None:
    """Damage the body as its reader sees it: content codings are undone before and put on again after."""
    if not message.raw_content:  # an answer to HEAD, or one without a body
        return
    plain = _decoded(message)
    if plain is not None:
        message.content = damaged(injected, plain)
        return
    message.raw_content = damaged(injected, message.raw_content)
    if "content-length" in message.headers:
        message.headers["content-length"] = str(len(message.raw_content))


def _decoded(message: http.Response) -> bytes | None:
    """The body without its coding; None when that can't be undone."""
    if message.headers.get("content-encoding", "").lower() not in CODINGS:
        return None
    try:
        return message.get_content(strict=True)
    except ValueError:
        return None
