"""What mitmproxy lets through of a request's head although two readers could see different things in it."""

from string import ascii_letters, digits

from mitmproxy import http

_TOKEN = frozenset((ascii_letters + digits + "!#$%&'*+-.^_`|~").encode())
"""The bytes of a method (RFC 9110, 5.6.2)."""
_UNSAFE = b"\r\n\0"
"""What no header value may hold (RFC 9110, 5.5); folded lines are among it (RFC 9112, 5.2)."""


def flaw_of(request: http.Request) -> str:
    """Why the request must be rejected; empty if it need not be."""
    if not request.data.method or not _TOKEN.issuperset(request.data.method):
        return f"the method {request.data.method!r} is not valid"
    for name, value in request.headers.fields:
        if len(value.translate(None, _UNSAFE)) != len(value):
            return f"the header {name.decode('latin-1')} holds a line break or a NUL"
    return ""
