"""Digests of texts."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any
from zlib import adler32

from smockproxy.engines.gotemplate.octets import to_bytes


def sha1sum(text: str) -> str:
    """SHA-1 in hexadecimal digits."""
    return hashlib.sha1(to_bytes(text), usedforsecurity=False).hexdigest()


def sha256sum(text: str) -> str:
    """SHA-256 in hexadecimal digits."""
    return hashlib.sha256(to_bytes(text)).hexdigest()


def sha512sum(text: str) -> str:
    """SHA-512 in hexadecimal digits."""
    return hashlib.sha512(to_bytes(text)).hexdigest()


def adler32sum(text: str) -> str:
    """Adler-32 in decimal digits."""
    return str(adler32(to_bytes(text)))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "sha1sum": sha1sum,
    "sha256sum": sha256sum,
    "sha512sum": sha512sum,
    "adler32sum": adler32sum,
}
