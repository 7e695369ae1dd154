"""Tokens that can be read: JWTs, the credentials of `Basic`, and base64 with a text in it.

What can be read stays readable; secrets in it become pseudonyms, and so does what proves it to be genuine.
Sources: RFC 7515 and RFC 7516 (JWS and JWE, compact), RFC 7617 (Basic), RFC 4648 (base64).
"""

import re  # noqa: TID251 - patterns of ours
from base64 import b64decode, b64encode
from binascii import Error

from smockproxy.core.redaction.jsontext import is_json, redacted_json
from smockproxy.core.redaction.pseudonyms import signature_for
from smockproxy.core.redaction.rules import DEEPEST, Seeker
from smockproxy.core.redaction.spelling import bytes_of

JWT = re.compile(r"(?<![A-Za-z0-9])eyJ[\w-]{5,}+(?:\.[\w-]*+){2,4}", re.ASCII)
_PADDED = re.compile(r"[A-Za-z0-9+/_-]+={0,2}", re.ASCII)
_TEXT = re.compile(r"[\t\n\r\x20-\x7e\x80-\U0010ffff]*+")
_PARTS_OF_JWE = 5
NO_PASSWORDS = frozenset({"", "x", "X", "x-oauth-basic", "x-token-auth", "api_token"})
"""What stands in the place of a password if the user is a token."""


def redacted_jwt(token: str, seeker: Seeker, depth: int) -> str | None:
    """A JWT in the place of another; None when it is none, for its header is no JSON."""
    head, *rest = token.split(".")
    shown = _json_part(head, seeker, depth)
    if shown is None:
        return None
    if len(rest) + 1 == _PARTS_OF_JWE:
        return ".".join((shown, *(_unsigned(part, seeker) for part in rest)))
    payload, signature, *beyond = rest
    claims = _json_part(payload, seeker, depth)
    payload = _unsigned(payload, seeker) if claims is None else claims
    return ".".join((shown, payload, *(_unsigned(part, seeker) for part in (signature, *beyond))))


def _json_part(part: str, seeker: Seeker, depth: int) -> str | None:
    text = text_in_base64(part)
    if text is None or not is_json(text):
        return None
    shown = redacted_json(text, seeker, depth + 1)
    return part if shown == text else in_base64(shown, like=part)


def _unsigned(part: str, seeker: Seeker) -> str:
    """Other bytes in the place of those that prove something, or that nobody can read; as many."""
    raw = _decoded(part)
    if raw is None:
        return seeker.secret(part)
    made = signature_for(raw, seeker.key)
    return part if made == raw else _encoded(made, like=part)


def redacted_basic(credentials: str, seeker: Seeker) -> str:
    """Credentials of `Basic` with a pseudonym for the password; what is none is a secret as a whole."""
    text = text_in_base64(credentials)
    user, colon, password = (text or "").partition(":")
    if not colon:
        return seeker.secret(credentials)
    shown = f"{redacted_user(user, password, seeker)}:{seeker.secret(password)}"
    return credentials if shown == text else in_base64(shown, like=credentials)


def redacted_user(user: str, password: str, seeker: Seeker) -> str:
    """The name of a user: itself a secret where no password is beside it, or where it looks like one.

    Source: "Authentication" in Stripe's API reference, "Basic authentication" in GitHub's.
    """
    return seeker.secret(user) if password in NO_PASSWORDS else seeker.text(user, name="key")


def redacted_base64(run: str, seeker: Seeker, depth: int) -> str:
    """Base64 in which the secrets of the text in it are pseudonyms; anything else as it is."""
    if depth >= DEEPEST:
        return run
    text = text_in_base64(run)
    if text is None:
        return run
    shown = seeker.text(text, depth + 1)
    return run if shown == text else in_base64(shown, like=run)


def text_in_base64(run: str) -> str | None:
    """The text that stands in base64; None when there is none, or when it would not give the same again."""
    head = _decoded(run[:32])
    if head is None or not _TEXT.fullmatch(head.decode("utf-8", "replace").rstrip("\ufffd")):
        return None
    raw = _decoded(run)
    try:
        text = raw.decode() if raw else ""
    except UnicodeDecodeError:
        return None
    is_text = bool(text) and _TEXT.fullmatch(text) is not None
    return text if is_text and in_base64(text, like=run) == run else None


def _decoded(run: str) -> bytes | None:
    if not _PADDED.fullmatch(run):
        return None
    digits = run.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return b64decode(digits + "=" * (-len(digits) % 4))
    except (Error, ValueError):
        return None


def in_base64(text: str, *, like: str) -> str:
    """A text in base64: with the alphabet of another one, and padded if that is."""
    return _encoded(bytes_of(text), like=like)


def _encoded(raw: bytes, *, like: str) -> str:
    is_for_urls = "+" not in like and "/" not in like and ("-" in like or "_" in like or len(like) % 4 != 0)
    made = b64encode(raw, b"-_" if is_for_urls else b"+/").decode()
    return made if len(like) % 4 == 0 else made.rstrip("=")
