"""The order of drafts in a file: by path and method, and what asks for more comes later.

Of two mocks that match a request the one that was declared last answers: so a mock that asks for less, or for
any path of a template, must stand before one that asks for more.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

type Order = tuple[tuple[tuple[bool, str], ...], str, str, int]

MARKS = ("{", "${")
"""A segment of a path with one of these stands for many."""
PLACES = ("url", "path", "path_template")


def order_of(request: Any) -> Order:
    """By what a mock is sorted, from its `request`: path, host, method, how much it asks for."""
    if not isinstance(request, Mapping):
        return ((), "", "", 0)
    host, path = _host_and_path(request)
    segments = tuple((not any(mark in each for mark in MARKS), each) for each in path.split("/"))
    return segments, host, _text(request.get("method")), sum(_leaves(request.values()))


def _host_and_path(request: Mapping[str, Any]) -> tuple[str, str]:
    if "url" in request:
        try:
            parts = urlsplit(_text(request["url"]))
        except ValueError:
            return "", _text(request["url"])
        return f"{parts.scheme}://{parts.netloc}", parts.path
    path = next((_text(request[key]) for key in PLACES if key in request), "")
    port = f":{request['port']}" if "port" in request else ""
    return f"{_text(request.get('scheme'))}://{_text(request.get('host'))}{port}", path


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _leaves(values: Iterable[Any]) -> Iterable[int]:
    for value in values:
        yield 1
        if isinstance(value, Mapping):
            yield from _leaves(value.values())
        elif isinstance(value, list | tuple):
            yield from _leaves(value)
