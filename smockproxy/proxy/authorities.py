"""Reading `host:port` and URLs, remembered: mitmproxy does it several times an exchange, and few differ.

Source: mitmproxy 12.2, `net/http/url.py`, whose `parse_authority` decodes and checks a host by its text, and
whose `parse` is asked of each absolute target, only to know whether it is one.
"""

from functools import cache, lru_cache
from typing import Any

from mitmproxy.net.http import url

AUTHORITIES = 4_096
"""Texts that are remembered; those that are refused are not."""
URLS = 1_024
LONGEST = 1_024
"""Characters, or bytes, of a URL that is remembered."""


@cache
def quicken() -> None:
    """Remember them in this process, from now on."""
    url.parse_authority = lru_cache(AUTHORITIES)(url.parse_authority)
    parse = url.parse
    remembered = lru_cache(URLS)(parse)

    def parsed(text: Any) -> Any:
        return remembered(text) if len(text) <= LONGEST else parse(text)

    url.parse = parsed  # type: ignore[assignment]
