"""The functions that every engine shows its scripts, by the same names with the same meaning.

A dot in a name is a level: `jwt.sign` is `sign` of `jwt`. Sources: RFC 3339 (times), RFC 4648 (base 64),
RFC 7515 and 7519 (JSON Web Tokens, algorithms HS256, HS384, HS512).
"""

import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from random import Random  # noqa: TID251 - the type of an argument
from typing import Any

from smockproxy.core.tables import Table
from smockproxy.engines.arguments import counted
from smockproxy.engines.contract import ScriptError
from smockproxy.engines.dates import dating, rfc3339
from smockproxy.engines.draws import drawing
from smockproxy.engines.fakes import NAME, fake
from smockproxy.engines.lookups import asking
from smockproxy.engines.plain import DROPPED, plain

HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
WIDEST_INDENT = 8
NO_TABLES: Mapping[str, Table] = {}
IN_A_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
JWT_HASHES = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}


def functions(
    now: float, random: Random, tables: Mapping[str, Table] = NO_TABLES
) -> Mapping[str, Callable[..., Any]]:
    """All functions by name, for a script at a moment (seconds since the epoch) with draws of its own, and
    the tables that it may ask.
    """
    known: dict[str, Callable[..., Any]] = {
        "uuid": partial(_uuid, random),
        "now": partial(rfc3339, now),
        "timestamp": partial(float, now),
        "random": random.random,
        "random_int": partial(_random_int, random),
        "random_choice": partial(_random_choice, random),
        **asking(tables, random),
        **drawing(now, random),
    }
    counting = {name: counted(name, function) for name, function in known.items()}
    return {**counting, **_timeless(), NAME: partial(fake, now, random)}


@cache
def known_names() -> tuple[str, ...]:
    """The names of all functions."""
    return tuple(functions(0.0, Random(0)))  # noqa: S311 - nothing is drawn


