"""Which session a request belongs to, as its client says: by proxy user, by port, or in a header.

The proxy user wins over the port, and that over the header. What names the session is taken out of the
request: it is no part of what the client asks for, and passwords are nobody's business.
"""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from mitmproxy import http
from mitmproxy.connection import Client
from mitmproxy.options import Options
from mitmproxy.proxy.context import Context

from smockproxy.core.http import Form
from smockproxy.core.sessionname import HEADER, flaw_of_name

CREDENTIALS = "Proxy-Authorization"


class BadNameError(ValueError):
    """A name that no session can have; its text is for the client."""


class SessionNames:
    """Finds the name of each request's session."""

    def __init__(self, ports: Mapping[int, str] | None = None) -> None:
        """`ports` are the listeners that have a name."""
        self.ports: dict[int, str] = dict(ports or {})
        self._tunnels: WeakKeyDictionary[Client, str] = WeakKeyDictionary()

    def of_client(self, client: Client) -> str:
        """The name of the session that all of a connection belongs to; empty if it has none."""
        return self._tunnels.get(client) or self._of_port(client)

    def bind(self, client: Client, name: str) -> None:
        """Let all of a connection belong to a session; an empty name leaves it to each request."""
        if name:
            self._tunnels[client] = name

    def take(self, request: http.Request, form: Form, context: Context) -> str:
        """The name of the session that a request belongs to. Raises `BadNameError`."""
        in_header = request.headers.pop(HEADER) if HEADER in request.headers else ""
        is_proxied = form is Form.ABSOLUTE or is_connect(request)
        user = taken_user(request, context.options) if is_proxied else ""
        name = user or self.of_client(context.client) or checked(in_header, f"the header {HEADER}")
        if is_connect(request):
            self.bind(context.client, name)
        return name

    def _of_port(self, client: Client) -> str:
        return self.ports.get(client.sockname[1], "") if self.ports else ""


def taken_user(request: http.Request, options: Options) -> str:
    """The user of the proxy; if mitmproxy is to check the credentials, it will take them out itself."""
    if CREDENTIALS not in request.headers:
        return ""
    if "proxyauth" in options and options.proxyauth:
        return proxy_user(request.headers[CREDENTIALS])
    return proxy_user(request.headers.pop(CREDENTIALS))


def is_connect(request: http.Request) -> bool:
    """Whether a request opens a tunnel."""
    return bool(request.data.method.upper() == b"CONNECT")


def proxy_user(credentials: str) -> str:
    """The user of Basic credentials (RFC 7617); empty for other schemes. Raises `BadNameError`."""
    scheme, _, coded = credentials.strip().partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        user = b64decode(coded.strip(), validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError) as error:
        raise BadNameError(f"the header {CREDENTIALS} cannot be read") from error
    return checked(user, "the proxy user, who names the session,")


def checked(name: str, place: str) -> str:
    """The name, if it is one or empty. Raises `BadNameError`."""
    if name and (flaw := flaw_of_name(name)):
        raise BadNameError(f"{place} {flaw}")
    return name
