"""Cookies that a request carries. Source: RFC 6265, 4.2 and 5.4."""

from collections.abc import Iterable


def cookies_of(lines: Iterable[str]) -> dict[str, list[str]]:
    """Values by name, in the order of their coming; values keep their quotes, as user agents do."""
    cookies: dict[str, list[str]] = {}
    for pair in (pair for line in lines for pair in line.split(";")):
        name, equals, value = pair.partition("=")
        if equals and (name := name.strip()):
            cookies.setdefault(name, []).append(value.strip())
    return cookies
