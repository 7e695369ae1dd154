"""What rules of chaos make of a real server's answer that is all there."""

from mitmproxy import http

from smockproxy.core.chaos import Faults, damaged

CODINGS = frozenset({"", "identity", "gzip", "deflate", "br", "zstd"})
"""Content codings that are undone. mitmproxy would take others of Python's for some, too."""


def damage(message: http.Response, injected: Faults) -> None:
    """Damage the body as its reader sees it: content codings are undone before and put on again after."""
    if not message.raw_content:  # an answer to HEAD, or one without a body
        return
    try:
        if message.headers.get("content-encoding", "").lower() not in CODINGS:
            raise ValueError("nobody here knows this coding")
        message.content = damaged(injected, message.get_content(strict=True) or b"")
    except ValueError:
        message.raw_content = damaged(injected, message.raw_content)
        if "content-length" in message.headers:
            message.headers["content-length"] = str(len(message.raw_content))
