"""Comparing JSON documents: exactly, or by a pattern that may leave keys out and hold placeholders.

Every comparison says where the documents part. No recursion deeper than an author's own document.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from json import dumps
from typing import Any

from smockproxy.core.matcher import BadValueError, Difference

DEEPEST = 100
"""Levels of an author's document."""
MOST_PAIRS = 100_000
"""Comparisons that lists in any order may take."""
NOTHING = "nothing"
TOO_DEEP_TO_SHOW = "a document too deep to show"


def same_json(left: Any, right: Any) -> bool:
    """Equality of parsed JSON as Go sees it: numbers as float64, `-0` is not `0`, booleans are no numbers."""
    pairs = [(left, right)]  # a stack instead of recursion: a peer may nest deeper than Python calls
    while pairs:
        one, other = pairs.pop()
        if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
            pairs += [(one[key], other[key]) for key in one]
        elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            pairs += zip(one, other, strict=True)
        elif not _same_scalar(one, other):
            return False
    return True


def _same_scalar(one: Any, other: Any) -> bool:
    if isinstance(one, str):
        return isinstance(other, str) and one == other
    if one is None or isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        left, right = float(one), float(other)
        return left == right and (left != 0 or repr(left) == repr(right))
    return False


type _Pair = tuple[tuple[str | int, ...], Any, Any]


def first_inequality(wanted: Any, actual: Any) -> Difference | None:
    """Where two documents are not the same, as `same_json` has it."""
    pairs: list[_Pair] = [((), wanted, actual)]
    while pairs:
        path, one, other = pairs.pop()
        if isinstance(one, dict) and isinstance(other, dict):
            if (odd := _odd_key(path, one, other)) is not None:
                return odd
            pairs += [((*path, key), one[key], other[key]) for key in reversed(one)]
        elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            pairs += [
                ((*path, at), *both) for at, both in reversed(list(enumerate(zip(one, other, strict=True))))
            ]
        elif isinstance(one, list) and isinstance(other, list):
            return _of_length(path, one, other)
        elif not _same_scalar(one, other):
            return Difference(path, shown(one), shown(other))
    return None


def _odd_key(
    path: tuple[str | int, ...], one: Mapping[str, Any], other: Mapping[str, Any]
) -> Difference | None:
    for key in one:
        if key not in other:
            return Difference((*path, key), shown(one[key]), NOTHING)
    for key in other:
        if key not in one:
            return Difference((*path, key), NOTHING, shown(other[key]))
    return None


