"""Reads the key of the certificate authority once: mitmproxy reads it at each change of its folder's name.

A start changes that twice, and to read an RSA key is to check it, which takes as long as reading fifty mocks.
Source: mitmproxy 12.2, `addons/tlsconfig.py`, whose `running` configures all of it again.
"""

from functools import cache, lru_cache

from mitmproxy import certs

KEYS = 4
"""Keys that are remembered, by their text and passphrase."""


@cache
def read_once() -> None:
    """Remember keys by their text, in this process from now on."""
    certs.load_pem_private_key = lru_cache(KEYS)(certs.load_pem_private_key)
