"""What rules of chaos make of a real server's answer that is all there."""

from mitmproxy import http

from smockproxy.core.chaos import Faults, damaged


def damage(message: http.Response, injected: Faults) -> None:
    """Damage the body as its reader sees it: content codings are undone before and put on again after."""
    if not message.raw_content:  # an answer to HEAD, or one without a body
        return
    try:
        message.content = damaged(injected, message.get_content(strict=True) or b"")
    except ValueError:  # a coding that nobody here knows
        message.raw_content = damaged(injected, message.raw_content)
        if "content-length" in message.headers:
            message.headers["content-length"] = str(len(message.raw_content))
