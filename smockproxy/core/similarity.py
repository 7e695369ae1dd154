"""How alike two values are, from 0 to 1, and where two JSON documents differ; bounded in time by cutting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from json import dumps
from typing import Any

from smockproxy.core.http import NO_JSON, parse_json
from smockproxy.core.matchers import same_json
from smockproxy.core.pathtemplate import KINDS, Parameter, PathTemplate, Segment

LONGEST = 200
"""Characters of a text that are compared."""
LONGEST_JSON = 20_000
"""Characters of a JSON document that is compared path by path; a longer one is compared as text."""
MOST_PLACES = 1_000
"""Places of a JSON document that are compared."""
MOST_SEGMENTS = 50
"""Segments of a path that are compared with a template."""
OTHER_KIND = 0.5
"""How alike a parameter and a segment of another kind are."""

type Similar = Callable[[str, str], float]


def quick_similarity(one: str, other: str) -> float:
    """The share of the longer text that is a common beginning or a common end."""
    one, other = one[:LONGEST], other[:LONGEST]
    if one == other:
        return 1.0
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    start = next((at for at in range(shortest) if one[at] != other[at]), shortest)
    left = shortest - start
    end = next((at for at in range(left) if one[-1 - at] != other[-1 - at]), left)
    return (start + end) / longest


def similarity(one: str, other: str) -> float:
    """How much of two texts is the same, in the same order (Ratcliff and Obershelp).

    As `difflib.SequenceMatcher` without junk finds it, in a quarter of the time.
    """
    one, other = one[:LONGEST], other[:LONGEST]
    if one == other:
        return 1.0
    same = 0
    waiting = [(one, other)]
    while waiting:
        left, right = waiting.pop()
        at, size = _longest_shared(left, right)
        if not size:
            continue
        same += size
        found = right.find(left[at : at + size])
        waiting.append((left[:at], right[:found]))
        waiting.append((left[at + size :], right[found + size :]))
    return 2.0 * same / (len(one) + len(other))


def _longest_shared(one: str, other: str) -> tuple[int, int]:
    """The place in one text, and the size, of the first of the longest pieces that both have."""
    at = size = begin = 0
    if not other:
        return 0, 0
    while begin + size < len(one):
        while begin + size < len(one) and one[begin : begin + size + 1] in other:
            at, size = begin, size + 1
        begin += 1
    return at, size


def template_similarity(template: PathTemplate, path: str, similar: Similar) -> float:
    """The share of segments that fit, in part where only the kind is another; or how alike the texts are."""
    given = path[1:].split("/", MOST_SEGMENTS)
    if template.takes_rest:
        given = given[: len(template.segments)]
    fitting = sum(
        _segment_similarity(segment, piece, similar)
        for segment, piece in zip(template.segments, given, strict=False)
    )
    return max(fitting / max(len(template.segments), len(given)), similar(template.text, path))


def _segment_similarity(segment: Segment, piece: str, similar: Similar) -> float:
    if isinstance(segment, Parameter):
        return 1.0 if KINDS[segment.kind](piece) else OTHER_KIND
    return similar(segment, piece)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two documents differ; a side that has nothing there is `NO_JSON`."""

    path: str
    """RFC 9535's notation: `$.items[0].price`."""
    wanted: Any
    found: Any


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison of two documents found."""

    differences: tuple[Difference, ...]
    places: int
    """How many places were compared."""

    @property
    def distance(self) -> float:
        """The share of places that differ."""
        return len(self.differences) / max(1, self.places)


def compare_json(wanted: str, found: str) -> Compared | None:
    """Compare two texts as JSON, place by place; None when one of them is no list, no object, or too long."""
    if len(wanted) > LONGEST_JSON or len(found) > LONGEST_JSON:
        return None
    left, right = parse_json(wanted), parse_json(found)
    if not isinstance(left, (dict, list)) or not isinstance(right, (dict, list)):
        return None
    places, differences = 0, list[Difference]()
    for path, one, other in _places(left, right):
        places += 1
        if one is NO_JSON or other is NO_JSON or not same_json(one, other):
            differences.append(Difference(path, one, other))
        if places >= MOST_PLACES:
            break
    return Compared(tuple(differences), places)


def _places(wanted: Any, found: Any) -> Iterator[tuple[str, Any, Any]]:
    """The places of either document that hold no further ones of both, each with what the two have there."""
    waiting = [("$", wanted, found)]
    while waiting:
        path, one, other = waiting.pop()
        if isinstance(one, dict) and isinstance(other, dict) and (one or other):
            names = [*one, *(name for name in other if name not in one)]
            inner = [
                (_member(path, name), one.get(name, NO_JSON), other.get(name, NO_JSON)) for name in names
            ]
        elif isinstance(one, list) and isinstance(other, list) and (one or other):
            longest = range(max(len(one), len(other)))
            inner = [(f"{path}[{at}]", _at(one, at), _at(other, at)) for at in longest]
        else:
            yield path, one, other
            continue
        waiting += reversed(inner)


def _at(values: list[Any], at: int) -> Any:
    return values[at] if at < len(values) else NO_JSON


def _member(path: str, name: str) -> str:
    return f"{path}.{name}" if name.isidentifier() else f"{path}[{dumps(name, ensure_ascii=False)}]"


def json_text(value: Any) -> str:
    """A value of a document as JSON; `absent` for none."""
    return "absent" if value is NO_JSON else dumps(value, ensure_ascii=False)
