"""Passwords: hashed with bcrypt, or derived from a master password.

Source: the Master Password algorithm, version 0 as sprig has it; bcrypt's own alphabet of base64.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping
from random import Random  # noqa: TID251 - the type of an argument
from typing import Any

import bcrypt

from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.octets import to_bytes

_SCOPE = b"com.lyndir.masterpassword"
_MOST_MEMORY = 64 * 1024 * 1024
_COST = 10
_STANDARD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_OF_BCRYPT = bytes.maketrans(_STANDARD, b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
_LETTERS = "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
_CHARACTERS: Mapping[str, str] = {
    "V": "AEIOU",
    "C": "BCDFGHJKLMNPQRSTVWXYZ",
    "v": "aeiou",
    "c": "bcdfghjklmnpqrstvwxyz",
    "A": "AEIOUBCDFGHJKLMNPQRSTVWXYZ",
    "a": _LETTERS,
    "n": "0123456789",
    "o": "@&%?,=[]_:-+*$#!'^~;()/.",
    "x": f"{_LETTERS}0123456789!@#$%^&*()",
}
_TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "maximum": ("anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"),
    "long": (
        "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv",
        "CvccCvcvCvcvno", "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc",
        "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno",
        "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc",
        "CvccCvcvCvccno",
    ),
    "medium": ("CvcnoCvc", "CvcCvcno"),
    "short": ("Cvcn",),
    "basic": ("aaanaaan", "aannaaan", "aaannaaa"),
    "pin": ("nnnn",),
}  # fmt: skip


def derive_password(counter: int, kind: str, password: str, user: str, site: str) -> str:
    """The password of a user at a site, of a kind: maximum, long, medium, short, basic or pin."""
    if not 0 <= counter < 2**32:
        raise FunctionError("the counter must be from 0 to 4294967295")
    templates = _TEMPLATES.get(kind)
    if not templates:
        return f"cannot find password template {kind}"
    salt = _SCOPE + _counted(user)
    key = hashlib.scrypt(to_bytes(password), salt=salt, n=32_768, r=8, p=2, maxmem=_MOST_MEMORY, dklen=64)
    seed = hmac.digest(key, _SCOPE + _counted(site) + counter.to_bytes(4, "big"), "sha256")
    alphabets = (_CHARACTERS[letter] for letter in templates[seed[0] % len(templates)])
    return "".join(
        alphabet[number % len(alphabet)] for alphabet, number in zip(alphabets, seed[1:], strict=False)
    )


def _counted(text: str) -> bytes:
    octets = to_bytes(text)
    return len(octets).to_bytes(4, "big") + octets


def functions(_now: float, random: Random) -> Mapping[str, Callable[..., Any]]:
    """The functions on a source of randomness, which gives the salts."""

    def hashed(password: str) -> str:
        octets = to_bytes(password)
        salt = b64encode(random.randbytes(16)).rstrip(b"=").translate(_OF_BCRYPT)
        if len(octets) > 72:
            failure = "bcrypt: password length exceeds 72 bytes"
            return f"failed to encrypt string with bcrypt: {failure}"
        return bcrypt.hashpw(octets, b"$2a$%d$%b" % (_COST, salt)).decode()

    def htpasswd(user: str, password: str) -> str:
        return f"invalid username: {user}" if ":" in user else f"{user}:{hashed(password)}"

    return {"bcrypt": hashed, "htpasswd": htpasswd, "derivePassword": derive_password}
