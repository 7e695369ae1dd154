"""URLs taken apart and put together.

Source: Go's net/url.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from smockproxy.core.gourl import BadUrlError, parse_url
from smockproxy.engines.gotemplate.errors import FunctionError
from smockproxy.engines.gotemplate.octets import to_bytes, to_text
from smockproxy.engines.sprig.gotypes import kind_name

_IN_PATH = "$&+,/:;=@"
_IN_FRAGMENT = f"{_IN_PATH}?!()*"
LONGEST = 100_000
"""Characters of a URL."""


def url_parse(text: str) -> dict[str, Any]:
    """The parts of a URL: scheme, host, hostname, path, query, opaque, fragment and userinfo."""
    if len(text) > LONGEST:
        raise FunctionError(f"the URL has more than {LONGEST} characters")
    try:
        found = parse_url(text)
    except BadUrlError as error:
        raise FunctionError(f"unable to parse url: {error}") from None
    return {
        "scheme": found.scheme,
        "host": found.authority,
        "hostname": found.host,
        "path": _unescaped(found.path),
        "query": found.query,
        "opaque": found.opaque,
        "fragment": _unescaped(text.partition("#")[2]),
        "userinfo": found.user,
    }


def _unescaped(text: str) -> str:
    return to_text(unquote_to_bytes(to_bytes(text)))


def url_join(parts: Mapping[str, Any]) -> str:
    """The URL of the parts that `urlParse` gives."""
    scheme, host, path, query, opaque, fragment, user = (
        _part(parts, name) for name in ("scheme", "host", "path", "query", "opaque", "fragment", "userinfo")
    )
    if user:
        _check_user(user)
    written = f"{scheme}:" if scheme else ""
    written += (
        opaque or f"{_place(scheme, user, host, path)}{_path(path, host, bare=not (scheme or host or user))}"
    )
    written += f"?{query}" if query else ""
    return written + (f"#{quote(to_bytes(fragment), safe=_IN_FRAGMENT)}" if fragment else "")


def _place(scheme: str, user: str, host: str, path: str) -> str:
    if not (host or user or (scheme and path)):
        return ""
    return f"//{user}@{host}" if user else f"//{host}"


def _path(path: str, host: str, *, bare: bool) -> str:
    escaped = "*" if path == "*" else quote(to_bytes(path), safe=_IN_PATH)
    if escaped and host and not escaped.startswith("/"):
        return f"/{escaped}"
    return f"./{escaped}" if bare and ":" in escaped.partition("/")[0] else escaped


def _check_user(user: str) -> None:
    try:
        parse_url(f"proto://{user}@host")
    except BadUrlError as error:
        raise FunctionError(f"unable to parse userinfo in dict: {error}") from None


def _part(parts: Mapping[str, Any], name: str) -> str:
    value = parts.get(name, "")
    if not isinstance(value, str):
        raise FunctionError(
            f"unable to parse {name} key, must be of type string, but {kind_name(value)} found"
        )
    return value


FUNCTIONS: Mapping[str, Callable[..., Any]] = {"urlParse": url_parse, "urlJoin": url_join}
