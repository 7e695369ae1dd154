"""`proxy.rewrite`: the path by which a request goes on, and what such a path must not be.

A captured group is whatever the client sent, so the result is looked at, however good the replacement is: no
way out of the prefix, no other server, nothing that ends the line.
"""

from smockproxy.core.replacing import Replacement, TooMuchWorkError
from smockproxy.core.url import as_sent, escaped_path, escapes_are_valid, unescape

_SHOWN = 200
_UPWARDS = frozenset({b".", b".."})


class BadRewriteError(ValueError):
    """A path that was rewritten into what must not be sent; its text says what it became, and why not."""


def rewritten(rewrite: Replacement, path: str) -> tuple[str, str]:
    """A path after the rewriting, and the query that the replacement adds. Raises `BadRewriteError`."""
    try:
        written = rewrite.replaced(path)
    except TooMuchWorkError as error:
        raise BadRewriteError(f"the path is not rewritten: {error}") from error
    if written == path:
        return path, ""
    if flaw := flaw_of_path(written):
        raise BadRewriteError(f"the path was rewritten to {written[:_SHOWN]!r}, {flaw}")
    below, _, query = written.partition("?")
    return escaped_path(below), query


def flaw_of_path(written: str) -> str:
    """Why a rewritten path, with the query that may follow it, is not sent; empty if it is."""
    if any(char <= " " or char == "\x7f" for char in written):
        return "which has a blank or a control character in it"
    if "#" in written or "\\" in written:
        return "which has a # or a backslash in it"
    if not written.startswith("/"):
        return "which is no path: it has to begin with /"
    if written.startswith("//"):
        return "which names another server: a path begins with one /"
    return _flaw_of_segments(as_sent(written.partition("?")[0]))


def _flaw_of_segments(path: bytes) -> str:
    if not escapes_are_valid(path):
        return "which has a % that begins no escape"
    plain = unescape(path)
    if any(byte < 0x20 or byte == 0x7F for byte in plain):
        return "which has an escaped control character in it"
    segments = plain.replace(b"\\", b"/").split(b"/")
    if not _UPWARDS.isdisjoint(segment.partition(b";")[0] for segment in segments):
        return "which leads out of where it is (..)"
    return ""
