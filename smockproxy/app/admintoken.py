"""The token that the admin API wants to be shown: by itself only where other machines can reach it.

A listener on loopback is reached by programs of this machine alone; what web pages make a browser do there is
for `admin.guard`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from ipaddress import ip_address

SHORTEST = 16
"""Characters of a token that somebody chose: there is no limit on how often one may guess."""
NONE = "none"
"""The setting that asks for no token, wherever the admin API listens."""


class BadTokenError(ValueError):
    """A setting that is no token; its text is one line for the user and does not repeat it."""


@dataclass(frozen=True, slots=True)
class AdminToken:
    """What the admin API of one run asks for; an empty text is nothing."""

    text: str = ""
    is_made: bool = False
    """Whether it was made for this run, so that its user has to be told."""
    is_waived: bool = False
    """Whether somebody said that no token is asked for, wherever a request comes from."""

    def admits(self, shown: str) -> bool:
        """Whether what a client shows is the token, in a time that does not tell how near it comes."""
        return not self.text or compare_digest(shown.encode("utf-8", "replace"), self.text.encode())


def admin_token(setting: str, host: str, fresh: Callable[[], str]) -> AdminToken:
    """The token of a run whose admin API listens on a host. Raises `BadTokenError`.

    `fresh` makes one, which nobody can guess.
    """
    if setting == NONE:
        return AdminToken(is_waived=True)
    if setting:
        return AdminToken(checked(setting))
    return AdminToken() if is_loopback(host) else AdminToken(fresh(), is_made=True)


def checked(token: str) -> str:
    """A token that somebody chose. Raises `BadTokenError`."""
    if not token.isascii() or not token.isprintable() or " " in token:
        raise BadTokenError(
            "--admin-token: found a space, a control character or one that is not ASCII; expected letters, "
            "digits and signs, which fit into a header"
        )
    if len(token) < SHORTEST:
        raise BadTokenError(
            f"--admin-token: expected {SHORTEST} characters or more, found {len(token)}; "
            f"`{NONE}` asks for no token, and without the flag one is made where it is needed"
        )
    return token


def is_loopback(host: str) -> bool:
    """Whether a host, to listen on or of a peer, is this machine alone: a loopback address, or localhost."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name.strip("[]"))
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
