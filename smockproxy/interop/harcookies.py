"""Cookies in a HAR, read from header lines (RFC 6265)."""

from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from smockproxy.core.http import Headers


def request_cookies(headers: Headers) -> list[dict[str, str]]:
    """Name and value of each cookie that a request carries."""
    pieces = (piece for line in headers.get_all("cookie") for piece in line.split(";"))
    return [dict(zip(("name", "value"), _pair(piece), strict=True)) for piece in pieces if piece.strip()]


def response_cookies(headers: Headers) -> list[dict[str, Any]]:
    """Each cookie that a response sets, with its attributes; an `Expires` that is no date is left out."""
    return [_set_cookie(line) for line in headers.get_all("set-cookie") if line.strip()]


def _pair(piece: str) -> tuple[str, str]:
    name, _, value = piece.partition("=")
    return name.strip(), value.strip()


def _set_cookie(line: str) -> dict[str, Any]:
    first, *rest = line.split(";")
    name, value = _pair(first)
    attributes = {key.lower(): text for key, text in map(_pair, rest)}
    named: dict[str, Any] = {key: attributes[key] for key in ("path", "domain") if key in attributes}
    same_site = {"sameSite": attributes["samesite"]} if "samesite" in attributes else {}
    return {
        "name": name,
        "value": value,
        **named,
        **_expiry(attributes.get("expires", "")),
        "httpOnly": "httponly" in attributes,
        "secure": "secure" in attributes,
        **same_site,
    }


def _expiry(written: str) -> dict[str, str]:
    try:
        moment = parsedate_to_datetime(written.replace("-", " "))
    except ValueError:
        return {}
    return {"expires": (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()}
