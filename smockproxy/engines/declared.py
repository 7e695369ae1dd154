"""`mock`: by which a module in Python says what its functions answer.

`from smockproxy import mock` works everywhere. Only where smockproxy reads the module are the functions taken
note of; elsewhere, in a test of theirs for example, a decorator does nothing. A function stays what it was.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack


class Said(TypedDict, total=False):
    """What a decorator may say beside the URL: the keys of a mock, of its `request` and of its `context`."""

    id: str
    name: str
    description: str
    tags: list[str]
    enabled: bool
    priority: int
    times: int
    after: int
    probability: float
    ttl: str
    verify: Mapping[str, Any]
    delay: Any
    method: Any
    scheme: Any
    host: Any
    port: Any
    path: Any
    path_template: str
    url: Any
    query_params: Mapping[str, Any]
    query_exact: Mapping[str, Any]
    headers: Mapping[str, Any]
    cookies: Mapping[str, Any]
    form: Mapping[str, Any]
    body: Any
    json: Any
    client: Any
    session: Any
    any_of: list[Any]
    all_of: list[Any]
    not_: Mapping[str, Any]
    state: Mapping[str, Any]
    share: Mapping[str, Any]
    proxied: bool
    scenario: Mapping[str, Any]
    callbacks: list[Any]


@dataclass(frozen=True, slots=True)
class Declared:
    """A function that answers, and what was said of it."""

    function: Callable[..., Any]
    method: str
    """Empty: any."""
    where: str
    """A URL or a path, either with `{name}` in it or not; empty: anywhere."""
    said: Mapping[str, Any]
    line: int
    """Of the decorator."""


class Mocks:
    """The decorators. With a list they note there what they decorate."""

    def __init__(self, noted: list[Declared] | None = None) -> None:
        self._noted = noted

    def __call__[F: Callable[..., Any]](self, where: str = "", /, **said: Unpack[Said]) -> Callable[[F], F]:
        """Answer any method, unless `method` says which."""
        return self._declaring("", where, said)

    def get[F: Callable[..., Any]](self, where: str = "", /, **said: Unpack[Said]) -> Callable[[F], F]:
        """Answer GET."""
        return self._declaring("GET", where, said)

    def head[F: Callable[..., Any]](self, where: str = "", /, **said: Unpack[Said]) -> Callable[[F], F]:
        """Answer HEAD."""
        return self._declaring("HEAD", where, said)

    def post[F: Callable[..., Any]](self, where: str = "", /, **said: Unpack[Said]) -> Callable[[F], F]:
        """Answer POST."""
        return self._declaring("POST", where, said)

    def put[F: Callable[..., Any]](self, where: str = "", /, **said: Unpack[Said]) -> Callable[[F], F]:
        """Answer PUT."""
        return self._declaring("PUT", where, said)

    def patch[F: Callable[..., Any]](self, where: str = "", /, **said: Unpack[Said]) -> Callable[[F], F]:
        """Answer PATCH."""
        return self._declaring("PATCH", where, said)

    def delete[F: Callable[..., Any]](self, where: str = "", /, **said: Unpack[Said]) -> Callable[[F], F]:
        """Answer DELETE."""
        return self._declaring("DELETE", where, said)

    def options[F: Callable[..., Any]](self, where: str = "", /, **said: Unpack[Said]) -> Callable[[F], F]:
        """Answer OPTIONS."""
        return self._declaring("OPTIONS", where, said)

    def any[F: Callable[..., Any]](self, where: str = "", /, **said: Unpack[Said]) -> Callable[[F], F]:
        """Answer any method, unless `method` says which."""
        return self._declaring("", where, said)

    def _declaring[F: Callable[..., Any]](
        self, method: str, where: str, said: Mapping[str, Any]
    ) -> Callable[[F], F]:
        if callable(where):  # "@mock.get" without a call
            raise TypeError('a decorator is called: write "@mock.get()", or "@mock.get("/path")"')
        line = sys._getframe(2).f_lineno  # noqa: SLF001 - where the decorator stands, for messages

        def declare(function: F) -> F:
            if self._noted is not None:
                self._noted.append(Declared(function, method, where, said, line))
            return function

        return declare
