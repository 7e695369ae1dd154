"""Searches in the rows of a resource, as the query of a request asks for them: filters, order, pages.

Source of the operators and of most names: Mockoon and json-server.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any
from urllib.parse import quote

from smockproxy.core.rows import JSON, Row

MISSING = object()
DEEPEST = 16
"""Steps of the path to a field, and fields to sort by."""
MOST_FILTERS = 50
"""Texts that the filters of one request ask for."""


class BadQueryError(ValueError):
    """A query that asks for no page; its text says why."""


@dataclass(frozen=True, slots=True)
class QueryNames:
    """The names of the parameters that are no filters; of several that are given the first counts."""

    page: tuple[str, ...] = ("page", "_page")
    limit: tuple[str, ...] = ("limit", "_limit", "per_page", "_per_page")
    offset: tuple[str, ...] = ("offset", "_start")
    sort: tuple[str, ...] = ("sort", "_sort")
    order: tuple[str, ...] = ("order", "_order")
    search: tuple[str, ...] = ("search", "q")

    def all(self) -> frozenset[str]:
        """All of them."""
        return frozenset((*self.page, *self.limit, *self.offset, *self.sort, *self.order, *self.search))


USUAL_NAMES = QueryNames()

type Test = Callable[[Row], bool]
type Params = Mapping[str, Sequence[str]]
"""Decoded values by the name of a parameter."""


@dataclass(frozen=True, slots=True)
class Page:
    """The part of the rows found that is shown."""

    offset: int
    limit: int
    found: int
    """How many rows there are to be shown in pages."""
    by_offset: bool
    """Whether it was asked for by an offset, not by a number."""

    @property
    def number(self) -> int:
        """Which page it is, from 1."""
        return self.offset // max(self.limit, 1) + 1

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(1, -(-self.found // max(self.limit, 1)))

    def neighbours(self) -> Iterator[tuple[str, int]]:
        """The relations of the other pages, and the number or the offset of each."""
        if not self.limit:
            return
        places = [("first", 0), ("last", (self.last - 1) * self.limit)]
        if self.offset > 0:
            places.insert(1, ("prev", max(0, self.offset - self.limit)))
        if self.offset + self.limit < self.found:
            places.insert(-1, ("next", self.offset + self.limit))
        for relation, offset in places:
            yield relation, offset if self.by_offset else offset // self.limit + 1


@dataclass(frozen=True, slots=True)
class Found:
    """The rows that a query asks for."""

    rows: Sequence[Row]
    """Those of the page, in order."""
    count: int
    """How many the filters leave."""
    page: Page | None
    """None when all of them were asked for."""


def search(rows: Iterable[Row], params: Params, names: QueryNames, page_size: int) -> Found:
    """The rows that a query asks for. Raises `BadQueryError`."""
    found = list(rows)
    for test in _tests(params, names, found):
        found = [row for row in found if test(row)]
    page = _page(params, names, page_size, len(found))
    found = _sorted(found, _first(params, names.sort), _first(params, names.order))
    shown = found if page is None else found[page.offset : page.offset + page.limit]
    return Found(shown, len(found), page)


def link_header(page: Page, path: str, params: Params, names: QueryNames) -> str:
    """The other pages (RFC 8288); empty where there are none."""
    known = names.offset if page.by_offset else names.page
    name = next((name for name in known if name in params), known[0])
    others = [(key, value) for key, values in params.items() if key != name for value in values]
    links = []
    for relation, place in page.neighbours():
        query = "&".join(
            f"{quote(key, '')}={quote(value, '')}" for key, value in [*others, (name, str(place))]
        )
        links.append(f'<{path}?{query}>; rel="{relation}"')
    return ", ".join(links)


# -- filters ----------------------------------------------------------------------------


def _tests(params: Params, names: QueryNames, rows: Sequence[Row]) -> Iterator[Test]:
    """What rows must fulfil; a parameter that names no field of any row asks nothing (json-server)."""
    reserved = names.all()
    filters = {name: texts for name, texts in params.items() if name not in reserved}
    if sum(map(len, filters.values())) > MOST_FILTERS:
        raise BadQueryError(f"there are more than {MOST_FILTERS} filters")
    for name, texts in filters.items():
        if (known := _field(name, rows)) is not None:
            field, operator = known
            yield _test(_reader(field), operator, texts)
    if text := _first(params, names.search).lower():
        yield _search(text)


def _field(name: str, rows: Sequence[Row]) -> tuple[str, str] | None:
    """The field and the operator that a parameter means."""
    if _is_field(name, rows):
        return name, "eq"
    for mark in ("_", ":"):
        field, found, operator = name.rpartition(mark)
        if found and operator in OPERATORS and _is_field(field, rows):
            return field, operator
    return None


def _is_field(name: str, rows: Sequence[Row]) -> bool:
    read = _reader(name)
    return any(read(row.values) is not MISSING for row in rows)


def _reader(name: str) -> Callable[[Mapping[str, Any]], Any]:
    """What reads a field of a row; dots lead into objects."""
    if "." not in name:
        return lambda values: values.get(name, MISSING)
    steps = name.split(".", DEEPEST)
    return lambda values: values[name] if name in values else _value_at(values, steps)


def _value_at(value: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        if not isinstance(value, dict) or step not in value:
            return MISSING
        value = value[step]
    return value


def _test(read: Callable[[Mapping[str, Any]], Any], operator: str, texts: Sequence[str]) -> Test:
    """That a value, or something in a list of them, is as one of the texts says."""
    if operator == "ne":
        equal = _test(read, "eq", texts)
        return lambda row: not equal(row)
    tests = [OPERATORS[operator](text) for text in texts]
    test = tests[0] if len(tests) == 1 else lambda value: any(each(value) for each in tests)

    def holds(row: Row) -> bool:
        value = read(row.values)
        if isinstance(value, list):
            return any(map(test, value))
        return value is not MISSING and test(value)

    return holds


def text_of(value: Any) -> str:
    """A value as a query writes it."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return JSON.encode(value)