def _of_length(path: tuple[str | int, ...], one: Sequence[Any], other: Sequence[Any]) -> Difference:
    return Difference(path, f"a list of {len(one)}", f"{len(other)}: {shown(other)}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A string of an author's document that stands for more than itself: `${any-string}`."""

    text: str
    accepts: Callable[[Any], bool] = field(compare=False)


def shown(document: Any) -> str:
    """A document as compact JSON, placeholders as they are written."""
    if isinstance(document, Placeholder):
        return document.text
    try:
        return dumps(document, ensure_ascii=False, separators=(",", ":"), default=_placeholder_text)
    except RecursionError:
        return TOO_DEEP_TO_SHOW


def _placeholder_text(part: Any) -> str:
    return part.text if isinstance(part, Placeholder) else str(part)


def with_placeholders(
    document: Any, placeholder_of: Callable[[str], Placeholder | None], depth: int = 0
) -> Any:
    """An author's document with its placeholders found. Raises `BadValueError` when it is too deep."""
    if depth > DEEPEST:
        raise BadValueError(f"nested more than {DEEPEST} deep")
    if isinstance(document, str):
        return placeholder_of(document) or document
    if isinstance(document, dict):
        return {key: with_placeholders(value, placeholder_of, depth + 1) for key, value in document.items()}
    if isinstance(document, list):
        return [with_placeholders(value, placeholder_of, depth + 1) for value in document]
    return document


class _TooLongError(Exception):
    """Lists in any order took too many comparisons."""


@dataclass(slots=True)
class _Allowance:
    """How many comparisons are left."""

    left: int = MOST_PAIRS

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise _TooLongError


@dataclass(frozen=True, slots=True)
class Pattern:
    """An author's document that others are held against."""

    document: Any
    extra: bool = True
    """Whether objects may have further keys."""
    order: bool = True
    """Whether lists must be in this order."""

    def difference(self, actual: Any) -> Difference | None:
        """Where a document does not fit; lists always have as many members as the author's."""
        try:
            return self._differs((), self.document, actual, _Allowance())
        except _TooLongError:
            return Difference((), shown(self.document), "lists that take too long to compare in any order")

    def accepts(self, actual: Any) -> bool:
        """Whether a document fits; it stops at the first difference, and shows nothing."""
        try:
            return self._fits(self.document, actual, _Allowance())
        except _TooLongError:
            return False

    def _fits(self, wanted: Any, actual: Any, allowance: _Allowance) -> bool:
        if not self.order:
            allowance.spend()
        if isinstance(wanted, str):
            return isinstance(actual, str) and wanted == actual
        if isinstance(wanted, dict):
            return isinstance(actual, dict) and self._object_fits(wanted, actual, allowance)
        if isinstance(wanted, list):
            return isinstance(actual, list) and self._list_fits(wanted, actual, allowance)
        if isinstance(wanted, Placeholder):
            return wanted.accepts(actual)
        return _same_scalar(wanted, actual)

    def _object_fits(
        self, wanted: Mapping[str, Any], actual: Mapping[str, Any], allowance: _Allowance
    ) -> bool:
        if not self.extra and len(wanted) != len(actual):
            return False
        if not wanted.keys() <= actual.keys():
            return False
        for key, value in wanted.items():  # noqa: SIM110 - all() of a generator takes twice the time
            if not self._fits(value, actual[key], allowance):
                return False
        return True

    def _list_fits(self, wanted: Sequence[Any], actual: Sequence[Any], allowance: _Allowance) -> bool:
        if len(wanted) != len(actual):
            return False
        if not self.order:
            return _without_partner(self._partners(wanted, actual, allowance), allowance) is None
        for one, other in zip(wanted, actual, strict=True):  # noqa: SIM110 - as above
            if not self._fits(one, other, allowance):
                return False
        return True

    def _partners(
        self, wanted: Sequence[Any], actual: Sequence[Any], allowance: _Allowance
    ) -> list[list[int]]:
        """The places of those that each of the author's members fits."""
        return [
            [at for at, other in enumerate(actual) if self._fits(one, other, allowance)] for one in wanted
        ]

    def _differs(
        self, path: tuple[str | int, ...], wanted: Any, actual: Any, allowance: _Allowance
    ) -> Difference | None:
        if not self.order:
            allowance.spend()
        if isinstance(wanted, Placeholder):
            return None if wanted.accepts(actual) else Difference(path, wanted.text, shown(actual))
        if isinstance(wanted, dict) and isinstance(actual, dict):
            return self._in_object(path, wanted, actual, allowance)
        if isinstance(wanted, list) and isinstance(actual, list):
            if len(wanted) != len(actual):
                return _of_length(path, wanted, actual)
            differ = self._in_order if self.order else self._in_any_order
            return differ(path, wanted, actual, allowance)
        return None if _same_scalar(wanted, actual) else Difference(path, shown(wanted), shown(actual))

    def _in_object(
        self,
        path: tuple[str | int, ...],
        wanted: Mapping[str, Any],
        actual: Mapping[str, Any],
        allowance: _Allowance,
    ) -> Difference | None:
        for key, value in wanted.items():
            if key not in actual:
                return Difference((*path, key), shown(value), NOTHING)
            if (found := self._differs((*path, key), value, actual[key], allowance)) is not None:
                return found
        return None if self.extra else _odd_key(path, wanted, actual)

    def _in_order(
        self,
        path: tuple[str | int, ...],
        wanted: Sequence[Any],
        actual: Sequence[Any],
        allowance: _Allowance,
    ) -> Difference | None:
        found = (
            self._differs((*path, at), one, other, allowance)
            for at, (one, other) in enumerate(zip(wanted, actual, strict=True))
        )
        return next((difference for difference in found if difference is not None), None)

    def _in_any_order(
        self,
        path: tuple[str | int, ...],
        wanted: Sequence[Any],
        actual: Sequence[Any],
        allowance: _Allowance,
    ) -> Difference | None:
        alone = _without_partner(self._partners(wanted, actual, allowance), allowance)
        if alone is None:
            return None
        return Difference((*path, alone), shown(wanted[alone]), f"no such member in {shown(actual)}")


def _without_partner(partners: Sequence[Sequence[int]], allowance: _Allowance) -> int | None:
    """The first that gets no partner of its own when all others shall have one, too; None when all do."""
    taken: dict[int, int] = {}
    for newcomer in range(len(partners)):
        asked_by: dict[int, int] = {}
        free = _free_partner(partners, newcomer, taken, asked_by, allowance)
        if free is None:
            return newcomer
        _rearrange(taken, asked_by, free, newcomer)
    return None


def _free_partner(
    partners: Sequence[Sequence[int]],
    newcomer: int,
    taken: Mapping[int, int],
    asked_by: dict[int, int],
    allowance: _Allowance,
) -> int | None:
    """A partner that is free if others give way, and who asked whom on the way there: breadth first."""
    queue = [newcomer]
    for asking in queue:
        for partner in partners[asking]:
            allowance.spend()
            if partner in asked_by:
                continue
            asked_by[partner] = asking
            if partner not in taken:
                return partner
            queue.append(taken[partner])
    return None


def _rearrange(taken: dict[int, int], asked_by: Mapping[int, int], free: int, newcomer: int) -> None:
    """Give the free partner to who asked for it, the partner that is free then to the next, and so on."""
    of = {who: partner for partner, who in taken.items()}
    while True:
        who = asked_by[free]
        taken[free] = who
        if who == newcomer:
            return
        free = of[who]
