"""The names that a script of Python or Jinja2 sees: the same for both."""

import binascii
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from smockproxy.engines.contract import Surroundings
from smockproxy.engines.functions import nested


class Named(Mapping[str, Any]):
    """A mapping whose entries are attributes as well: `request.path` is `request["path"]`."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self._entries = entries

    def __getitem__(self, name: str) -> Any:
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._entries[name]
        except KeyError:
            raise AttributeError(f"no {name!r}: there are {', '.join(self._entries)}") from None

    def __repr__(self) -> str:
        return repr(dict(self._entries))


class Lines(Named):
    """The lines of each header, whatever the case of its name."""

    __slots__ = ()

    def __init__(self, entries: Mapping[str, Any]) -> None:
        super().__init__({name.lower(): lines for name, lines in entries.items()})

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name.lower())

    def __getattr__(self, name: str) -> Any:
        return super().__getattr__(name.lower())


class Console:
    """`console.log(...)` for those who are used to it."""

    __slots__ = ("log",)

    def __init__(self, log: Callable[..., str]) -> None:
        self.log = log


def names(surroundings: Surroundings) -> dict[str, Any]:
    """All names by which a script finds what it is given."""
    request = {**surroundings.request}
    coded = request.pop("body_base64", "")
    request["body_bytes"] = binascii.a2b_base64(coded) if coded else _encoded(request.get("body_string", ""))

    request["headers"] = Lines(request.get("headers") or {})

    def log(*values: object) -> str:
        surroundings.log(" ".join(map(str, values)))
        return ""

    functions = nested(surroundings.functions)
    levels = {name: Named(each) for name, each in functions.items() if isinstance(each, dict)}
    return {
        **functions,
        **levels,
        "request": Named(request),
        "state": surroundings.state,
        "session": Named(surroundings.session),
        "mock": Named(surroundings.mock),
        "log": log,
        "console": Console(log),
    }


def _encoded(text: Any) -> bytes:
    return str(text).encode("utf-8", "surrogatepass")
