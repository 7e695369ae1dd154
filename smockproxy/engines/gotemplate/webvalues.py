"""A request's query and headers as Go has them: url.Values and http.Header, maps of lists with methods.

Source: Go's documentation of net/url, net/http and net/textproto. Methods that change the map or give nothing
can't be called by a template there either.
"""
# ruff: noqa: N802 - the methods are called by the names that Go gives them

from typing import Any, ClassVar
from urllib.parse import quote_plus

from smockproxy.engines.gotemplate.octets import to_bytes
from smockproxy.engines.gotemplate.values import GoMap

TOKEN = frozenset("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
"""Characters of a header's name (RFC 9110, section 5.6.2)."""


class UrlValues(GoMap):
    """A query: each name's values in their order."""

    go_type: ClassVar[str] = "url.Values"
    go_methods: ClassVar[frozenset[str]] = frozenset({"Get", "Has", "Encode"})
    zero: ClassVar[Any] = []

    def Get(self, key: str) -> str:
        """The first value, or an empty text."""
        return str(next(iter(self.get(key) or ()), ""))

    def Has(self, key: str) -> bool:
        """Whether the name is there."""
        return key in self

    def Encode(self) -> str:
        """The query, sorted by name."""
        return "&".join(
            f"{_escaped(name)}={_escaped(value)}" for name in sorted(self) for value in self[name]
        )


def _escaped(text: str) -> str:
    return quote_plus(to_bytes(text))


class HttpHeader(GoMap):
    """Headers by their canonical names; they are asked for in any case."""

    go_type: ClassVar[str] = "http.Header"
    go_methods: ClassVar[frozenset[str]] = frozenset({"Get", "Values", "Clone"})
    zero: ClassVar[Any] = []

    def Get(self, key: str) -> str:
        """The first line, or an empty text."""
        return str(next(iter(self.Values(key)), ""))

    def Values(self, key: str) -> list[Any]:
        """All lines."""
        lines: list[Any] = self.get(canonical(key)) or []
        return lines

    def Clone(self) -> "HttpHeader":
        """A copy."""
        return HttpHeader({name: [*lines] for name, lines in self.items()})


def canonical(name: str) -> str:
    """A header's name as Go writes it: `x-my-id` is X-My-Id; what can't be one stays as it is."""
    if not name or not TOKEN.issuperset(name):
        return name
    return "-".join(word[:1].upper() + word[1:].lower() for word in name.split("-"))
