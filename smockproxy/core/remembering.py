"""What answers leave behind: values of them, as they were sent, that a session remembers by name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from smockproxy.core.cookies import cookies_of
from smockproxy.core.http import NO_JSON, Response, parse_json, text_of
from smockproxy.core.matcher import JsonPath
from smockproxy.core.memory import REMEMBERED
from smockproxy.core.replacing import Capturing, TooMuchWorkError
from smockproxy.core.state import State, StateOverrunError
from smockproxy.core.values import text_of_value

COOKIE = "cookie:"
"""Begins the source of a value that is a cookie's."""


@dataclass(frozen=True, slots=True)
class ToRemember:
    """One value of an answer."""

    name: str
    source: str
    """As it is written: a JSONPath, the name of a header, or `cookie:` and the name of a cookie."""
    path: JsonPath | None = field(default=None, compare=False, repr=False)
    """That of the source, if it is one."""
    pattern: str = ""
    """What is found of the value by it is kept, or its first group; empty: all."""
    compiled: Capturing | None = field(default=None, compare=False, repr=False)

    def value_in(self, response: Response) -> tuple[Any, ...]:
        """The value, alone; nothing where the answer has none. Raises `TooMuchWorkError`."""
        values = self._values_in(response)
        if self.compiled is None:
            return tuple(values[:1])
        for value in values:
            for _, groups in self.compiled.found(text_of_value(value)):
                if groups:
                    return (groups[1 if len(groups) > 1 else 0],)
        return ()

    def _values_in(self, response: Response) -> Sequence[Any]:
        if self.path is not None:
            document = parse_json(text_of(response.body))
            return () if document is NO_JSON else self.path.find(document) or ()
        if not self.source.startswith(COOKIE):
            return response.headers.get_all(self.source)
        wanted = self.source.removeprefix(COOKIE)
        lines = (line.partition(";")[0] for line in response.headers.get_all("set-cookie"))
        return [value for line in lines for value in cookies_of([line]).get(wanted, ())]


type WhatToRemember = tuple[ToRemember, ...]


@dataclass(frozen=True, slots=True)
class Remembering:
    """What is to be remembered of one answer, and where."""

    wanted: WhatToRemember
    state: State
    """That of the session in which the answer was decided."""

    def of(self, response: Response) -> tuple[str, ...]:
        """Remember all that the answer has, in one step; gives what could not be, for people.

        A value that the answer does not have stays as it was.
        """
        values: dict[str, Any] = {}
        remarks = list(self._read(response, values))
        if values:
            remarks += self._put(values)
        return tuple(remarks)

    def _read(self, response: Response, values: dict[str, Any]) -> Iterator[str]:
        for each in self.wanted:
            try:
                found = each.value_in(response)
            except TooMuchWorkError as error:
                yield f"remember {each.name}: {error}"
                continue
            if found:
                values[each.name] = found[0]
            else:
                at = f" with {each.pattern}" if each.pattern else ""
                yield f"remember {each.name}: the answer has no {each.source}{at}"

    def _put(self, values: Mapping[str, Any]) -> Iterator[str]:
        now = self.state.snapshot()
        before = now.values.get(REMEMBERED)
        whole = {**(before if isinstance(before, dict) else {}), **values}
        try:
            self.state.commit([("set", REMEMBERED, whole)], (), now.version)
        except StateOverrunError as error:
            yield f"remember {', '.join(values)}: {error}"


def remembering(wanted: WhatToRemember, state: State) -> Remembering | None:
    """What a session is to remember of an answer; None if that is nothing."""
    return Remembering(wanted, state) if wanted else None
