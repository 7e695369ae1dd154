"""Conditions with remembered values in them: what is meant is known when a request asks."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, fields, replace
from typing import Any, cast
from urllib.parse import quote

from smockproxy.core.conditions import Condition, OnField
from smockproxy.core.http import Request
from smockproxy.core.matcher import Matcher
from smockproxy.core.memory import REMEMBERED, Memory
from smockproxy.core.mismatch import Mismatch
from smockproxy.core.values import text_of_value

type Values = Mapping[str, str]
"""Remembered values as text, by name."""
NOTHING_YET = "nothing is remembered yet"
MOST_MEANINGS = 64
"""How many meanings of a condition are kept: each session may remember something else."""
_OF_URLS = frozenset({"path", "url"})
_STAYS = "%/:?#[]@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Recalled:
    """A matcher with references in its value."""

    written: Matcher
    """With the references as texts: what it is where nothing keeps their names."""
    names: frozenset[str]
    """All that it mentions."""
    needed: frozenset[str]
    """Those of them that stand for a value."""
    make: Callable[[Values, Set[str]], Matcher] = field(compare=False, repr=False)
    """The matcher that is meant with these values; the names that are known are references, and no others.

    Raises `ValueError` when it cannot be made with them.
    """

    @property
    def name(self) -> str:
        """As it is written."""
        return self.written.name

    @property
    def value(self) -> str:
        """As it is written."""
        return self.written.value

    @property
    def arguments(self) -> Mapping[str, Any]:
        """As they are written."""
        return self.written.arguments

    def matches(self, actual: str, moment: float = 0.0, /) -> bool:
        """Whether the text fulfils it as it is written."""
        return self.written.matches(actual, moment)


@dataclass(frozen=True, slots=True)
class OnRemembered:
    """A condition whose matchers have references."""

    written: Condition
    names: frozenset[str]
    needed: frozenset[str]
    _meanings: dict[tuple[Any, ...], Condition | None] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def needs_body(self) -> bool:
        """Whether the headers alone cannot answer it."""
        return self.written.needs_body

    def holds(self, request: Request) -> bool:
        """Whether what is meant holds; where something is not remembered, it does not."""
        memory = request.memory
        if memory is None or self.names.isdisjoint(memory.kept):
            return self.written.holds(request)
        meant = self._meant(memory)
        return meant is not None and meant.holds(request)

    def mismatch(self, request: Request) -> Mismatch | None:
        """Why it does not hold: what is not remembered, or how it differs from what is."""
        memory = request.memory
        if memory is None or self.names.isdisjoint(memory.kept):
            return self.written.mismatch(request)
        values = remembered_in(memory)
        for name in sorted(self.needed & memory.kept):
            if name not in values:
                return Mismatch(f"{REMEMBERED}.{name}", "a value that an answer gave", NOTHING_YET)
        meant = self._meant(memory)
        if meant is not None:
            return meant.mismatch(request)
        names = ", ".join(sorted(self.needed & memory.kept))
        return Mismatch(f"{REMEMBERED}.{names}", "a value that the matcher takes", "another one")

    def _meant(self, memory: Memory) -> Condition | None:
        """The condition with what is remembered in it; None when something of that is missing, or no good."""
        values, known = remembered_in(memory), self.names & memory.kept
        wanted = self.needed & known
        if not wanted <= values.keys():
            return None
        texts = {name: text_of_value(values[name]) for name in sorted(wanted)}
        key = (*texts.items(), known)
        if key not in self._meanings:
            if len(self._meanings) >= MOST_MEANINGS:
                self._meanings.clear()
            self._meanings[key] = _with_values(self.written, texts, known)
        return self._meanings[key]


def remembered_in(memory: Memory) -> Mapping[str, Any]:
    """What is remembered of answers, by name."""
    values = memory.state.get(REMEMBERED)
    return values if isinstance(values, dict) else {}


def recalling(condition: Condition) -> Condition:
    """The same condition, asked with what is remembered if any of its matchers has references."""
    found: list[Recalled] = []

    def find(matcher: Recalled) -> Matcher:
        found.append(matcher)
        return matcher

    _walked(condition, find)
    if not found:
        return condition
    names = frozenset[str]().union(*(each.names for each in found))
    return OnRemembered(condition, names, frozenset[str]().union(*(each.needed for each in found)))


def as_written(condition: Condition) -> Condition:
    """A condition as its author wrote it."""
    return condition.written if isinstance(condition, OnRemembered) else condition


def _with_values(condition: Condition, values: Values, known: Set[str]) -> Condition | None:
    if isinstance(condition, OnField) and condition.field in _OF_URLS:
        values = {name: quote(text, _STAYS) for name, text in values.items()}
    try:
        return _walked(condition, lambda matcher: matcher.make(values, known))
    except ValueError:
        return None


def _walked(condition: Condition, change: Callable[[Recalled], Matcher]) -> Condition:
    """A condition with other matchers in the place of those that have references."""
    made = cast("Any", condition)
    parts = {each.name: getattr(condition, each.name) for each in fields(made) if each.init}
    changed = {name: _changed(part, change) for name, part in parts.items()}
    if all(changed[name] is parts[name] for name in parts):
        return condition
    return cast("Condition", replace(made, **changed))


def _changed(part: Any, change: Callable[[Recalled], Matcher]) -> Any:
    if isinstance(part, Recalled):
        return change(part)
    if isinstance(part, tuple):
        several = tuple(_changed(each, change) for each in part)
        return several if any(one is not other for one, other in zip(several, part, strict=True)) else part
    if isinstance(part, Mapping):
        mapped = {key: _changed(each, change) for key, each in part.items()}
        return mapped if any(mapped[key] is not part[key] for key in part) else part
    return part
