"""Reading `host:port`, remembered: mitmproxy does it several times an exchange, and hosts are few.

Source: mitmproxy 12.2, `net/http/url.py`, whose `parse_authority` decodes and checks a host by its text.
"""

from functools import cache, lru_cache

from mitmproxy.net.http import url

AUTHORITIES = 4_096
"""Texts that are remembered; those that are refused are not."""


@cache
def quicken() -> None:
    """Remember them in this process, from now on."""
    url.parse_authority = lru_cache(AUTHORITIES)(url.parse_authority)
