"""Where the admin API is, and the token that it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urlsplit

from smockproxy.testing.errors import BadAddressError

DEFAULT_ADMIN = "http://127.0.0.1:8081"
ADMIN_VARIABLE = "SMOCKPROXY_ADMIN_URL"
TOKEN_VARIABLE = "SMOCKPROXY_ADMIN_TOKEN"  # noqa: S105 - its name
NO_TOKEN = "none"  # noqa: S105 - what the server's setting says when it asks for none
IN_PATHS = "/%:@!$&'()*+,;="


@dataclass(frozen=True, slots=True)
class Address:
    """The admin API at one address."""

    url: str
    """Without the token."""
    host: str
    port: int
    is_secure: bool = False
    """Whether it speaks TLS."""
    path: str = ""
    """What comes before its own paths; percent-encoded, without a slash at its end."""
    token: str = field(default="", repr=False)
    """Empty for none."""

    @property
    def authority(self) -> str:
        """Host and port as a `Host` header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def address_of(url: str | None, token: str | None, variables: Mapping[str, str]) -> Address:
    """The address that is meant. Raises `BadAddressError`.

    Without a URL, it is in a variable, or the one that smockproxy has by itself; without a token, it is the
    URL's password, or in a variable. Variables such as `http_proxy` do not count: where this runs, they name
    the proxy itself.
    """
    written = url or variables.get(ADMIN_VARIABLE) or DEFAULT_ADMIN
    parts, port = _parts(written)
    chosen = (
        token if token is not None else unquote(parts.password or "") or variables.get(TOKEN_VARIABLE, "")
    )
    shown = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    return Address(
        url=shown.geturl(),
        host=parts.hostname or "",
        port=port,
        is_secure=parts.scheme == "https",
        path=quote(parts.path.rstrip("/"), safe=IN_PATHS),
        token=_checked("" if chosen == NO_TOKEN else chosen),
    )


def _parts(written: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:
        raise _no_url(written) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0 or not written.isprintable():
        raise _no_url(written)
    return parts, port or (443 if parts.scheme == "https" else 80)


def _no_url(written: str) -> BadAddressError:
    shown = written.rpartition("@")[2]
    return BadAddressError(f'"{ascii(shown)[1:-1]}" is no URL such as {DEFAULT_ADMIN}.')


def _checked(token: str) -> str:
    if not token.isascii() or not token.isprintable() or " " in token:
        raise BadAddressError(
            f"The token of the admin API ({TOKEN_VARIABLE}) has a space, a control character, or one that is "
            "not ASCII; expected letters, digits and signs."
        )
    return token