def _number(value: Any) -> float | None:
    if type(value) is int or type(value) is float:
        return value
    if not isinstance(value, str) or "_" in value:
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _equal(text: str) -> Callable[[Any], bool]:
    number = _number(text)

    def holds(value: Any) -> bool:
        if isinstance(value, str):
            return value == text
        if type(value) is int or type(value) is float:
            return value == number
        return text_of(value) == text

    return holds


def _ordered(*wanted: int) -> Callable[[str], Callable[[Any], bool]]:
    """Whether a value is less than a text, equal or more: numbers as such, texts as texts."""

    def test_of(text: str) -> Callable[[Any], bool]:
        number = _number(text)

        def holds(value: Any) -> bool:
            own = None if number is None else _number(value)
            if own is not None and number is not None:
                return ((own > number) - (own < number)) in wanted
            return isinstance(value, str) and ((value > text) - (value < text)) in wanted

        return holds

    return test_of


def _like(test: Callable[[str, str], bool]) -> Callable[[str], Callable[[Any], bool]]:
    """A comparison of texts without case."""
    return lambda text: lambda value: test(text_of(value).lower(), text.lower())


OPERATORS: Mapping[str, Callable[[str], Callable[[Any], bool]]] = {
    "eq": _equal,
    "ne": _equal,
    "gt": _ordered(1),
    "gte": _ordered(0, 1),
    "lt": _ordered(-1),
    "lte": _ordered(-1, 0),
    "like": _like(str.__contains__),
    "start": _like(str.startswith),
    "end": _like(str.endswith),
}
"""What may stand behind the name of a field, after `_` or `:`."""


def _search(text: str) -> Test:
    """That a text is in any value, in any case; what is not in the JSON is not looked for in values."""
    is_plain = text.isprintable() and not {'"', "\\"} & set(text)
    return lambda row: (not is_plain or text in row.text.decode().lower()) and _has(row.values, text)


def _has(value: Any, text: str) -> bool:
    if isinstance(value, dict):
        return any(_has(each, text) for each in value.values())
    if isinstance(value, list):
        return any(_has(each, text) for each in value)
    return text in text_of(value).lower()


# -- order and pages --------------------------------------------------------------------


def _first(params: Params, names: Iterable[str]) -> str:
    return next((params[name][0] for name in names if params.get(name)), "")


def _sorted(rows: list[Row], fields: str, orders: str) -> list[Row]:
    """The rows by some fields, the first of which counts most: `-age,name`, or `desc` beside it."""
    names = [name for name in fields.split(",", DEEPEST) if name]
    falling = [order.strip().lower() == "desc" for order in orders.split(",", DEEPEST)]
    for at in reversed(range(len(names))):
        name = names[at]
        is_falling = name.startswith("-") != (falling[min(at, len(falling) - 1)])
        rows = sorted(rows, key=_ranked_by(_reader(name.removeprefix("-"))), reverse=is_falling)
    return rows


def _ranked_by(read: Callable[[Mapping[str, Any]], Any]) -> Callable[[Row], tuple[int, Any]]:
    return lambda row: _rank(read(row.values))


def _rank(value: Any) -> tuple[int, Any]:
    """Where a value stands among those of all kinds."""
    if isinstance(value, bool):
        return 0, value
    if isinstance(value, (int, float)):
        return 1, value
    if isinstance(value, str):
        return 2, value
    return (4, 0) if value is None or value is MISSING else (3, JSON.encode(value))


def _page(params: Params, names: QueryNames, page_size: int, found: int) -> Page | None:
    number = _whole(params, names.page, 1)
    limit, offset = _whole(params, names.limit, 0), _whole(params, names.offset, 0)
    if number is None and limit is None and offset is None:
        return None
    size = limit if limit is not None else page_size if offset is None else found
    start = offset if offset is not None else ((number or 1) - 1) * size
    return Page(start, size, found, by_offset=offset is not None)


def _whole(params: Params, names: Iterable[str], least: int) -> int | None:
    """The number that a parameter has, if it is there."""
    name = next((name for name in names if params.get(name)), None)
    if name is None:
        return None
    text = params[name][0]
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least):
        raise BadQueryError(f'"{name}" is a whole number, {least} or more, found "{text[:40]}"')
    return int(text)
