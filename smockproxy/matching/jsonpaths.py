"""JSONPath: compiled once, strict, and never for long.

Source: RFC 9535. Its functions `match` and `search` run on RE2; the nodes that a query visits are counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from jsonpath import JSONPath, JSONPathEnvironment, JSONPathError, JSONPathMatch
from jsonpath.filter import BaseExpression, FilterQuery
from jsonpath.function_extensions import ExpressionType, FilterFunction
from jsonpath.selectors import Filter as FilterSelector

from smockproxy.core.matcher import BadValueError
from smockproxy.matching.allowance import ALLOWANCE, Allowance, TooMuchWorkError, cost, spend, spend_on_search
from smockproxy.matching.regexp import compile_pattern, found_in, work_of

MOST_NODES = 50_000
"""Nodes that one query may visit."""
LONGEST = 2_000
"""Characters of a query."""
MOST_NESTED = 50
"""Brackets and parentheses inside each other."""


class _Node(JSONPathMatch):
    """A node of a document; making one is a step."""

    __slots__ = ()

    def __init__(self, **facts: Any) -> None:
        spend()
        super().__init__(**facts)

    def new_child(self, obj: object, key: int | str) -> "_Node":  # noqa: ARG002 - the library's signature
        """A node below; where it is, nobody asks."""
        return _Node(
            filter_context=self._filter_context, obj=obj, parent=self, path="", parts=(), root=self.root
        )


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    """A pattern of a filter, which may stand in the document; None when it is no good."""
    try:
        return compile_pattern(pattern)
    except ValueError:
        return None


class _Found(FilterFunction):
    """`search`, or with a whole text `match`."""

    arg_types = [ExpressionType.VALUE, ExpressionType.VALUE]  # noqa: RUF012 - the library's own way
    return_type = ExpressionType.LOGICAL

    def __init__(self, form: str) -> None:
        self._form = form

    def __call__(self, value: object, pattern: object) -> bool:
        if not isinstance(value, str) or not isinstance(pattern, str):
            return False
        spend(1 + (len(pattern) >> 6))
        compiled = _compiled(self._form % pattern)
        if compiled is None:
            return False
        spend_on_search(work_of(compiled, value))
        return bool(found_in(compiled, value))


class _Environment(JSONPathEnvironment):
    match_class = _Node

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        self.function_extensions["match"] = _Found(r"\A(?:%s)\z")
        self.function_extensions["search"] = _Found("%s")

    def compare(self, left: object, operator: str, right: object) -> bool:
        spend(cost(left) + cost(right))
        return super().compare(left, operator, right)

    def is_truthy(self, obj: object) -> bool:
        spend()
        return super().is_truthy(obj)


_ENVIRONMENT = _Environment(strict=True)


class _CountedPath(JSONPath):
    """A query, or one inside a filter, that begins at a counted node; text is not parsed once more."""

    def finditer(self, data: Any, *, filter_context: Mapping[str, Any] | None = None) -> Iterable[_Node]:
        nodes: Iterable[Any] = [
            _Node(filter_context=filter_context or {}, obj=data, parent=None, path="", parts=(), root=data)
        ]
        for segment in self.segments:
            nodes = segment.resolve(nodes)
        return nodes


def _counted(path: Any) -> _CountedPath:
    for segment in path.segments:
        for selector in segment.selectors:
            if isinstance(selector, FilterSelector):
                _count_inside(selector.expression)
    return _CountedPath(env=_ENVIRONMENT, segments=path.segments)


def _count_inside(expression: BaseExpression) -> None:
    """Count the queries of a filter, too; what is in the filters of those is seen to by `_counted`."""
    if isinstance(expression, FilterQuery):
        expression.path = _counted(expression.path)
        return
    for part in expression.children():
        _count_inside(part)


@dataclass(frozen=True, slots=True)
class CompiledPath:
    """A query and its compiled form."""

    text: str
    compiled: Any = field(compare=False, repr=False)

    def find(self, document: Any) -> Sequence[Any] | None:
        """The values that it selects; None when that visits too many nodes, or nests too deep."""
        before = ALLOWANCE.set(Allowance(MOST_NODES))
        try:
            return [node.obj for node in self.compiled.finditer(document)]
        except (TooMuchWorkError, JSONPathError, RecursionError):
            return None
        finally:
            ALLOWANCE.reset(before)


def compile_path(text: str) -> CompiledPath:
    """Compile a query. Raises `BadValueError` when it is none."""
    if len(text) > LONGEST:
        raise BadValueError(f"a JSONPath has at most {LONGEST} characters, found {len(text)}")
    if _nesting(text) > MOST_NESTED:
        raise BadValueError(f"brackets are nested more than {MOST_NESTED} deep")
    try:
        return CompiledPath(text, _counted(_ENVIRONMENT.compile(text)))
    except JSONPathError as error:
        raise BadValueError(f"no JSONPath: {_first_line(error)}") from None
    except (ValueError, RecursionError, OverflowError) as error:
        raise BadValueError(f"no JSONPath: {error}") from None


def _nesting(text: str) -> int:
    deepest = depth = 0
    for char in text:
        depth += (char in "([") - (char in ")]")
        deepest = max(deepest, depth)
    return deepest


def _first_line(error: JSONPathError) -> str:
    """What it says; its own text fails for an empty query."""
    return (str(error.args[0]) if error.args else type(error).__name__).strip().partition("\n")[0]