class Deferred(Mapping[str, Callable[..., Any]]):
    """The functions, made when a script first looks for one."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Mapping[str, Callable[..., Any]]]) -> None:
        self._make = make
        self._made: Mapping[str, Callable[..., Any]] | None = None

    def _all(self) -> Mapping[str, Callable[..., Any]]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, name: str) -> Callable[..., Any]:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(known_names())

    def __len__(self) -> int:
        return len(known_names())


@cache
def _timeless() -> Mapping[str, Callable[..., Any]]:
    """The functions that are the same for every script."""
    known: dict[str, Callable[..., Any]] = {
        "to_json": to_json,
        "from_json": from_json,
        "base64": base64,
        "base64_decode": base64_decode,
        "base64url": base64url,
        "hash": hash_of,
        "hmac": hmac_of,
        "jwt.sign": jwt_sign,
        "jwt.decode": jwt_decode,
        "jwt.header": jwt_header,
        **dating(),
    }
    return {name: counted(name, function) for name, function in known.items()}


def nested(flat: Mapping[str, Callable[..., Any]]) -> dict[str, Any]:
    """The functions with those that have a dot in their name in mappings: `{"jwt": {"sign": …}}`."""
    levels: dict[str, Any] = {}
    for name, function in flat.items():
        level, dot, inner = name.partition(".")
        if dot:
            levels.setdefault(level, {})[inner] = function
        else:
            levels[name] = function
    return levels


def _uuid(random: Random) -> str:
    """A random UUID (version 4)."""
    number = random.getrandbits(128) & ~(0xF << 76 | 0x3 << 62) | (0x4 << 76 | 0x2 << 62)
    text = f"{number:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _random_int(random: Random, low: float, high: float) -> int:
    """A whole number from low to high, both included."""
    if not _is_whole(low) or not _is_whole(high) or low > high:
        raise ScriptError(f"random_int({low!r}, {high!r}): expected two whole numbers, the smaller one first")
    return random.randint(int(low), int(high))


def _is_whole(number: object) -> bool:
    return isinstance(number, int | float) and number == number // 1


def _random_choice(random: Random, values: Sequence[Any]) -> Any:
    """One of the values of a list."""
    if not values:
        raise ScriptError("random_choice: the list is empty")
    return values[random.randrange(len(values))]


def to_json(value: Any, indent: int = 0) -> str:
    """A value as JSON; in one line without spaces, or indented by so many, 8 at most."""
    copy = plain(value, "to_json")
    if copy is DROPPED:
        raise ScriptError("to_json: a function is no JSON")
    width = max(0, min(int(indent), WIDEST_INDENT))
    return json.dumps(copy, ensure_ascii=False, indent=width) if width else IN_A_LINE.encode(copy)


def from_json(text: str | bytes) -> Any:
    """The value that a text of JSON stands for."""
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise ScriptError(f"from_json: {error}") from error


def base64(text: str | bytes) -> str:
    """A text, in UTF-8, or bytes in base 64."""
    return binascii.b2a_base64(_bytes(text, "base64"), newline=False).decode()


def base64url(text: str | bytes) -> str:
    """A text, in UTF-8, or bytes in base 64 in the alphabet of URLs, without padding."""
    return _base64url(_bytes(text, "base64url"))


def base64_decode(text: str) -> str:
    """The text that base 64 stands for, also without padding or in the alphabet of URLs; U+FFFD for bytes
    that are no UTF-8.
    """
    return _decoded(text, "base64_decode").decode("utf-8", "replace")


def hash_of(text: str | bytes, algorithm: str = "sha256") -> str:
    """The digest of a text, in UTF-8, or of bytes; in hexadecimal digits."""
    return hashlib.new(_known(algorithm), _bytes(text, "hash"), usedforsecurity=False).hexdigest()


def hmac_of(text: str | bytes, key: str | bytes, algorithm: str = "sha256") -> str:
    """The keyed digest of a text; in hexadecimal digits."""
    return hmac.new(_bytes(key, "hmac"), _bytes(text, "hmac"), _known(algorithm)).hexdigest()


def jwt_sign(claims: Any, secret: str | bytes, algorithm: str = "HS256") -> str:
    """A signed JSON Web Token that holds these claims."""
    if algorithm not in JWT_HASHES:
        raise ScriptError(f"jwt.sign: no algorithm {algorithm!r}: expected {', '.join(JWT_HASHES)}")
    parts = ({"alg": algorithm, "typ": "JWT"}, claims)
    signed = ".".join(_base64url(to_json(part).encode("utf-8", "surrogatepass")) for part in parts)
    return f"{signed}.{_base64url(_signature(signed, secret, algorithm))}"


def jwt_decode(token: str, secret: str | bytes | None = None) -> Any:
    """The claims of a token; with a secret, only if its signature is right. Its times are not looked at."""
    head, first_dot, rest = token.removeprefix("Bearer ").partition(".")
    body, second_dot, signature = rest.partition(".")
    if not first_dot or not second_dot:
        raise ScriptError("jwt.decode: no token: expected three parts with dots between")
    if secret is not None:
        _check_signature(f"{head}.{body}", _decoded(signature, "jwt.decode"), secret)
    return from_json(_decoded(body, "jwt.decode"))


def jwt_header(token: str) -> Any:
    """What the first part of a token says: its algorithm, and with which key it was signed."""
    return from_json(_decoded(str(token).removeprefix("Bearer ").partition(".")[0], "jwt.header"))


def _check_signature(signed: str, signature: bytes, secret: str | bytes) -> None:
    header = from_json(_decoded(signed.partition(".")[0], "jwt.decode"))
    algorithm = header.get("alg") if isinstance(header, dict) else None
    if algorithm not in JWT_HASHES:
        raise ScriptError(f"jwt.decode: no algorithm {algorithm!r}: expected {', '.join(JWT_HASHES)}")
    if not hmac.compare_digest(_signature(signed, secret, algorithm), signature):
        raise ScriptError("jwt.decode: the signature is not made with this secret")


def _signature(signed: str, secret: str | bytes, algorithm: str) -> bytes:
    return hmac.digest(_bytes(secret, "jwt"), signed.encode(), JWT_HASHES[algorithm])


def _base64url(raw: bytes) -> str:
    written = binascii.b2a_base64(raw, newline=False).decode()
    return written.rstrip("=").replace("+", "-").replace("/", "_")


def _decoded(text: str, function: str) -> bytes:
    letters = str(text).strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return binascii.a2b_base64(letters + "=" * (-len(letters) % 4), strict_mode=True)
    except ValueError as error:
        raise ScriptError(f"{function}: no base 64: {error}") from error


def _known(algorithm: str) -> str:
    if algorithm in HASHES:
        return algorithm
    raise ScriptError(f"no digest {algorithm!r}: expected {', '.join(HASHES)}")


def _bytes(text: object, function: str) -> bytes:
    if isinstance(text, str):
        return text.encode("utf-8", "surrogatepass")
    if isinstance(text, bytes | bytearray):
        return bytes(text)
    raise ScriptError(f"{function}: expected text, found {type(text).__name__}")
