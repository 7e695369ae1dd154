"""Where the requests of a connection come from, and how the lane turns their heads into requests."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smockproxy.app.hostnames import MAGIC_HOST
from smockproxy.core.http import DEFAULT_PORTS, Form, Headers, Request
from smockproxy.core.sessionname import HEADER
from smockproxy.proxy.lane.heads import Head, InDoubtError, absolute, authority_of
from smockproxy.proxy.onboarding import HOST as ONBOARDING
from smockproxy.proxy.sessionnames import BadNameError, checked, proxy_user

if TYPE_CHECKING:
    from smockproxy.proxy.lane.passing import ForwardPlan
    from smockproxy.proxy.lane.plans import Plan
    from smockproxy.proxy.lane.repeats import Repeat

_ONBOARDING = ONBOARDING.encode()
_SESSION = HEADER.lower().encode()
_CREDENTIALS = b"proxy-authorization"
LONGEST = 64
"""Characters of a target that are looked at for a host."""


@dataclass(slots=True)
class Origin:
    """What the requests of a connection share; connections that are alike share it, too."""

    client: str
    """The peer's address, without a port."""
    name: str = ""
    """The session that all of it belongs to: that of its port, or of its tunnel."""
    scheme: str = ""
    """Of a tunnel."""
    host: str = ""
    """Where a tunnel leads; empty on the proxy's own port."""
    port: int = 0
    plans: "dict[bytes, Plan]" = field(default_factory=dict)
    """What is known of heads that came before."""
    repeats: "dict[bytes, Repeat]" = field(default_factory=dict)
    """The same of those that are answered anew each time."""
    forwards: "dict[bytes, ForwardPlan]" = field(default_factory=dict)
    """The same of those that were passed on."""
    address: str = ""
    """Where a tunnel leads; `host` is what the client calls it in TLS, where this is a mere address."""
    sni: str = ""
    """The host that the client asked for in TLS."""
    alpn: bytes = b""
    """The protocol that was settled in TLS; nothing if none was."""
    http_version: str = "HTTP/1.1"
    """What its requests are written in."""

    @property
    def is_tunnel(self) -> bool:
        """Whether the client has asked for a tunnel, and this is inside it."""
        return bool(self.host)

    def session_name(self, head: Head) -> str:
        """What a request's session is called. Raises `InDoubtError`."""
        try:
            user = proxy_user(head.credentials) if head.credentials and self._is_absolute(head) else ""
            return user or self.name or checked(head.session, "")
        except BadNameError as error:
            raise InDoubtError from error

    def is_for_admin(self, head: Head) -> bool:
        """Whether a request may be one to the admin API, for which no session begins."""
        target = head.target
        return _is_magic(self.host) or (target[:1] != "/" and _is_magic(target.partition("://")[2][:LONGEST]))

    def _is_absolute(self, head: Head) -> bool:
        return not self.host and not head.target.startswith("/")

    def request(self, head: Head, received_at: float, session: str, body: bytes | None) -> Request:
        """The request that a head and a body make. Raises `InDoubtError`."""
        fields = head.fields
        if head.session:
            fields = _without(fields, _SESSION)
        if self.host:
            form, scheme, host, port, target = Form.TUNNEL, self.scheme, self.host, self.port, head.target
        elif head.target.startswith("/"):
            form, scheme, target = Form.ORIGIN, "http", head.target
            host, port = authority_of((head.host or b"").decode("latin-1"))
            port = port or DEFAULT_PORTS[scheme]
        else:
            form, scheme = Form.ABSOLUTE, "http"
            authority, host, port, target = absolute(head.target)
            fields = ((b"Host", authority.encode()), *_without_proxys(fields, head))
            if host == MAGIC_HOST:
                raise InDoubtError
        if not target.startswith("/") or _is_for_onboarding(host, head):
            raise InDoubtError
        return Request.of_fields(
            {
                "method": head.method,
                "scheme": scheme,
                "host": host,
                "port": port,
                "target": target,
                "headers": Headers(fields),
                "body": body,
                "http_version": self.http_version,
                "form": form,
                "client": self.client,
                "received_at": received_at,
                "session": session,
            }
        )


def _is_for_onboarding(host: str, head: Head) -> bool:
    """Whether mitmproxy's onboarding app may be meant, which answers before any mock."""
    return host == ONBOARDING or (head.host is not None and head.host.startswith(_ONBOARDING))


def _is_magic(host: str) -> bool:
    return host.lower().startswith(MAGIC_HOST)


def _without(fields: tuple[tuple[bytes, bytes], ...], name: bytes) -> tuple[tuple[bytes, bytes], ...]:
    """All but the line of a name, which there is once at most."""
    for place, (each, _) in enumerate(fields):
        if each.lower() == name:
            return fields[:place] + fields[place + 1 :]
    return fields


def _without_proxys(fields: tuple[tuple[bytes, bytes], ...], head: Head) -> tuple[tuple[bytes, bytes], ...]:
    """Those that reach a server: an absolute form says the host itself."""
    if head.host is not None:
        fields = _without(fields, b"host")
    return _without(fields, _CREDENTIALS) if head.credentials else fields
