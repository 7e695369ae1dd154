"""Filter expressions as conditions on a history: SQL as far as a table can tell, and a test of entries.

In SQL a term that only the entry itself can tell is NULL, which NOT, AND and OR carry on as "unknown"; what
is unknown in the end is let through to the test.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from smockproxy.app.history.filtersyntax import And, FilterError, Node, Not, Or, Term, parsed
from smockproxy.app.history.filterterms import ARGUMENTS, HTTP, KINDS, Fact, Search, Status, is_http
from smockproxy.app.usage import UsageError
from smockproxy.core.history import HistoryEntry
from smockproxy.matching.pythonpattern import CompiledPattern, Pattern, TooMuchWorkError, compiled, respelled

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
RE2_HINT = "patterns run on RE2, which has no look-around and no back-references"
RE2_LACKS = ("perl operator", "escape sequence")

type Test = Callable[[HistoryEntry], bool]
type Value = str | bytes | int


@dataclass(frozen=True, slots=True)
class Condition:
    """What an expression, or a part of it, asks for."""

    sql: str
    parameters: tuple[Value, ...]
    test: Test
    is_exact: bool
    """Whether the SQL is never unknown."""
    can_refute: bool
    """Whether the SQL can say no."""
    can_confirm: bool
    """Whether the SQL can say yes."""


@dataclass(frozen=True, slots=True)
class ExpressionWhere:
    """A filter expression as a `smockproxy.core.query.Where`."""

    expression: str
    sql: str
    parameters: tuple[Value, ...]
    test: Test | None = field(repr=False)
    whole_test: Test = field(repr=False)
    patterns: Mapping[Pattern, CompiledPattern] = field(repr=False)
    """By their text, compiled."""

    def holds(self, entry: HistoryEntry, /) -> bool:
        """Whether the entry is meant. Raises `UsageError` when a pattern is too large for its bodies."""
        return self.whole_test(entry)

    def matches(self, pattern: Pattern, text: str | None, /) -> bool | None:
        """The function of the SQL; None, for unknown, where bytes are searched that the text has not."""
        if text is None or (isinstance(pattern, bytes) and REPLACEMENT in text):
            return None
        return self.patterns[pattern].is_in(text.encode() if isinstance(pattern, bytes) else text)


def where(expression: str) -> ExpressionWhere:
    """What a filter expression asks for. Raises `UsageError`, with the place of what is wrong."""
    return _Builder(expression).built()


class _Builder:
    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._patterns: dict[Pattern, CompiledPattern] = {}

    def built(self) -> ExpressionWhere:
        node = parsed(self._expression, ARGUMENTS)
        parts = [self._condition(part) for part in _conjuncts(node)]
        asked = [part for part in parts if part.can_refute]
        open_tests = tuple(part.test for part in parts if not part.is_exact)
        return ExpressionWhere(
            self._expression,
            " AND ".join(part.sql if part.is_exact else f"coalesce({part.sql}, 1)" for part in asked),
            tuple(value for part in asked for value in part.parameters),
            _all_of(open_tests) if open_tests else None,
            _all_of(tuple(part.test for part in parts)),
            self._patterns,
        )

    def _condition(self, node: Node) -> Condition:
        match node:
            case Term():
                return self._of_term(node)
            case Not(inner):
                return _negation(self._condition(inner))
            case And(nodes):
                return _conjunction([self._condition(each) for each in nodes])
            case Or(nodes):
                return _disjunction([self._condition(each) for each in nodes])
            case _:  # pragma: no cover
                assert_never(node)

    def _of_term(self, term: Term) -> Condition:
        kind = KINDS[term.code]
        match kind:
            case Fact():
                return _known(kind.sql, (), kind.holds) if kind.sql else _unknown(kind.holds)
            case Status():
                return _of_status(int(term.argument))
            case Search():
                return self._of_search(kind, term)
            case _:  # pragma: no cover
                assert_never(kind)

    def _of_search(self, kind: Search, term: Term) -> Condition:
        pattern, search = self._compiled(kind, term)
        test = _search_test(kind, search, term.code)
        if not kind.columns:
            return _unknown(test)
        found = " OR ".join(f"matches(?, {column})" for column in kind.columns)
        sql = f"({HTTP} AND ({found}))" if kind.only_http else f"({found})"
        return _known(sql, (pattern,) * len(kind.columns), test, is_exact=not kind.on_bytes)

    def _compiled(self, kind: Search, term: Term) -> tuple[Pattern, CompiledPattern]:
        try:
            pattern = respelled(term.argument, flags=kind.flags, on_bytes=kind.on_bytes)
            if pattern not in self._patterns:
                self._patterns[pattern] = compiled(pattern)
        except ValueError as error:
            hint = RE2_HINT if any(lack in str(error) for lack in RE2_LACKS) else ""
            raise FilterError(f"bad pattern: {error}", self._expression, term.at, hint) from None
        return pattern, self._patterns[pattern]


def _conjuncts(node: Node) -> list[Node]:
    if not isinstance(node, And):
        return [node]
    return [part for each in node.nodes for part in _conjuncts(each)]


def _known(sql: str, parameters: tuple[Value, ...], test: Test, *, is_exact: bool = True) -> Condition:
    return Condition(sql, parameters, test, is_exact, can_refute=True, can_confirm=True)


def _unknown(test: Test) -> Condition:
    return Condition("NULL", (), test, is_exact=False, can_refute=False, can_confirm=False)


def _of_status(status: int) -> Condition:
    def has_it(entry: HistoryEntry) -> bool:
        return is_http(entry) and entry.response is not None and entry.response.status == status

    return _known(f"({HTTP} AND status IS ?)", (status,), has_it)


def _search_test(kind: Search, search: CompiledPattern, code: str) -> Test:
    def is_found_in(entry: HistoryEntry) -> bool:
        if kind.only_http and not is_http(entry):
            return False
        try:
            return any(search.is_in(text) for text in kind.texts(entry))
        except TooMuchWorkError as error:
            raise UsageError(f"where: ~{code}, exchange {entry.id}: {error}") from None

    return is_found_in


def _all_of(tests: tuple[Test, ...]) -> Test:
    return tests[0] if len(tests) == 1 else lambda entry: all(test(entry) for test in tests)


def _negation(inner: Condition) -> Condition:
    return Condition(
        f"NOT {inner.sql}",
        inner.parameters,
        lambda entry: not inner.test(entry),
        inner.is_exact,
        can_refute=inner.can_confirm,
        can_confirm=inner.can_refute,
    )


def _conjunction(parts: list[Condition]) -> Condition:
    return Condition(
        f"({' AND '.join(part.sql for part in parts)})",
        _parameters(parts),
        _all_of(tuple(part.test for part in parts)),
        all(part.is_exact for part in parts),
        can_refute=any(part.can_refute for part in parts),
        can_confirm=all(part.can_confirm for part in parts),
    )


def _disjunction(parts: list[Condition]) -> Condition:
    return Condition(
        f"({' OR '.join(part.sql for part in parts)})",
        _parameters(parts),
        lambda entry: any(part.test(entry) for part in parts),
        all(part.is_exact for part in parts),
        can_refute=all(part.can_refute for part in parts),
        can_confirm=any(part.can_confirm for part in parts),
    )


def _parameters(parts: list[Condition]) -> tuple[Value, ...]:
    return tuple(value for part in parts for value in part.parameters)
