"""Responders: what a mock does once it was chosen. Definitions only; the edge carries them out."""

from dataclasses import dataclass

from smockproxy.core.duration import NO_DELAY, Delay
from smockproxy.core.http import Headers, Response


@dataclass(frozen=True, slots=True)
class Fixed:
    """Answer with this response."""

    response: Response
    delay: Delay = NO_DELAY


@dataclass(frozen=True, slots=True)
class ForwardTo:
    """Send the request on (Smocker's `proxy:`)."""

    host: str = ""
    """Scheme, authority and an optional prefix, glued to the path; empty: where it was going."""
    keep_host: bool = False
    """Send the client's Host header instead of the upstream's."""
    headers: Headers = Headers()
    """Replace the request's headers of the same names."""
    delay: Delay = NO_DELAY
    follow_redirect: bool = False
    """Answer with what redirects lead to, instead of with the redirect."""
    skip_verify_tls: bool = False
    """Accept any certificate of the upstream, for this mock alone."""


type Responder = Fixed | ForwardTo
