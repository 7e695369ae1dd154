"""Header lines as Smocker's shapes have them: name → values, the names in Go's order of map keys."""

from typing import Any

from smockproxy.core.http import Headers


def headers_shape(headers: Headers) -> dict[str, Any]:
    """The key `headers` with its value; nothing when there are none."""
    return {"headers": by_name(headers)} if headers else {}


def by_name(headers: Headers) -> dict[str, list[str]]:
    """Values by name."""
    names: dict[str, list[str]] = {}
    for name, value in headers:
        names.setdefault(name, []).append(value)
    return dict(sorted(names.items()))
