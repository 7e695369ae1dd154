"""Who may ask the admin API: looked at before any route, and before a body is read.

A token where other machines can reach us; where none is wanted, a `Host` that no web page can forge (DNS
rebinding); and in any case nothing that another site's page makes a browser send. Sources: RFC 6750 and RFC
7617 (tokens in `Authorization`), RFC 9110 11.6.1 (401), the Fetch standard (`Origin`), Fetch Metadata.
"""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.datastructures import Headers

from smockproxy.admin.answers import message_answer
from smockproxy.app.admintoken import AdminToken, is_loopback
from smockproxy.app.hostnames import MAGIC_HOST, HostNames, authority_of, origin_of
from smockproxy.app.settings.table import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

OPEN_PATHS = frozenset({"/healthz"})
"""Whoever can connect may know that we are alive: probes send no token and name us as they like."""
READING = frozenset({"GET", "HEAD"})
TOKEN_HEADER = "x-smockproxy-token"  # noqa: S105 - its name
SHOWN = 80
"""Characters of what a client sent that a message repeats."""

CHALLENGES = 'Bearer realm="smockproxy", Basic realm="smockproxy"'


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request goes no further."""

    status: int
    message: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a run asks of those who ask its admin API."""

    token: AdminToken
    names: HostNames

    @classmethod
    def of(cls, settings: Settings, token: AdminToken, machine: str) -> "Rules":
        """Those of a run; `machine` is the name of the host that it runs on."""
        magic = (MAGIC_HOST,) if settings.magic_host else ()
        return cls(token, HostNames.of((machine, settings.host, *magic), settings.allowed_hosts))


def refusal_of(scope: "Scope", rules: Rules) -> Refusal | None:
    """What is wrong with a request; None if nothing is."""
    if scope["path"] in OPEN_PATHS and scope["method"] in READING:
        return None
    headers = Headers(scope=scope)
    return _stranger(scope, headers, rules) or _cross_site(scope["method"], headers, rules.names)


def _stranger(scope: "Scope", headers: Headers, rules: Rules) -> Refusal | None:
    """Whoever has not shown the token, or, where there is none, speaks from afar or by a strange name."""
    token = rules.token
    if token.text:
        return None if any(map(token.admits, shown_tokens(headers))) else _wrong_token(headers)
    if not token.is_waived and not is_loopback(scope["client"][0] if scope.get("client") else ""):
        return Refusal(403, FROM_AFAR)
    return _strange_host(headers.getlist("host"), rules.names)


FROM_AFAR = (
    "This admin API is for its own machine. Start smockproxy with --admin-token TOKEN to let in others who "
    "show that, or with `--admin-token none` to let in everybody."
)


def shown_tokens(headers: Headers) -> list[str]:
    """What a request shows as a token: as Bearer, as Basic's password, or in a header of ours."""
    lines = (line.strip().partition(" ") for line in headers.getlist("authorization"))
    credentials = [(scheme.lower(), rest.strip()) for scheme, _, rest in lines]
    bearers = [rest for scheme, rest in credentials if scheme == "bearer"]
    passwords = [_password(rest) for scheme, rest in credentials if scheme == "basic"]
    return [*headers.getlist(TOKEN_HEADER), *bearers, *passwords]


def _password(credentials: str) -> str:
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _wrong_token(headers: Headers) -> Refusal:
    found = "a wrong token" if shown_tokens(headers) else "none"
    return Refusal(
        401,
        f"This admin API wants its token, found {found}: send `Authorization: Bearer TOKEN`, or put it into "
        "the URL as password (http://:TOKEN@host:port/). `smockproxy serve` prints it when it starts; our "
        "commands read it from SMOCKPROXY_ADMIN_TOKEN.",
        {"WWW-Authenticate": CHALLENGES},
    )


def _strange_host(hosts: list[str], names: HostNames) -> Refusal | None:
    """A name by which a stranger's page may have come; a request without one is no browser's."""
    for text in hosts:
        authority = authority_of(text)
        if authority is None or not names.knows(authority.host):
            return Refusal(
                403,
                f'The admin API does not go by the name "{text[:SHOWN]}", which a web page could have point '
                "here: use an address, or allow the name with --allowed-host NAME.",
            )
    return None


def _cross_site(method: str, headers: Headers, names: HostNames) -> Refusal | None:
    """What a page of another origin makes a browser send; without these headers it is no browser."""
    origins = headers.getlist("origin")
    strange = [origin for origin in origins if not _is_ours(origin, headers, names)]
    if strange and method not in READING:
        return Refusal(403, _another_site(strange[0]))
    site = headers.get("sec-fetch-site", "none")
    if site in {"none", "same-origin"} or (origins and not strange) or _is_visit(method, headers):
        return None
    return Refusal(403, _another_site(strange[0] if strange else site))


def _is_ours(origin: str, headers: Headers, names: HostNames) -> bool:
    authority = origin_of(origin)
    if authority is None:
        return False
    return names.allows(authority.host) or authority == authority_of(headers.get("host", ""))


def _is_visit(method: str, headers: Headers) -> bool:
    """Whether somebody follows a link to us: the page that it is on sees nothing of the answer."""
    is_page = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return method in READING and is_page


def _another_site(origin: str) -> str:
    return (
        f'The admin API takes no request from a page of another site, found "{origin[:SHOWN]}". '
        "If that page is yours, allow its host with --allowed-host NAME."
    )


class Guard:
    """An application behind the rules."""

    def __init__(self, app: "ASGIApp", rules: Rules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer what is refused, and pass on the rest."""
        refusal = refusal_of(scope, self._rules) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
            return
        answer = message_answer(refusal.message, refusal.status)
        answer.headers.update(refusal.headers)
        await answer(scope, receive, send)
