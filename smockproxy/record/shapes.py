"""What values look like: ids, moments, signatures; and the names under which they are another each time."""

import re  # noqa: TID251 - the patterns are ours
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

NEAR = 300.0
"""Seconds around an exchange in which a moment is that of the exchange, whatever it is called."""
NOT_FAR = 2 * 86_400.0
"""The same for a moment that is called one."""
SPECIFIC = 4
"""Characters of a value that hardly stands somewhere else by chance."""
RANDOM_LENGTH = 16
"""Characters of a value that looks drawn."""

_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_HEX = re.compile(r"[0-9a-fA-F]+")
_LETTERS = re.compile(r"[A-Za-z0-9_=+/.~-]+")
_NUMBER = re.compile(r"[0-9]{1,19}(\.[0-9]{1,9})?")
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9.]+)?([Zz]|[-+][0-9]{2}:?[0-9]{2})?"
)
_RFC1123 = re.compile(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} (GMT|[-+][0-9]{4})")
_UNITS = (1.0, 1e3, 1e6, 1e9)
_EPOCH = re.compile(r"(?<![0-9])1[0-9]{9}(?:[0-9]{3}|[0-9]{6}|[0-9]{9})?(?![0-9])")

IDS = frozenset(
    {
        *("nonce", "oauthnonce", "requestid", "xrequestid", "correlationid", "xcorrelationid", "traceid"),
        *("spanid", "traceparent", "idempotencykey", "idempotencytoken", "messageid", "transactionid"),
        *("clientrequestid", "clienttoken", "cachebuster", "cb", "rnd", "rand", "random", "state", "_"),
        *("codechallenge", "codeverifier", "jti", "clientmutationid", "deduplicationid"),
    }
)
MOMENTS = frozenset(
    {
        *("timestamp", "oauthtimestamp", "ts", "t", "time", "now", "date", "sentat", "clienttime", "iat"),
        *("exp", "nbf", "xamzdate", "xgoogdate", "requesttime", "localtime", "createdat", "updatedat", "_"),
    }
)
SIGNATURES = frozenset(
    {
        *("signature", "sig", "sign", "oauthsignature", "hmac", "mac", "xamzsignature", "xgoogsignature"),
        *("checksum", "xamzsecuritytoken", "digest", "hash"),
    }
)
"""Names without case, hyphens and underscores. Source: RFC 5849, RFC 7636, AWS Signature Version 4."""


def plain_name(name: str) -> str:
    """A name as the tables here have it."""
    return name.lower().replace("-", "").replace("_", "") or "_"


def is_drawn(text: str) -> bool:
    """Whether a value looks as if it had been drawn: a UUID, a ULID, many mixed letters and digits."""
    if _UUID.fullmatch(text) or _ULID.fullmatch(text):
        return True
    if len(text) < RANDOM_LENGTH or not _LETTERS.fullmatch(text):
        return False
    has_digit = any(char.isdigit() for char in text)
    if _HEX.fullmatch(text):
        return has_digit and any(char.isalpha() for char in text)
    return has_digit and any(char.islower() for char in text) and any(char.isupper() for char in text)


def uuids_in(text: str) -> list[str]:
    """The UUIDs that stand somewhere in a text."""
    return _UUID.findall(text)


def has_moment(text: str, at: float) -> bool:
    """Whether a count of seconds, or of parts of them, as of then stands in a text: `user-1795000000`."""
    moments = (moment_in(count) for count in _EPOCH.findall(text))
    return any(moment is not None and abs(moment - at) <= NEAR for moment in moments)


def is_id(text: str) -> bool:
    """Whether a segment of a path looks like the id of one thing among many."""
    return text.isascii() and (text.isdigit() or is_drawn(text) or _is_numbered(text))


def _is_numbered(text: str) -> bool:
    """`ord_1042`, `user-7`: a word and a number."""
    word, sign, number = text.replace("-", "_").rpartition("_")
    return bool(sign) and word.isalpha() and len(number) > 1 and any(char.isdigit() for char in number)


def is_specific(text: str) -> bool:
    """Whether two places that have this value have it from each other."""
    return len(text) >= SPECIFIC and text.lower() not in {"true", "false", "null", "none"}


def volatile_reason(name: str, text: str, at: float) -> str:
    """Why a value is another each time, told by its name and shape, or as a moment; empty: it may not be."""
    plain = plain_name(name)
    moment = moment_in(text)
    if moment is not None and abs(moment - at) <= NEAR:
        return "the moment at which it was sent"
    if plain in MOMENTS and moment is not None and abs(moment - at) <= NOT_FAR:
        return "a moment near the one at which it was sent"
    if plain in IDS and (is_drawn(text) or sum(char.isdigit() for char in text) >= SPECIFIC):
        return "an id that is drawn for each request, by its name and shape"
    if plain in SIGNATURES and len(text) >= RANDOM_LENGTH and _LETTERS.fullmatch(text):
        return "a signature, by its name and shape"
    return ""


def moment_in(text: str) -> float | None:
    """The moment that a text names, in seconds since the epoch: ISO 8601, RFC 1123, or a count since 1970."""
    try:
        if _ISO.fullmatch(text):
            moment = datetime.fromisoformat(text.upper())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        if _RFC1123.fullmatch(text):
            return parsedate_to_datetime(text).timestamp()
    except (ValueError, OverflowError):
        return None
    if not _NUMBER.fullmatch(text) or len(text.partition(".")[0]) < 10:
        return None
    return next((float(text) / unit for unit in _UNITS if float(text) / unit < 1e10), None)
